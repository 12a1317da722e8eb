"""Whether a generator can make rows that meet a condition at all, before they are looked for among a million."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import polars as pl

from datadiet.distributions.fitting import Fit
from datadiet.domain.predicate import Predicate
from datadiet.errors import DataError
from datadiet.generate.tables.conditions import rows_where
from datadiet.generate.tables.sampling import BLOCK, draw
from datadiet.generate.tables.storage import Saved
from datadiet.schema import NUMBERS, Coded, Column, Schema, decode
from datadiet.schema.arithmetic import parse_sum
from datadiet.schema.steps import on_step
from datadiet.schema.types import as_type, type_named

__all__ = ["check_possible"]

_TAIL = 1e-7
"""Share of rows beyond which a value is taken as one that does not come."""
_MOST = 20_000
"""Combinations of values that are looked at."""
_SHOWN = 12
Ranges = Mapping[str, tuple[float, float]]


def check_possible(saved: Saved, predicate: Predicate, *, seed: int) -> None:
    """Refuse a condition of which some part can be met by no row: beyond all bounds, of a level that there is not.

    Each part that `and` joins is asked of the levels, and of numbers at the ends of what the generator makes, at the
    constants of the condition, beside them and between: nowhere else can the answer change. Parts that compare columns
    with each other are not looked at.

    Raises:
        DataError: no row can meet it; it says what could be.
    """
    schema = saved.schema
    for name in sorted(predicate.columns):
        _check_asked(schema.column(name), predicate)
    parts = [each for each in predicate.conjuncts if each.columns and not each.entangled]
    if not parts:
        return
    ranges = _ranges(saved, {name for each in parts for name in each.columns}, seed)
    for part in parts:
        columns = [schema.column(name) for name in sorted(part.columns)]
        values = [_candidates(column, part, ranges) for column in columns if column.modelled]
        if np.prod([len(each) for each in values], dtype=float) > _MOST:
            continue
        every = list(product(*values))
        grid = np.array(every, float).reshape(len(every), len(values))
        plain = Schema(tuple(replace(column, low=None, high=None) for column in columns))
        frame = decode(Coded(plain.modelled, grid), plain, rng=np.random.default_rng(0))
        if not rows_where(part, frame, unknown=False).any():
            told = "; ".join(_possible(column, ranges) for column in columns)
            raise DataError(
                f"no row can meet the condition: '{part}' is beyond what the generator makes",
                expected=told,
                todo="loosen it, or fit to real rows of which some meet it",
            )


def _check_asked(column: Column, predicate: Predicate) -> None:
    """Refuse to ask of what has no distribution."""
    why = {"id": "is made anew, one for each row", "text": "is free text, which the generator leaves out"}
    if column.kind in why:
        raise DataError(
            f"the condition '{predicate}' asks of the column '{column.name}', which {why[column.kind]}",
            expected="a condition on columns that have a distribution",
        )


def _ranges(saved: Saved, names: set[str], seed: int) -> Ranges:
    """Return what numbers the generator makes: those of some rows, and what the fitted law says of the rarest."""
    schema = saved.schema
    needed = names.union(*(parse_sum(schema.sums[name]).terms for name in names & set(schema.sums)))
    if not any(schema.column(name).kind in NUMBERS for name in needed):
        return {}
    some = draw(saved.model, BLOCK, seed=seed).values
    found: dict[str, tuple[float, float]] = {}
    for column, values in zip(saved.model.columns, some.T, strict=True):
        if column.kind in NUMBERS and column.name in needed and not np.isnan(values).all():
            ends = [float(np.nanmin(values)), float(np.nanmax(values)), *_tails(saved, column)]
            low, high = _moved(np.array([min(ends), max(ends)]), column)
            found[column.name] = (low, high)
    for name in names & set(schema.sums):
        total = parse_sum(schema.sums[name])
        if all(term in found for term in total.terms):
            sides = [sorted(float(factor) * end for end in found[term]) for term, factor in total.terms.items()]
            constant = float(total.constant)
            found[name] = (constant + sum(side[0] for side in sides), constant + sum(side[1] for side in sides))
    return found


def _tails(saved: Saved, column: Column) -> list[float]:
    """Return where all but one in ten million values lie, by the law that was fitted to the column."""
    told = saved.facts.get("fits", {}).get(column.name)
    if told is None:
        return []
    ends = Fit.from_dict(told).distribution.quantiles(np.array([_TAIL, 1 - _TAIL]))
    return [float(end) for end in ends if np.isfinite(end)]


def _moved(values: np.ndarray, column: Column) -> list[float]:
    """Move values into the bounds and onto the step of a column."""
    stepped = values if column.step is None else on_step(values, column.step)
    if column.low is not None or column.high is not None:
        stepped = np.clip(stepped, column.low, column.high)
    return [float(each) for each in stepped]


def _candidates(column: Column, part: Predicate, ranges: Ranges) -> list[float]:
    """Return the values of a column at which a condition must be asked: (indices of) levels, or numbers; NaN: none."""
    gone = [float("nan")] if column.missing else []
    if column.kind not in NUMBERS:
        return [*map(float, range(len(column.levels))), *gone]
    if column.name not in ranges:
        return _constants(column, part) or [0.0]
    low, high = ranges[column.name]
    beside = column.step or max((high - low) * 1e-9, 1e-12)
    constants = _constants(column, part)
    near = [low, high, *constants, *(c - beside for c in constants), *(c + beside for c in constants)]
    inside = sorted({min(max(each, low), high) for each in near})
    between = [(a + b) / 2 for a, b in pairwise(inside)]
    return [*inside, *between, *gone]


def _constants(column: Column, part: Predicate) -> list[float]:
    """Return with which numbers, or moments in seconds, a condition compares a column."""
    said = [each.value for each in part.comparisons if each.column == column.name]
    if column.kind != "datetime":
        return [float(each) for each in said if not isinstance(each, str)]
    made = as_type(pl.Series([str(each) for each in said], dtype=pl.String), pl.Datetime("us"))
    return [float(each) for each in (made.dt.epoch("us") / 1e6).drop_nulls().to_list()]


def _possible(column: Column, ranges: Ranges) -> str:
    missing = ", or missing" if column.missing else ", never missing"
    if column.levels:
        more = ", ..." if len(column.levels) > _SHOWN else ""
        return f"{column.name} is one of {', '.join(column.levels[:_SHOWN])}{more}{missing}"
    if column.name not in ranges:
        return f"{column.name} as the generator makes it{missing}"
    low, high = (_shown(end, column) for end in ranges[column.name])
    return f"{column.name} from {low} to {high}{missing}"


def _shown(value: float, column: Column) -> str:
    if column.kind != "datetime":
        return f"{value:.6g}"
    made = pl.from_epoch(pl.Series([int(value)]))
    return str(made.dt.date()[0] if type_named(column.type) == pl.Date else made[0])
