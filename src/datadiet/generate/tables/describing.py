"""What a page shows of a fitted generator: each column of its rows beside the real one, and how columns go together."""

from typing import Any

import numpy as np

from datadiet.generate.tables.judging import associations, levels_of
from datadiet.generate.tables.models import TableModel
from datadiet.generate.tables.sampling import draw
from datadiet.measure.tables.shapes import column_shapes
from datadiet.schema import Coded, Column

__all__ = ["describe"]

MOST_PAIRED = 60
"""Columns of which all pairs are shown; of more, the first ones."""
ROWS = 20_000
_BARS = 40
_LEVELS = 20


def describe(rows: Coded, model: TableModel, *, seed: int) -> dict[str, Any]:
    """Return, as JSON, how the columns of a generator look beside those of the rows that it was fitted to.

    Returns:
        columns: of each column, `n`, `missing` and `model_missing` (shares), `shape` (1 is alike), and bars: `edges`,
            `real` and `model` shares of a histogram, or `levels` with their shares.
        pairs: `names`, and `real` and `model`, (d, d) associations as `Columns` has them.
    """
    some = min(max(len(rows), 2_000), ROWS)
    made = draw(model, some, seed=seed).values
    few = np.linspace(0, len(rows) - 1, min(len(rows), 5 * ROWS)).astype(int)
    shapes = column_shapes(rows.values[few], made, levels_of(rows))
    columns = {}
    for j, column in enumerate(rows.columns):
        real, model_values = rows.values[:, j], made[:, j]
        columns[column.name] = {
            "n": int((~np.isnan(real)).sum()),
            "missing": _share(np.isnan(real)),
            "model_missing": _share(np.isnan(model_values)),
            "shape": round(shapes[j], 6),
            **_bars(column, real[~np.isnan(real)], model_values[~np.isnan(model_values)]),
        }
    return {"columns": columns, "pairs": _pairs(rows, made)}


def _share(which: np.ndarray) -> float:
    return round(float(which.mean()), 6) if which.size else 0.0


def _bars(column: Column, real: np.ndarray, made: np.ndarray) -> dict[str, Any]:
    if column.levels:
        counts = [np.bincount(side.astype(int), minlength=len(column.levels)) for side in (real, made)]
        shares = [count / max(count.sum(), 1) for count in counts]
        shown = np.sort(np.argsort(-shares[0], kind="stable")[:_LEVELS])
        listed = [[column.levels[at], *(round(float(share[at]), 6) for share in shares)] for at in shown]
        rest = len(column.levels) - len(listed)
        others = [round(float(share.sum() - share[shown].sum()), 6) for share in shares]
        return {"levels": listed, **({"others": [rest, *others]} if rest > 0 else {})}
    if not real.size:
        return {}
    edges = _edges(real, column)
    sides = [np.histogram(np.clip(side, edges[0], edges[-1]), edges)[0] / max(len(side), 1) for side in (real, made)]
    return {
        "edges": [float(edge) for edge in edges],
        **{name: [round(float(x), 6) for x in side] for name, side in zip(("real", "model"), sides, strict=True)},
    }


def _edges(real: np.ndarray, column: Column) -> np.ndarray:
    """Return the ends of bars: of whole numbers one each where there are few; far outliers share the outer ones."""
    low, high = float(real.min()), float(real.max())
    if low == high:
        return np.array([low - 0.5, high + 0.5])
    if column.kind == "integer" and high - low <= 1.5 * _BARS:
        return np.arange(low - 0.5, high + 1)
    inner = np.quantile(real, [0.01, 0.99])
    reach = float(inner[1] - inner[0]) or high - low
    ends = max(low, inner[0] - reach / 2), min(high, inner[1] + reach / 2)
    quarters = np.subtract(*np.quantile(real, [0.75, 0.25]))
    width = 2 * quarters / len(real) ** (1 / 3)  # Freedman & Diaconis 1981
    bars = int(np.clip((ends[1] - ends[0]) / width if width > 0 else 20, 8, _BARS))
    return np.linspace(*ends, bars + 1)


def _pairs(rows: Coded, made: np.ndarray) -> dict[str, Any]:
    few, levels = slice(0, MOST_PAIRED), levels_of(rows)[:MOST_PAIRED]
    found = [np.round(each, 3).tolist() for each in associations(rows.values[:ROWS, few], made[:, few], levels)]
    names = [column.name for column in rows.columns[few]]
    return {"names": names, "real": found[0], "model": found[1], "left_out": len(rows.columns) - len(names)}
