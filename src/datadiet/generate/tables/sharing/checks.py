"""What is said of names and of rare combinations, as checks of a certificate."""

from collections.abc import Sequence

import polars as pl

from datadiet.generate.tables.sharing.certificate import Check, Treated
from datadiet.generate.tables.sharing.cleaning import EMPTIED
from datadiet.generate.tables.sharing.rare import Rare
from datadiet.generate.tables.sharing.spared import emptied, spared
from datadiet.schema import Schema
from datadiet.schema.types import to_words

__all__ = ["MOST_RARE", "names_check", "rare_check", "words_left"]

MOST_RARE = 0.5
"""Share of rows with a rare combination, beyond which the table is refused."""
_SAID = {
    "replaced": "made up anew, and no value of a real row is left in them",
    EMPTIED: "nothing written like a value of a person, nor had by too few real rows, is left in them",
    "kept": "kept as asked, and not looked at",
}


def names_check(made: pl.DataFrame, real: pl.DataFrame, treated: Sequence[Treated], k: int) -> Check:
    """Look whether a value that stands for one that named somebody is, after all, somebody's.

    Args:
        made: cleaned rows.
        real: rows of people.
        treated: what became of columns.
        k: so many real rows must have a value, in a column where only some name people.
    """
    name = "columns that name people"
    done = {how: [each for each in treated if each.done == how] for how in ("replaced", EMPTIED, "kept")}
    counts = {each.column: _common(made, real, each, k) for each in done["replaced"] if each.column in real.columns}
    for each in done[EMPTIED]:
        people = real[each.column] if each.column in real.columns else made[each.column]
        counts[each.column] = int(emptied(made[each.column], people, k).sum())
    if wrong := [f"{column}: {count:,}" for column, count in counts.items() if count]:
        return Check(name, False, f"values of people are left ({', '.join(wrong)})")
    said = [f"{_SAID[how]}: {_names(columns)}" for how, columns in done.items() if columns]
    return Check(name, True, "; ".join(said) or ("they are all dropped" if treated else "none was found"))


def _names(treated: Sequence[Treated]) -> str:
    return ", ".join(each.column for each in treated)


def words_left(made: pl.DataFrame, real: pl.DataFrame, schema: Schema, treated: Sequence[Treated]) -> tuple[str, ...]:
    """Name the columns of words that hold words of real rows, as a note."""
    anew = {each.column for each in treated if each.done == "replaced"}
    levels = [column.name for column in schema.columns if column.kind in ("category", "ordered", "text", "id")]
    told = []
    for name in levels:
        if name not in made.columns or name in anew or made[name].dtype != pl.String:
            continue
        counts = to_words(real[name].drop_nulls()).value_counts(name="rows")
        left = counts.filter(pl.col(name).is_in(to_words(made[name]).drop_nulls().unique().to_list()))
        if left.height:
            told.append(
                f"{name} ({left.height:,} different, the rarest of {int(left['rows'].to_numpy().min()):,} real rows)"
            )
    return (f"These columns have words of real rows: {', '.join(told)}.",) if told else ()


def rare_check(rare: Rare, drawn: int) -> Check:
    """Say which columns were looked at, and in which of them most rows were left out."""
    name, k, dropped = "rare combinations", rare.k, int(rare.rows.sum())
    if not rare.columns:
        return Check(name, True, "not looked for: no column was found that says what others know of people (--known)")
    share = dropped / max(drawn, 1)
    each = [f"{column} (in 20 parts)" if column in rare.binned else column for column in rare.columns]
    alone = ("", "alone", "alone and together", "alone, in pairs and in threes")[min(len(each), 3)]
    said = f"{', '.join(each)}, {alone}: {dropped:,} of {drawn:,} rows have what 1 to {k - 1} real rows have"
    if rare.worst:
        said += f", most of them ({rare.hits:,}) in {' + '.join(rare.worst)}"
    if share > MOST_RARE:
        return Check(
            name,
            False,
            f"{said}: make these columns coarser (ages in tens), --drop one, or name with --known what others know",
            share,
        )
    left = "" if rare.fewest is None else f"; what the others have, {rare.fewest:,} real rows or more have, or none"
    return Check(name, True, f"{said}; they were left out{left}" if dropped else said + left, share)


def _common(made: pl.DataFrame, real: pl.DataFrame, each: Treated, k: int) -> int:
    """Count values that real rows have, words such as 'none' left aside."""
    ours, theirs = made[each.column], real[each.column]
    people = to_words(theirs).drop_nulls().unique().to_list()
    same = to_words(ours).is_in(people).fill_null(value=False)
    return int((same & ~spared(ours, theirs, each.kind, k)).sum())
