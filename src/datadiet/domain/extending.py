"""What a file declares, added to what it extends: lists grow, mappings merge, and every value keeps its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from datadiet.data.located import Keys, Located
from datadiet.data.spelling import meant
from datadiet.domain.domain import Place
from datadiet.domain.predicate import Predicate
from datadiet.errors import DomainError

__all__ = ["Merged", "added", "declared"]

_ADDED = ("constraints", "exclude", "guarantees")
_MERGED = ("static", "variables", "edge_cases", "coverage")


@dataclass(frozen=True, slots=True)
class Merged:
    """What is declared, by a file and those that it extends, and where."""

    data: dict[str, Any]
    places: Mapping[Keys, Place]
    file: str = ""
    """Whose it is: of those that are put together, the last."""

    def place(self, *keys: str | int | float) -> Place:
        """Return where a value was declared (or taken away), else what holds it."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        return self.places.get(keys, Place())

    def at(self, keys: Keys) -> tuple[str, int]:
        """Return file and line of a place."""
        place = self.place(*keys)
        return place.file or self.file, place.line


def declared(found: Located) -> Merged:
    """Return what one file says by itself."""
    return Merged(found.data, {keys: Place(found.file, line) for keys, line in found.lines.items()}, found.file)


def added(base: Merged, new: Merged) -> Merged:
    """Add a file to what it extends.

    Constraints, exclusions and guarantees are added; one about the same replaces that of the base: an exclusion with
    the same predicate, a guarantee with the same name, or with the same predicate and basis. Mappings merge name by
    name, and null takes a name away. All else is replaced.

    Raises:
        DomainError: null takes away what is not there.
    """
    data, places = dict(base.data), dict(base.places) | {(): new.place()}
    for key, value in new.data.items():
        old = data.get(key)
        if value is None and base.data:
            _take_away(data, (key,), new)
        elif key in _ADDED and isinstance(value, list):
            data[key] = _grown(key, old if isinstance(old, list) else [], value, places, new)
            places.setdefault((key,), new.place(key))
        elif key in _MERGED and isinstance(value, dict):
            data[key] = dict(old) if isinstance(old, dict) else {}
            for name, part in value.items():
                if part is None:
                    _take_away(data[key], (key, name), new)
                else:
                    data[key][name] = part
                _replace(places, (key, name), new, (key, name))
            places.setdefault((key,), new.place(key))
        else:
            data[key] = value
            _replace(places, (key,), new, (key,))
    return Merged(data, places, new.file)


def _take_away(there: dict[str, Any], keys: Keys, new: Merged) -> None:
    name = str(keys[-1])
    if there.pop(name, None) is None:
        raise DomainError(
            f"{new.place(*keys)}: {'.'.join(map(str, keys))} is null, and there is no such name to take away",
            expected="a name that a file it extends declares, or a value",
            todo=meant(name, there),
        )


def _grown(key: str, old: list[Any], new: list[Any], places: dict[Keys, Place], source: Merged) -> list[Any]:
    """Add to a list: what is about the same as something of the base takes its place."""
    grown = list(old)
    for index, rule in enumerate(new):
        same = [k for k, known in enumerate(old) if _about(key, known) & _about(key, rule)]
        at = same[0] if same else len(grown)
        grown[at : at + 1] = [rule]
        _replace(places, (key, at), source, (key, index))
    return grown


def _about(key: str, rule: Any) -> set[tuple[str, ...]]:
    """Return the marks by which two rules are about the same; one in common is enough."""
    if key == "constraints" or not isinstance(rule, dict):
        return set()
    where = _canonical(str(rule.get("where")))
    if key == "exclude":
        return {(where,)}
    named = {("named", str(rule["name"]))} if rule.get("name") else set()
    return {(where, str(rule.get("basis") or "metadata")), *named}


def _canonical(where: str) -> str:
    try:
        return Predicate.parse(where).canonical
    except DomainError:
        return where  # the mistake is told with its line, later


def _replace(target: dict[Keys, Place], at: Keys, source: Merged, from_: Keys) -> None:
    """Take over the places of a value and all within it."""
    for keys in [keys for keys in target if keys[: len(at)] == at]:
        del target[keys]
    for keys, place in source.places.items():
        if keys[: len(from_)] == from_:
            target[(*at, *keys[len(from_) :])] = place
