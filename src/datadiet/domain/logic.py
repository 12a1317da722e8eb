"""From the tree of a predicate to an expression of polars, with three-valued logic."""

from collections.abc import Callable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, Any

import polars as pl

from datadiet.domain.sql import chain, columns, constant

if TYPE_CHECKING:
    from sqlglot.expressions import Expr as Expression

__all__ = ["logic"]

COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "eq": lambda a, b: a == b,
    "neq": lambda a, b: a != b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
}
COMBINE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {"and": lambda a, b: a & b, "or": lambda a, b: a | b}
ARITHMETIC: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
}


def logic(node: "Expression", absent: Mapping[str, pl.Expr]) -> pl.Expr:
    """Return a tree as an expression of Booleans, null where unknown; a comparison with what is absent is false."""
    kind = node.key
    if kind == "paren":
        return logic(node.this, absent)
    if kind == "not":
        return ~logic(node.this, absent)
    if kind in COMBINE:
        return reduce(COMBINE[kind], (logic(part, absent) for part in chain(node, kind)))
    if kind == "boolean":
        return pl.lit(bool(node.this))
    if kind == "is":
        return _value(node.this).is_null()
    return _where_present(_comparison(node), node, absent)


def _comparison(node: "Expression") -> pl.Expr:
    if node.key in COMPARE:
        return COMPARE[node.key](_value(node.this), _value(node.expression))
    if node.key == "between":
        return _value(node.this).is_between(_value(node.args["low"]), _value(node.args["high"]))
    if node.key == "in":
        values = [constant(part) for part in node.expressions]
        found = _value(node.this)
        return (found.cast(pl.Float64) if isinstance(values[0], float) else found).is_in(values)
    return pl.col(node.name).cast(pl.Boolean)


def _where_present(compared: pl.Expr, node: "Expression", absent: Mapping[str, pl.Expr]) -> pl.Expr:
    names = dict.fromkeys(column.name for column in columns(node) if column.name in absent)
    if not names:
        return compared
    gone = reduce(lambda a, b: a | b, (absent[name] for name in names))
    return pl.when(gone).then(pl.lit(False)).otherwise(compared)


def _value(node: "Expression") -> pl.Expr:
    value = constant(node)
    if value is not None:
        return pl.lit(value)
    if node.key == "column":
        return pl.col(node.name)
    if node.key == "paren":
        return _value(node.this)
    if node.key == "neg":
        return -_value(node.this)
    made: Any = ARITHMETIC[node.key](_value(node.this), _value(node.expression))
    return made
