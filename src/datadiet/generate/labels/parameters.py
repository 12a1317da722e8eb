"""Parameters, however nested, become columns: one plain value under one name."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from datadiet.distributions import Value
from datadiet.errors import DataError

__all__ = ["flat"]

LONGEST = 8
"""Values of a list that become columns; a longer list, or one of lists, is one column of JSON: else sixty cells of ten
parameters each would be six hundred columns."""


def flat(parameters: Mapping[str, Any]) -> dict[str, Value]:
    """Return name -> plain value; names of what is nested are joined by dots (`light.power`, `tint.0`).

    Raises:
        DataError: a value is not finite, is of no kind that a table can hold, or two have one name.
    """
    found: dict[str, Value] = {}
    for name, value in _values("", parameters):
        if name in found:
            raise DataError(f"two parameters are called '{name}'", expected="a name for each")
        found[name] = value
    return found


def _values(name: str, value: Any) -> Iterator[tuple[str, Value]]:
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _values(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(value, list | tuple):
        if len(value) <= LONGEST and all(isinstance(one, bool | int | float | str | np.generic) for one in value):
            for number, inner in enumerate(value):
                yield from _values(f"{name}.{number}", inner)
        else:
            yield name, _json(name, value)
    elif value is not None:
        yield name, _plain(name, value)


def _plain(name: str, value: Any) -> Value:
    if isinstance(value, float) and not math.isfinite(value):
        raise DataError(f"parameter '{name}' is {value}", expected="a finite number")
    if not isinstance(value, bool | int | float | str):
        raise DataError(f"parameter '{name}' is of type {type(value).__name__}", expected="a number, word or list")
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _json(name: str, value: Any) -> str:
    def plain(one: Any) -> Any:
        if isinstance(one, np.ndarray | np.generic):
            return one.tolist()
        if isinstance(one, Mapping):
            return dict(one)
        raise TypeError

    try:
        return json.dumps(value, default=plain, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError):
        raise DataError(f"parameter '{name}' holds what no file can", expected="finite numbers, words, lists") from None
