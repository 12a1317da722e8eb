"""What detectors leave: results.json, as COCO has them. Written here, and checked whoever wrote them."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datadiet.data.whole import write_whole
from datadiet.errors import DataError, TrainerError
from datadiet.loop.training.material import Material
from datadiet.loop.training.naming import Seen, quoted, some

__all__ = ["RESULTS", "check_overlap", "checked_results", "result", "write_results"]

RESULTS = "results.json"
_EXPECTED = "a list of {image_id, category_id, bbox [x, y, width, height] in pixels, score from 0 to 1}"
_SHOWN = 6


def result(test: Material, sample: str, label: str, box: Iterable[float], score: float) -> dict[str, Any] | None:
    """Return one entry, or None where the test data does not know the class: nothing could be said of it.

    Args:
        test: whose numbers images and categories have.
        sample: its id.
        label: the class.
        box: x, y, width, height in pixels.
        score: 0 to 1.
    """
    assert test.numbers is not None
    assert test.categories is not None
    if label not in test.categories:
        return None
    entry = {
        "image_id": test.numbers[sample],
        "category_id": test.categories[label],
        "bbox": [round(float(value), 3) for value in box],
        "score": round(float(score), 6),
    }
    return entry if test.numbered else {**entry, "file_name": sample, "category": label}


def write_results(out: Path, entries: Iterable[Mapping[str, Any] | None]) -> Path:
    """Write `results.json` into a folder, without those that are None."""
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries if entry is not None)
    return write_whole(out / RESULTS, f"[\n{lines}\n]\n")


def checked_results(path: Path, test: Material, *, files: Mapping[str, str] | None = None) -> list[dict[str, Any]]:
    """Read results and return them in the numbers of the test data.

    An entry names its image by `image_id` or `file_name`, and its class by `category_id` or `category`.

    Args:
        path: the file.
        test: what was predicted.
        files: name of the file that the trainer was given -> id of the sample; None where they are the same.

    Raises:
        TrainerError: it is no such file, or an entry is wrong; the first one is named.
    """
    entries = _entries(path)
    assert test.numbers is not None
    assert test.categories is not None
    seen = Seen(test, files or {})
    images = _Known({number: id for id, number in test.numbers.items()}, seen.known(), seen.numbers(), seen.names())
    numbers = {number: name for name, number in test.categories.items()}
    shown = {number: f"{number} ({name})" for number, name in numbers.items()}
    classes = _Known(numbers, {name: name for name in test.categories}, shown, {})
    made = []
    for at, entry in enumerate(entries):
        where = f"{path}, number {at + 1} of {len(entries):,}"
        if not isinstance(entry, dict):
            raise TrainerError(f"{where} is {quoted(entry)}", expected=_EXPECTED)
        sample = _named(entry, ("image_id", "file_name"), images, where, "image", "an image of the test data")
        label = _named(entry, ("category_id", "category"), classes, where, "category", "a class of the test data")
        which = f"{where}, of image {images.shown.get(test.numbers[sample], sample)}"
        made.append(result(test, sample, label, _box(entry, which), _score(entry, which)))
    return [entry for entry in made if entry is not None]


def _entries(path: Path) -> list[Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise TrainerError(f"{path} cannot be read as JSON ({error})", expected=_EXPECTED) from error
    if not isinstance(found, list):
        raise TrainerError(f"{path} is no list, but begins {quoted(found)[:60]}", expected=_EXPECTED)
    return found


@dataclass(frozen=True, slots=True)
class _Known:
    """What images or classes may be called."""

    numbers: Mapping[Any, str]
    """Number -> its name in the test data."""
    names: Mapping[Any, str]
    """What else it may be called -> its name in the test data."""
    shown: Mapping[Any, str]
    """Number -> what to call it in a message."""
    seen: Mapping[str, str]
    """Name in the test data -> what to call it in a message."""


def _named(entry: Mapping[str, Any], keys: tuple[str, str], known: _Known, where: str, noun: str, what: str) -> str:
    """Return the name in the test data of what an entry names by number or name."""
    choices = (known.shown.values(), known.seen.values() or known.names)
    for key, names, shown in zip(keys, (known.numbers, known.names), choices, strict=True):
        if key not in entry:
            continue
        value = entry[key]
        if not isinstance(value, bool) and isinstance(value, int | float | str) and value in names:  # 7.0 is 7
            return names[value]
        raise TrainerError(
            f"{where}: {noun} {quoted(value)} is unknown, in {quoted(entry)}",
            expected=f"{what}: {some(shown)}",
        )
    raise TrainerError(f"{where}: the {noun} is not named, in {quoted(entry)}", expected=_EXPECTED)


def _box(entry: Mapping[str, Any], where: str) -> list[float]:
    box = entry.get("bbox")
    if not isinstance(box, list) or len(box) != 4 or not all(_is_number(value) for value in box):
        raise TrainerError(f"{where}: bbox is {quoted(box)}", expected="four finite numbers: x, y, width, height")
    if box[2] <= 0 or box[3] <= 0:
        raise TrainerError(f"{where}: bbox {quoted(box)} has no area", expected="a width and a height above 0")
    return [float(value) for value in box]


def _score(entry: Mapping[str, Any], where: str) -> float:
    score = entry.get("score")
    if not _is_number(score) or not 0 <= float(score) <= 1:  # type: ignore[arg-type]
        raise TrainerError(f"{where}: score is {quoted(score)}", expected="a number from 0 to 1")
    return float(score)  # type: ignore[arg-type]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def check_overlap(classes: Iterable[str], test: Material) -> None:
    """Refuse test data that knows none of the classes of a model."""
    assert test.categories is not None
    classes, known = list(classes), list(test.categories)
    if not set(classes) & set(known):
        raise DataError(
            f"the model knows {', '.join(classes[:_SHOWN])}, and {test.source} {', '.join(known[:_SHOWN])}",
            expected="at least one class in common",
            todo="give classes the same names on both sides",
        )
