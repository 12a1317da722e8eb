"""What a YAML file says becomes a form, or an error that names file and line."""

from collections.abc import Iterator
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from datadiet.data.located import Located
from datadiet.errors import InputError

__all__ = ["validated"]

Form = TypeVar("Form", bound=BaseModel)


def validated(found: Located, form: type[Form], *, begins: str, error: type[InputError]) -> Form:
    """Return the form that a file fills.

    Args:
        begins: the key with which such a file begins, for errors.
        error: what is raised.

    Raises:
        InputError: of the type `error`, naming the first mistake by file and line, and the lines of the next ones.
    """
    if not isinstance(found.data, dict):
        raise error(f"{found.file} holds no mapping", expected=f"a mapping that begins with {begins}")
    try:
        return form.model_validate(found.data)
    except ValidationError as mistakes:
        raise _described(mistakes, found, form, error) from None


def _described(mistakes: ValidationError, found: Located, form: type[BaseModel], error: type[InputError]) -> InputError:
    listed = sorted(((found.line(_real(m["loc"], found.data)), m) for m in mistakes.errors()), key=lambda pair: pair[0])
    line, first = listed[0]
    where = _real(first["loc"], found.data)
    name = ".".join(str(key) for key in where) or "the file"
    at, said = f"{found.file}:{line}", first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if first["type"] == "extra_forbidden":
        message, said = f"{at}: the key '{first['loc'][-1]}' is not known", f"one of {_choices(form, where[:-1])}"
    elif first["type"] == "missing":
        message, said = f"{at}: {name} has no '{first['loc'][-1]}'", f"{first['loc'][-1]}: VALUE"
    else:
        shown = "" if isinstance(first["input"], dict | list) else f" is {first['input']!r}"
        message = f"{at}: {name}{shown}"
    rest = ", ".join(str(other) for other, _ in listed[1:6])
    return error(message, expected=said, todo=f"mend {len(listed) - 1} more: lines {rest}" if rest else "")


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


def _choices(form: type[BaseModel], keys: tuple[Any, ...]) -> str:
    """List the keys that are known at this place: those of a part, by the key that holds it."""
    for key in keys:
        inner = form.model_fields.get(key)
        form = next(_forms(inner.annotation), form) if inner is not None else form
    return ", ".join(field.alias or name for name, field in form.model_fields.items())


def _forms(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _forms(part)
