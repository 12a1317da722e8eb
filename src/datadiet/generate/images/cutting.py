"""The items of annotated images as small pictures in a folder for each class."""

import re
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from datadiet.data.dataset import Dataset, Problem
from datadiet.data.levels import at_level
from datadiet.data.writing import new_folder
from datadiet.engine.progress import Progress, silent
from datadiet.errors import DataError, OptionError
from datadiet.generate.images.stack import pixels_of, squeezed

__all__ = ["Cut", "cut_items"]

UNNAMED = "object"
"""The class of an item without a label."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A folder of items."""

    folder: Path
    classes: dict[str, int]
    """Class -> items."""
    problems: tuple[Problem, ...]
    """What was left out, and why."""


def cut_items(
    dataset: Dataset, to: str | Path, *, size: int | None = None, margin: float = 0.0, progress: Progress = silent
) -> Cut:
    """Cut every annotated item out and write it as PNG into a new folder, under the name of its class.

    Args:
        dataset: images with annotated boxes.
        to: a folder that does not exist, or is empty; it appears complete or not at all.
        size: side that items are squeezed to, in pixels; None leaves them as large as they are.
        margin: share of a box that is added on each side of it.
        progress: called with the stage, how many are done, and how many there are.

    Raises:
        DataError: there are no annotated boxes, not one item can be read, or two classes would share a folder.
        OptionError: size or margin is out of range.
        OutputError: the folder is not empty, or cannot be written.
    """
    if size is not None and size < 1:
        raise OptionError(f"a size of {size}", expected="1 pixel or more")
    if not 0 <= margin <= 10:
        raise OptionError(f"a margin of {margin:g}", expected="0 to 10, in shares of a box")
    items = at_level(dataset, "item", margin=margin)
    names = [label or UNNAMED for label in items.samples["label"].to_list()]
    folders = _folders(names)
    counts, problems = dict[str, int](), list(items.problems)
    target = Path(to).expanduser().absolute()
    with new_folder(target) as folder:
        for at, ((ref, pixels), name) in enumerate(zip(pixels_of(items), names, strict=True)):
            progress("cutting", at + 1, len(names))
            if isinstance(pixels, DataError):
                problems.append(Problem(ref.id, str(pixels)))
                continue
            place = folder / folders[name]
            place.mkdir(exist_ok=True)
            small = pixels if size is None else squeezed(pixels, (size, size))
            Image.fromarray(small).save(place / f"{at:06d}-{_plain(ref.id)}.png")
            counts[name] = counts.get(name, 0) + 1
        if not counts:
            raise DataError(
                f"not one of {len(names)} items can be read; the first, {problems[-1].where}: {problems[-1].reason}"
            )
    return Cut(target, dict(sorted(counts.items())), tuple(problems))


def _plain(id: str) -> str:
    """Return the end of a name as it can stand in a file's on any system; the number before it makes it unique."""
    return re.sub(r"[^\w-]+", "_", id)[-100:].strip("_")


def _folders(names: list[str]) -> dict[str, str]:
    """Return the folder of each class, without what a path must not hold."""
    found = {name: re.sub(r"[^\w\- ]", "_", name).strip() or "_" for name in sorted(set(names))}
    for name, folder in found.items():
        same = [other for other, its in found.items() if its.lower() == folder.lower()]
        if len(same) > 1:
            raise DataError(
                f"the classes '{same[0]}' and '{same[1]}' would share the folder '{found[name]}'",
                expected="classes that differ by letters or digits",
            )
    return found
