"""Arithmetic and conditions that a twin's file may hold, as trees: of numbers, names and a short list of operations.

Values are numbers, or arrays of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["ARITHMETIC", "Call", "Expression", "Name", "Node", "Number", "evaluate", "names"]


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter, or an item as what a function is asked about."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """An operator or a function, with what it is applied to."""

    function: str
    arguments: tuple["Node", ...]


Node = Number | Name | Call


@dataclass(frozen=True, slots=True)
class Expression:
    """What was written, and as a tree."""

    text: str
    tree: Node


ARITHMETIC: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "min": (2, np.minimum),
    "max": (2, np.maximum),
    "abs": (1, np.abs),
    "sqrt": (1, np.sqrt),
    "round": (1, np.rint),
}
"""Function -> how many values it takes at least, and what it does; of more than two, pair by pair."""
COMPARISONS: Mapping[str, Callable[..., Any]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "=": np.equal,
    "<>": np.not_equal,
}
OPERATORS: Mapping[str, Callable[..., Any]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "neg": np.negative,
    "and": np.logical_and,
    "or": np.logical_or,
    "not": np.logical_not,
    **COMPARISONS,
}


def names(node: Node) -> list[str]:
    """List the names in it, each once, in the order of reading."""
    if isinstance(node, Name):
        return [node.name]
    inner = node.arguments if isinstance(node, Call) else ()
    return list(dict.fromkeys(name for part in inner for name in names(part)))


def evaluate(node: Node, values: Mapping[str, Any]) -> Any:
    """Return its value, given those of its names: numbers, or arrays that broadcast."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Name):
        return values[node.name]
    parts = [evaluate(part, values) for part in node.arguments]
    with np.errstate(all="ignore"):
        if node.function in OPERATORS:
            return OPERATORS[node.function](*parts)
        function = ARITHMETIC[node.function][1]
        return function(*parts) if len(parts) < 3 else function(parts[0], _folded(function, parts[1:]))


def _folded(function: Callable[..., Any], parts: list[Any]) -> Any:
    made = parts[0]
    for part in parts[1:]:
        made = function(made, part)
    return made
