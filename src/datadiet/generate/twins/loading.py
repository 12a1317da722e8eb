"""From a YAML file to a `Twin` whose meaning has been checked."""

from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from datadiet.data.located import Located, parse_located, read_located
from datadiet.domain.domain import Place
from datadiet.errors import TwinError
from datadiet.generate.twins import spec as forms
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

    if not isinstance(found.data, dict):
        raise TwinError(f"{found.file} holds no mapping", expected="a mapping that begins with twin: NAME")
    try:
        spec = Spec.model_validate(found.data)
    except ValidationError as error:
        raise _described(error, found) from None
    twin = make(spec, place, path.absolute())
    looks = (twin.environment, *(item.look for item in twin.items.values()))
    return replace(twin, digest=digest_of(found.data, looks))


def _described(error: ValidationError, found: Located) -> TwinError:
    """Name the first mistake by file and line, and say how many more there are."""
    mistakes = sorted(
        ((found.line(_real(each["loc"], found.data)), each) for each in error.errors()), key=lambda m: m[0]
    )
    line, first = mistakes[0]
    name = ".".join(str(key) for key in first["loc"] if key != "[key]") or "the file"
    at, said = f"{found.file}:{line}", first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if first["type"] == "extra_forbidden":
        message, said = f"{at}: the key '{first['loc'][-1]}' is not known", f"one of {_choices(first['loc'])}"
    elif first["type"] == "missing":
        message, said = f"{at}: {name} is missing", f"{first['loc'][-1]}: ..."
    else:
        shown = "" if isinstance(first["input"], dict | list) else f" is {first['input']!r}"
        message = f"{at}: {name}{shown}"
    rest = ", ".join(str(other) for other, _ in mistakes[1:6])
    return TwinError(message, expected=said, todo=f"mend {len(mistakes) - 1} more: lines {rest}" if rest else "")


def _real(keys: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    """Keep the keys that lead somewhere: the others name the form, or what is missing."""
    found: list[Any] = []
    for key in keys:
        if (isinstance(data, dict) and key in data) or (
            isinstance(data, list) and isinstance(key, int) and key < len(data)
        ):
            found.append(key)
            data = data[key]
    return tuple(found)


def _choices(keys: tuple[Any, ...]) -> str:
    """List the keys that the form allows where one was not known."""
    inner: dict[Any, Any] = {
        "environment": forms.EnvironmentSpec,
        "systems": forms.SystemSpec,
        "items": forms.ItemSpec,
        "render": forms.RenderSpec,
    }
    form = inner.get(keys[0], Spec) if len(keys) > 1 else Spec
    if keys[-2:-1] in (("visual",), ("backdrop",)):
        form = forms.LookSpec
    elif keys[-2:-1] == ("shadow",):
        form = forms.ShadowSpec
    return ", ".join(each.alias or name for name, each in form.model_fields.items())
