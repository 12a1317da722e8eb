"""The objects that can be cut out: which annotations are whole, and where the pixels of an object are."""

import dataclasses
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from datadiet.data import images
from datadiet.data.dataset import Box, Dataset, Problem
from datadiet.errors import DataError
from datadiet.generate.compose.outlines import box_mask, colour_mask, ellipse_mask
from datadiet.generate.compose.segments import decode_segment
from datadiet.generate.twins.rendered import Mask

__all__ = ["Annotated", "Object", "Telling", "annotated", "digest", "outline", "whole_objects"]

_CROWDED = 0.15
"""Share of a box from which another one in it makes an object without a mask unfit: it would be pasted as well."""
_EDGE = 3
"""Pixels between a box and the edge of its image, below which a part is taken to be missing: boxes are drawn by hand,
and those of what goes on beyond the edge often end a little before it."""
Telling = Callable[[Problem], None]


@dataclass(frozen=True, slots=True)
class Object:
    """One annotation."""

    name: str
    """Its image and its number there."""
    label: str
    box: Box
    mask: str | None
    """COCO segmentation as JSON, or None."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """One image and what is annotated on it."""

    id: str
    uri: str
    size: tuple[int, int]
    objects: tuple[Object, ...]
    content: str = ""
    """SHA-256 of its file, once it was read."""
    format: str = ""
    """Of its file, once it was read, such as JPEG."""
    quality: int | None = None
    """1 to 100, of a JPEG, estimated; None for other formats."""


def annotated(dataset: Dataset, tell: Telling) -> tuple[Annotated, ...]:
    """Return the images of a data set with their objects; those whose header cannot be read are told and left out.

    A crowd stands for many objects and is none; an object without a label is called `object`. What the reader could not
    use is told as well.

    Raises:
        DataError: the data set has no images.
    """
    if dataset.vectors is not None:
        raise DataError(f"{dataset.source} holds numbers", expected="images", todo="give a folder with images")
    for problem in dataset.problems:
        tell(problem)
    rows: dict[str, list[Object]] = {}
    for row in dataset.annotations.iter_rows(named=True):
        if row["crowd"]:
            continue
        objects = rows.setdefault(row["sample"], [])
        box = (row["left"], row["top"], row["right"], row["bottom"])
        objects.append(Object(f"{row['sample']}#{len(objects)}", row["label"] or "object", box, row["mask"]))
    found = []
    for sample, uri in dataset.samples["id", "uri"].iter_rows():
        try:
            found.append(Annotated(sample, uri, images.size(uri), tuple(rows.get(sample, ()))))
        except DataError as error:
            tell(Problem(sample, str(error)))
    return tuple(found)


def digest(pictures: Sequence[Annotated]) -> str:
    """Return what tells these images and annotations from others, wherever their folder lies."""
    content = [(picture.id, picture.size, picture.objects, picture.content) for picture in pictures]
    return hashlib.sha256(repr(content).encode()).hexdigest()


def whole_objects(pictures: Sequence[Annotated], labels: Sequence[str]) -> tuple[Annotated, ...]:
    """Return the images with those objects alone that can be cut out whole, and only images with one.

    Left out are objects that touch the edge of their image, where a part of them is missing, and those without a mask
    in whose box there is another. `labels` names the classes that count; empty for all.
    """
    found = []
    for picture in pictures:
        good = tuple(
            one
            for one in picture.objects
            if (not labels or one.label in labels)
            and _clear_of_edge(one.box, picture.size)
            and (one.mask or not _crowded(one, picture.objects))
        )
        if good:
            found.append(dataclasses.replace(picture, objects=good))
    return tuple(found)


def outline(one: Object, size: tuple[int, int], kind: str, pixels: np.ndarray | None = None) -> Mask:
    """Return the mask of an object in its image: its own, or what `kind` takes it to be.

    Args:
        one: the object.
        size: width and height of its image.
        kind: `box`, `ellipse` or `colour`.
        pixels: (H, W, 3) uint8 of that image; needed for `colour`.

    Raises:
        DataError: its mask does not decode, or colour does not tell it from what is around.
    """
    if one.mask:
        return decode_segment(one.mask, size)
    if kind == "colour" and pixels is not None:
        return colour_mask(pixels, one.box)
    return ellipse_mask(one.box) if kind == "ellipse" else box_mask(one.box)


def _clear_of_edge(box: Box, size: tuple[int, int]) -> bool:
    return min(box[0], box[1], size[0] - box[2], size[1] - box[3]) >= _EDGE


def _crowded(one: Object, all_objects: Sequence[Object]) -> bool:
    left, top, right, bottom = one.box
    area = (right - left) * (bottom - top)
    for other in all_objects:
        if other is one:
            continue
        wide = min(right, other.box[2]) - max(left, other.box[0])
        high = min(bottom, other.box[3]) - max(top, other.box[1])
        if wide > 0 < high and wide * high > _CROWDED * area:
            return True
    return False
