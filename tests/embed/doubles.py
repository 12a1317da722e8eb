"""Embedders that are small and whose vectors can be computed by hand."""

from typing import Literal

import numpy as np


class Means:
    """The mean of each channel, over 255."""

    name = "means"
    fingerprint = "means-1"
    dimensions = 3
    batch_size = 4
    parallel: Literal["processes", "inside"] = "processes"

    def prepare(self, image: np.ndarray) -> np.ndarray:
        if image.dtype != np.uint8 or image.ndim != 3 or not image.size:
            raise ValueError("no image")
        mean = image.reshape(-1, 3).mean(axis=0)
        return np.rint(mean).astype(np.uint8).reshape(1, 1, 3)

    def embed(self, batch: np.ndarray) -> np.ndarray:
        return (batch[:, 0, 0] / 255).astype(np.float32)


class MeansInside(Means):
    parallel = "inside"


class Inside(Means):
    """Counts the batches that it is given."""

    parallel = "inside"

    def __init__(self) -> None:
        self.batches: list[int] = []

    def embed(self, batch: np.ndarray) -> np.ndarray:
        self.batches.append(len(batch))
        return super().embed(batch)


class NotFinite(Means):
    """NaN for images that are dark."""

    def embed(self, batch: np.ndarray) -> np.ndarray:
        vectors = super().embed(batch)
        return np.where(vectors.mean(axis=1, keepdims=True) < 0.1, np.float32(np.nan), vectors)


class WrongShape(Means):
    def embed(self, batch: np.ndarray) -> np.ndarray:
        return super().embed(batch)[:, :2]


class DoublePrecision(Means):
    def embed(self, batch: np.ndarray) -> np.ndarray:
        return super().embed(batch).astype(np.float64)


class CentredOnItsBatch(Means):
    """Breaks batch independence, as a network that was left in training mode does."""

    def embed(self, batch: np.ndarray) -> np.ndarray:
        vectors = super().embed(batch)
        return vectors - vectors.mean(axis=0) if len(vectors) else vectors


class Random(Means):
    def __init__(self) -> None:
        self.rng = np.random.default_rng(0)

    def embed(self, batch: np.ndarray) -> np.ndarray:
        return super().embed(batch) + self.rng.random((len(batch), 3), dtype=np.float32)


class Careless(Means):
    """Takes anything for an image."""

    def prepare(self, image: np.ndarray) -> np.ndarray:
        mean = np.asarray(image, np.uint8).reshape(-1)[:3]
        return np.resize(mean if mean.size else np.zeros(3, np.uint8), (1, 1, 3))


class Constant(Means):
    def embed(self, batch: np.ndarray) -> np.ndarray:
        return np.ones((len(batch), 3), np.float32)


class Scribbler(Means):
    """Changes the image that it is given."""

    def prepare(self, image: np.ndarray) -> np.ndarray:
        prepared = super().prepare(image)
        image[:] = 0
        return prepared


class NoFingerprint(Means):
    fingerprint = ""


INSTANCE = Means()
NO_EMBEDDER = object()
