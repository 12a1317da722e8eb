"""Columns that name people are replaced by made-up values, emptied in part, or dropped."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from datadiet.errors import DataError, OptionError
from datadiet.generate.tables.sharing.certificate import Treated
from datadiet.generate.tables.sharing.detecting import Found, find_personal
from datadiet.generate.tables.sharing.made_up import REPLACED, replaced
from datadiet.generate.tables.sharing.spared import emptied, spared
from datadiet.randomness import stream
from datadiet.schema import Schema
from datadiet.schema.ids import COUNTER, make_ids
from datadiet.schema.types import to_words, type_named

__all__ = ["EMPTIED", "Cleaning", "all_personal", "cleaned"]

EMPTIED = "emptied in part"


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What is cleaned by."""

    real: pl.DataFrame
    """Rows of people, whose values must not come out."""
    schema: Schema
    """Of the real rows."""
    k: int
    """So many real rows must have a value for it to name nobody, in a column where some values do."""
    keep: tuple[str, ...]
    """Columns that name nobody, whatever they look like."""
    drop: tuple[str, ...]
    """Columns to leave out, whatever they look like."""
    seed: int
    """Of made-up values."""


def all_personal(
    frame: pl.DataFrame, real: pl.DataFrame, schema: Schema, *, k: int, known: Sequence[str]
) -> tuple[Found, ...]:
    """Return the columns that name people, in the real rows or else in those to be given away: arguments as below.

    Args:
        frame: rows to be given away.
        real: rows of people.
        schema: of the real rows.
        k: see `find_personal`.
        known: see `find_personal`.
    """
    found = {each.column: each for each in find_personal(real, schema, k=k, known=known)}
    others = frame.select(name for name in frame.columns if name not in found)
    return (*found.values(), *find_personal(others, schema, k=k, known={*known, *real.columns}))


def cleaned(
    frame: pl.DataFrame, found: Sequence[Found], cleaning: Cleaning
) -> tuple[pl.DataFrame, tuple[Treated, ...]]:
    """Return rows without what names people, and what became of the columns that do.

    Args:
        frame: rows to be given away.
        found: columns that name people.
        cleaning: what is asked for.

    Raises:
        OptionError: there is no such column.
    """
    names = {*frame.columns, *(column.name for column in cleaning.schema.columns)}
    if unknown := [name for name in (*cleaning.keep, *cleaning.drop) if name not in names]:
        raise OptionError(f"there is no column '{unknown[0]}'", expected=", ".join(frame.columns))
    treated, made = [], frame
    for each in found:
        made, done = _treated(made, each, cleaning)
        treated.append(done)
    seen = {each.column for each in found}
    for name in cleaning.drop:
        if name not in seen and name in made.columns:
            made = made.drop(name)
            treated.append(Treated(name, "asked for", "it was asked for", "dropped"))
    return made, tuple(treated)


def _treated(made: pl.DataFrame, each: Found, cleaning: Cleaning) -> tuple[pl.DataFrame, Treated]:
    name = each.column
    if name in cleaning.keep:
        why = f"a person said that it names nobody ({each.why})"
        return made, Treated(name, each.kind, why, "kept")
    if name not in made.columns:
        return made, Treated(name, each.kind, each.why, "dropped")
    if name in cleaning.drop:
        return made.drop(name), Treated(name, each.kind, f"it was asked for ({each.why})", "dropped")
    if each.some:
        return _emptied(made, each, cleaning)
    if each.kind not in REPLACED:
        return made.drop(name), Treated(name, each.kind, each.why, "dropped")
    theirs = cleaning.real[name] if name in cleaning.real.columns else None
    values = _counted(made[name], theirs, cleaning.schema) if each.kind == "id" else None
    try:
        if values is None:
            values = _anew(made[name], each.kind, theirs, cleaning)
    except DataError:
        why = f"{each.why}, and its form has too few values that no real row has"
        return made.drop(name), Treated(name, each.kind, why, "dropped")
    return made.with_columns(values.alias(name)), Treated(name, each.kind, each.why, "replaced")


def _anew(ours: pl.Series, kind: str, theirs: pl.Series | None, cleaning: Cleaning) -> pl.Series:
    """Make up values, but for words such as 'none' that are no such values."""
    stay = spared(ours, theirs, kind, cleaning.k)
    rng = stream(cleaning.seed, "made up", ours.name)
    made = replaced(pl.select(pl.when(~stay).then(ours)).to_series().alias(ours.name), kind, real=theirs, rng=rng)
    return pl.select(pl.when(stay).then(ours).otherwise(made)).to_series()


def _emptied(made: pl.DataFrame, each: Found, cleaning: Cleaning) -> tuple[pl.DataFrame, Treated]:
    """Empty values that are written like personal ones, and those that fewer than k real rows have."""
    name, k = each.column, cleaning.k
    people = cleaning.real[name] if name in cleaning.real.columns else made[name]
    gone = emptied(made[name], people, k)
    column = pl.select(pl.when(~gone).then(made[name])).to_series().alias(name)
    what = f"{int(gone.sum()):,} of {made.height:,} values are empty now: these, and those of fewer than {k} real rows"
    return made.with_columns(column), Treated(name, each.kind, f"{each.why}; {what}", EMPTIED)


def _counted(ours: pl.Series, theirs: pl.Series | None, schema: Schema) -> pl.Series | None:
    """Return ids that count on after the last real one; None for ids that do not count."""
    column = next((each for each in schema.columns if each.name == ours.name and each.kind == "id"), None)
    if column is None or not COUNTER.search(column.form):
        return None
    both = [to_words(side) for side in (ours, theirs) if side is not None]
    numbers = pl.concat(both).str.extract(r"(\d+)(?:\D*)$").cast(pl.Int64, strict=False)
    last = numbers.max()
    first = float(last + 1) if isinstance(last, int) else 1.0
    return make_ids(column.form, first, len(ours), rng=stream(0, "ids"), column=ours.name).cast(type_named(column.type))
