"""YOLO: `data.yaml`, and `labels/` with one text file of boxes for each of `images/`."""

from collections.abc import Callable, Iterable
from pathlib import Path

import yaml

from datadiet.data.whole import write_whole
from datadiet.generate.labels.catalogue import Catalogue
from datadiet.generate.labels.frame import Frame, Label

__all__ = ["write_text", "write_yaml"]


def write_text(frame: Frame, folder: Path, catalogue: Catalogue) -> None:
    """Write the boxes of one picture: class, centre, width and height, as shares of the picture."""
    lines = [_line(one, frame, catalogue.classes.index(one.label)) for one in frame.labels]
    write_whole(folder / "labels" / Path(frame.file).with_suffix(".txt"), "".join(f"{line}\n" for line in lines))


def write_yaml(frames: Callable[[], Iterable[Frame]], folder: Path, catalogue: Catalogue) -> None:
    """Write `data.yaml`; without `path`, so that a trainer looks beside the file and not in a folder of its own."""
    content = {"train": "images", "val": "images", "names": dict(enumerate(catalogue.classes))}
    write_whole(folder / "data.yaml", yaml.safe_dump(content, sort_keys=False, allow_unicode=True))


def _line(one: Label, frame: Frame, number: int) -> str:
    left, top, right, bottom = one.box
    width, height = frame.width, frame.height
    values = ((left + right) / 2 / width, (top + bottom) / 2 / height, (right - left) / width, (bottom - top) / height)
    return " ".join([str(number), *(f"{value:.10g}" for value in values)])
