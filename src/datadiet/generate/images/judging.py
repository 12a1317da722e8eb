"""How well held-out pictures are told from a model's, and what the model has lost."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from threadpoolctl import threadpool_limits

from datadiet.generate.images.stack import Stack
from datadiet.measure.classifier import two_sample_auc
from datadiet.measure.distances import squared_distances
from datadiet.randomness import stream

__all__ = ["PixelJudge"]

COMPONENTS, JUDGED = 32, 300
"""Principal components of the pixels, and held-out pictures that judge, at most."""
NARROW, SAMPLE = 0.5, 60
"""Spread of a class, over that of the real one, below which it has collapsed; pictures of a class to look at."""
SMOOTH = 0.75
"""Step from a pixel to the next, over that of real pictures, below which a class is blurred."""


@dataclass(frozen=True, slots=True, eq=False)
class PixelJudge:
    """Compares pictures by the principal components of the pixels of real ones."""

    real: Stack
    held_out: Stack
    middle: np.ndarray
    axes: np.ndarray
    """(pixels, K)"""
    middles: np.ndarray
    """(C, K) of the classes."""
    seed: int

    @classmethod
    def of(cls, real: Stack, held_out: Stack, seed: int) -> Self:
        """Judge by held-out pictures, in the space that all real ones define."""
        flat = real.pixels.reshape(len(real), -1) / 255.0
        middle = flat.mean(axis=0)
        with threadpool_limits(1):
            values, axes = np.linalg.eigh((flat - middle).T @ (flat - middle) / len(flat))
        kept = values[::-1][:COMPONENTS] > 1e-9
        axes = axes[:, ::-1][:, :COMPONENTS][:, kept]
        few = held_out.rows(np.arange(min(len(held_out), JUDGED)))
        vectors = (flat - middle) @ axes
        middles = np.array([vectors[real.codes == c].mean(axis=0) for c in range(max(1, len(real.classes)))])
        return cls(real, few, middle, axes, middles, seed)

    def latent(self, dimensions: int) -> np.ndarray:
        """Return the same normal numbers at every look, so that looks differ by the weights alone."""
        return stream(self.seed, "looks").standard_normal((2 * len(self.held_out), dimensions))

    def vectors(self, pixels: np.ndarray) -> np.ndarray:
        """(n, h, w, c) uint8 -> (n, K)."""
        return (pixels.reshape(len(pixels), -1) / 255.0 - self.middle) @ self.axes

    def score(self, pixels: np.ndarray, codes: np.ndarray) -> float:
        """Return .5 where pictures cannot be told from held-out ones, 1 where each can: the mean of two classifiers.

        They also see how far a picture is from the middle of its class: the right pictures of wrong classes are told.
        """
        sides = self._placed(self.held_out.pixels, self.held_out.codes), self._placed(pixels, codes)
        areas = [
            two_sample_auc(*sides, rng=stream(self.seed, kind), kind=kind).score for kind in ("linear", "boosting")
        ]
        return float(np.mean([max(area, 1 - area) for area in areas]))

    def lost(self, pixels: np.ndarray, codes: np.ndarray) -> tuple[str, ...]:
        """Say in sentences what a model has lost: all variety, that of a class, the class, or sharpness.

        Args:
            pixels: (n, h, w, c) uint8 of the model, some hundred.
            codes: (n,) their classes.
        """
        said = []
        distinct, there = (len(np.unique(p.reshape(len(p), -1), axis=0)) for p in (pixels, self.real.pixels))
        if distinct <= max(1, len(pixels) // 100) < there:
            said.append(f"The model has collapsed: {len(pixels)} pictures of it are only {distinct} different ones.")
        for code, name in enumerate(self.real.classes or ("",)):
            made, real = self.vectors(pixels[codes == code]), self.vectors(self.real.pixels[self.real.codes == code])
            if min(len(made), len(real)) < 5:
                continue
            of, share = f"class '{name}'" if name else "all classes", _spread(made) / max(_spread(real), 1e-9)
            if share < NARROW:
                said.append(f"The pictures of {of} hardly differ: their spread is {share:.2f} of that of real ones.")
            sharp = _step(pixels[codes == code]) / max(_step(self.real.pixels[self.real.codes == code]), 1e-9)
            if sharp < SMOOTH:
                said.append(f"The pictures of {of} are blurred: steps between pixels are {sharp:.2f} of real ones.")
            own, wanted = self._own(made, code), self._own(real, code)
            if own < NARROW * wanted:
                said.append(f"Of the pictures of {of} {own:.0%} are most like it, of real ones {wanted:.0%}.")
        return tuple(said)

    def _placed(self, pixels: np.ndarray, codes: np.ndarray) -> np.ndarray:
        vectors = self.vectors(pixels)
        return np.column_stack([vectors, np.linalg.norm(vectors - self.middles[codes], axis=1)])

    def _own(self, vectors: np.ndarray, code: int) -> float:
        """Return the share of pictures that are nearest to the middle of their own class."""
        return float((squared_distances(vectors, self.middles).argmin(axis=1) == code).mean())


def _spread(vectors: np.ndarray) -> float:
    """Return the mean distance between two of them."""
    few = vectors[:SAMPLE]
    distances = np.sqrt(np.maximum(squared_distances(few, few), 0))
    return float(distances.sum() / (len(few) * (len(few) - 1)))


def _step(pixels: np.ndarray) -> float:
    """Return the mean step from a pixel to the next, down and to the right: (n, h, w, c) uint8."""
    tones = pixels / 255.0
    return float(np.mean([np.abs(np.diff(tones, axis=axis)).mean() for axis in (1, 2)]))
