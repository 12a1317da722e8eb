"""Masks as pictures: `masks/semantic/`, `masks/instance/`, and `masks/classes.json` for what the values mean."""

import io
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
from PIL import Image

from datadiet.data.whole import write_whole
from datadiet.errors import DataError
from datadiet.generate.labels.catalogue import Catalogue
from datadiet.generate.labels.frame import Frame
from datadiet.generate.labels.rle import places

__all__ = ["write_classes", "write_masks"]


def write_masks(frame: Frame, folder: Path, catalogue: Catalogue) -> None:
    """Write two PNGs of 0 where nothing is labelled, and else the number of the class, or of the item.

    Items are counted from 1 at the back, as the annotations of the picture are; where two are seen in one pixel, as
    through a stained cell, it is the one in front. The classes take 8 bits, or 16 where there are over 255 of them;
    the items 16.
    """
    if len(frame.labels) > 65535:
        raise DataError(f"{frame.file} has {len(frame.labels)} items", expected="at most 65535 for masks of 16 bits")
    deep = len(catalogue.classes) > 255
    semantic = np.zeros((frame.width, frame.height), dtype=np.uint16 if deep else np.uint8)
    instance = np.zeros((frame.width, frame.height), dtype=np.uint16)
    for number, one in enumerate(frame.labels, 1):
        seen = places(one.mask)
        semantic.ravel()[seen] = catalogue.classes.index(one.label) + 1
        instance.ravel()[seen] = number
    name = Path(frame.file).with_suffix(".png")
    write_whole(folder / "masks" / "semantic" / name, _png(semantic.T))
    write_whole(folder / "masks" / "instance" / name, _png(instance.T))


def write_classes(frames: Callable[[], Iterable[Frame]], folder: Path, catalogue: Catalogue) -> None:
    """Write value -> class of the semantic masks."""
    names = {str(number): name for number, name in enumerate(catalogue.classes, 1)}
    text = json.dumps({"0": "background"} | names, ensure_ascii=False, indent=2)
    write_whole(folder / "masks" / "classes.json", f"{text}\n")


def _png(values: np.ndarray) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(values)).save(file, "PNG")
    return file.getvalue()
