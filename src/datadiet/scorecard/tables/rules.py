"""What holds of each row: declared constraints, and what every real row shows."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from datadiet.domain.intentionality import Intentionality
from datadiet.errors import DataError
from datadiet.generate.tables.constraints import check_constraints, holding, unique_rows
from datadiet.measure import binomial
from datadiet.schema import NUMBERS, Column, Schema
from datadiet.schema.arithmetic import parse_sum
from datadiet.schema.types import as_type
from datadiet.scorecard.tables.coding import level_words
from datadiet.scorecard.tables.facts import Rule
from datadiet.scorecard.tables.reading import Rows

__all__ = ["Broken", "breaking_rows", "broken_rules", "rules_of_domain"]

_CLOSE = 1e-6
Broken = tuple[tuple[Rule, ...], np.ndarray, np.ndarray, tuple[str, ...]]
"""The rules, which real and which synthetic rows break one, and what could not be checked."""


def broken_rules(rows: Rows, *, declared: bool) -> Broken:
    """Hold both sides against the rules of the schema.

    What was found is only a rule as far as it holds of rows that it was not found in: one that held-out rows break is
    none, and without such rows one that n real rows keep to counts as broken beyond 3 / n of the synthetic rows.

    Args:
        rows: both tables.
        declared: whether a person wrote the schema; else its bounds and sums were found in the real rows.
    """
    notes: list[str] = []
    found = list(_judged(rows, declared, notes))
    masks = [np.zeros(table.height, bool) for table in (rows.real_table, rows.synthetic_table)]
    for _, broken, counts in found:
        if counts:
            for mask, more in zip(masks, broken, strict=False):
                mask |= more
    rules = sorted((rule for rule, *_ in found), key=lambda rule: (-rule.broken_synthetic, rule.source != "declared"))
    return tuple(rules), masks[0], masks[1], tuple(notes)


def breaking_rows(rows: Rows, *, declared: bool) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return which synthetic rows no real row could be, (n_s,), and of each the rule that it breaks first.

    That a column has one value in all real rows is none of these rules: it may well be a note of where they are from.

    Args:
        rows: both tables.
        declared: as `broken_rules`.
    """
    outside = np.zeros(rows.synthetic_table.height, bool)
    reasons = np.full(len(outside), "", object)
    constant = {column.name for column in rows.schema.columns if column.kind == "constant"}
    for rule, broken, counts in _judged(rows, declared, []):
        if not counts or (rule.source == "found" and rule.text.split(" ")[0] in constant):
            continue
        new = broken[1] & ~outside
        reasons[new] = rule.text + ("" if rule.source == "declared" else ", which holds in every real row,")
        outside |= new
    return outside, tuple(f"{reason} does not hold" if reason else "" for reason in reasons)


def _judged(rows: Rows, declared: bool, notes: list[str]) -> Iterator[tuple[Rule, list[np.ndarray], bool]]:
    """Yield each rule, which rows of each table break it, and whether that counts."""
    held_out = () if rows.holdout_table is None else (rows.holdout_table,)
    tables = (rows.real_table, rows.synthetic_table, *held_out)
    for text, kind, broken in _checks(rows.schema, tables, "declared" if declared else "found", notes):
        if kind == "found" and len(tables) > 2 and broken[2].any():
            continue
        hits, n = int(broken[1].sum()), len(broken[1])
        counts = kind != "found" or len(tables) > 2 or binomial.interval(hits, n)[0] > 3 / len(broken[0])
        yield Rule(text, kind, int(broken[0].sum()), hits), broken, counts


def _checks(
    schema: Schema, tables: tuple[pl.DataFrame, ...], source: str, notes: list[str]
) -> Iterator[tuple[str, str, list[np.ndarray]]]:
    """Yield each rule, where it is from, and which rows of each table break it."""
    known = {name for name in tables[0].columns if all(name in table.columns for table in tables[1:])}
    for predicate in check_constraints(schema):
        if not predicate.columns <= known:
            notes.append(f"'{predicate}' was not checked: the synthetic rows lack a column of it.")
            continue
        try:
            yield str(predicate), "declared", [~holding([predicate], table)[predicate.text] for table in tables]
        except (DataError, pl.exceptions.PolarsError):
            notes.append(f"'{predicate}' was not checked: the columns of the two tables are of other types.")
    for columns in schema.unique:
        if set(columns) <= known:
            yield (
                f"{' + '.join(columns)} unique",
                "declared",
                [~unique_rows(columns, table) for table in tables],
            )
    for name, text in schema.sums.items():
        if {name, *parse_sum(text).terms} <= known:
            yield f"{name} = {text}", source, [_not_the_sum(table, schema.column(name), text) for table in tables]
    for column in schema.columns:
        if column.name in known:
            yield from _of_column(column, tables, source)


def _of_column(
    column: Column, tables: tuple[pl.DataFrame, ...], source: str
) -> Iterator[tuple[str, str, list[np.ndarray]]]:
    values = [table[column.name] for table in tables]
    if column.kind == "constant":
        said = f"{column.name} = {column.levels[0]}" if column.levels else f"{column.name} missing"
        yield said, source, [_not_always(each, column) for each in values]
    elif column.kind in NUMBERS - {"datetime"} and not (column.low is None and column.high is None):
        numbers = [_numbers(each) for each in values]
        low, high = column.low, column.high
        said = f"{column.name} >= {low:g}" if high is None else f"{column.name} <= {high:g}"
        if low is not None and high is not None:
            said = f"{low:g} <= {column.name} <= {high:g}"
        ends = -np.inf if low is None else low, np.inf if high is None else high
        yield said, source, [(each < ends[0]) | (each > ends[1]) for each in numbers]


def _not_always(values: pl.Series, column: Column) -> np.ndarray:
    words = level_words(values, column)
    if not column.levels:
        return words.is_not_null().to_numpy()
    return (words != column.levels[0]).fill_null(True).to_numpy()


def _not_the_sum(table: pl.DataFrame, column: Column, text: str) -> np.ndarray:
    found = parse_sum(text)
    made = np.broadcast_to(found.of({name: _numbers(table[name]) for name in found.terms}), table.height)
    said = _numbers(table[column.name])
    off = np.abs(made - said) > max(_CLOSE * float(np.nanmax(np.abs(said), initial=0)), (column.step or 0) / 2)
    return np.asarray(off | (np.isnan(made) != np.isnan(said)))


def _numbers(values: pl.Series) -> np.ndarray:
    return as_type(values, pl.Float64()).fill_null(float("nan")).to_numpy()


def rules_of_domain(found: Intentionality) -> tuple[Rule, ...]:
    """Return the rules of a domain that synthetic rows break; how many real rows do is not counted there."""
    if found.relevance is None:
        return ()
    return tuple(Rule(each.rule, "domain", None, each.count) for each in found.relevance.rules if each.count)
