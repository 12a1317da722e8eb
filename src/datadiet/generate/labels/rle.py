"""Masks as COCO's compressed run lengths, as pycocotools writes them: column by column, counts as signed base 32.

Source: `maskApi.c` of github.com/cocodataset/cocoapi (rleEncode, rleToString, rleFrString).
"""

from collections.abc import Sequence

import numpy as np

from datadiet.generate.twins.rendered import Mask

__all__ = ["compressed", "counts", "decoded", "places", "uncompressed"]

_BITS, _MORE, _SIGN, _FIRST = 5, 0x20, 0x10, 48
_LONGEST = 7
"""Letters of one number: 35 bits, more than any picture has pixels."""


def counts(mask: Mask, size: tuple[int, int]) -> np.ndarray:
    """Return the run lengths of a mask in a picture: (k,) int64, nothing first, then something, and so on in turn.

    Args:
        mask: within the picture.
        size: width and height of the picture.
    """
    width, height = size
    starts, ends = _runs(mask, height)
    joined = starts[1:] == ends[:-1]  # a run that reaches the bottom goes on at the top of the next column
    starts, ends = starts[np.r_[True, ~joined]] if len(starts) else starts, ends[np.r_[~joined, True][: len(ends)]]
    edges = np.empty(2 * len(starts), dtype=np.int64)
    edges[::2], edges[1::2] = starts, ends
    found = np.diff(edges, prepend=0, append=width * height)
    return found if found[-1] or len(found) == 1 else found[:-1]


def _runs(mask: Mask, height: int) -> tuple[np.ndarray, np.ndarray]:
    """First pixel and end of each vertical run, counted down the columns of the whole picture."""
    if not mask.pixels.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    columns = np.pad(mask.pixels.T.astype(np.int8), ((0, 0), (1, 1)))  # (h, w) -> (w, h + 2)
    steps = np.diff(columns, axis=1)
    sides = []
    for step in (1, -1):
        column, row = np.nonzero(steps == step)
        sides.append((column + mask.left) * height + row + mask.top)
    return sides[0], sides[1]


def compressed(runs: np.ndarray) -> str:
    """Return run lengths as COCO's string: from the third on, each as its difference from the one before the last."""
    left = runs.astype(np.int64).copy()
    left[3:] -= runs[1:-2]
    letters = np.zeros((len(left), _LONGEST), dtype=np.uint8)
    going = np.ones(len(left), dtype=bool)
    for place in range(_LONGEST):
        low = left & (_MORE - 1)
        left >>= _BITS
        more = np.where(low & _SIGN, left != -1, left != 0)
        letters[:, place] = np.where(going, low + _MORE * more + _FIRST, 0)
        going &= more
    return letters[letters > 0].tobytes().decode("ascii")


def uncompressed(text: str) -> np.ndarray:
    """Return the run lengths that a string of COCO's stands for: the reverse of `compressed`."""
    found: list[int] = []
    value = shift = 0
    for letter in text.encode("ascii"):
        low = letter - _FIRST
        value |= (low & (_MORE - 1)) << shift
        shift += _BITS
        if low & _MORE:
            continue
        if low & _SIGN:
            value -= 1 << shift
        found.append(value + found[-2] if len(found) > 2 else value)
        value = shift = 0
    return np.array(found, dtype=np.int64)


def places(text: str) -> np.ndarray:
    """Return where the mask of a string of COCO's has something: (area,) places, counted down the columns."""
    runs = uncompressed(text)
    ends = runs.cumsum()[1::2]
    lengths = runs[1::2]
    before = lengths.cumsum() - lengths
    return np.repeat(ends - lengths - before, lengths) + np.arange(lengths.sum())


def decoded(text: str, size: Sequence[int]) -> np.ndarray:
    """Return the mask of a string of COCO's: (height, width) bool; `size` is width and height."""
    width, height = size
    flat = np.zeros(width * height, dtype=bool)
    flat[places(text)] = True
    return flat.reshape(width, height).T
