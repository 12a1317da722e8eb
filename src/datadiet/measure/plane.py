"""One plane for both sides: a reducer fitted on real and synthetic vectors together, noisy copies carried along."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from datadiet.errors import EmbeddingError, MissingExtra, OptionError, TooFewSamples

__all__ = ["Axes", "Plane", "Reducer", "displacements", "fit_axes", "fit_plane"]

Reducer = Literal["pca", "umap", "tsne"]
BLOCK = 8192
Transform = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True)
class Axes:
    """The two directions of largest variance; projecting is the same for fitted and for new vectors."""

    mean: np.ndarray
    """(D,) float64."""
    axes: np.ndarray
    """(D, 2) orthonormal; the largest component of each axis is positive. A second axis that does not exist is 0."""
    explained: float
    """Share of the variance along the two axes, in [0, 1]; 1 where there is no variance at all."""

    def __call__(self, vectors: np.ndarray) -> np.ndarray:
        """Project (n, D) vectors -> (n, 2) float64."""
        blocks = [(vectors[i : i + BLOCK] - self.mean) @ self.axes for i in range(0, len(vectors), BLOCK)]
        return np.concatenate(blocks) if blocks else np.empty((0, 2))


@dataclass(frozen=True, slots=True)
class Plane:
    """Where the samples lie on one plane. Areas on different planes do not compare."""

    real: np.ndarray
    """(n_r, 2) float64."""
    synthetic: np.ndarray
    """(n_s, 2) float64."""
    noisy: tuple[np.ndarray, ...]
    """The arrays given as `noisy`, on the plane, in their order."""
    reducer: str
    """Name and, where they matter, version and seed."""
    explained: float | None
    """Share of the variance that the plane shows, in [0, 1]; None where the reducer has no such notion."""
    transform: Transform | None
    """Puts new vectors on the plane; None where the reducer cannot (t-SNE)."""


def fit_plane(
    real: np.ndarray,
    synthetic: np.ndarray,
    *,
    rng: np.random.Generator,
    reducer: Reducer = "pca",
    noisy: tuple[np.ndarray, ...] = (),
) -> Plane:
    """Fit one reducer on both sides together and put all samples, and the noisy copies, on its plane.

    PCA is deterministic and projects new vectors exactly. UMAP projects new vectors approximately. t-SNE cannot
    project: the noisy copies are fitted along.

    Args:
        real: (n_r, D) vectors.
        synthetic: (n_s, D) vectors.
        rng: seeds umap and tsne; pca draws nothing.
        reducer: pca, umap (optional part `umap`) or tsne.
        noisy: arrays (n, D) of copies that belong on the same plane.

    Raises:
        EmbeddingError: dimensions differ, or values are not finite.
        MissingExtra: umap-learn is not installed.
        OptionError: the reducer is not known.
        TooFewSamples: a side is empty, or umap or tsne got fewer than four samples.
    """
    arrays = [_vectors(array, name) for array, name in zip((real, synthetic), ("real", "synthetic"), strict=True)]
    arrays += [_vectors(array, "noisy") for array in noisy]
    _same_dimensions(arrays)
    if reducer not in get_args(Reducer):
        raise OptionError(f"reducer is '{reducer}'", expected=f"one of {', '.join(get_args(Reducer))}")
    if not (len(real) and len(synthetic)):
        raise TooFewSamples(f"{len(real)} real and {len(synthetic)} synthetic samples", expected="some of each")
    if reducer == "pca":
        return _pca(arrays)
    if len(real) + len(synthetic) < 4:
        raise TooFewSamples(f"{reducer} got {len(real) + len(synthetic)} samples", expected="4", todo="use pca")
    seed = int(rng.integers(2**31))
    return _umap(arrays, seed) if reducer == "umap" else _tsne(arrays, seed)


def displacements(clean: np.ndarray, noisy: np.ndarray) -> np.ndarray:
    """Return how far the noise moves each sample: Euclidean, (n, d) and (n, d) -> (n,)."""
    if np.shape(clean) != np.shape(noisy):
        raise EmbeddingError(
            f"vectors have the shape {np.shape(clean)} and their noisy copies {np.shape(noisy)}",
            expected="one noisy copy for each sample, in the same order",
        )
    return np.linalg.norm(np.asarray(noisy, np.float64) - np.asarray(clean, np.float64), axis=1)


def fit_axes(*arrays: np.ndarray) -> Axes:
    """Find the two directions of largest variance of all rows together.

    The covariance is summed in blocks in double precision and solved exactly; with more dimensions than samples the
    same axes come from the (n, n) products.

    Source: Pearson 1901; solver as `svd_solver="covariance_eigh"` of scikit-learn, which agrees with its transform.
    """
    n, dimensions = sum(map(len, arrays)), arrays[0].shape[1]
    mean = np.sum([array.sum(axis=0, dtype=np.float64) for array in arrays], axis=0) / n
    if dimensions <= n:
        scatter = np.zeros((dimensions, dimensions))
        for rows in _centred(arrays, mean):
            scatter += rows.T @ rows
        share, directions = _leading(scatter)
    else:
        rows = np.concatenate(list(_centred(arrays, mean)))
        share, coefficients = _leading(rows @ rows.T)
        directions = _unit(rows.T @ coefficients)
    strongest = np.abs(directions).argmax(axis=0)
    return Axes(mean, directions * np.where(directions[strongest, [0, 1]] < 0, -1.0, 1.0), share)


def _centred(arrays: tuple[np.ndarray, ...], mean: np.ndarray) -> Iterator[np.ndarray]:
    for array in arrays:
        for start in range(0, len(array), BLOCK):
            yield array[start : start + BLOCK] - mean


def _leading(scatter: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the share of the two largest eigenvalues and their vectors (m, 2); a direction that is not there is 0."""
    values, vectors = np.linalg.eigh(scatter)
    values, vectors = values[::-1][:2], vectors[:, ::-1][:, :2]
    total = float(np.trace(scatter))
    share = min(1.0, float(values.clip(min=0).sum()) / total) if total > 0 else 1.0
    return share, np.pad(vectors, ((0, 0), (0, 2 - vectors.shape[1])))


