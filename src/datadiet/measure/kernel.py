"""Maximum mean discrepancy: how differently two sets fill space, seen through a Gaussian kernel."""

from dataclasses import dataclass

import numpy as np

from datadiet.errors import TooFewSamples
from datadiet.measure.distances import squared_distances

__all__ = ["PERMUTATIONS", "Mmd", "mmd", "mmd_squared"]

PERMUTATIONS = 999
_BATCH = 111


@dataclass(frozen=True, slots=True)
class Mmd:
    """Squared discrepancy (0 on average for one law, at most 2) and how often chance gives as much."""

    squared: float
    p_value: float
    bandwidth: float


@dataclass(frozen=True, slots=True)
class _Gram:
    """A kernel matrix of the pooled samples without its diagonal, and its row sums."""

    values: np.ndarray
    rows: np.ndarray

    def squared(self, first: np.ndarray) -> np.ndarray:
        """Return the unbiased MMD^2 for every labelling: `first` (N, B) holds 1 for one side and 0 for the other."""
        n = first.sum(axis=0)
        m = len(first) - n
        within = np.einsum("nb,nb->b", first, self.values @ first, dtype=np.float64)
        across = self.rows @ first - within
        other = self.rows.sum() - within - 2 * across
        return within / (n * (n - 1)) + other / (m * (m - 1)) - 2 * across / (n * m)


def mmd_squared(real: np.ndarray, synthetic: np.ndarray, *, bandwidth: float | None = None) -> float:
    """Return the unbiased squared maximum mean discrepancy with the kernel exp(-|x-y|^2 / 2 bandwidth^2).

    0 is best; it is unbiased, so it falls below 0 as often as above for samples of one law.

    Args:
        real: (n_r, D) vectors.
        synthetic: (n_s, D) vectors.
        bandwidth: of the kernel; by default the median distance between two distinct points of the pool.

    Raises:
        TooFewSamples: a side has fewer than two samples.

    Source: Gretton et al. 2012, "A Kernel Two-Sample Test", eq. 3.
    """
    gram, _ = _gram(real, synthetic, bandwidth)
    return float(gram.squared(_labels(real, synthetic))[0])


def mmd(real: np.ndarray, synthetic: np.ndarray, *, rng: np.random.Generator, permutations: int = PERMUTATIONS) -> Mmd:
    """Return `mmd_squared` at the median bandwidth with its permutation p-value, (1 + b) / (1 + B).

    All samples must be independent of each other. The pooled kernel matrix is held in memory, in float32.
    """
    gram, bandwidth = _gram(real, synthetic, None)
    labels = _labels(real, synthetic)
    observed = float(gram.squared(labels)[0])
    as_much = 0
    for start in range(0, permutations, _BATCH):
        batch = np.repeat(labels, min(_BATCH, permutations - start), axis=1)
        as_much += int(np.sum(gram.squared(rng.permuted(batch, axis=0)) >= observed - 1e-6))
    return Mmd(observed, (1 + as_much) / (1 + permutations), bandwidth)


def _labels(real: np.ndarray, synthetic: np.ndarray) -> np.ndarray:
    return np.repeat([1.0, 0.0], [len(real), len(synthetic)]).astype(np.float32)[:, None]


def _gram(real: np.ndarray, synthetic: np.ndarray, bandwidth: float | None) -> tuple[_Gram, float]:
    if min(len(real), len(synthetic)) < 2:
        raise TooFewSamples(f"{len(real)} real and {len(synthetic)} synthetic samples", expected="two or more a side")
    pool = np.concatenate([real, synthetic])
    distance = squared_distances(pool, pool)
    if bandwidth is None:
        bandwidth = _median_distance(distance)
    values = np.exp(distance / (-2 * bandwidth**2)).astype(np.float32)
    np.fill_diagonal(values, 0)
    return _Gram(values, values.sum(axis=0, dtype=np.float64)), bandwidth


def _median_distance(distance: np.ndarray) -> float:
    """Return the median distance of two points that differ; 1 where none do, and then every kernel says the same."""
    apart = distance[np.triu_indices(len(distance), 1)]
    apart = apart[apart > 1e-12 * apart.max(initial=0.0)]
    return float(np.sqrt(np.median(apart))) if apart.size else 1.0
