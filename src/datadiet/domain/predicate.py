"""Predicates over conditions, written in SQL: parsed, checked against what is allowed, never run as code.

Allowed are comparisons, `and`, `or`, `not`, `in (...)`, `between`, and arithmetic of numbers. A sample of which a
condition is unknown makes a predicate unknown, unless the rest decides it (three-valued logic).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from datadiet.domain.logic import logic
from datadiet.domain.sql import COMPARE, Literal, bare, chain, columns, constant, parsed

if TYPE_CHECKING:
    from sqlglot.expressions import Expr as Expression

__all__ = ["Comparison", "Literal", "Predicate"]


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
    def parse(cls, text: str, *, nulls: bool = False) -> "Predicate":
        """Parse SQL.

        Args:
            nulls: whether `COLUMN is null` may stand in it: of rows of tables, not of a domain, where what is unknown
                is counted by itself.

        Raises:
            DomainError: it is no predicate, or uses something that is not allowed.
        """
        tree = parsed(text, nulls=nulls)
        comparisons, entangled = _compared(tree)
        names = frozenset(column.name for column in columns(tree))
        return cls(text.strip(), names, tuple(comparisons), frozenset(entangled), tree)

    def expr(self, absent: Mapping[str, pl.Expr] | None = None) -> pl.Expr:
        """Return it as a polars expression of Booleans, null where it is unknown.

        Args:
            absent: for conditions that do not always apply, where they do not: a comparison with such a one is false.
        """
        return logic(self.tree, absent or {})

    @property
    def canonical(self) -> str:
        """It, written so that spaces, case of keywords and the way of quoting do not matter."""
        return self.tree.sql()

    @property
    def conjuncts(self) -> "tuple[Predicate, ...]":
        """The parts that `and` joins; itself where there are none."""
        parts = tuple(chain(bare(self.tree), "and"))
        return tuple(Predicate.parse(bare(part).sql(), nulls=True) for part in parts) if len(parts) > 1 else (self,)

    @property
    def is_choice(self) -> bool:
        """Whether `or` joins its parts."""
        return bare(self.tree).key == "or"

    def __str__(self) -> str:
        return self.text


def _compared(tree: "Expression") -> tuple[list[Comparison], set[str]]:
    found: list[Comparison] = []
    entangled: set[str] = set()
    for node in tree.walk():
        if node.key in COMPARE:
            sides = (node.this, node.expression)
            constants = [part for part in sides if constant(part) is not None]
            others = [part for part in sides if constant(part) is None]
        elif node.key == "between":
            constants, others = [node.args["low"], node.args["high"]], [node.this]
        elif node.key == "in":
            constants, others = node.expressions, [node.this]
        else:
            continue
        plain = len(others) == 1 and bare(others[0]).key == "column"
        if plain and all(constant(part) is not None for part in constants):
            equal = node.key in ("eq", "neq", "in")
            name = bare(others[0]).name
            found += [Comparison(name, value, equal) for part in constants if (value := constant(part)) is not None]
        else:
            entangled |= {column.name for part in (*constants, *others) for column in columns(part)}
    return found, entangled
