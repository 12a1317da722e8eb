"""Each column alone: its kind, its shape beside real rows', what is missing, which levels were lost."""

import numpy as np
import polars as pl

from datadiet.embed.rows import RowSpace
from datadiet.measure.tables.references import Reference
from datadiet.measure.tables.shapes import Shapes
from datadiet.schema import Coded, Column
from datadiet.scorecard.tables.coding import OTHER, level_words
from datadiet.scorecard.tables.facts import ColumnFacts
from datadiet.scorecard.tables.histograms import histogram
from datadiet.scorecard.tables.reading import Rows

__all__ = ["column_facts", "lost_levels"]

SURE = 0.01
"""Levels of a column count as lost where chance would leave out one of them less often than this."""


def column_facts(
    rows: Rows, real: Coded, synthetic: Coded, found: Shapes, beside: Reference
) -> tuple[ColumnFacts, ...]:
    """Describe every column of the real table, those that are not compared at the end.

    Args:
        rows: both tables.
        real: the real rows that were measured.
        synthetic: the synthetic rows that were measured.
        found: the shapes.
        beside: the shapes of real rows against real ones.
    """
    widths = _widths(rows.space)
    compared = []
    for j, column in enumerate(rows.columns):
        sides = real.values[:, j], synthetic.values[:, j]
        shown = histogram(column, *sides)
        compared.append(
            ColumnFacts(
                name=column.name,
                kind=column.kind,
                why=column.why,
                dimensions=widths[j],
                shape=found.columns[j],
                reference=float(beside.real[j]),
                equal=float(beside.synthetic[j]),
                missing=(float(np.isnan(sides[0]).mean()), float(np.isnan(sides[1]).mean())),
                labels=shown.labels,
                real=shown.real,
                synthetic=shown.synthetic,
                lost=lost_levels(column, *sides),
                note=_note(column, rows.synthetic_table[column.name], sides[1]),
            )
        )
    return (*compared, *_left_out(rows))


def _widths(space: RowSpace) -> list[int]:
    one = Coded(space.columns, np.zeros((1, len(space.columns))))
    return [part.vectors(one.values[:, j]).shape[1] for j, part in enumerate(space.parts)]


def lost_levels(column: Column, real: np.ndarray, synthetic: np.ndarray) -> tuple[str, ...]:
    """Return the levels that no synthetic row has, though so many real rows do that chance would hardly leave them out.

    Args:
        column: what it is; numbers have no levels.
        real: (n_r,) values.
        synthetic: (n_s,) values.
    """
    if column.kind not in ("category", "boolean", "ordered"):
        return ()
    k = len(column.levels)
    counts = [
        np.bincount(np.clip(np.rint(side[~np.isnan(side)]), 0, k - 1).astype(int), minlength=k)
        for side in (real, synthetic)
    ]
    n = len(real), len(synthetic)
    # A new real sample of as many rows would lack it with this chance: of both samples, the real one is drawn too.
    absent = (1 - counts[0] / (n[0] + n[1])) ** n[1]
    seen = int((counts[0] > 0).sum())
    return tuple(column.levels[j] for j in range(k) if counts[0][j] and not counts[1][j] and absent[j] < SURE / seen)


def _note(column: Column, values: pl.Series, coded: np.ndarray) -> str:
    """Say what the synthetic column holds that the real one does not."""
    if column.kind in ("category", "boolean"):
        other = column.levels.index(OTHER)
        n = int(np.count_nonzero(coded == other))
        if not n:
            return ""
        words = level_words(values, column)
        strange = words.filter(words.is_not_null() & ~words.is_in(list(column.levels)))
        shown = ", ".join(f"'{word}'" for word in strange.unique(maintain_order=True).head(3))
        return f"{n:,} synthetic rows have a level that no real row has, such as {shown}"
    gone = int(np.isnan(coded).sum()) - values.null_count() - _nan(values)
    what = "levels" if column.kind == "ordered" else "dates" if column.kind == "datetime" else "numbers"
    return f"{gone:,} synthetic values are no {what}, and count as missing" if gone > 0 else ""


def _nan(values: pl.Series) -> int:
    from datadiet.schema.missing import cleared

    return cleared(values).null_count() - values.null_count()


def _left_out(rows: Rows) -> list[ColumnFacts]:
    compared = {column.name for column in rows.columns}
    return [
        ColumnFacts(
            name=column.name,
            kind=column.kind,
            why=column.why,
            dimensions=0,
            shape=None,
            reference=None,
            equal=None,
            missing=(_share(rows.real_table, column.name), _share(rows.synthetic_table, column.name)),
            note=_repeated(rows, column),
        )
        for column in rows.schema.columns
        if column.name not in compared
    ]


def _share(table: pl.DataFrame, name: str) -> float:
    return table[name].null_count() / table.height if name in table.columns else 1.0


def _repeated(rows: Rows, column: Column) -> str:
    """Say how many of the texts and ids that tell people apart are real ones."""
    if column.kind not in ("id", "text") or column.name not in rows.synthetic_table.columns:
        return ""
    real, made = rows.real_table[column.name], rows.synthetic_table[column.name]
    if real.dtype.is_nested() or (column.kind == "id" and column.form.startswith("{n")):
        return ""
    words = made.cast(pl.String, strict=False).drop_nulls()
    n = int(words.is_in(real.cast(pl.String, strict=False).drop_nulls().unique().implode()).sum())
    return f"{n:,} of {len(words):,} synthetic values are values of real rows: they may name people" if n else ""
