"""The SQL of predicates as a tree: what may stand in it, and what its parts are. A parser reads it; nothing runs it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from datadiet.errors import DomainError

if TYPE_CHECKING:
    from sqlglot.expressions import Expr as Expression

__all__ = ["COMPARE", "DEEPEST", "Literal", "bare", "chain", "columns", "constant", "parsed"]

Literal = str | float | bool
LONGEST = 4_000
"""Characters of a predicate."""
DEEPEST = 60
"""Nested parts of a predicate."""
COMPARE = ("eq", "neq", "gt", "gte", "lt", "lte")
COMBINE = ("and", "or")
ARITHMETIC = ("add", "sub", "mul", "div")


def parsed(text: str, *, nulls: bool = False) -> "Expression":
    """Return the tree of a predicate.

    Args:
        nulls: whether `COLUMN is null` may stand in it.

    Raises:
        DomainError: it is no predicate, or uses something that is not allowed.
    """
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
    _check_logic(tree, text, 0, nulls)
    return tree


def _too_deep(text: str) -> DomainError:
    return DomainError(f"'{text[:60]}...' is nested too deeply", expected=f"{DEEPEST} levels at most")


def _check_logic(node: "Expression", text: str, depth: int, nulls: bool) -> None:
    """Refuse whatever is not on the list: functions, subqueries, casts, other statements."""
    if depth > DEEPEST:
        raise _too_deep(text)
    kind = node.key
    if kind == "paren" or kind == "not":
        _check_logic(node.this, text, depth + 1, nulls)
    elif kind in COMBINE:
        for part in chain(node, kind):
            _check_logic(part, text, depth + 1, nulls)
    elif kind in COMPARE:
        _check_value(node.this, text, depth + 1)
        _check_value(node.expression, text, depth + 1)
    elif kind == "between":
        for part in (node.this, node.args["low"], node.args["high"]):
            _check_value(part, text, depth + 1)
    elif kind == "in" and node.expressions and not node.args.get("query"):
        _check_value(node.this, text, depth + 1)
        for part in node.expressions:
            if constant(part) is None:
                raise _refused(part, text, "constants within in (...)")
    elif nulls and kind == "is" and node.this.key == "column" and node.expression.key == "null":
        _check_value(node.this, text, depth + 1)
    elif not (kind == "boolean" or (kind == "column" and _plain(node))):
        raise _refused(node, text, "comparisons joined with and, or, not")


def _check_value(node: "Expression", text: str, depth: int) -> None:
    if depth > DEEPEST:
        raise _too_deep(text)
    kind = node.key
    if constant(node) is not None or (kind == "column" and _plain(node)):
        return
    if kind in ARITHMETIC:
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


def constant(node: "Expression") -> Literal | None:
    """Return the value of a node; None where it is none."""
    if node.key == "paren":
        return constant(node.this)
    if node.key == "neg":
        value = constant(node.this)
        return -value if isinstance(value, float) else None
    if node.key == "boolean":
        return bool(node.this)
    if node.key != "literal":
        return None
    return str(node.this) if node.is_string else float(node.this)


def chain(node: "Expression", kind: str) -> Iterator["Expression"]:
    """Yield the parts of a and b and c, however many: SQL nests them to the left."""
    parts = []
    while node.key == kind:
        parts.append(node.expression)
        node = node.this
    yield node
    yield from reversed(parts)


def columns(tree: "Expression") -> Iterator["Expression"]:
    """Yield the nodes that name a condition."""
    return (node for node in tree.walk() if node.key == "column")


def bare(node: "Expression") -> "Expression":
    """Return what stands in parentheses."""
    while node.key == "paren":
        node = node.this
    return node
