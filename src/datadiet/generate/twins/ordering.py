"""What must be smaller than what, in every image: `platelet.radius < red_cell.radius < white_cell.radius`.

Between two items it holds for every instance of the one and every instance of the other; within one item, for each
instance by itself. What breaks it is drawn again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from datadiet.distributions import Value
from datadiet.domain.domain import Place
from datadiet.errors import TwinError
from datadiet.generate.twins.expressions import ARITHMETIC, Call, Name, Node, evaluate, names
from datadiet.generate.twins.parameters import NOWHERE, Parameter, find_parameter
from datadiet.generate.twins.parsing import parse_expression

__all__ = ["Order", "broken", "check_orders", "parse_order"]


@dataclass(frozen=True, slots=True)
class Order:
    """One expression is below another."""

    text: str
    """As written, with all that stands in the same line."""
    low: Node
    high: Node
    strict: bool
    """Whether they may not be equal."""
    uses: Mapping[str, str]
    """Names in it -> whole names of the parameters."""
    owners: tuple[str, str]
    """Whose instances the lower and the higher side are about; empty where they are the same throughout an image."""
    place: Place = NOWHERE


def parse_order(text: str, parameters: Mapping[str, Parameter], place: Place) -> list[Order]:
    """Return the comparisons of one line.

    Raises:
        TwinError: it is no chain of < and <=, names what is not there, or one side is about instances of two items.
    """
    tree = parse_expression(text, ARITHMETIC, condition=True).tree
    found = []
    for sign, left, right in _comparisons(tree, text):
        low, high = (left, right) if sign[0] == "<" else (right, left)
        uses = {name: find_parameter(name, parameters) for name in (*names(low), *names(high))}
        words = [each for each in uses.values() if parameters[each].words]
        if words:
            raise TwinError(f"'{text}': {words[0]} can be a word", expected="numbers")
        owners = (_owner(low, uses, parameters, text), _owner(high, uses, parameters, text))
        found.append(Order(text, low, high, len(sign) == 1, uses, owners, place))
    return found


def _comparisons(tree: Node, text: str) -> Iterator[tuple[str, Node, Node]]:
    if isinstance(tree, Call) and tree.function == "and":
        for part in tree.arguments:
            yield from _comparisons(part, text)
    elif isinstance(tree, Call) and tree.function in ("<", "<=", ">", ">="):
        yield tree.function, tree.arguments[0], tree.arguments[1]
    else:
        raise TwinError(f"'{text}' is no order", expected="a < b, a <= b, or several in a row")


def _owner(side: Node, uses: Mapping[str, str], parameters: Mapping[str, Parameter], text: str) -> str:
    owners = {parameters[uses[name]].owner for name in names(side) if parameters[uses[name]].each}
    if len(owners) > 1:
        raise TwinError(f"'{text}' mixes {' and '.join(sorted(owners))} on one side", expected="one item on each side")
    return owners.pop() if owners else ""


def check_orders(orders: list[Order], centres: Mapping[str, Value]) -> None:
    """Refuse orders that contradict each other, or that the centres break.

    Raises:
        TwinError: with the places of what contradicts.
    """
    _check_circles(orders)
    for order in orders:
        values = {name: centres[whole] for name, whole in order.uses.items()}
        low, high = evaluate(order.low, values), evaluate(order.high, values)
        if not (low < high if order.strict else low <= high):
            raise TwinError(
                f"{order.place}: '{order.text}' does not hold where nothing varies: {low:g} is not below {high:g}",
                expected="centres in this order",
                todo="move the bounds, or declare other centres with fixed: VALUE",
            )


def _check_circles(orders: list[Order]) -> None:
    """Follow plain names upward: whoever comes back to where it began is below itself."""
    above: dict[str, list[tuple[str, Order]]] = {}
    for order in orders:
        if isinstance(order.low, Name) and isinstance(order.high, Name):
            low, high = order.uses[order.low.name], order.uses[order.high.name]
            above.setdefault(low, []).append((high, order))

    def climb(start: str, name: str, way: tuple[Order, ...], seen: set[str]) -> None:
        for higher, order in above.get(name, ()):
            taken = (*way, order)
            if higher == start and any(each.strict for each in taken):
                lines = " and ".join(dict.fromkeys(f"'{each.text}' ({each.place})" for each in taken))
                raise TwinError(f"{order.place}: {lines} contradict each other", expected="an order without a circle")
            if higher not in seen:
                seen.add(higher)
                climb(start, higher, taken, seen)

    for start in above:
        climb(start, start, (), {start})


def broken(order: Order, values: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray] | None:
    """Return which instances of the lower and of the higher side break an order, as Booleans; None where none does.

    Args:
        order: the order.
        values: whole name -> a number, or an array with one for each instance.
    """
    used = {name: values[whole] for name, whole in order.uses.items()}
    low, high = np.atleast_1d(evaluate(order.low, used)), np.atleast_1d(evaluate(order.high, used))
    if not low.size or not high.size:
        return None
    apart = order.owners[0] != order.owners[1] and all(order.owners)
    over, under = (high.min(), low.max()) if apart else (high, low)
    bad_low = low >= over if order.strict else low > over
    bad_high = high <= under if order.strict else high < under
    return (bad_low, bad_high) if bad_low.any() or bad_high.any() else None
