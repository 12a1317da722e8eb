"""What every embedder must keep to; a plugin's author calls `check_embedder` in a test."""

import pickle
from typing import get_args, get_type_hints

import numpy as np

from datadiet.plugins import Embedder

__all__ = ["check_embedder"]

_TOLERANCE = 1e-4
"""Of the largest value: what a network may differ between batches by rounding, far below what a score could notice."""
_SIZES = ((48, 64), (97, 33), (8, 8), (1, 1), (300, 20))


def check_embedder(embedder: Embedder) -> None:
    """Raise AssertionError, saying what is broken, unless `embedder` keeps to the contract.

    Checked: its members; shape and type of prepared images and vectors; that a vector is the same when made again, in
    another order and in another batch; that different images differ; that a pickled copy works as the workers use it;
    that an empty batch gives no vectors, and that what is no image is refused.
    """
    _check_members(embedder)
    batch = _prepared(embedder)
    vectors = _check_vectors(embedder, batch)
    _check_independence(embedder, batch, vectors)
    _check_copy(embedder, batch, vectors)
    _check_bad_input(embedder)


def _check_members(embedder: Embedder) -> None:
    _require(isinstance(embedder, Embedder), "it lacks members of datadiet.plugins.Embedder")
    for name, kind in (("name", str), ("fingerprint", str), ("dimensions", int), ("batch_size", int)):
        value = getattr(embedder, name)
        _require(
            isinstance(value, kind) and bool(value), f"{name} is {value!r}: a non-empty {kind.__name__} is expected"
        )
    _require(embedder.dimensions > 0 and embedder.batch_size > 0, "dimensions and batch_size must be above 0")
    choices = get_args(get_type_hints(Embedder)["parallel"])
    _require(embedder.parallel in choices, f"parallel is {embedder.parallel!r}: expected one of {choices}")


def _images() -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [rng.integers(0, 256, (*size, 3), dtype=np.uint8) for size in _SIZES]


def _prepared(embedder: Embedder) -> np.ndarray:
    images = _images()
    before = [image.copy() for image in images]
    prepared = [embedder.prepare(image) for image in images]
    _require(all(map(np.array_equal, images, before)), "prepare changes the image that it is given")
    for image, ready in zip(images, prepared, strict=True):
        what = f"prepare turns {image.shape} into {ready.shape}, {ready.dtype}"
        _require(ready.dtype == np.uint8 and ready.shape == prepared[0].shape, f"{what}: one uint8 shape is expected")
        _require(np.array_equal(ready, embedder.prepare(image)), "prepare gives other pixels the second time")
    return np.stack(prepared)


def _check_vectors(embedder: Embedder, batch: np.ndarray) -> np.ndarray:
    before = batch.copy()
    vectors = embedder.embed(batch)
    _require(np.array_equal(batch, before), "embed changes the batch that it is given")
    expected = (len(batch), embedder.dimensions)
    what = f"embed returns {vectors.shape}, {vectors.dtype}"
    _require(vectors.shape == expected and vectors.dtype == np.float32, f"{what}: expected {expected}, float32")
    _require(bool(np.isfinite(vectors).all()), "embed returns values that are not finite")
    _require(len(np.unique(vectors, axis=0)) > 1, "embed gives different images one vector")
    return vectors


def _check_independence(embedder: Embedder, batch: np.ndarray, vectors: np.ndarray) -> None:
    _require(np.array_equal(embedder.embed(batch), vectors), "embed gives other vectors the second time")
    alone = np.concatenate([embedder.embed(image[None]) for image in batch])
    _require(_same(alone, vectors), "an image alone gets another vector than in a batch")
    _require(_same(embedder.embed(batch[::-1])[::-1], vectors), "the order of a batch changes the vectors")
    repeats = -(-(embedder.batch_size + 1) // len(batch))
    many = embedder.embed(np.concatenate([batch] * repeats))
    _require(_same(many[: len(batch)], vectors), "a batch larger than batch_size changes the vectors")


def _check_copy(embedder: Embedder, batch: np.ndarray, vectors: np.ndarray) -> None:
    """Workers get pickled copies: to prepare only, where the embedder is parallel inside."""
    copy = pickle.loads(pickle.dumps(embedder))
    prepared = np.stack([copy.prepare(image) for image in _images()])
    _require(np.array_equal(prepared, batch), "a pickled copy prepares other pixels")
    if embedder.parallel == "processes":
        _require(np.array_equal(copy.embed(batch), vectors), "a pickled copy gives other vectors")
    _require(copy.fingerprint == embedder.fingerprint, "a pickled copy has another fingerprint")


def _check_bad_input(embedder: Embedder) -> None:
    shape = embedder.prepare(_images()[0]).shape
    none = embedder.embed(np.empty((0, *shape), np.uint8))
    _require(none.shape == (0, embedder.dimensions), f"an empty batch gives {none.shape}: no vectors are expected")
    for bad in (np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3), np.float32), np.zeros((0, 4, 3), np.uint8)):
        _require(_refuses(embedder, bad), f"prepare takes shape {bad.shape}, {bad.dtype} for an image")


def _refuses(embedder: Embedder, bad: np.ndarray) -> bool:
    try:
        embedder.prepare(bad)
    except Exception:
        return True
    return False


def _same(found: np.ndarray, expected: np.ndarray) -> bool:
    return bool(np.abs(found - expected).max() <= _TOLERANCE * max(1e-12, np.abs(expected).max()))


def _require(condition: bool, message: str) -> None:
    if not condition:
        raise AssertionError(message)
