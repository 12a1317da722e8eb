"""YAML files whose every value knows its line, so that errors can name it. Read safely: plain data, bounded in size."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from datadiet.errors import DataError

__all__ = ["Keys", "Located", "parse_located", "read_located"]

MAX_BYTES = 4 << 20
MAX_VALUES = 200_000
"""Values of a file after its aliases are written out: a short file of nested aliases can stand for billions."""
Keys = tuple[str | int | float, ...]
_PLAIN = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")


@dataclass(frozen=True, slots=True)
class Located:
    """What a YAML file holds."""

    data: Any
    lines: dict[Keys, int]
    """Where each value begins: keys and indexes from the root -> line, from 1."""
    file: str

    def line(self, path: Keys) -> int:
        """Return the line of a value, else of the nearest one that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def at(self, keys: Keys) -> tuple[str, int]:
        """Return the file, and the line as `line` says."""
        return self.file, self.line(keys)


class _Loader(yaml.SafeLoader):
    """YAML 1.2 scalars: `on`, `off`, `yes` and `no` are words, and 1e-3 is a number."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in found if tag not in ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:float")
    ]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(
        r"^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?$|^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$"
    ),
    list("-+.0123456789"),
)


def read_located(path: Path) -> Located:
    """Read a YAML file.

    Raises:
        DataError: it is missing, too large, no YAML, has a key twice, a tag that makes objects, or a number or date
            that cannot be one.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DataError(f"{path} is larger than {MAX_BYTES >> 20} MiB", expected="a file that a person wrote")
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}", expected="a YAML file") from None
    except UnicodeDecodeError:
        raise DataError(f"{path} is not text", expected="a YAML file in UTF-8") from None
    return parse_located(text, str(path))


def parse_located(text: str, file: str) -> Located:
    """Parse YAML text; `file` names it in errors."""
    loader = _Loader(text)
    try:
        root = loader.get_single_node()
        lines: dict[Keys, int] = {}
        data = _value(loader, root, (), lines, file) if root is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at = f":{mark.line + 1}" if mark else ""
        raise DataError(f"{file}{at}: {getattr(error, 'problem', None) or error}", expected="YAML") from None
    except RecursionError:
        raise DataError(f"{file} is nested too deeply", expected="a file that a person wrote") from None
    finally:
        loader.dispose()
    return Located(data, lines, file)


def _value(loader: _Loader, node: yaml.Node, path: Keys, lines: dict[Keys, int], file: str) -> Any:
    lines[path] = node.start_mark.line + 1
    if len(lines) > MAX_VALUES:
        raise DataError(f"{file} holds more than {MAX_VALUES:,} values", expected="a file that a person wrote")
    if not isinstance(node, yaml.ScalarNode) and node.tag not in _PLAIN:
        raise DataError(f"{file}:{lines[path]}: the tag {node.tag}", expected="plain values, lists and mappings")
    if isinstance(node, yaml.MappingNode):
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = _constructed(loader, key_node, f"{file}:{line}")
            if not isinstance(key, str | int | float | bool):
                raise DataError(f"{file}:{line}: a key is {type(key).__name__}", expected="a word or a number")
            if key in found:
                raise DataError(f"{file}:{line}: '{key}' is there twice", expected="each key once")
            found[key] = _value(loader, value_node, (*path, key), lines, file)
            lines[(*path, key)] = line
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_value(loader, child, (*path, index), lines, file) for index, child in enumerate(node.value)]
    return _constructed(loader, node, f"{file}:{lines[path]}")


def _constructed(loader: _Loader, node: yaml.Node, at: str) -> Any:
    """Return the value of a scalar; DataError where it looks like a number or date that cannot be one."""
    try:
        value = loader.construct_object(node, deep=True)
        if type(value) is int:
            float(value)  # whatever computes with it takes it as a float
    except (ValueError, OverflowError):
        text = str(node.value)
        shown = text if len(text) <= 40 else f"{text[:20]}... of {len(text):,} characters"
        raise DataError(
            f"{at}: {shown} is no value that can be used",
            expected="a number below 1e308, or a date that there is",
            todo="put quotes around it if it is a word",
        ) from None
    return value
