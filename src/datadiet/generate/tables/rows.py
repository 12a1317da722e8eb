"""Rows of a fitted generator as a table: as many as asked for, under a condition, or stratum by stratum as planned."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from datadiet.errors import DataError, OptionError
from datadiet.generate.tables.conditions import parse_condition, rows_where
from datadiet.generate.tables.constraints import check_constraints, holding, unique_rows
from datadiet.generate.tables.sampling import Drawn, draw, draw_where
from datadiet.generate.tables.storage import Saved
from datadiet.generate.tables.support import check_possible
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
        seed: the same seed gives the same rows, and a longer table begins with a shorter one.
        where: SQL over the columns; a row of which it is not known whether it holds is none.

    Raises:
        DataError: the condition cannot be read, no row can meet it, or not one of a million does.
        OptionError: n is below 1.
    """
    if where:
        check_possible(saved, parse_condition(where, saved.schema, name="the condition"), seed=seed)
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
    asked, plain = n, _without_ids(saved.schema)
    for _ in range(_TRIES):
        found = drawn(asked)
        frame = decode(Coded(saved.model.columns, found.values), plain, rng=np.random.default_rng(0))
        for columns in plain.unique:
            frame = frame.filter(pl.Series(unique_rows(columns, frame)))
        if frame.height >= n:
            return SampledTable(_with_own_ids(frame.head(n), saved.schema, seed), _notes(found, name))
        asked = 2 * asked + 16
    unique = "; ".join(" + ".join(columns) for columns in plain.unique)
    raise DataError(
        f"of {len(found.values):,} rows only {frame.height:,} repeat nothing of {unique}",
        expected=f"{n:,} rows",
        todo="ask for fewer rows, or give up that they are unique",
    )


def _without_ids(schema: Schema, *, but: frozenset[str] = frozenset()) -> Schema:
    """Leave out ids, which are unique by themselves, and of which there may be no more than rows in the end."""
    ids = {column.name for column in schema.columns if column.kind == "id"} - but
    columns = tuple(column for column in schema.columns if column.name not in ids)
    return replace(schema, columns=columns, unique=tuple(group for group in schema.unique if not ids & set(group)))


def _with_own_ids(frame: pl.DataFrame, schema: Schema, seed: int) -> pl.DataFrame:
    """Number rows, also those of several strata, and put all columns in their order."""
    ids = tuple(column for column in schema.columns if column.kind == "id")
    if not ids:
        return frame
    fresh = decode(Coded((), np.zeros((frame.height, 0))), Schema(ids), rng=stream(seed, "ids"))
    made = frame.with_columns(fresh)
    known = [column.name for column in schema.columns if column.name in made.columns]
    return made.select(*known, pl.all().exclude(known))


def _condition(
    schema: Schema, wanted: Sequence[str], unwanted: Sequence[str]
) -> Callable[[np.ndarray], np.ndarray] | None:
    """Return what says of values whether rows meet the constraints and conditions; None where there are none."""
    always = check_constraints(schema)
    if not (always or wanted or unwanted):
        return None
    yes, no = ([parse_condition(text, schema, name="the condition") for text in texts] for texts in (wanted, unwanted))
    named = frozenset[str]().union(*(each.columns for each in (*always, *yes, *no)))
    columns, shown = schema.modelled, _without_ids(schema, but=named)

    def holds(values: np.ndarray) -> np.ndarray:
        frame = decode(Coded(columns, values), shown, rng=np.random.default_rng(0))
        fine = np.ones(len(values), bool)
        for rows in holding(always, frame).values():
            fine &= rows
        for predicate in yes:
            fine &= rows_where(predicate, frame, unknown=False)
        for predicate in no:
            fine &= ~rows_where(predicate, frame, unknown=False)
        return fine

    return holds


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
