"""From a YAML file, and those that it extends, to a `Domain` whose meaning has been checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from datadiet.data.located import Located, parse_located, read_located
from datadiet.domain.building import build
from datadiet.domain.domain import Domain, Place
from datadiet.domain.spec import Spec
from datadiet.errors import DomainError

__all__ = ["PRESETS", "load_domain", "parse_domain"]

PRESETS = ("classification", "detection")
"""Domains that ship with datadiet, to be named in `extends`."""
_ADDED = ("constraints", "exclude", "guarantees")
_MERGED = ("static", "variables", "edge_cases", "coverage")
Keys = tuple[str | int | float, ...]


@dataclass(frozen=True, slots=True)
class Merged:
    """What is declared, by a file and those that it extends, and where."""

    data: dict[str, Any]
    places: Mapping[Keys, Place]

    def place(self, *keys: str | int | float) -> Place:
        """Return where a value was declared, else what holds it."""
        while keys and keys not in self.places:
            keys = keys[:-1]
        return self.places.get(keys, Place())


def load_domain(path: str | Path) -> Domain:
    """Read a domain of operation.

    Raises:
        DomainError: with file and line, what was found and what was expected.
        DataError: the file cannot be read, or is no YAML.
    """
    return _built(_merged(read_located(Path(path)), Path(path), ()), Path(path))


def parse_domain(text: str, *, name: str = "domain", folder: Path | None = None) -> Domain:
    """Read a domain from text; files that it names are looked for in `folder`."""
    path = (folder or Path()) / name
    return _built(_merged(parse_located(text, name), path, ()), path)


def _built(merged: Merged, path: Path) -> Domain:
    try:
        spec = Spec.model_validate(merged.data)
    except ValidationError as error:
        raise _described(error, merged) from None
    return build(spec, merged.place, path)


def _merged(found: Located, path: Path, above: tuple[Path, ...]) -> Merged:
    if not isinstance(found.data, dict):
        raise DomainError(f"{found.file} holds {_kind(found.data)}", expected="a mapping that begins with domain: NAME")
    own = Merged(found.data, {keys: Place(found.file, line) for keys, line in found.lines.items()})
    bases = found.data.get("extends")
    if bases is None:
        return own
    whole = Merged({}, {})
    for name in bases if isinstance(bases, list) else [bases]:
        whole = _added(whole, _base(str(name), path, (*above, path.resolve()), own.place("extends")))
    return _added(whole, own)


def _base(name: str, path: Path, above: tuple[Path, ...], place: Place) -> Merged:
    if name in PRESETS:
        text = resources.files("datadiet.domain.presets").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
        return _merged(parse_located(text, f"preset {name}"), Path(name), above)
    target = path.parent / name
    if not target.is_file():
        raise DomainError(
            f"{place}: extends '{name}', and there is no {target}",
            expected=f"a file, or a preset: {', '.join(PRESETS)}",
        )
    if target.resolve() in above:
        raise DomainError(f"{place}: extends '{name}', which extends this file", expected="no circle")
    return _merged(read_located(target), target, above)


def _added(base: Merged, new: Merged) -> Merged:
    """Add a file to what it extends: lists grow, mappings merge key by key (null takes away), the rest is replaced."""
    data, places = dict(base.data), dict(base.places)
    for key, value in new.data.items():
        old = data.get(key)
        if key in _ADDED and isinstance(old, list) and isinstance(value, list):
            data[key] = [*old, *value]
            _move(new.places, places, (key,), len(old))
        elif key in _MERGED and isinstance(old, dict) and isinstance(value, dict):
            data[key] = {name: part for name, part in {**old, **value}.items() if part is not None}
            _move(new.places, places, (key,), 0)
        else:
            data[key] = value
            _move(new.places, places, (key,), 0)
    return Merged(data, places)


def _move(source: Mapping[Keys, Place], target: dict[Keys, Place], at: Keys, by: int) -> None:
    for keys, place in source.items():
        if keys[: len(at)] == at and len(keys) > len(at):
            step = keys[len(at)]
            moved = step + by if isinstance(step, int) else step
            target[(*at, moved, *keys[len(at) + 1 :])] = place
        elif keys == at:
            target.setdefault(keys, place)


def _described(error: ValidationError, merged: Merged) -> DomainError:
    """Name the first mistake by file and line, and say how many more there are."""
    lines = []
    for mistake in error.errors():
        keys = [key for key in mistake["loc"] if key not in ("fit", "shares", "[key]") or key in str(merged.data)]
        keys = _real(keys, merged.data)
        lines.append((merged.place(*keys), ".".join(map(str, keys)) or "the file", mistake))
    place, name, first = lines[0]
    if first["type"] == "extra_forbidden":
        found, expected = f"{place}: the key '{first['loc'][-1]}' is not known", f"one of {_choices(first['loc'])}"
    elif first["type"] == "value_error":
        found, expected = f"{place}: {name}", first["msg"].removeprefix("Value error, ")
    else:
        shown = "" if isinstance(first["input"], dict | list) else f" is {first['input']!r}"
        found, expected = (
            f"{place}: {name}{shown}",
            first["msg"].removeprefix("Value error, ").removeprefix("Input should be "),
        )
    more = f"mend {len(lines) - 1} more: lines {', '.join(str(p.line) for p, _, _ in lines[1:6])}" if lines[1:] else ""
    return DomainError(found, expected=expected, todo=more)


def _real(keys: list[Any], data: Any) -> list[Any]:
    """Keep the keys that lead somewhere: the others name the form, not the file."""
    found = []
    for key in keys:
        if (isinstance(data, dict) and key in data) or (
            isinstance(data, list) and isinstance(key, int) and key < len(data)
        ):
            found.append(key)
            data = data[key]
    return found


def _choices(keys: tuple[str | int, ...]) -> str:
    from datadiet.domain import spec

    forms: dict[str, Any] = {
        "variables": spec.VariableSpec,
        "exclude": spec.ExclusionSpec,
        "edge_cases": spec.EdgeCaseSpec,
        "guarantees": spec.GuaranteeSpec,
        "coverage": spec.CoverageSpec,
    }
    form = forms.get(str(keys[0]), Spec) if len(keys) > 1 else Spec
    if "share" in keys[:-1]:
        form = spec.ShareSpec
    elif "field" in keys[:-1]:
        form = spec.FitSpec
    return ", ".join(form.model_fields)


def _kind(value: Any) -> str:
    return {"NoneType": "nothing", "list": "a list", "str": "text"}.get(type(value).__name__, type(value).__name__)
