"""One column of both sides as shares of bins or levels."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from datadiet.schema import Column
from datadiet.scorecard.tables.coding import OTHER

__all__ = ["Histogram", "histogram"]

BINS = 16
MOST = 8
"""Levels that are shown by name; the others are taken together."""
_TAIL = 0.002
"""Share of the rows at either end that the first and the last bin take in whatever their value."""
_SKEWED = 20.0
"""Where the 99th percentile is so many times the median, bins are even on a log scale."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """Shares of the rows, which do not add to 1 where values are missing."""

    labels: tuple[str, ...]
    """Levels, or edges: one more than bins."""
    real: tuple[float, ...]
    synthetic: tuple[float, ...]


def histogram(column: Column, real: np.ndarray, synthetic: np.ndarray) -> Histogram:
    """Return the shares of a column's bins or levels.

    Args:
        column: what it is.
        real: (n_r,) values, NaN where missing.
        synthetic: (n_s,) values.
    """
    if column.kind in ("category", "boolean", "ordered"):
        return _of_levels(column, np.rint(real), np.rint(synthetic))
    edges = _edges(column, real, synthetic)
    shares = [_binned(side, edges) for side in (real, synthetic)]
    return Histogram(tuple(_edge(column, edge) for edge in edges), *shares)


def _of_levels(column: Column, real: np.ndarray, synthetic: np.ndarray) -> Histogram:
    k = len(column.levels)
    if column.kind == "ordered":  # what lies beyond the ends counts with the end
        real, synthetic = np.clip(real, 0, k - 1), np.clip(synthetic, 0, k - 1)
    counts = np.array([np.bincount(side[~np.isnan(side)].astype(int), minlength=k) for side in (real, synthetic)])
    shares = counts / np.array([[max(len(real), 1)], [max(len(synthetic), 1)]])
    shown = [j for j in range(k) if column.levels[j] != OTHER or counts[:, j].any()]
    if len(shown) > MOST + 1:
        frequent = sorted(shown, key=lambda j: -shares[:, j].max())[:MOST]
        named = sorted(frequent) if column.kind == "ordered" else frequent
        rest = [j for j in shown if j not in set(named)]
        labels = (*(column.levels[j] for j in named), f"{len(rest)} others")
        parts = [(*(float(side[j]) for j in named), float(side[rest].sum())) for side in shares]
    else:
        labels = tuple(column.levels[j] for j in shown)
        parts = [tuple(float(side[j]) for j in shown) for side in shares]
    return Histogram(labels, tuple(_rounded(parts[0])), tuple(_rounded(parts[1])))


def _edges(column: Column, real: np.ndarray, synthetic: np.ndarray) -> np.ndarray:
    known = [side[~np.isnan(side)] for side in (real, synthetic)]
    ends = [np.quantile(side, [_TAIL, 1 - _TAIL]) for side in known if len(side)]
    low, high = float(min(end[0] for end in ends)), float(max(end[1] for end in ends))
    if not high > low:
        reach = abs(low) / 2 or 0.5
        return np.array([low - reach, low + reach])
    step = column.step if column.kind == "integer" else None
    if step and (high - low) / step < BINS:
        return np.arange(low - step / 2, high + step, step)
    middle, far = np.quantile(known[0], [0.5, 0.99]) if len(known[0]) else (0.0, 0.0)
    if low > 0 and far > _SKEWED * middle:
        return np.geomspace(low, high, BINS + 1)
    return np.linspace(low, high, BINS + 1)


def _binned(side: np.ndarray, edges: np.ndarray) -> tuple[float, ...]:
    known = np.clip(side[~np.isnan(side)], edges[0], edges[-1])
    return tuple(_rounded(np.histogram(known, edges)[0] / max(len(side), 1)))


def _rounded(shares: "tuple[float, ...] | np.ndarray") -> list[float]:
    return [round(float(share), 5) for share in shares]


def _edge(column: Column, edge: float) -> str:
    if column.kind == "datetime":
        return datetime.fromtimestamp(edge, UTC).strftime("%Y-%m-%d")
    if column.kind == "integer":
        edge = float(np.rint(edge))
    return f"{edge:,.0f}" if 1e4 <= abs(edge) < 1e12 else f"{edge:.4g}"