def _unit(columns: np.ndarray) -> np.ndarray:
    length = np.linalg.norm(columns, axis=0)
    # Rounding alone has a direction too, but not one that the data has.
    there = length > length.max(initial=0.0) * 1e-7
    return np.divide(columns, length, out=np.zeros_like(columns), where=there)


def _pca(arrays: list[np.ndarray]) -> Plane:
    axes = fit_axes(arrays[0], arrays[1])
    real, synthetic, *noisy = (axes(array) for array in arrays)
    return Plane(real, synthetic, tuple(noisy), "pca", axes.explained, axes)


def _umap(arrays: list[np.ndarray], seed: int) -> Plane:
    try:
        import umap
    except ImportError as error:
        raise MissingExtra("umap-learn", "umap") from error
    fitted = np.concatenate(arrays[:2])
    neighbours = min(15, len(fitted) - 1)
    # One thread, because more threads than one lose the seed.
    model = umap.UMAP(n_components=2, n_neighbors=neighbours, random_state=seed, n_jobs=1, init=_start(fitted))
    places = model.fit_transform(fitted).astype(np.float64)

    def transform(vectors: np.ndarray) -> np.ndarray:
        return np.asarray(model.transform(vectors), np.float64)

    noisy = tuple(transform(array) for array in arrays[2:])
    real, synthetic = np.split(places, [len(arrays[0])])
    return Plane(real, synthetic, noisy, f"umap {umap.__version__}, seed {seed}", None, transform)


def _start(fitted: np.ndarray) -> str:
    return "spectral" if len(fitted) > 20 else "random"


def _tsne(arrays: list[np.ndarray], seed: int) -> Plane:
    import sklearn
    from sklearn.manifold import TSNE

    pooled = np.concatenate(arrays)
    model = TSNE(n_components=2, perplexity=min(30.0, (len(pooled) - 1) / 3), random_state=seed)
    places = model.fit_transform(pooled).astype(np.float64)
    real, synthetic, *noisy = np.split(places, np.cumsum([len(array) for array in arrays[:-1]]))
    return Plane(real, synthetic, tuple(noisy), f"tsne {sklearn.__version__}, seed {seed}", None, None)


def _vectors(array: np.ndarray, name: str) -> np.ndarray:
    array = np.asarray(array)
    if array.ndim != 2 or array.dtype.kind not in "fiu":
        raise EmbeddingError(f"the {name} vectors are {array.dtype} of shape {array.shape}", expected="numbers (n, D)")
    if not np.isfinite(array).all():
        raise EmbeddingError(f"some {name} vectors are NaN or infinite", expected="finite values")
    return array


def _same_dimensions(arrays: list[np.ndarray]) -> None:
    found = sorted({array.shape[1] for array in arrays})
    if len(found) > 1 or found == [0]:
        raise EmbeddingError(f"vectors have {found} dimensions", expected="one number of dimensions on both sides")
