"""From a YAML file to a `Twin` whose meaning has been checked."""

from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from datadiet.data.located import Located, parse_located, read_located
from datadiet.data.validated import validated
from datadiet.domain.domain import Place
from datadiet.errors import TwinError
from datadiet.generate.twins.digests import digest_of
from datadiet.generate.twins.making import make
from datadiet.generate.twins.spec import Spec
from datadiet.generate.twins.twin import Twin

__all__ = ["find", "load_twin", "parse_twin", "shipped"]

_GALLERY = "datadiet.generate.gallery"
_SUFFIXES = (".yaml", ".yml")


def find(name: str | Path) -> Twin:
    """Return the twin of a YAML file, or one that ships with datadiet, as `find_twin` says."""
    path = Path(name)
    if path.suffix in _SUFFIXES or path.is_file():
        return load_twin(path)
    known = shipped()
    if str(name) not in known:
        raise TwinError(
            f"there is no twin '{name}'", expected=f"a YAML file, or one of {', '.join(known) or '(none ships)'}"
        )
    return load_twin(known[str(name)])


def shipped() -> dict[str, Path]:
    """Return the twins that ship with datadiet: name -> file."""
    try:
        folder = Path(str(resources.files(_GALLERY)))
    except ModuleNotFoundError:
        return {}
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def load_twin(path: str | Path) -> Twin:
    """Read a twin.

    Raises:
        TwinError: with file and line, what was found and what was expected.
        DataError: the file cannot be read, or is no YAML.
    """
    return _made(read_located(Path(path)), Path(path))


def parse_twin(text: str, *, name: str = "twin.yaml", folder: Path | None = None) -> Twin:
    """Read a twin from text; what it names is looked for in `folder`."""
    return _made(parse_located(text, name), (folder or Path()) / name)


def _made(found: Located, path: Path) -> Twin:
    def place(*keys: Any) -> Place:
        return Place(found.file, found.line(keys))

    spec = validated(found, Spec, begins="twin: NAME", error=TwinError)
    twin = make(spec, place, path.absolute())
    looks = (twin.environment, *(item.look for item in twin.items.values()))
    laws = {name: each.distribution for name, each in twin.fits.items()}
    return replace(twin, digest=digest_of(found.data, looks, laws))
