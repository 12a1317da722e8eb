"""Rows of a fitted generator as a table: as many as asked for, under a condition, or stratum by stratum as planned."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from datadiet.domain.predicate import Predicate
from datadiet.errors import DataError, DomainError, OptionError
from datadiet.generate.tables.constraints import check_constraints, holding, readable, unique_rows
from datadiet.generate.tables.sampling import Drawn, draw, draw_where
from datadiet.generate.tables.storage import Saved
from datadiet.randomness import stream
from datadiet.schema import Coded, Schema, decode

__all__ = ["SampledTable", "sample_plan", "sample_table"]

OTHERWISE = "otherwise"
_TRIES = 6
"""Times that more rows are drawn because some repeat what must be unique."""


@dataclass(frozen=True, slots=True)
class SampledTable:
    """Rows, and what it took to get them."""

    frame: pl.DataFrame
    notes: tuple[str, ...]
    """What a person should know: how rare the condition is, how rows were found."""


def sample_table(saved: Saved, n: int, *, seed: int, where: str | None = None) -> SampledTable:
    """Draw rows that meet the constraints of the schema, and a condition.

    Rows are drawn at random, and where too few meet the condition, by moves about those that do (see `draw_where`): a
    condition that one row in ten thousand meets takes no more time than one that one in a hundred does.

    Args:
        saved: of `fit_table`.
        n: rows.
        seed: the same seed gives the same rows; without a condition, a longer table begins with a shorter one.
        where: SQL over the columns; a row of which it is not known whether it holds is none.

    Raises:
        DataError: the condition cannot be read, or not one of a million rows meets it.
        OptionError: n is below 1.
    """
    holds = _condition(saved.schema, [where] if where else [], [])
    return _unique(saved, n, lambda m: _drawn(saved, m, holds, seed), where or "", seed)


def sample_plan(saved: Saved, file: str | Path, *, seed: int) -> SampledTable:
    """Draw the rows that a plan asks for, stratum by stratum: those for which its quotas hold and no others.

    Each row says in `stratum` which one it is of, and in `weight` how many rows of the field it stands for.

    Args:
        saved: of `fit_table`; its columns are those that the domain has conditions on.
        file: `plan.json` of `datadiet domain plan`.
        seed: the same seed gives the same rows.

    Raises:
        DataError: the file is no plan, asks for no row, or for rows that cannot be found.
    """
    strata, weights = _planned(Path(file))
    every = list(dict.fromkeys(text for stratum in strata for text in stratum["conditions"]))
    parts: list[pl.DataFrame] = []
    notes: list[str] = []
    for at, stratum in enumerate(strata):
        n, name, own = int(stratum["generate"]), str(stratum["where"]), list(stratum["conditions"])
        if n:
            holds = _condition(saved.schema, own, [text for text in every if text not in own])
            its = int(stream(seed, "stratum", at).integers(2**53))
            found = _unique(saved, n, lambda m, h=holds, s=its: _drawn(saved, m, h, s), name, its)  # type: ignore[misc]
            extra = (
                pl.lit(name).alias("stratum"),
                pl.lit(weights.get(str(stratum["name"])), dtype=pl.Float64).alias("weight"),
            )
            parts.append(found.frame.with_columns(*extra))
            notes += found.notes
    return SampledTable(_with_own_ids(pl.concat(parts), saved.schema, seed), tuple(notes))


def _drawn(saved: Saved, n: int, holds: Callable[[np.ndarray], np.ndarray] | None, seed: int) -> Drawn:
    return draw(saved.model, n, seed=seed) if holds is None else draw_where(saved.model, n, holds, seed=seed)


def _unique(saved: Saved, n: int, drawn: Callable[[int], Drawn], name: str, seed: int) -> SampledTable:
    """Draw rows until n of them repeat nothing that must be unique."""
    if n < 1:
        raise OptionError(f"{n} rows", expected="1 or more")
    asked = n
    for _ in range(_TRIES):
        found = drawn(asked)
        frame = _table(saved, found.values, seed)
        for columns in saved.schema.unique:
            frame = frame.filter(pl.Series(unique_rows(columns, frame)))
        if frame.height >= n:
            return SampledTable(frame.head(n), _notes(found, name))
        asked = 2 * asked + 16
    unique = "; ".join(" + ".join(columns) for columns in saved.schema.unique)
    raise DataError(
        f"of {len(found.values):,} rows only {frame.height:,} repeat nothing of {unique}",
        expected=f"{n:,} rows",
        todo="ask for fewer rows, or give up that they are unique",
    )


def _table(saved: Saved, values: np.ndarray, seed: int) -> pl.DataFrame:
    return decode(Coded(saved.model.columns, values), saved.schema, rng=stream(seed, "ids"))


def _with_own_ids(frame: pl.DataFrame, schema: Schema, seed: int) -> pl.DataFrame:
    """Number the rows of several strata anew."""
    ids = [column.name for column in schema.columns if column.kind == "id"]
    if not ids:
        return frame
    whole = Schema(tuple(schema.column(name) for name in ids))
    fresh = decode(Coded((), np.zeros((frame.height, 0))), whole, rng=stream(seed, "ids"))
    return frame.with_columns(fresh[name] for name in ids)


def _condition(
    schema: Schema, wanted: Sequence[str], unwanted: Sequence[str]
) -> Callable[[np.ndarray], np.ndarray] | None:
    """Return what says of values whether rows meet the constraints and conditions; None where there are none."""
    always = check_constraints(schema)
    if not (always or wanted or unwanted):
        return None
    yes, no = ([_parsed(text, schema) for text in texts] for texts in (wanted, unwanted))
    columns = schema.modelled

    def holds(values: np.ndarray) -> np.ndarray:
        frame = decode(Coded(columns, values), schema, rng=np.random.default_rng(0))
        fine = np.ones(len(values), bool)
        for rows in holding(always, frame).values():
            fine &= rows
        for predicate in yes:
            fine &= _true(predicate, frame)
        for predicate in no:
            fine &= ~_true(predicate, frame)
        return fine

    return holds


def _parsed(text: str, schema: Schema) -> Predicate:
    try:
        predicate = Predicate.parse(text)
    except DomainError as error:
        raise DataError(f"the condition '{text}': {error.found}", expected=error.expected, todo=error.todo) from None
    names = [column.name for column in schema.columns]
    if unknown := sorted(predicate.columns - set(names)):
        raise DataError(f"the condition '{text}' names '{unknown[0]}', which is no column", expected=", ".join(names))
    return predicate


def _true(predicate: Predicate, frame: pl.DataFrame) -> np.ndarray:
    try:
        made = readable(frame).select(predicate.expr().fill_null(False).alias("holds"))["holds"]
    except pl.exceptions.PolarsError as error:
        raise DataError(
            f"the condition '{predicate.text}' compares what cannot be compared",
            expected="numbers with numbers, words and dates with words such as 'red', '2024-05-01'",
        ) from error
    return (made.to_numpy() if made.len() == frame.height else np.repeat(made.to_numpy(), frame.height)).astype(bool)


def _notes(found: Drawn, name: str) -> tuple[str, ...]:
    if found.share is None or found.share > 0.5:
        return ()
    what = f"'{name}'" if name else "what the schema asks"
    said = f"{100 * found.share:.3g} % of rows meet {what}"
    moved = f"; {found.moved:,} of the rows were reached from others that do" if found.moved else ""
    return (f"{said}{moved}.",)


def _planned(path: Path) -> tuple[list[dict[str, Any]], dict[str, float]]:
    """Return the strata of a plan, and the weight of the rows of each."""
    try:
        plan = json.loads(path.read_bytes())
        strata = [dict(stratum) for stratum in plan["strata"]]
        rows = [(row["stratum"], row["weight"]) for row in plan["generate"]]
        wanted = sum(int(stratum["generate"]) for stratum in strata if stratum["conditions"] is not None)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(
            f"{path} cannot be read as a plan ({error})", expected="plan.json of `datadiet domain plan`"
        ) from error
    if not wanted:
        raise DataError(
            f"{path} asks for no row", expected="a plan with rows to generate", todo="plan with a larger -n"
        )
    return strata, {str(name): float(weight) for name, weight in rows if weight is not None}
