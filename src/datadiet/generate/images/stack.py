"""Small pictures of one size as one array, with their classes: what image generators learn from."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from PIL import Image

from datadiet.data.dataset import Dataset, Problem
from datadiet.data.images import load
from datadiet.data.levels import image_refs
from datadiet.errors import DataError, OptionError, TooFewSamples

__all__ = ["FEWEST", "LARGEST", "SMALLEST", "Stack"]

SMALLEST, LARGEST = 4, 32
"""Pixels of a side."""
FEWEST = 20
"""Pictures that can be learned from."""
Size = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Pictures of one size."""

    pixels: np.ndarray
    """(n, h, w, 3) uint8, or (n, h, w, 1) where none has a colour."""
    classes: tuple[str, ...]
    """In alphabetical order; () where they have none."""
    codes: np.ndarray
    """(n,) number of the class of each; 0 where they have none."""
    problems: tuple[Problem, ...] = ()
    """What was left out, and why."""

    def __len__(self) -> int:
        return len(self.pixels)

    def rows(self, which: np.ndarray) -> "Stack":
        """Return some of them."""
        return Stack(self.pixels[which], self.classes, self.codes[which])

    @property
    def tones(self) -> np.ndarray:
        """(n, channels, h, w) float32, 0 to 1."""
        return np.ascontiguousarray(self.pixels.transpose(0, 3, 1, 2), np.float32) / np.float32(255)

    @classmethod
    def of(
        cls, pictures: "Dataset | np.ndarray | Stack", *, size: Size | None = None, labels: Sequence[str] | None = None
    ) -> Self:
        """Take pictures from a data set, or as an array.

        Args:
            pictures: a data set of images, or of items (`datadiet.data.levels.at_level`); or (n, H, W), (n, H, W, 1) or
                (n, H, W, 3) uint8.
            size: height and width that they are squeezed to, 4 to 32 pixels; None for that of an array.
            labels: of an array, the class of each. A data set has its own.

        Raises:
            DataError: not an array of pictures, or labels that are not one for each.
            OptionError: a size out of range, or none for a data set.
            TooFewSamples: fewer than 20.
        """
        if isinstance(pictures, Stack):
            found, names, problems = pictures.pixels, labels or _names(pictures), pictures.problems
        elif isinstance(pictures, Dataset):
            size = _checked(size)
            found, names, problems = _read(pictures, size)
        else:
            found, names, problems = _array(pictures), labels, ()
        size = _checked(size or (int(found.shape[1]), int(found.shape[2])))
        if len(found) < FEWEST:
            raise TooFewSamples(f"{len(found)} pictures", expected=f"at least {FEWEST}", todo="give more pictures")
        if names is not None and len(names) != len(found):
            raise DataError(f"{len(names)} labels of {len(found)} pictures", expected="one for each")
        pixels = np.stack([_squeezed(one, size) for one in found])
        if pixels.shape[3] == 3 and (pixels == pixels[..., :1]).all():
            pixels = pixels[..., :1]
        if names is None:
            return cls(pixels, (), np.zeros(len(pixels), np.int64), problems)
        classes, codes = np.unique(np.asarray([str(name) for name in names]), return_inverse=True)
        return cls(pixels, tuple(map(str, classes)), codes, problems)


def _names(stack: Stack) -> list[str] | None:
    return [stack.classes[code] for code in stack.codes] if stack.classes else None


def _checked(size: Size | None) -> Size:
    if size is None:
        raise OptionError("no size is given", expected=f"height and width, {SMALLEST} to {LARGEST} pixels each")
    if len(size) != 2 or not all(isinstance(s, int) and SMALLEST <= s <= LARGEST for s in size):
        raise OptionError(
            f"the size is {size}",
            expected=f"height and width, {SMALLEST} to {LARGEST} pixels each",
            todo="name a size; larger pictures are squeezed to it",
        )
    return size


def _array(pictures: np.ndarray) -> np.ndarray:
    found = np.asarray(pictures)
    found = found[..., None] if found.ndim == 3 else found
    if found.ndim != 4 or found.shape[3] not in (1, 3) or found.dtype != np.uint8 or 0 in found.shape[1:]:
        raise DataError(
            f"an array {np.shape(pictures)} of {found.dtype}",
            expected="pictures as (n, height, width), with 1 or 3 channels behind, of uint8",
        )
    return found


def _read(dataset: Dataset, size: Size) -> tuple[np.ndarray, list[str] | None, tuple[Problem, ...]]:
    found, names, problems = [], [], list(dataset.problems)
    labels = dataset.samples["label"].to_list()
    labelled = any(label is not None for label in labels)
    for ref, label in zip(image_refs(dataset), labels, strict=True):
        if labelled and label is None:
            problems.append(Problem(ref.id, "it has no label, which others have"))
            continue
        try:
            found.append(_squeezed(load(ref).pixels, size))
            names.append(label)
        except DataError as error:
            problems.append(Problem(ref.id, str(error)))
    pixels = np.stack(found) if found else np.zeros((0, *size, 3), np.uint8)
    return pixels, names if labelled else None, tuple(problems)


def _squeezed(picture: np.ndarray, size: Size) -> np.ndarray:
    if picture.shape[:2] == size:
        return picture
    flat = picture[..., 0] if picture.shape[2] == 1 else picture
    small = np.asarray(Image.fromarray(flat).resize(size[::-1], Image.Resampling.BICUBIC))
    return small.reshape(*size, picture.shape[2])
