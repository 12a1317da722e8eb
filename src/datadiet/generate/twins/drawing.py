"""Draws the parameters of one image. Each has a random stream of its own, by name, so that adding one shifts no other.

What breaks an order is drawn again, from further streams of the same names, a bounded number of times.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

import numpy as np

from datadiet.distributions import Value
from datadiet.errors import TwinError
from datadiet.generate.twins.expressions import evaluate, names
from datadiet.generate.twins.ordering import Order, broken
from datadiet.generate.twins.parameters import Parameter, roots
from datadiet.generate.twins.variation import Variation
from datadiet.randomness import stream

__all__ = ["TRIES", "Draw", "check_given"]

TRIES = 500
"""How often what breaks an order is drawn again before the twin is given up."""


def check_given(name: str, value: Any, parameter: Parameter) -> Value:
    """Return a value that was given for a parameter, as what the parameter takes.

    Raises:
        TwinError: it is no number where one is wanted, not finite, or a word that is no choice.
    """
    value = value.item() if isinstance(value, np.generic) else value
    rule = parameter.rule
    number = isinstance(value, bool | int | float) and isfinite(value)
    if isinstance(rule, Variation) and rule.words:
        choices = [*getattr(rule.declared, "values", [rule.centre]), *getattr(rule.wild, "values", [])]
        if value not in choices:
            raise TwinError(f"{name} was given as {value!r}", expected=f"one of {', '.join(map(str, choices))}")
    elif not number:
        raise TwinError(f"{name} was given as {value!r}", expected="a finite number")
    elif isinstance(rule, Variation) and rule.whole:
        if value != int(value):
            raise TwinError(f"{name} was given as {value!r}", expected="a whole number")
        return int(value)
    return value


@dataclass(slots=True)
class Draw:
    """The values of one image, as far as they have been drawn."""

    seed: int
    width: float
    given: Mapping[str, Value]
    known: Mapping[str, Parameter]
    """All parameters, each after what it uses."""
    values: dict[str, Any] = field(default_factory=dict)
    """Whole name -> the value, or an array with one for each instance."""
    settled: frozenset[str] = frozenset()

    def image(self, orders: Sequence[Order]) -> None:
        """Draw what is the same throughout the image, until every order that concerns nothing else holds."""
        for parameter in self.known.values():
            if not parameter.each:
                self.values[parameter.name] = self._work_out(parameter, None).tolist()[0]
        self._settle([order for order in orders if not any(order.owners)], {})

    def instances(self, counts: Mapping[str, int], orders: Sequence[Order], settled: frozenset[str]) -> None:
        """Draw what each instance has of its own, until every order holds.

        Args:
            counts: item -> how many there are.
            orders: what must hold.
            settled: names of what may not be drawn again, as it decided how many there are.

        Raises:
            TwinError: an order is still broken after `TRIES`; it says which was broken how often.
        """
        self.settled = settled
        for parameter in self.known.values():
            if parameter.each:
                self.values[parameter.name] = self._work_out(parameter, counts[parameter.owner])
        self._settle(orders, counts)

    def _settle(self, orders: Sequence[Order], counts: Mapping[str, int]) -> None:
        failed: Counter[str] = Counter()
        for attempt in range(1, TRIES + 1):
            again = self._to_redraw(orders, failed)
            if not again:
                return
            self._redraw(again, attempt, counts)
        most = ", ".join(f"'{text}' {n} times" for text, n in failed.most_common())
        raise TwinError(
            f"an order was broken in each of {TRIES} draws: {most}",
            expected="bounds in which it holds now and then",
            todo="move the bounds apart, or draw with a smaller width",
        )

    def _work_out(self, parameter: Parameter, count: int | None) -> np.ndarray:
        """Return its values: (count,), or (1,) for what is the same throughout."""
        n = 1 if count is None else count
        if parameter.name in self.given:
            return np.array([self.given[parameter.name]] * n)
        if isinstance(parameter.rule, Variation):
            return parameter.rule.values(self._shares(parameter.name, n, 0), self.width)
        used = {name: self.values[whole] for name, whole in parameter.uses.items()}
        found = np.broadcast_to(np.asarray(evaluate(parameter.rule.tree, used), float), (n,))
        if not np.isfinite(found).all():
            shown = ", ".join(f"{name} = {np.ravel(value)[:3]}" for name, value in used.items())
            raise TwinError(
                f"{parameter.place}: {parameter.name}, '{parameter.rule.text}', is not finite with {shown}",
                expected="arithmetic that works for all values that can be drawn",
            )
        return found

    def _shares(self, name: str, n: int, attempt: int) -> np.ndarray:
        path: tuple[str | int, ...] = ("parameter", name) if not attempt else ("parameter", name, attempt)
        return stream(self.seed, *path).random((n, 2))

    def _to_redraw(self, orders: Sequence[Order], failed: Counter[str]) -> dict[str, np.ndarray]:
        """Return, for what breaks an order, the drawn parameters that it comes from, and of which instances."""
        again: dict[str, np.ndarray] = {}
        for order in orders:
            found = broken(order, self.values)
            if found is None:
                continue
            failed[order.text] += 1
            free = False
            for side, bad in zip((order.low, order.high), found, strict=True):
                for name in dict.fromkeys(root for local in names(side) for root in self._free(order.uses[local])):
                    mask = bad if self.known[name].each else np.array([bad.any()])
                    again[name] = again[name] | mask if name in again else mask
                    free = True
            if not free:
                raise TwinError(
                    f"{order.place}: '{order.text}' is broken by values that were given",
                    expected="values in this order",
                )
        return again

    def _free(self, name: str) -> list[str]:
        """Drawn parameters that it comes from and that may be drawn again."""
        kept = self.given.keys() | self.settled
        return [] if name in kept else [root for root in roots(name, self.known) if root not in kept]

    def _redraw(self, again: Mapping[str, np.ndarray], attempt: int, counts: Mapping[str, int]) -> None:
        for parameter in self.known.values():
            name = parameter.name
            if name in again and isinstance(parameter.rule, Variation):
                new = parameter.rule.values(self._shares(name, len(again[name]), attempt), self.width)
                merged = np.where(again[name], new, np.asarray(self.values[name]))
                self.values[name] = merged if parameter.each else merged.tolist()[0]
            elif not isinstance(parameter.rule, Variation) and name in self.values and name not in self.given:
                found = self._work_out(parameter, counts[parameter.owner] if parameter.each else None)
                self.values[name] = found if parameter.each else found.tolist()[0]
