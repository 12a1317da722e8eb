"""`patches`, the default embedder: one layer of learned 8 x 8 filters, in numpy, with no download.

Source: Coates, Lee & Ng 2011, "An Analysis of Single-Layer Networks in Unsupervised Feature Learning"; beyond it, the
mean and spread of colours in each quarter of the image. The dictionary is learned from procedural images by
`scripts/learn_patches.py` and ships as `patches.npz`. It sees texture, edges and colour, not objects: it can barely
tell a cat from a dog, and it notices sensor blur more than a person would.
"""

import hashlib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import ClassVar, Literal, Self

import numpy as np
from PIL import Image
from threadpoolctl import ThreadpoolController

from datadiet.embed.checks import check_batch, check_image

__all__ = ["PATCH", "SIDE", "STRIDE", "Patches", "Weights", "activations", "cut_patches", "pooled"]

SIDE = 80
"""Images are squeezed to SIDE x SIDE pixels, whatever their shape: the aspect ratio is a tell of its own."""
PATCH = 8
STRIDE = 3
_PREPARATION = "pillow-bicubic-antialiased-80x80-v1"
_POSITIONS = (SIDE - PATCH) // STRIDE + 1
_HALF = (_POSITIONS + 1) // 2
_STRIP_ROWS = 5
"""Rows of patches that are worked on together: what they need fits in a core's cache, and is not asked of the system
anew for every image."""
_STRIP = (_STRIP_ROWS - 1) * STRIDE + PATCH
_STRIPS = range(0, _POSITIONS * STRIDE, _STRIP_ROWS * STRIDE)
_TONE_WEIGHT = np.float32(1 / 64)
"""Brings grey levels to the scale of the activations: tones then have about a quarter of the procedural variance."""
_CONTRAST_FLOOR = 10.0
"""Added to a patch's variance (grey levels squared), so that flat patches are not blown up into noise."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What `scripts/learn_patches.py` learns; all float32, P = 192 values a patch, K filters, D dimensions."""

    whitening: np.ndarray
    """(P, C): whitened coordinates of a contrast-normalised patch. A rotation of ZCA, so all distances are the same."""
    centre: np.ndarray
    """(C,): the mean patch in those coordinates."""
    filters: np.ndarray
    """(C, K): the centroids."""
    pooled_mean: np.ndarray
    """(4 K,)"""
    projection: np.ndarray
    """(4 K, D): whitened principal components of the pooled activations of procedural images."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the arrays of an .npz file, unpickling nothing."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(**{field.name: stored[field.name].astype(np.float32) for field in fields(cls)})

    def digest(self) -> str:
        """Hash every array with its name and shape."""
        digest = hashlib.blake2b(digest_size=8)
        for field in fields(self):
            array = getattr(self, field.name)
            digest.update(f"{field.name}{array.shape}".encode() + np.ascontiguousarray(array, "<f4").tobytes())
        return digest.hexdigest()


class Patches:
    """The default embedder: (n, 80, 80, 3) uint8 -> (n, 128) float32.

    Every image is embedded by itself, in products of one shape on one thread: its vector is the same to the last bit
    in any batch, in any order, in any number of workers.
    """

    name: str = "patches"
    parallel: ClassVar[Literal["processes", "inside"]] = "processes"
    batch_size: int = 32

    def __init__(self) -> None:
        self._weights = _shipped()
        self.dimensions: int = self._weights.projection.shape[1]
        self.fingerprint: str = f"patches-{self._weights.digest()}-{_PREPARATION}"

    def __reduce__(self) -> tuple[type["Patches"], tuple[()]]:
        return Patches, ()

    def prepare(self, image: np.ndarray) -> np.ndarray:
        """Squeeze (H, W, 3) uint8 to (80, 80, 3) uint8 by Pillow's bicubic filter, which antialiases."""
        check_image(image)
        return np.asarray(Image.fromarray(image).resize((SIDE, SIDE), Image.Resampling.BICUBIC))

    def embed(self, batch: np.ndarray) -> np.ndarray:
        """Embed (n, 80, 80, 3) uint8 as (n, 128) float32."""
        check_batch(batch, (SIDE, SIDE, 3))
        weights = self._weights
        vectors = np.empty((len(batch), self.dimensions), np.float32)
        with _threads().limit(limits=1, user_api="blas"):
            for row, image in enumerate(batch):
                vectors[row] = (pooled(image, weights) - weights.pooled_mean) @ weights.projection
        return vectors


def pooled(image: np.ndarray, weights: Weights) -> np.ndarray:
    """Describe the four quarters of a prepared image: (4 (K + 6),) float32.

    Each quarter gives the mean activation of every filter, then the mean and the spread of each colour channel: the
    filters see patches of normalised contrast and are blind to exposure. The quarters share their middle row and
    column, so that mirror images are treated alike.
    """
    rows = np.concatenate([_row_means(image[top : top + _STRIP], weights) for top in _STRIPS])  # (positions, 2, K)
    upper, lower = rows[:_HALF].mean(axis=0), rows[-_HALF:].mean(axis=0)
    return np.concatenate([upper.ravel(), lower.ravel(), _tones(image)])


def _row_means(strip: np.ndarray, weights: Weights) -> np.ndarray:
    """Return the mean activations over the left and the right of each row of patches: (rows, 2, K)."""
    active = activations(cut_patches(strip), weights).reshape(_STRIP_ROWS, _POSITIONS, -1)
    return np.stack([active[:, :_HALF].mean(axis=1), active[:, -_HALF:].mean(axis=1)], axis=1)


def _tones(image: np.ndarray) -> np.ndarray:
    """Return mean and spread of each channel in each quarter, in units that weigh about as much as filters: (24,)."""
    half = SIDE // 2
    quarters = image.reshape(2, half, 2, half, 3).transpose(0, 2, 4, 1, 3).reshape(12, -1) * _TONE_WEIGHT
    return np.concatenate([quarters.mean(axis=1), quarters.std(axis=1)])


def cut_patches(strip: np.ndarray) -> np.ndarray:
    """Return the patches of a prepared image, or of a strip of it, with contrast normalised: (n, 192) float32."""
    windows = np.lib.stride_tricks.sliding_window_view(strip, (PATCH, PATCH), axis=(0, 1))[::STRIDE, ::STRIDE]
    patches = windows.reshape(-1, PATCH * PATCH * 3).astype(np.float32)
    patches -= patches.mean(axis=1, keepdims=True)
    energy = np.einsum("ij,ij->i", patches, patches) / patches.shape[1]
    patches /= np.sqrt(energy + _CONTRAST_FLOOR)[:, None]
    return patches


def activations(patches: np.ndarray, weights: Weights) -> np.ndarray:
    """Return Coates & Ng's triangle activation, max(0, mean distance - distance to the filter): (n, K) float32."""
    white = patches @ weights.whitening
    white -= weights.centre
    distances = white @ (-2.0 * weights.filters)
    distances += np.einsum("ij,ij->i", white, white)[:, None]
    distances += np.square(weights.filters).sum(axis=0)
    np.sqrt(np.maximum(distances, 0.0, out=distances), out=distances)
    np.subtract(distances.mean(axis=1, keepdims=True), distances, out=distances)
    return np.maximum(distances, 0.0, out=distances)


@cache
def _shipped() -> Weights:
    return Weights.load(Path(str(files("datadiet.embed") / "patches.npz")))


@cache
def _threads() -> ThreadpoolController:
    return ThreadpoolController()
