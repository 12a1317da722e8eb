"""Small pictures of one size as one array, with their classes: what image generators learn from."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

import numpy as np
from PIL import Image

from datadiet.data.dataset import Dataset, ImageRef, Problem
from datadiet.data.images import cut, decode
from datadiet.data.levels import image_refs
from datadiet.errors import DataError, OptionError, TooFewSamples

__all__ = ["FEWEST", "LARGEST", "SMALLEST", "Stack", "pixels_of", "squeezed"]

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
    squeezed: int = 0
    """Pictures that were of another size."""

    def __len__(self) -> int:
        return len(self.pixels)

    def rows(self, which: np.ndarray) -> "Stack":
        """Return some of them."""
        return Stack(self.pixels[which], self.classes, self.codes[which])

    @property
    def grey(self) -> int:
        """Pictures without a colour, among others that have one."""
        if self.pixels.shape[3] == 1:
            return 0
        return int((self.pixels == self.pixels[..., :1]).all(axis=(1, 2, 3)).sum())

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
            size: height and width that they are squeezed to, 4 to 32 pixels; None for that which all have, and 32 x 32
                for a data set in which they differ or are larger.
            labels: of an array, the class of each. A data set has its own.

        Raises:
            DataError: not an array of pictures, or labels that are not one for each.
            OptionError: a size out of range.
            TooFewSamples: fewer than 20.
        """
        if isinstance(pictures, cls) and labels is None and size in (None, pictures.pixels.shape[1:3]):
            return pictures
        size = None if size is None else _checked(size)
        others = 0
        if isinstance(pictures, Stack):
            found, names, problems = pictures.pixels, labels or _names(pictures), pictures.problems
        elif isinstance(pictures, Dataset):
            found, names, problems, others = _read(pictures, size)
        else:
            found, names, problems = _array(pictures), labels, ()
        size = _checked(size or (int(found.shape[1]), int(found.shape[2])))
        others = others or len(found) * (tuple(found.shape[1:3]) != size)
        if len(found) < FEWEST:
            raise _too_few(len(found), problems)
        if names is not None and len(names) != len(found):
            raise DataError(f"{len(names)} labels of {len(found)} pictures", expected="one for each")
        pixels = np.stack([squeezed(one, size) for one in found])
        if pixels.shape[3] == 3 and (pixels == pixels[..., :1]).all():
            pixels = pixels[..., :1]
        if names is None:
            return cls(pixels, (), np.zeros(len(pixels), np.int64), problems, others)
        classes, codes = np.unique(np.asarray([str(name) for name in names]), return_inverse=True)
        return cls(pixels, tuple(map(str, classes)), codes, problems, others)


def _names(stack: Stack) -> list[str] | None:
    return [stack.classes[code] for code in stack.codes] if stack.classes else None


def _too_few(n: int, problems: Sequence[Problem]) -> TooFewSamples:
    first = (
        f"; left out were {len(problems):,}, the first {problems[0].where}: {problems[0].reason}" if problems else ""
    )
    return TooFewSamples(
        f"{n} {'picture' if n == 1 else 'pictures'} to learn from{first}",
        expected=f"at least {FEWEST}",
        todo="give more pictures",
    )


def _checked(size: Size) -> Size:
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


def _read(dataset: Dataset, size: Size | None) -> tuple[np.ndarray, list[str] | None, tuple[Problem, ...], int]:
    """Return pictures of one size, their labels, what was left out, and how many were of another size."""
    found, names, problems = list[np.ndarray](), list[str](), list(dataset.problems)
    labels = dataset.samples["label"].to_list()
    labelled = any(label is not None for label in labels)
    shapes = list[tuple[int, ...]]()
    for (ref, pixels), label in zip(pixels_of(dataset), labels, strict=True):
        if isinstance(pixels, DataError) or (labelled and label is None):
            reason = str(pixels) if isinstance(pixels, DataError) else "it has no label, which others have"
            problems.append(Problem(ref.id, reason))
            continue
        shapes.append(pixels.shape[:2])
        small = min(shapes[-1]) >= SMALLEST and max(shapes[-1]) <= LARGEST
        found.append(pixels if size is None and small else squeezed(pixels, size or (LARGEST, LARGEST)))
        names.append(str(label))
    if size is None:
        kept = {*shapes} == {one.shape[:2] for one in found} and len({*shapes}) == 1
        height, width = shapes[0] if kept else (LARGEST, LARGEST)
        size = height, width
    pixels = np.stack([squeezed(one, size) for one in found]) if found else np.zeros((0, *size, 3), np.uint8)
    return pixels, names if labelled else None, tuple(problems), sum(shape != size for shape in shapes)


def pixels_of(dataset: Dataset) -> Iterator[tuple[ImageRef, np.ndarray | DataError]]:
    """Yield each sample with its pixels, or with what keeps them from being read; files are decoded once in a row."""
    once = lru_cache(maxsize=1)(decode)
    for ref in image_refs(dataset):
        try:
            yield ref, cut(once(ref.uri), ref).pixels
        except DataError as error:
            yield ref, error


def squeezed(picture: np.ndarray, size: Size) -> np.ndarray:
    """Return a picture, (H, W, channels) uint8, at another height and width."""
    if picture.shape[:2] == size:
        return picture
    flat = picture[..., 0] if picture.shape[2] == 1 else picture
    small = np.asarray(Image.fromarray(flat).resize(size[::-1], Image.Resampling.BICUBIC))
    return small.reshape(*size, picture.shape[2])
