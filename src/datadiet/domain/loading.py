"""From a YAML file, and those that it extends, to a `Domain` whose meaning has been checked."""

from importlib import resources
from pathlib import Path

from datadiet.data.located import Located, parse_located, read_located
from datadiet.data.spelling import meant
from datadiet.data.validated import check_mapping, validated
from datadiet.domain.building import build
from datadiet.domain.domain import Domain, Place
from datadiet.domain.extending import Merged, added, declared
from datadiet.domain.spec import Spec
from datadiet.errors import DomainError

__all__ = ["PRESETS", "load_domain", "parse_domain"]

PRESETS = ("classification", "detection")
"""Domains that ship with datadiet, to be named in `extends`."""
_BEGINS = "domain: NAME"


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
    return build(validated(merged, Spec, begins=_BEGINS, error=DomainError), merged.place, path)


def _merged(found: Located, path: Path, above: tuple[Path, ...]) -> Merged:
    check_mapping(found, begins=_BEGINS, error=DomainError)
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
