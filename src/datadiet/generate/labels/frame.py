"""What is kept of one picture: a record from which every format is written, and which tells whether it is whole."""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pydantic import TypeAdapter, ValidationError

from datadiet.distributions import Value
from datadiet.errors import DataError
from datadiet.generate.labels.parameters import flat
from datadiet.generate.labels.rle import compressed, counts
from datadiet.generate.twins.rendered import Box, Instance, Mask, Rendered, widened

__all__ = ["Frame", "Label", "dump", "labels", "load", "picture_parameters"]


@dataclass(frozen=True, slots=True)
class Label:
    """One labelled item of a picture."""

    item: str
    label: str
    box: Box
    """Around what is seen of it: the bounds of its mask; wider where it was asked to be as loose as people draw."""
    amodal_box: Box
    """Around all of it, covered or not, inside the picture or not."""
    area: int
    """Pixels in which it is seen."""
    mask: str
    """The pixels in which it is seen, as COCO's compressed run lengths."""
    depth: int
    occlusion: float
    truncation: float
    visible: float
    """Share of all of it that is seen: 0 to 1."""
    keypoints: dict[str, tuple[float, float, bool]]
    pose: dict[str, float]
    parameters: dict[str, Value]


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a generated set."""

    index: int
    file: str
    """Its name in `images/`."""
    content: str
    """SHA-256 of the file."""
    width: int
    height: int
    labels: tuple[Label, ...]
    """From back to front."""
    parameters: dict[str, Value]


_ADAPTER = TypeAdapter(Frame)
_DIGEST = 64


def dump(frame: Frame) -> bytes:
    """Return a record as two lines: the SHA-256 of the second, and JSON."""
    content = _ADAPTER.dump_json(frame)
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content + b"\n"


def load(data: bytes) -> Frame:
    """Return the frame of a record; DataError where the record is not whole."""
    digest, content = data[:_DIGEST], data[_DIGEST + 1 : -1]
    if hashlib.sha256(content).hexdigest().encode() != digest:
        raise DataError("the record of a frame is damaged", expected="what its digest says", todo="make it again")
    try:
        return _ADAPTER.validate_json(content)
    except ValidationError as error:
        raise DataError("the record of a frame is from another version", todo="make it again") from error


def labels(rendered: Rendered) -> tuple[Label, ...]:
    """Return the labels of a picture; DataError where what the renderer returned contradicts itself."""
    image = rendered.image
    if image.ndim != 3 or image.shape[2] != 3 or image.dtype != np.uint8 or not image.size:
        raise DataError(f"the picture is {image.shape} of {image.dtype}", expected="(height, width, 3) of uint8")
    return tuple(_label(one, (image.shape[1], image.shape[0])) for one in rendered.instances)


def picture_parameters(rendered: Rendered) -> dict[str, Value]:
    """Return what the picture was made with, each value under a name of its own."""
    return flat(rendered.parameters)


def _label(one: Instance, size: tuple[int, int]) -> Label:
    if not one.label or not one.label.isprintable():
        raise DataError(f"the class of item '{one.item}' is {one.label!r}", expected="a name of printable letters")
    visible, amodal = _trimmed(one.visible), _trimmed(one.amodal)
    box, amodal_box = visible.box, amodal.box
    if box is None or amodal_box is None:
        raise DataError(f"item '{one.item}' is labelled, but nothing of it is seen", expected="at least one pixel")
    if box[0] < 0 or box[1] < 0 or box[2] > size[0] or box[3] > size[1]:
        raise DataError(f"the mask of item '{one.item}' reaches outside the picture: {box}", expected=f"inside {size}")
    return Label(
        item=one.item,
        label=one.label,
        box=_within(widened(box, one.slack), size),
        amodal_box=widened(amodal_box, one.slack),
        area=visible.area,
        mask=compressed(counts(visible, size)),
        depth=int(one.depth),
        occlusion=_share("occlusion", one.occlusion),
        truncation=_share("truncation", one.truncation),
        visible=_share("visible", visible.area / amodal.area),
        keypoints={name: (_finite(name, x), _finite(name, y), bool(seen)) for name, (x, y, seen) in _of(one.keypoints)},
        pose={name: _finite(name, value) for name, value in _of(one.pose)},
        parameters=flat(one.parameters),
    )


def _of(mapping: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return list(mapping.items())


def _trimmed(mask: Mask) -> Mask:
    """The mask without empty rows and columns at its edges, so that its box is the bounds of its pixels."""
    pixels = mask.pixels.astype(bool, copy=False)
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    if not len(rows):
        return Mask(mask.left, mask.top, np.zeros((0, 0), dtype=bool))
    part = pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Mask(int(mask.left + columns[0]), int(mask.top + rows[0]), part)


def _within(box: Box, size: tuple[int, int]) -> Box:
    """What of a box lies in the picture."""
    return max(0, box[0]), max(0, box[1]), min(size[0], box[2]), min(size[1], box[3])


def _finite(name: str, value: float) -> float:
    if not math.isfinite(value):
        raise DataError(f"{name} is {value}", expected="a finite number")
    return float(value)


def _share(name: str, value: float) -> float:
    if not 0 <= value <= 1:
        raise DataError(f"{name} is {value}", expected="0 to 1: masks that agree with each other")
    return round(float(value), 6)
