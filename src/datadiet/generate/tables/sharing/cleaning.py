"""Columns that name people are replaced by made-up values, or dropped."""

import polars as pl

from datadiet.errors import OptionError
from datadiet.generate.tables.sharing.certificate import Treated
from datadiet.generate.tables.sharing.detecting import Found, find_personal
from datadiet.generate.tables.sharing.made_up import REPLACED, replaced
from datadiet.randomness import stream
from datadiet.schema import Schema
from datadiet.schema.ids import COUNTER, make_ids
from datadiet.schema.types import to_words, type_named

__all__ = ["cleaned"]


def cleaned(
    frame: pl.DataFrame, real: pl.DataFrame, schema: Schema, *, keep: tuple[str, ...], drop: tuple[str, ...], seed: int
) -> tuple[pl.DataFrame, tuple[Treated, ...]]:
    """Return rows without what names people, and what became of the columns that do.

    Args:
        frame: rows to be given away.
        real: rows of people, whose values must not come out.
        schema: of the real rows.
        keep: columns that name nobody, whatever they look like.
        drop: columns to leave out, whatever they look like.
        seed: of made-up values.

    Raises:
        OptionError: there is no such column.
    """
    names = {*frame.columns, *(column.name for column in schema.columns)}
    if unknown := [name for name in (*keep, *drop) if name not in names]:
        raise OptionError(f"there is no column '{unknown[0]}'", expected=", ".join(frame.columns))
    found = {each.column: each for each in (*find_personal(real, schema), *find_personal(frame, schema))}
    treated, made = [], frame
    for each in found.values():
        made, done = _treated(made, real, schema, each, keep, drop, seed)
        treated.append(done)
    for name in drop:
        if name not in found and name in made.columns:
            made = made.drop(name)
            treated.append(Treated(name, "asked for", "it was asked for", "dropped"))
    return made, tuple(treated)


def _treated(
    made: pl.DataFrame,
    real: pl.DataFrame,
    schema: Schema,
    each: Found,
    keep: tuple[str, ...],
    drop: tuple[str, ...],
    seed: int,
) -> tuple[pl.DataFrame, Treated]:
    name = each.column
    if name in keep:
        why = f"a person said that it names nobody ({each.why})"
        return made, Treated(name, each.kind, why, "kept")
    if name not in made.columns:
        return made, Treated(name, each.kind, each.why, "dropped")
    if each.kind not in REPLACED or name in drop:
        return made.drop(name), Treated(name, each.kind, each.why, "dropped")
    theirs = real[name] if name in real.columns else None
    values = _counted(made[name], theirs, schema) if each.kind == "id" else None
    if values is None:
        values = replaced(made[name], each.kind, real=theirs, rng=stream(seed, "made up", name))
    return made.with_columns(values.alias(name)), Treated(name, each.kind, each.why, "replaced")


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
