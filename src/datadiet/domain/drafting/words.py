"""How names, values and shares are written: as YAML, as SQL, and for people."""

import json
import re
import textwrap

from datadiet.data.located import parse_located
from datadiet.domain.drafting.bounds import number
from datadiet.domain.predicate import Literal, Predicate
from datadiet.errors import InputError

__all__ = ["WIDTH", "compared", "flow", "identifier", "prose", "scalar", "share"]

_PLAIN = re.compile(r"[^\W\d][\w./-]*(?: [\w./-]+)*")
_COMMA = re.compile(r'"(?:\\.|[^"\\])*"|(, )')
WIDTH = 112
"""Characters of a line."""


def scalar(value: Literal) -> str:
    """Write a value as YAML reads it back, with quotes only where it needs them."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float | int):
        return number(value)
    if _PLAIN.fullmatch(value) and parse_located(f"[{value}]", "").data == [value]:
        return value
    return json.dumps(value, ensure_ascii=False)


def identifier(name: str) -> str:
    """Write the name of a condition as SQL, with quotes only where it needs them."""
    try:
        if re.fullmatch(r"[A-Za-z_]\w*", name) and Predicate.parse(f"{name} = 1").columns == {name}:
            return name
    except InputError:
        pass  # a word of SQL itself
    return f'"{name}"'


def compared(name: str, sign: str, value: Literal) -> str:
    """Write a comparison as SQL."""
    shown = "'" + value.replace("'", "''") + "'" if isinstance(value, str) else scalar(value)
    return f"{identifier(name)} {sign} {shown}"


def share(count: int, n: int, samples: str) -> str:
    """Say a count of n as a share: `3 of 205 images (1.5 %)`."""
    return f"{count:,} of {n:,} {samples} ({_percent(count, n)} %)"


def _percent(count: int, n: int) -> str:
    shown = 100 * count / n
    return f"{shown:.2g}" if shown < 99 or count == n == 0 else f"{shown:.4g}"


def prose(text: str, *, indent: int = 0) -> list[str]:
    """Write sentences as comment lines."""
    start = " " * indent + "# "
    return textwrap.wrap(
        text, WIDTH, initial_indent=start, subsequent_indent=start, break_long_words=False, break_on_hyphens=False
    )


def flow(line: str) -> list[str]:
    """Break a line of YAML that holds one long list or mapping at its commas, outside of quotes."""
    indent = len(line) - len(line.lstrip()) + 2
    lines = []
    while len(line) > WIDTH:
        at = max((found.end() for found in _COMMA.finditer(line) if found[1] and found.end() <= WIDTH), default=0)
        if at <= indent:
            break
        lines.append(line[:at].rstrip())
        line = " " * indent + line[at:]
    return [*lines, line]
