"""The interval of a share."""

from scipy.stats import beta

from datadiet.scorecard.tables.facts import Interval

__all__ = ["exact"]


def exact(hits: int, n: int) -> Interval:
    """Return the 95 % interval of a share of n rows (Clopper & Pearson 1934)."""
    low = float(beta.ppf(0.025, hits, n - hits + 1)) if hits else 0.0
    return low, float(beta.ppf(0.975, hits + 1, n - hits)) if hits < n else 1.0
