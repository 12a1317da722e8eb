"""FiftyOne: `fiftyone/labels.json` and `fiftyone/data/`, a FiftyOneImageDetectionDataset."""

import json
import os
import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from datadiet.errors import OutputError
from datadiet.generate.labels.catalogue import Catalogue
from datadiet.generate.labels.frame import Frame, Label
from datadiet.generate.labels.streaming import writing

__all__ = ["place_image", "write_labels"]


def place_image(frame: Frame, folder: Path, catalogue: Catalogue) -> None:
    """Put the picture into `fiftyone/data/`: as a second name of the same file where the disk can, else as a copy."""
    source, target = folder / "images" / frame.file, folder / "fiftyone" / "data" / frame.file
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            target.unlink()
        try:
            os.link(source, target)
        except OSError:
            shutil.copyfile(source, target)
    except OSError as error:
        raise OutputError(f"{target} cannot be written ({error.strerror})", todo="free some space") from error


def write_labels(frames: Callable[[], Iterable[Frame]], folder: Path, catalogue: Catalogue) -> None:
    """Write `labels.json`: the name of each picture without its suffix -> its boxes, as shares of the picture."""
    with writing(folder / "fiftyone" / "labels.json") as file:
        file.write('{"labels":{')
        for number, frame in enumerate(frames()):
            entries = [_entry(one, frame) for one in frame.labels]
            text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
            file.write(f"{',' if number else ''}\n{json.dumps(Path(frame.file).stem)}:{text}")
        file.write("\n}}\n")


def _entry(one: Label, frame: Frame) -> dict[str, Any]:
    left, top, right, bottom = one.box
    width, height = frame.width, frame.height
    return {
        "label": one.label,
        "bounding_box": [left / width, top / height, (right - left) / width, (bottom - top) / height],
        "iscrowd": 0,
        "attributes": {"occlusion": one.occlusion, "truncation": one.truncation, "depth": one.depth},
    }
