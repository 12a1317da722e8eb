"""KNN-Shapley: what each training sample adds to the accuracy of a nearest-neighbour classifier, exactly.

Jia et al. 2019, "Efficient Task-Specific Data Valuation for Nearest Neighbor Algorithms", theorem 1; the soft-label
form is that of Wang and Jia 2023, "A Note on 'Efficient Task-Specific Data Valuation for Nearest Neighbor Algorithms'",
theorem 1. Values are worked out for one validation sample after the other, so that memory holds one row of distances
for each of a few validation samples, and never the whole matrix.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from datadiet.errors import DataError, OptionError

__all__ = ["knn_shapley", "points_of", "soft_label_knn_shapley"]

BLOCK = 1_000_000
"""Distances that are worked out at once."""
LEAST = 16
"""Validation samples at once, at least: with fewer, reading the training vectors costs more than the distances."""


def knn_shapley(
    train: np.ndarray, labels: np.ndarray, validation: np.ndarray, validation_labels: np.ndarray, *, k: int
) -> np.ndarray:
    """Return the Shapley value of each training sample for a k-nearest-neighbour classifier.

    A set of training samples is worth the share of the k nearest neighbours of a validation sample, among the set, that
    have its label, averaged over validation samples. A sample's value is what it adds to that, averaged over all orders
    in which the samples could join.

    Args:
        train: (n, D) vectors.
        labels: (n,) their labels: numbers or text.
        validation: (m, D) vectors of real samples that no training sample was made from.
        validation_labels: (m,) their labels.
        k: neighbours that vote.

    Returns:
        (n,) float64, in [-1, 1]; higher is better. They sum to the worth of the whole set, which is the mean share of
        right votes. Equally distant training samples come in the order of their rows.

    Raises:
        DataError: vectors or labels are missing, not finite, or do not belong together.
        OptionError: k is not a whole number from 1.

    Source: Jia et al. 2019, theorem 1.
    """
    return _mean(points_of(train, labels, validation, validation_labels, k=k))


def soft_label_knn_shapley(
    train: np.ndarray, labels: np.ndarray, validation: np.ndarray, validation_labels: np.ndarray, *, k: int
) -> np.ndarray:
    """Return the Shapley value of each training sample for a k-nearest-neighbour classifier with soft labels.

    As `knn_shapley`, but a set of fewer than k samples votes with those that it has, and the empty set guesses: it is
    worth 1 over the number of classes.

    Returns:
        (n,) float64, in [-1, 1]; higher is better. They sum to the mean share of right votes less that of guessing.

    Source: Wang and Jia 2023, theorem 1.
    """
    return _mean(points_of(train, labels, validation, validation_labels, k=k, form=_soft))


@dataclass(frozen=True, slots=True, eq=False)
class _Game:
    """What the values of n samples, the nearest first, are made of: value[i] = value[i+1] + step[i] (m[i] - m[i+1])."""

    steps: np.ndarray
    """(n - 1,)."""
    farthest: Callable[[np.ndarray], float]
    """The value of the farthest sample, from (n,) 1 where a sample has the right label, else 0."""


def _hard(n: int, k: int, classes: int) -> _Game:
    ranks = np.arange(1, n)
    last = min(k, n) / (n * k)
    return _Game(np.minimum(k, ranks) / (ranks * k), lambda right: float(right[-1]) * last)


def _soft(n: int, k: int, classes: int) -> _Game:
    guess, k = 1 / classes, min(k, n)
    if n == 1:
        return _Game(np.empty(0), lambda right: float(right[-1]) - guess)
    ranks, harmonic = np.arange(1, n), float((1 / np.arange(1, k + 1)).sum())
    steps = (harmonic + np.minimum(ranks, k) * (n - 1) / (ranks * k) - 1) / (n - 1)

    def farthest(right: np.ndarray) -> float:
        others = float(right[:-1].mean())
        return (float(right[-1]) - guess + (float(right[-1]) - others) * (harmonic - 1)) / n

    return _Game(steps, farthest)


def points_of(
    train: np.ndarray,
    labels: np.ndarray,
    validation: np.ndarray,
    validation_labels: np.ndarray,
    *,
    k: int,
    form: Callable[[int, int, int], _Game] = _hard,
) -> Iterator[np.ndarray]:
    """Yield the (n,) values of the training samples for each validation sample in turn."""
    vectors, others = _checked(train, labels, "training"), _checked(validation, validation_labels, "validation")
    if vectors.shape[1] != others.shape[1]:
        raise DataError(
            f"training vectors have {vectors.shape[1]} dimensions and validation vectors {others.shape[1]}",
            expected="vectors of one embedder",
        )
    if not isinstance(k, int | np.integer) or k < 1:
        raise OptionError(f"k is {k!r}", expected="a whole number from 1")
    n = len(vectors)
    codes, wanted, classes = _coded(labels, validation_labels)
    game = form(n, int(k), classes)
    tags = {code: _tags(codes == code) for code in np.unique(wanted)}
    low = np.uint64((1 << int(n).bit_length() + 1) - 1)
    for squares, codes_here in _blocks(vectors, others, wanted):
        for row, code in zip(squares.view(np.uint64), codes_here, strict=True):
            # A non-negative float sorts as its bits do: the lowest of them make room for the sample, and for whether
            # its label is right, so that one sort of whole numbers does it all.
            np.bitwise_and(row, ~low, out=row)
            np.bitwise_or(row, tags[code], out=row)
            row.sort()
            right = (row & np.uint64(1)).astype(np.float64)
            order = ((row & low) >> np.uint64(1)).view(np.int64)
            yield np.bincount(order, weights=_values(right, game), minlength=n)


def _values(right: np.ndarray, game: _Game) -> np.ndarray:
    """Return the values of samples, the nearest first."""
    values = np.empty(len(right))
    values[-1] = game.farthest(right)
    np.multiply(right[:-1] - right[1:], game.steps, out=values[:-1])
    backwards = values[::-1]
    np.cumsum(backwards, out=backwards)
    return values


def _tags(right: np.ndarray) -> np.ndarray:
    return (np.arange(len(right), dtype=np.uint64) << np.uint64(1)) | right.astype(np.uint64)


def _blocks(train: np.ndarray, validation: np.ndarray, wanted: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield squared distances, (block, n), of some validation samples at a time, and the codes of their labels."""
    middle = train.mean(axis=0)
    train, validation = train - middle, validation - middle
    lengths = np.einsum("nd,nd->n", train, train)
    size = max(LEAST, BLOCK // len(train))
    for at in range(0, len(validation), size):
        block = validation[at : at + size]
        squares = (-2 * block) @ train.T
        squares += lengths
        squares += np.einsum("md,md->m", block, block)[:, None]
        np.maximum(squares, 0, out=squares)
        yield squares, wanted[at : at + size]


def _coded(labels: np.ndarray, validation_labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Return both sides' labels as numbers from 0, and how many labels there are."""
    both = np.concatenate([np.asarray(labels), np.asarray(validation_labels)])
    names, codes = np.unique(both, return_inverse=True)
    return codes[: len(labels)], codes[len(labels) :], len(names)


def _checked(vectors: np.ndarray, labels: np.ndarray, side: str) -> np.ndarray:
    """Return the vectors as float64, in (n, D); DataError where they cannot be used."""
    found = np.asarray(vectors, dtype=np.float64)
    if found.ndim != 2 or not len(found):
        raise DataError(f"the {side} vectors have the shape {found.shape}", expected="(n, D), n from 1")
    if not np.isfinite(found).all():
        raise DataError(f"{int((~np.isfinite(found)).any(axis=1).sum())} {side} vectors hold NaN or infinity")
    if np.shape(labels) != (len(found),):
        raise DataError(
            f"{len(found)} {side} vectors and labels of shape {np.shape(labels)}", expected="one label each"
        )
    if gone := sum(label is None or label != label for label in np.asarray(labels).tolist()):
        raise DataError(f"{gone} {side} samples have no label", expected="one label each", todo="leave them out")
    return found


def _mean(points: Iterator[np.ndarray]) -> np.ndarray:
    total, count = next(points).copy(), 1
    for values in points:
        total += values
        count += 1
    return total / count
