"""Small windows of pictures at their own scale: what a refiner learns from."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from datadiet.data.dataset import Box, Dataset, Problem
from datadiet.data.images import decode
from datadiet.data.levels import at_level, image_refs
from datadiet.errors import DataError, TooFewSamples
from datadiet.generate.images.stack import FEWEST

__all__ = ["SIDE", "Windows", "windows"]

SIDE = 32
MOST = 2000
"""Windows that are taken, at most, and about."""
EACH = 4
"""Of one sample, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Windows of one size."""

    pixels: np.ndarray
    """(n, side, side, 3) uint8."""
    groups: np.ndarray
    """(n,) number of the image that each is from."""
    problems: tuple[Problem, ...]


def windows(dataset: Dataset, *, side: int = SIDE, rng: np.random.Generator) -> Windows:
    """Cut windows at random places: of annotated objects where there are some, else of whole pictures.

    Nothing is squeezed: what a refiner learns of sharpness and noise is right at the scale at which it was seen. An
    object smaller than a window stands in its middle, with what is around it.

    Args:
        dataset: images.
        side: height and width of a window.
        rng: chooses the samples, where there are many, and the places.

    Raises:
        TooFewSamples: fewer than 20 windows.
    """
    problems = list(dataset.problems)
    refs = image_refs(at_level(dataset, "item", margin=0) if dataset.annotations.height else dataset)
    chosen = [refs[at] for at in np.sort(rng.permutation(len(refs))[:MOST])]
    each = min(EACH, max(1, MOST // max(1, len(chosen))))
    found, groups, numbers = list[np.ndarray](), list[int](), dict[str, int]()
    once = lru_cache(maxsize=1)(decode)
    for ref in chosen:
        try:
            pixels = _large(once(ref.uri).pixels, side)
        except DataError as error:
            problems.append(Problem(ref.id, str(error)))
            continue
        found += [_window(pixels, ref.crop, side, rng) for _ in range(each)]
        groups += [numbers.setdefault(ref.uri, len(numbers))] * each
    if len(found) < FEWEST:
        first = f"; the first problem is {problems[0].where}: {problems[0].reason}" if problems else ""
        raise TooFewSamples(
            f"{len(found)} windows of {side} x {side} pixels in {dataset.name}{first}",
            expected=f"at least {FEWEST}",
            todo="give more pictures, or name a smaller side",
        )
    return Windows(np.stack(found), np.array(groups), tuple(problems))


def _large(pixels: np.ndarray, side: int) -> np.ndarray:
    if min(pixels.shape[:2]) < side:
        raise DataError(f"it has {pixels.shape[1]} x {pixels.shape[0]} pixels", expected=f"{side} or more of a side")
    return pixels


def _window(pixels: np.ndarray, box: Box | None, side: int, rng: np.random.Generator) -> np.ndarray:
    height, width = pixels.shape[:2]
    left, top, right, bottom = box or (0, 0, width, height)
    x, y = (_start(*each, side, rng) for each in ((left, right, width), (top, bottom, height)))
    return pixels[y : y + side, x : x + side]


def _start(low: float, high: float, size: int, side: int, rng: np.random.Generator) -> int:
    """Return where a window begins: anywhere in what is longer than it, else so that this is in its middle."""
    at = rng.uniform(low, high - side) if high - low > side else (low + high - side) / 2
    return int(np.clip(round(at), 0, size - side))
