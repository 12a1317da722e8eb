"""Two domains: conditions, what they reach, and the rules over them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from datadiet.domain.atoms import cumulated, quantile
from datadiet.domain.differences.result import Found, Row
from datadiet.domain.differences.rules import Declared, rules_of
from datadiet.domain.domain import Domain, Field, Levels, Range, Variable
from datadiet.domain.levels import word
from datadiet.domain.predicate import Literal

__all__ = ["domain_against_domain"]

POINTS = 1001
"""Quantiles at which laws are compared."""


@dataclass(slots=True)
class _Found:
    """The differences found so far between two that have names."""

    names: tuple[str, str]
    only: tuple[list[Row], list[Row]] = field(default_factory=lambda: ([], []))
    changed: list[Row] = field(default_factory=list)

    def add(self, side: int, what: str, shown: str, other: str, sentence: str) -> None:
        """Add what only one side has."""
        pair = (shown, other) if side == 0 else (other, shown)
        self.only[side].append(Row(what, *pair, sentence))

    def change(self, what: str, first: str, second: str, sentence: str = "") -> None:
        """Add what both have, and differently."""
        said = f"{what}: {first} in {self.names[0]}, {second} in {self.names[1]}"
        self.changed.append(Row(what, first, second, sentence or said))


def domain_against_domain(first: Domain, second: Domain, names: tuple[str, str]) -> Found:
    """Return what only the first, only the second, and both declare, the last where it differs."""
    found = _Found(names)
    for what in ("task", "level", "open_world"):
        a, b = getattr(first, what), getattr(second, what)
        if a != b:
            found.change(what, _said(a), _said(b))
    for name in dict.fromkeys([*first.conditions, *second.conditions]):
        _condition(
            found, name, (_reach(first, name), _reach(second, name)), (name in first.static, name in second.static)
        )
    _rules(found, rules_of(first), rules_of(second))
    return Found(*found.only, found.changed)


def _said(value: Any) -> str:
    return "not said" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def _reach(domain: Domain, name: str) -> Variable | None:
    if name in domain.static:
        return Levels(name, (domain.static[name],))
    return domain[name] if name in domain.conditions else None


def _condition(
    found: _Found, name: str, both: tuple[Variable | None, Variable | None], static: tuple[bool, bool]
) -> None:
    for side in (0, 1):
        one, other = both[side], both[1 - side]
        if one is not None and other is None:
            sentence = f"{name}: {_shown(one)}; {found.names[1 - side]} says nothing of it"
            found.add(side, name, _shown(one), "", sentence)
    a, b = both
    if a is None or b is None:
        return
    if all(static):
        if _key(a.levels[0]) != _key(b.levels[0]):  # type: ignore[union-attr]
            found.change(name, _shown(a), _shown(b))
        return
    if any(static):
        found.change(name, *("one value" if fixed else "varies" for fixed in static))
    for side in (0, 1):
        _beyond(found, side, both[side] or a, both[1 - side] or b)
    _details(found, a, b)


def _beyond(found: _Found, side: int, one: Variable, other: Variable) -> None:
    """Say what one reaches and the other does not."""
    me, them = found.names[side], found.names[1 - side]
    if isinstance(one, Range) and isinstance(other, Range):
        for text, share in _outside(one, other):
            basis = "field" if one.field else "range"
            scale = " on its log scale" if one.scale == "log" and not one.field else ""
            sentence = (
                f"{one.name}: {text}, which {them} does not reach: {100 * share:.2g} % of the {basis} of {me}{scale}"
            )
            found.add(side, one.name, text, _shown(other), sentence)
    elif isinstance(one, Range):
        sentence = f"{one.name}: any number of {_shown(one)}; {them} knows only {_shown(other)}"
        found.add(side, one.name, _shown(one), _shown(other), sentence)
    else:
        for level in one.levels:
            if not _holds(other, level):
                sentence = f"{one.name} = {word(level)}: {them} has only {_shown(other)}"
                found.add(side, one.name, word(level), _shown(other), sentence)


def _outside(one: Range, other: Range) -> list[tuple[str, float]]:
    """Return the parts of a range that another does not reach, in words, and their shares of it."""
    half = 0.5 if one.integer else 0.0
    parts = []
    if one.low < other.low:
        last = min(one.high, np.ceil(other.low) - 1 if one.integer else other.low)
        share = cumulated(one, np.array([last + half]))[0]
        parts.append((_span(one, one.low, last), float(share)))
    if one.high > other.high:
        begin = max(one.low, np.floor(other.high) + 1 if one.integer else other.high)
        share = 1.0 if begin == one.low else 1 - cumulated(one, np.array([begin - half]))[0]
        parts.append((_span(one, begin, one.high), float(share)))
    return parts


def _holds(variable: Variable, level: Literal) -> bool:
    if isinstance(variable, Levels):
        return _key(level) in {_key(known) for known in variable.levels}
    whole = isinstance(level, float) and (not variable.integer or level == int(level))
    return isinstance(level, float) and whole and variable.low <= level <= variable.high


def _key(level: Literal) -> tuple[type, Literal]:
    return type(level), level  # True is not 1


def _details(found: _Found, a: Variable, b: Variable) -> None:
    if (a.when and a.when.canonical) != (b.when and b.when.canonical):
        found.change(f"{a.name}: when", str(a.when or "always"), str(b.when or "always"))
    if isinstance(a, Range) and isinstance(b, Range):
        for what in ("scale", "bins", "integer", "unit"):
            if getattr(a, what) != getattr(b, what):
                found.change(f"{a.name}: {what}", _said(getattr(a, what)), _said(getattr(b, what)))
    _fields(found, a, b)


def _fields(found: _Found, a: Variable, b: Variable) -> None:
    if a.field is None or b.field is None:
        if a.field is not b.field:
            found.change(
                f"{a.name}: field", "declared" if a.field else "not said", "declared" if b.field else "not said"
            )
        return
    apart = _apart(a, b)
    if apart is not None and apart > 1e-9:
        sentence = f"{a.name}: the fields differ, by {100 * apart:.2g} % of the world"
        found.change(f"{a.name}: field", "declared", "declared", sentence)


def _apart(a: Variable, b: Variable) -> float | None:
    """Return how far two fields are apart, 0 to 1: total variation of levels, the greatest step apart of ranges."""
    if isinstance(a, Range) and isinstance(b, Range) and a.field and b.field:
        points = np.unique([*_points(a), *_points(b)])
        return float(np.abs(cumulated(a, points) - cumulated(b, points)).max(initial=0.0))
    if isinstance(a, Levels) and isinstance(b, Levels) and a.field and b.field:
        mine, theirs = _by_key(a.field), _by_key(b.field)
        return sum(abs(mine.get(key, 0.0) - theirs.get(key, 0.0)) for key in mine.keys() | theirs.keys()) / 2
    return None


def _points(variable: Range) -> np.ndarray:
    """Return values between which the field is cumulated evenly, or nearly so."""
    declared = variable.field.quantiles if variable.field else ()
    return np.asarray(declared) if declared else quantile(variable, np.linspace(0, 1, POINTS))


def _by_key(field: Field) -> dict[tuple[type, Literal], float]:
    return {_key(level): share for level, share in field.shares.items()}


def _rules(found: _Found, first: Mapping[str, Declared], second: Mapping[str, Declared]) -> None:
    for key in dict.fromkeys([*first, *second]):
        a, b = first.get(key), second.get(key)
        if a is not None and b is not None:
            if a.means != b.means:
                found.change(a.what, a.says, b.says)
            continue
        for side, one in enumerate((a, b)):
            if one is not None:
                found.add(side, one.what, one.says, "", f"{one.what}: {one.says}")


def _shown(variable: Variable) -> str:
    if isinstance(variable, Range):
        return _span(variable, variable.low, variable.high)
    shown = [word(level) for level in variable.levels[:8]]
    return ", ".join(shown) + (f" and {len(variable.levels) - 8} more" if variable.levels[8:] else "")


def _span(variable: Range, low: float, high: float) -> str:
    unit = f" {variable.unit}" if variable.unit else ""
    return (word(float(low)) if low == high else f"{word(float(low))} to {word(float(high))}") + unit
