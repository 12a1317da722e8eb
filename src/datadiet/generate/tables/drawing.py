"""Rows of a table that was declared, without any real data."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.errors import DataError, OptionError
from datadiet.generate.tables.constraints import holding, unique_rows
from datadiet.generate.tables.declaring import TableSpec
from datadiet.randomness import stream
from datadiet.schema import Coded, Column, Schema, decode
from datadiet.schema.arithmetic import parse_sum
from datadiet.schema.ids import draw_ids
from datadiet.schema.steps import on_step

__all__ = ["DrawnTable", "draw"]

BLOCK = 4096
"""Rows that share their random streams: part of what a seed means."""
TRIES = 200
"""How often the rows that break a constraint are drawn again."""


@dataclass(frozen=True, slots=True, eq=False)
class DrawnTable:
    """Rows of a declared table."""

    frame: pl.DataFrame
    broken: Mapping[str, float]
    """What rows were drawn again for -> share of all rows, drawn ones and thrown away ones, that broke it."""
    notes: tuple[str, ...]
    """What a person should know: correlations that were moved, constraints that distort distributions."""


def draw(spec: TableSpec, n: int, *, seed: int) -> DrawnTable:
    """Draw rows from declared distributions.

    Shares are drawn through a Gaussian copula, so that each column has its distribution exactly, and pairs have their
    rank correlation. Rows that break a constraint, or repeat what must be unique, are drawn again, which bends both;
    then what is missing is taken away, at random. The same seed gives the same rows, and more rows begin with them.

    Args:
        spec: of `load_spec`.
        n: rows, 1 or more.

    Raises:
        OptionError: n is below 1.
        DataError: rows still break a constraint after many tries; it says which one, and how often.
    """
    if n < 1:
        raise OptionError(f"{n} rows", expected="1 or more")
    tally = _Tally(spec)
    frame: pl.DataFrame | None = None
    for block in range(-(-n // BLOCK)):
        fresh = _block(spec, block, frame, tally, min(BLOCK, n - block * BLOCK), seed)
        frame = fresh if frame is None else pl.concat([frame, fresh])
    assert frame is not None
    frame = _with_missing(spec, frame, seed).head(n)
    ids = [column for column in spec.schema.columns if column.kind == "id"]
    frame = frame.with_columns([draw_ids(column, n, seed=seed).alias(column.name) for column in ids])
    broken = tally.shares()
    return DrawnTable(frame.select([column.name for column in spec.schema.columns]), broken, _notes(spec, broken))


class _Tally:
    """How many rows were drawn, and how many broke what."""

    def __init__(self, spec: TableSpec) -> None:
        names = [each.text for each in spec.predicates] + [_unique_name(group) for group in spec.schema.unique]
        self.broken = dict.fromkeys(names, 0)
        self.drawn = 0

    def add(self, drawn: int, holds: Mapping[str, np.ndarray]) -> None:
        self.drawn += drawn
        for name, rows in holds.items():
            self.broken[name] += int((~rows).sum())

    def shares(self) -> dict[str, float]:
        return {name: count / max(self.drawn, 1) for name, count in self.broken.items()}


def _unique_name(group: tuple[str, ...]) -> str:
    return f"unique {', '.join(group)}"


def _block(
    spec: TableSpec, block: int, before: pl.DataFrame | None, tally: _Tally, due: int, seed: int
) -> pl.DataFrame:
    """Draw a block of rows, and those that break something again."""
    frame = _rows(spec, block, 0, BLOCK, seed)
    bad = _bad(spec, frame, before, np.arange(BLOCK), tally)
    for again in range(1, TRIES + 1):
        if not len(bad):
            return frame
        fresh = _rows(spec, block, again, len(bad), seed)
        place = np.arange(BLOCK)
        place[bad] = BLOCK + np.arange(len(bad))
        frame = pl.concat([frame, fresh])[place]
        bad = _bad(spec, frame, before, bad, tally)
    if len(bad) and bad[0] < due:
        often = ", ".join(f"{name}: {share:.1%}" for name, share in tally.shares().items())
        raise DataError(
            f"after {TRIES} tries {int((bad < due).sum()):,} rows still break a constraint (share of rows: {often})",
            expected="constraints that the distributions meet now and then",
            todo="narrow the distributions, or loosen the constraint that breaks most often",
        )
    return frame


def _bad(
    spec: TableSpec, frame: pl.DataFrame, before: pl.DataFrame | None, fresh: np.ndarray, tally: _Tally
) -> np.ndarray:
    """Return those of the fresh rows that break something: the indices of rows in the block."""
    found = dict(holding(spec.predicates, frame[fresh]))
    if spec.schema.unique:  # fresh rows last: it is they that must not repeat what is settled
        settled = frame[np.setdiff1d(np.arange(frame.height), fresh)]
        ordered = pl.concat([*([] if before is None else [before]), settled, frame[fresh]])
        for group in spec.schema.unique:
            found[_unique_name(group)] = unique_rows(group, ordered)[-len(fresh) :]
    tally.add(len(fresh), found)
    if not found:
        return np.array([], dtype=int)
    return fresh[~np.logical_and.reduce(list(found.values()))]


def _rows(spec: TableSpec, block: int, again: int, n: int, seed: int) -> pl.DataFrame:
    """Draw n rows with all that is drawn and computed."""
    from scipy.special import ndtr

    rng = stream(seed, "table", block, again)
    normal = rng.standard_normal((n, len(spec.dependence.names))) @ spec.dependence.factor.T
    shares = np.clip(ndtr(normal), 1e-16, 1 - 1e-16)
    columns = {column.name: column for column in spec.schema.columns}
    values = []
    for j, (name, law) in enumerate(spec.distributions.items()):
        values.append(_coded(law.quantiles(shares[:, j]), columns[name]))
    modelled = tuple(columns[name] for name in spec.distributions)
    drawn = Schema(tuple(c for c in spec.schema.columns if c.kind != "id"), sums=spec.schema.sums)
    return decode(Coded(modelled, np.column_stack(values)), drawn, rng=rng)


def _coded(values: np.ndarray, column: Column) -> np.ndarray:
    if column.kind in ("category", "ordered"):
        order = {level: float(code) for code, level in enumerate(column.levels)}
        return np.array([order[str(value)] for value in values])
    found = values.astype(float)
    return found if column.step is None else on_step(found, column.step)


def _with_missing(spec: TableSpec, frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    """Take values away at random, and sums with any of their parts."""
    blocks = range(-(-frame.height // BLOCK))
    gone = {
        name: np.concatenate([stream(seed, "missing", name, block).random(BLOCK) for block in blocks]) < share
        for name, share in spec.missing.items()
    }
    for name, text in spec.schema.sums.items():
        parts = [gone[term] for term in parse_sum(text).terms if term in gone]
        if parts:
            gone[name] = np.logical_or.reduce([*parts, gone.get(name, parts[0])])
    taken = [
        pl.when(pl.lit(pl.Series(~rows[: frame.height]))).then(pl.col(name)).alias(name) for name, rows in gone.items()
    ]
    return frame.with_columns(taken)


def _notes(spec: TableSpec, broken: Mapping[str, float]) -> tuple[str, ...]:
    notes = []
    if spec.dependence.moved:
        notes.append(
            f"the correlations cannot all hold together: they were moved, by {spec.dependence.moved:.3f} at most"
        )
    for name, share in broken.items():
        if share > 0:
            notes.append(f"{share:.1%} of the rows broke '{name}' and were drawn again, which bends distributions")
    return tuple(notes)
