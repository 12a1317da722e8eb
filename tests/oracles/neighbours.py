"""Neighbours and mixing by brute force: all distances at once, one loop a sample."""

import numpy as np


def distances(x, y):
    """All Euclidean distances, as differences in double precision, in blocks of rows."""
    x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
    blocks = [np.sqrt(((row[None] - y) ** 2).sum(axis=1)) for row in x]
    return np.array(blocks).reshape(len(x), len(y))


def nearest(queries, base, k, exclude=None):
    apart = distances(queries, base)
    if exclude is not None:
        apart[np.arange(len(apart)), exclude] = np.inf
    index = np.argsort(apart, axis=1, kind="stable")[:, :k]
    return index, np.take_along_axis(apart, index, axis=1)


def other_side_share(apart, labels):
    """For each sample the share of its tied nearest others that carry the other label."""
    shares = []
    for i, row in enumerate(apart):
        others = [j for j in range(len(row)) if j != i]
        least = min(row[j] for j in others)
        tied = [j for j in others if row[j] == least]
        shares.append(sum(labels[j] != labels[i] for j in tied) / len(tied))
    return np.array(shares)


def directional(real, synthetic):
    """S_s and S_r of m + m samples, as section 1 of the definitions writes them."""
    m = len(real)
    pooled = np.concatenate([real, synthetic])
    labels = np.repeat([0, 1], m)
    share = other_side_share(distances(pooled, pooled), labels)
    p, q = share[labels == 1].mean(), share[labels == 0].mean()
    return p * (2 * m - 1) / m, q * (2 * m - 1) / m


def mixing_at(real, synthetic, k):
    """S_s and S_r over k neighbours, without ties."""
    m = len(real)
    pooled = np.concatenate([real, synthetic])
    index, _ = nearest(pooled, pooled, k, exclude=np.arange(2 * m))
    labels = np.repeat([0, 1], m)
    share = (labels[index] != labels[:, None]).mean(axis=1)
    return share[m:].mean() * (2 * m - 1) / m, share[:m].mean() * (2 * m - 1) / m
