"""Three ways of putting one picture on another."""

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.sparse import csc_array
from scipy.sparse.linalg import splu

__all__ = ["blend", "coverage"]

_SEAM = 2
"""Pixels by which the seam of `poisson` runs outside of the outline."""
_LARGEST = 16_384
"""Unknowns of a Poisson equation that are solved at once; for more, the correction is found on a coarser grid."""


def blend(ground: np.ndarray, patch: np.ndarray, inside: np.ndarray, *, blending: str, feather: float) -> np.ndarray:
    """Put a patch on a ground of the same shape and return the result.

    Args:
        ground: (h, w, 3) float32, 0 to 1.
        patch: (h, w, 3) float32; with something sensible around the object, too, for `poisson`.
        inside: (h, w) bool, what belongs to the object. Outside of it (for `poisson` 2 pixels further) the ground is
            returned to the bit.
        blending: `hard`, `feathered` or `poisson`.
        feather: width of a soft edge in pixels, inward from the outline; for `feathered`.
    """
    share = coverage(inside, blending=blending, feather=feather)
    if blending == "poisson":
        patch = np.clip(patch + _correction(ground - patch, share > 0), 0.0, 1.0)
    # What is replaced as a whole is the patch to the bit.
    mixed = np.where(share[:, :, None] == 1, patch, ground + share[:, :, None] * (patch - ground))
    return np.where(share[:, :, None] > 0, mixed, ground)


def coverage(inside: np.ndarray, *, blending: str, feather: float) -> np.ndarray:
    """Return the share of each pixel that is replaced: (h, w) float32, 0 to 1.

    `hard`: 1 inside. `feathered`: rises linearly from the outline, half a pixel outside of the outermost pixels.
    `poisson`: 1 inside and in the seam around it, where surroundings of the object take on the colours of the ground.
    """
    if blending == "poisson":
        # A seam on the outline itself would pull the object's own colours towards the ground.
        inside = ndimage.binary_dilation(inside, iterations=_SEAM)
    if blending != "feathered" or not feather:
        return inside.astype(np.float32)
    depth = ndimage.distance_transform_edt(np.pad(inside, 1))[1:-1, 1:-1]
    return np.clip((depth - 0.5) / feather, 0.0, 1.0).astype(np.float32)


def _correction(difference: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """The smoothest function that is equal to the difference all around the object (Perez et al. 2003, equation 5)."""
    unknowns = int(inside.sum())
    if unknowns <= _LARGEST:
        return _membrane(difference, inside)
    factor = int(np.ceil(np.sqrt(unknowns / _LARGEST)))
    # Around the object the coarse grid needs the difference there alone: what is inside is left out of the averages.
    around = ndimage.binary_dilation(inside, iterations=2 * factor) & ~inside
    height, width = inside.shape
    shape = -(-height // factor), -(-width // factor)
    weight = _summed(around[:, :, None].astype(np.float64), factor, shape)
    values = _summed(difference * around[:, :, None], factor, shape) / np.maximum(weight, 1)
    coarse = _membrane(values, weight[:, :, 0] == 0)
    planes = [_enlarged(coarse[:, :, channel], factor)[:height, :width] for channel in range(3)]
    return np.stack(planes, axis=2)


def _summed(values: np.ndarray, factor: int, shape: tuple[int, int]) -> np.ndarray:
    height, width = values.shape[:2]
    padded = np.pad(values, ((0, shape[0] * factor - height), (0, shape[1] * factor - width), (0, 0)))
    return padded.reshape(shape[0], factor, shape[1], factor, -1).sum(axis=(1, 3))


def _enlarged(plane: np.ndarray, factor: int) -> np.ndarray:
    height, width = plane.shape
    image = Image.fromarray(np.ascontiguousarray(plane, dtype=np.float32))
    return np.asarray(image.resize((width * factor, height * factor), Image.Resampling.BILINEAR))


def _membrane(values: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Solve Laplace's equation inside, with the values around as its boundary and none beyond the edge of the array.

    Each unknown is the mean of those of its four neighbours that are in the array.
    """
    result = np.array(values, dtype=np.float64)
    if inside.all() or not inside.any():  # without a boundary nothing is to be corrected
        return np.zeros_like(result, dtype=np.float32) if inside.all() else result.astype(np.float32)
    number = np.full(inside.shape, -1)
    number[inside] = np.arange(inside.sum())
    rows, columns = np.nonzero(inside)
    height, width = inside.shape
    entries, right = [], np.zeros((len(rows), 3))
    degree = np.zeros(len(rows))
    for down, across in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        r, c = rows + down, columns + across
        there = (r >= 0) & (r < height) & (c >= 0) & (c < width)
        degree += there
        neighbour = np.where(there, number[np.clip(r, 0, height - 1), np.clip(c, 0, width - 1)], -1)
        unknown, known = neighbour >= 0, there & (neighbour < 0)
        entries.append((np.flatnonzero(unknown), neighbour[unknown]))
        right[known] += result[r[known], c[known]]
    own = np.arange(len(rows))
    first = np.concatenate([own, *(a for a, _ in entries)])
    second = np.concatenate([own, *(b for _, b in entries)])
    weights = np.concatenate([degree, -np.ones(len(first) - len(own))])
    matrix = csc_array((weights, (first, second)), shape=(len(rows), len(rows)))
    result[inside] = splu(matrix).solve(right)
    return result.astype(np.float32)
