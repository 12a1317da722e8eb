"""From a YAML file, and those that it extends, to a `Domain` whose meaning has been checked."""

from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from datadiet.data.located import Located, parse_located, read_located
from datadiet.domain.building import build
from datadiet.domain.domain import Domain, Place
from datadiet.domain.extending import Merged, added, declared
from datadiet.domain.spec import Spec
from datadiet.domain.spelling import meant
from datadiet.errors import DomainError

__all__ = ["PRESETS", "load_domain", "parse_domain"]

PRESETS = ("classification", "detection")
"""Domains that ship with datadiet, to be named in `extends`."""


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
    own, whole = declared(found), Merged({}, {})
    bases = found.data.get("extends") or []
    for name in bases if isinstance(bases, list) else [bases]:
        whole = added(whole, _base(str(name), path, (*above, path.resolve()), own.place("extends")))
    return added(whole, own)


def _base(name: str, path: Path, above: tuple[Path, ...], place: Place) -> Merged:
    if name in PRESETS:
        text = resources.files("datadiet.domain.presets").joinpath(f"{name}.yaml").read_text(encoding="utf-8")
        return _merged(parse_located(text, f"preset {name}"), Path(name), above)
    target = path.parent / name
    if not target.is_file():
        raise DomainError(
            f"{place}: extends '{name}', and there is no {target}",
            expected=f"a file, or a preset: {', '.join(PRESETS)}",
            todo=meant(name, PRESETS),
        )
    if target.resolve() in above:
        raise DomainError(f"{place}: extends '{name}', which extends this file", expected="no circle")
    return _merged(read_located(target), target, above)


def _described(error: ValidationError, merged: Merged) -> DomainError:
    """Name the first mistake by file and line, and say how many more there are."""
    lines = []
    for mistake in error.errors():
        keys = [key for key in mistake["loc"] if key not in ("fit", "shares", "[key]") or key in str(merged.data)]
        keys = _real(keys, merged.data)
        lines.append((merged.place(*keys), ".".join(map(str, keys)) or "the file", mistake))
    place, name, first = lines[0]
    if first["type"] == "extra_forbidden":
        found, expected = (
            f"{place}: the key '{first['loc'][-1]}' is not known",
            f"one of {', '.join(_names(first['loc']))}",
        )
    elif first["type"] == "value_error":
        found, expected = f"{place}: {name}", first["msg"].removeprefix("Value error, ")
    else:
        shown = "" if isinstance(first["input"], dict | list) else f" is {first['input']!r}"
        found, expected = (
            f"{place}: {name}{shown}",
            first["msg"].removeprefix("Value error, ").removeprefix("Input should be "),
        )
    near = meant(str(first["loc"][-1]), _names(first["loc"])) if first["type"] == "extra_forbidden" else ""
    more = f"mend {len(lines) - 1} more: lines {', '.join(str(p.line) for p, _, _ in lines[1:6])}" if lines[1:] else ""
    return DomainError(found, expected=expected, todo=" ".join(filter(None, [near, more])))


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


def _names(keys: tuple[str | int, ...]) -> tuple[str, ...]:
    """Return the keys that are known where one is not."""
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
    return tuple(form.model_fields)


def _kind(value: Any) -> str:
    return {"NoneType": "nothing", "list": "a list", "str": "text"}.get(type(value).__name__, type(value).__name__)
