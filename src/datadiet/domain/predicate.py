"""Predicates over conditions, written in SQL: parsed, checked against what is allowed, never run as code.

Allowed are comparisons, `and`, `or`, `not`, `in (...)`, `between`, and arithmetic of numbers. A sample of which a
condition is unknown makes a predicate unknown, unless the rest decides it (three-valued logic).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any

import polars as pl

from datadiet.errors import DomainError

if TYPE_CHECKING:
    from sqlglot.expressions import Expr as Expression

__all__ = ["Comparison", "Literal", "Predicate"]

Literal = str | float | bool
LONGEST = 4_000
"""Characters of a predicate."""
DEEPEST = 60
"""Nested parts of a predicate."""
_COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "eq": lambda a, b: a == b,
    "neq": lambda a, b: a != b,
    "gt": lambda a, b: a > b,
    "gte": lambda a, b: a >= b,
    "lt": lambda a, b: a < b,
    "lte": lambda a, b: a <= b,
}
_COMBINE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {"and": lambda a, b: a & b, "or": lambda a, b: a | b}
_ARITHMETIC: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One condition compared with one constant."""

    column: str
    value: Literal
    equal: bool
    """Whether only equality was asked for (=, <>, in), so that any level makes sense."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """A condition on conditions, such as `light_lux > 1500 and surface = 'gloss'`."""

    text: str
    columns: frozenset[str]
    """The conditions that it names."""
    comparisons: tuple[Comparison, ...]
    entangled: frozenset[str]
    """Conditions that are compared with each other, or used in arithmetic: constants do not say where it changes."""
    tree: "Expression" = field(repr=False, compare=False)

    @classmethod
    def parse(cls, text: str) -> "Predicate":
        """Parse SQL.

        Raises:
            DomainError: it is no predicate, or uses something that is not allowed.
        """
        tree = _parsed(text)
        comparisons, entangled = _compared(tree)
        columns = frozenset(column.name for column in _columns(tree))
        return cls(text.strip(), columns, tuple(comparisons), frozenset(entangled), tree)

    def expr(self, absent: Mapping[str, pl.Expr] | None = None) -> pl.Expr:
        """Return it as a polars expression of Booleans, null where it is unknown.

        Args:
            absent: for conditions that do not always apply, where they do not: a comparison with such a one is false.
        """
        return _logic(self.tree, absent or {})

    @property
    def canonical(self) -> str:
        """It, written so that spaces, case of keywords and the way of quoting do not matter."""
        return self.tree.sql()

    def __str__(self) -> str:
        return self.text


def _parsed(text: str) -> "Expression":
    import sqlglot
    from sqlglot.errors import SqlglotError

    if len(text) > LONGEST:
        raise DomainError(f"a predicate of {len(text):,} characters", expected=f"{LONGEST:,} at most")
    try:
        statements = sqlglot.parse(text)
    except SqlglotError as error:
        first = getattr(error, "errors", None) or [{}]
        at = f" at character {first[0]['col']}" if first[0].get("col") else ""
        raise DomainError(
            f"'{text}' is not a predicate: it cannot be read{at}", expected="SQL such as light > 1500 and view = 'top'"
        ) from None
    except RecursionError:
        raise _too_deep(text) from None
    if len(statements) != 1 or statements[0] is None:
        raise DomainError(f"'{text}' holds {len(statements)} statements", expected="one predicate")
    tree = statements[0]
    _check_logic(tree, text, 0)
    return tree


def _too_deep(text: str) -> DomainError:
    return DomainError(f"'{text[:60]}...' is nested too deeply", expected=f"{DEEPEST} levels at most")


def _check_logic(node: "Expression", text: str, depth: int) -> None:
    """Refuse whatever is not on the list: functions, subqueries, casts, other statements."""
    if depth > DEEPEST:
        raise _too_deep(text)
    kind = node.key
    if kind == "paren" or kind == "not":
        _check_logic(node.this, text, depth + 1)
    elif kind in _COMBINE:
        for part in _chain(node, kind):
            _check_logic(part, text, depth + 1)
    elif kind in _COMPARE:
        _check_value(node.this, text, depth + 1)
        _check_value(node.expression, text, depth + 1)
    elif kind == "between":
        for part in (node.this, node.args["low"], node.args["high"]):
            _check_value(part, text, depth + 1)
    elif kind == "in" and node.expressions and not node.args.get("query"):
        _check_value(node.this, text, depth + 1)
        for part in node.expressions:
            if _constant(part) is None:
                raise _refused(part, text, "constants within in (...)")
    elif not (kind == "boolean" or (kind == "column" and _plain(node))):
        raise _refused(node, text, "comparisons joined with and, or, not")


def _check_value(node: "Expression", text: str, depth: int) -> None:
    if depth > DEEPEST:
        raise _too_deep(text)
    kind = node.key
    if _constant(node) is not None or (kind == "column" and _plain(node)):
        return
    if kind in _ARITHMETIC:
        _check_value(node.this, text, depth + 1)
        _check_value(node.expression, text, depth + 1)
    elif kind in ("paren", "neg"):
        _check_value(node.this, text, depth + 1)
    else:
        raise _refused(node, text, "conditions, constants and arithmetic (+ - * /)")


def _refused(node: "Expression", text: str, expected: str) -> DomainError:
    hint = ""
    if node.key in ("is", "null"):
        hint = "leave out null: what is unknown is counted by itself"
    return DomainError(f"'{text}' uses '{node.sql()[:80]}', which is not allowed", expected=expected, todo=hint)


def _plain(column: "Expression") -> bool:
    return not column.args.get("table") and column.this.key == "identifier"


def _constant(node: "Expression") -> Literal | None:
    if node.key == "paren":
        return _constant(node.this)
    if node.key == "neg":
        value = _constant(node.this)
        return -value if isinstance(value, float) else None
    if node.key == "boolean":
        return bool(node.this)
    if node.key != "literal":
        return None
    return str(node.this) if node.is_string else float(node.this)


def _chain(node: "Expression", kind: str) -> Iterator["Expression"]:
    """Yield the parts of a and b and c, however many: SQL nests them to the left."""
    parts = []
    while node.key == kind:
        parts.append(node.expression)
        node = node.this
    yield node
    yield from reversed(parts)


def _columns(tree: "Expression") -> Iterator["Expression"]:
    return (node for node in tree.walk() if node.key == "column")


def _compared(tree: "Expression") -> tuple[list[Comparison], set[str]]:
    found: list[Comparison] = []
    entangled: set[str] = set()
    for node in tree.walk():
        if node.key in _COMPARE:
            sides = (node.this, node.expression)
            constants = [part for part in sides if _constant(part) is not None]
            others = [part for part in sides if _constant(part) is None]
        elif node.key == "between":
            constants, others = [node.args["low"], node.args["high"]], [node.this]
        elif node.key == "in":
            constants, others = node.expressions, [node.this]
        else:
            continue
        plain = len(others) == 1 and _bare(others[0]).key == "column"
        if plain and all(_constant(part) is not None for part in constants):
            equal = node.key in ("eq", "neq", "in")
            name = _bare(others[0]).name
            found += [Comparison(name, value, equal) for part in constants if (value := _constant(part)) is not None]
        else:
            entangled |= {column.name for part in (*constants, *others) for column in _columns(part)}
    return found, entangled


def _bare(node: "Expression") -> "Expression":
    while node.key == "paren":
        node = node.this
    return node


def _logic(node: "Expression", absent: Mapping[str, pl.Expr]) -> pl.Expr:
    kind = node.key
    if kind == "paren":
        return _logic(node.this, absent)
    if kind == "not":
        return ~_logic(node.this, absent)
    if kind in _COMBINE:
        return reduce(_COMBINE[kind], (_logic(part, absent) for part in _chain(node, kind)))
    if kind == "boolean":
        return pl.lit(bool(node.this))
    return _where_present(_comparison(node), node, absent)


def _comparison(node: "Expression") -> pl.Expr:
    if node.key in _COMPARE:
        return _COMPARE[node.key](_value(node.this), _value(node.expression))
    if node.key == "between":
        return _value(node.this).is_between(_value(node.args["low"]), _value(node.args["high"]))
    if node.key == "in":
        values = [_constant(part) for part in node.expressions]
        found = _value(node.this)
        return (found.cast(pl.Float64) if isinstance(values[0], float) else found).is_in(values)
    return pl.col(node.name).cast(pl.Boolean)


def _where_present(compared: pl.Expr, node: "Expression", absent: Mapping[str, pl.Expr]) -> pl.Expr:
    names = dict.fromkeys(column.name for column in _columns(node) if column.name in absent)
    if not names:
        return compared
    gone = reduce(lambda a, b: a | b, (absent[name] for name in names))
    return pl.when(gone).then(pl.lit(False)).otherwise(compared)


def _value(node: "Expression") -> pl.Expr:
    constant = _constant(node)
    if constant is not None:
        return pl.lit(constant)
    if node.key == "column":
        return pl.col(node.name)
    if node.key == "paren":
        return _value(node.this)
    if node.key == "neg":
        return -_value(node.this)
    made: Any = _ARITHMETIC[node.key](_value(node.this), _value(node.expression))
    return made
