"""What the nearest human-labelled samples call a sample."""

import numpy as np

from datadiet.measure.neighbours import nearest

__all__ = ["neighbour_votes"]

SPARE = 32
"""Further neighbours that are looked up where some may be of the sample's own group."""


def neighbour_votes(
    queries: np.ndarray,
    base: np.ndarray,
    codes: np.ndarray,
    classes: int,
    *,
    k: int,
    own: tuple[np.ndarray, np.ndarray] | None = None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return which share of the k nearest labelled samples gives each class.

    Args:
        queries: (n, D) vectors of the samples to be named.
        base: (m, D) vectors of samples that people labelled.
        codes: (m,) their classes, 0 to `classes` - 1.
        classes: how many there are.
        k: neighbours that vote.
        own: (n,) and (m,) groups of both; a neighbour of a sample's own group, such as itself, has no vote.

    Returns:
        (n, classes) shares, each row of sum 1; 0 throughout where no neighbour has a vote. (n, k) rows of the voters,
        -1 where there are fewer. (n,) the distance to the nearest of them, inf where there is none.
    """
    index, distance = nearest(queries, base, k=k if own is None else k + SPARE)
    if own is not None:
        same = own[0][:, None] == own[1][np.maximum(index, 0)]
        barred = same | (index < 0)
        order = np.argsort(barred, axis=1, kind="stable")[:, :k]
        index = np.where(np.take_along_axis(barred, order, 1), -1, np.take_along_axis(index, order, 1))
        distance = np.where(index < 0, np.inf, np.take_along_axis(distance, order, 1))
    voting = index >= 0
    votes = np.zeros((len(queries), classes))
    rows = np.broadcast_to(np.arange(len(queries))[:, None], index.shape)
    np.add.at(votes, (rows[voting], codes[index[voting]]), 1.0)
    total = votes.sum(axis=1, keepdims=True)
    return votes / np.maximum(total, 1.0), index, distance[:, 0].astype(np.float64)
