"""The named parameters of a twin: what each is drawn from, and in which order they are worked out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from datadiet.distributions import Value
from datadiet.domain.domain import Place
from datadiet.errors import TwinError
from datadiet.generate.twins.expressions import Expression, evaluate
from datadiet.generate.twins.variation import Variation

__all__ = ["NOWHERE", "Parameter", "arranged", "central", "find_parameter", "roots"]

NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that can vary."""

    name: str
    """Whose it is and what it is called, such as `red_cell.radius`."""
    rule: Variation | Expression
    """What it is drawn from, or what it is worked out from."""
    each: bool = False
    """Whether every instance has its own; else it is the same throughout an image."""
    place: Place = NOWHERE
    uses: Mapping[str, str] = field(default_factory=dict)
    """Of an expression: its names -> the names of the parameters that they mean."""

    @property
    def owner(self) -> str:
        """Whose it is: environment, light, camera, a system or an item."""
        return self.name.partition(".")[0]

    @property
    def key(self) -> str:
        """What it is called there."""
        return self.name.partition(".")[2]

    @property
    def words(self) -> bool:
        """Whether it can be a word."""
        return isinstance(self.rule, Variation) and self.rule.words


def find_parameter(name: str, known: Iterable[str], owner: str = "") -> str:
    """Return the whole name of a parameter: `radius` may mean `red_cell.radius` where only one is called so.

    Args:
        name: whole, or without whose it is.
        known: the whole names of all.
        owner: whose it is if there are several: who is asking.

    Raises:
        TwinError: there is none, or several; they are listed.
    """
    every = list(known)
    if name in every:
        return name
    if owner and f"{owner}.{name}" in every:
        return f"{owner}.{name}"
    found = [each for each in every if each.partition(".")[2] == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise TwinError(f"'{name}' could be any of {', '.join(found)}", expected="its whole name")
    raise TwinError(f"there is no parameter '{name}'", expected=f"one of {', '.join(sorted(every)) or 'none'}")


def arranged(parameters: Mapping[str, Parameter]) -> tuple[Parameter, ...]:
    """Return them so that each comes after what it uses; TwinError where they go in a circle."""
    done: dict[str, Parameter] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in done:
            return
        if name in above:
            circle = " -> ".join([*above[above.index(name) :], name])
            raise TwinError(f"{parameters[name].place}: {circle} goes in a circle", expected="one that is drawn")
        for other in parameters[name].uses.values():
            visit(other, (*above, name))
        done[name] = parameters[name]

    try:
        for name in parameters:
            visit(name, ())
    except RecursionError:
        raise TwinError("parameters are worked out from each other too deeply", expected="shorter chains") from None
    return tuple(done.values())


def central(parameters: Iterable[Parameter]) -> dict[str, Value]:
    """Return what each is where nothing varies; they must be arranged."""
    found: dict[str, Any] = {}
    for parameter in parameters:
        if isinstance(parameter.rule, Variation):
            found[parameter.name] = parameter.rule.centre
        else:
            used = {name: found[whole] for name, whole in parameter.uses.items()}
            found[parameter.name] = float(evaluate(parameter.rule.tree, used))
    return found


def roots(name: str, parameters: Mapping[str, Parameter]) -> list[str]:
    """List the drawn parameters that a parameter comes from; itself if it is drawn."""
    found, waiting = dict.fromkeys([name]), [name]
    while waiting:
        for other in parameters[waiting.pop()].uses.values():
            if other not in found:
                found[other] = None
                waiting.append(other)
    return [each for each in found if isinstance(parameters[each].rule, Variation)]
