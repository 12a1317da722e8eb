"""What a YAML file says becomes a form, or an error that names file and line."""

from collections.abc import Iterator
from typing import Any, Protocol, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from datadiet.data.located import Keys
from datadiet.data.spelling import meant
from datadiet.errors import InputError

__all__ = ["Source", "check_mapping", "validated"]

Form = TypeVar("Form", bound=BaseModel)
_NAMED = {"NoneType": "nothing", "list": "a list", "dict": "a mapping", "str": "text"}
_WANTED = dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), "a mapping, KEY: VALUE") | {
    "list_type": "a list"
}
"""Words for mistakes of shape, which pydantic words for people who write Python."""


class Source(Protocol):
    """Values with their places: of one file, or of several that were put together."""

    @property
    def data(self) -> Any:
        """What is said."""
        ...

    @property
    def file(self) -> str:
        """The file that says it, or that names the others."""
        ...

    def at(self, keys: Keys) -> tuple[str, int]:
        """Return file and line of a value, else of the nearest one that holds it."""
        ...


def validated(found: Source, form: type[Form], *, begins: str, error: type[InputError]) -> Form:
    """Return the form that a file fills.

    Args:
        found: what is written.
        form: what it should be.
        begins: the key with which such a file begins, for errors.
        error: what is raised.

    Raises:
        InputError: of the type `error`, naming the first mistake by file and line, and the lines of the next ones.
    """
    check_mapping(found, begins=begins, error=error)
    try:
        return form.model_validate(found.data)
    except ValidationError as mistakes:
        raise _described(mistakes, found, form, error) from None


def check_mapping(found: Source, *, begins: str, error: type[InputError]) -> None:
    """Raise an error of the type `error` unless a file holds a mapping; `begins` is its first key."""
    if not isinstance(found.data, dict):
        kind = type(found.data).__name__
        raise error(f"{found.file} holds {_NAMED.get(kind, kind)}", expected=f"a mapping that begins with {begins}")


def _described(mistakes: ValidationError, found: Source, form: type[BaseModel], error: type[InputError]) -> InputError:
    placed = [(found.at(_real(mistake["loc"], found.data)), mistake) for mistake in mistakes.errors()]
    placed.sort(key=lambda pair: (pair[0][0] != found.file, *pair[0]))  # the file itself before those that it names
    (file, line), first = placed[0]
    where = _real(first["loc"], found.data)
    name, last = ".".join(str(key) for key in where) or "the file", str(first["loc"][-1]) if first["loc"] else ""
    at, said, near = f"{file}:{line}", first["msg"].removeprefix("Value error, ").removeprefix("Input should be "), ""
    if first["type"] == "extra_forbidden":
        known = _choices(form, where[:-1])
        message, said, near = f"{at}: the key '{last}' is not known", f"one of {', '.join(known)}", meant(last, known)
    elif first["type"] == "missing":
        message, said = f"{at}: {name} has no '{last}'", f"{last}: VALUE"
    else:
        seen = first["input"]
        message = f"{at}: {name} is {_NAMED[type(seen).__name__] if isinstance(seen, dict | list) else repr(seen)}"
        said = _WANTED.get(first["type"], said)
    rest = ", ".join(str(other) if its == file else f"{other} of {its}" for (its, other), _ in placed[1:6])
    more = f"mend {len(placed) - 1} more: lines {rest}" if rest else ""
    return error(message, expected=said, todo=" ".join(filter(None, [near, more])))


def _real(keys: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    """Keep the keys that lead somewhere: the others name the form, or what is missing."""
    kept: list[Any] = []
    for key in keys:
        if (isinstance(data, dict) and key in data) or (
            isinstance(data, list) and isinstance(key, int) and key < len(data)
        ):
            kept.append(key)
            data = data[key]
    return tuple(kept)


def _choices(form: type[BaseModel], keys: tuple[Any, ...]) -> list[str]:
    """List the keys that are known at this place: those of a part, by the key that holds it."""
    for key in keys:
        inner = form.model_fields.get(key)
        form = next(_forms(inner.annotation), form) if inner is not None else form
    return [field.alias or name for name, field in form.model_fields.items()]


def _forms(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _forms(part)
