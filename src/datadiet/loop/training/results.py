"""What detectors leave: results.json, as COCO has them. Written here, and checked whoever wrote them."""

import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from datadiet.data.whole import write_whole
from datadiet.errors import DataError, TrainerError
from datadiet.loop.training.material import Material

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
    images = _known(test.numbers, files)
    classes = _known(test.categories, None)
    made = []
    for at, entry in enumerate(entries):
        where = f"{path.name}, entry {at}"
        if not isinstance(entry, dict):
            raise TrainerError(f"{where} is a {type(entry).__name__}", expected=_EXPECTED)
        sample = _named(entry, ("image_id", "file_name"), images, f"{where}: image", "an image of the test data")
        label = _named(entry, ("category_id", "category"), classes, f"{where}: category", "a class of the test data")
        made.append(result(test, sample, label, _box(entry, where), _score(entry, where)))
    return [entry for entry in made if entry is not None]


def _entries(path: Path) -> list[Any]:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise TrainerError(f"{path} cannot be read as JSON ({error})", expected=_EXPECTED) from error
    if not isinstance(found, list):
        raise TrainerError(f"{path} holds a {type(found).__name__}", expected=_EXPECTED)
    return found


def _known(numbers: Mapping[str, Any], files: Mapping[str, str] | None) -> tuple[dict[Any, str], dict[Any, str]]:
    """(number -> name, name or file -> name)."""
    named = {name: name for name in numbers} | (dict(files) if files else {})
    return {number: name for name, number in numbers.items()}, named


def _named(
    entry: Mapping[str, Any], keys: tuple[str, str], known: tuple[dict[Any, str], dict[Any, str]], where: str, what: str
) -> str:
    for key, names in zip(keys, known, strict=True):
        if key not in entry:
            continue
        value = entry[key]
        if not isinstance(value, bool) and isinstance(value, int | str) and value in names:
            return names[value]
        shown = ", ".join(str(name) for name in list(names)[:_SHOWN])
        more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
        raise TrainerError(f"{where} {value!r} is unknown", expected=f"{what}: {shown}{more}")
    raise TrainerError(f"{where} is not named", expected=_EXPECTED)


def _box(entry: Mapping[str, Any], where: str) -> list[float]:
    box = entry.get("bbox")
    if not isinstance(box, list) or len(box) != 4 or not all(_is_number(value) for value in box):
        raise TrainerError(f"{where}: bbox is {box!r}", expected="four finite numbers: x, y, width, height")
    if box[2] <= 0 or box[3] <= 0:
        raise TrainerError(f"{where}: bbox {box} has no area", expected="a width and a height above 0")
    return [float(value) for value in box]


def _score(entry: Mapping[str, Any], where: str) -> float:
    score = entry.get("score")
    if not _is_number(score) or not 0 <= float(score) <= 1:  # type: ignore[arg-type]
        raise TrainerError(f"{where}: score is {score!r}", expected="a number from 0 to 1")
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
