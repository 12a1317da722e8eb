"""What one covers and the other does not, as facts, and as lines of text."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any
from typing import Literal as Choice

__all__ = ["Difference", "Kind", "Row", "Rows"]

MOST = 10
"""Rows of a kind that are told as text, where what was found in data makes many of them."""
Kind = Choice["declared", "value", "pair"]


@dataclass(frozen=True, slots=True)
class Row:
    """One difference."""

    what: str
    """The condition, the conditions (joined by ` x `), or the section of the file that it is about."""
    first: str
    """What the first has; '' where it has nothing."""
    second: str
    sentence: str
    kind: Kind = "declared"
    """What a file declares, or what was seen in data: single values and levels, or pairs of levels."""


Rows = tuple[list[Row], list[Row], list[Row]]
"""Only in the first, only in the second, changed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one covers and the other does not."""

    first: str
    """What the first is called."""
    second: str
    only_first: tuple[Row, ...]
    """What only the first has or covers; of a kind, the most important first."""
    only_second: tuple[Row, ...]
    changed: tuple[Row, ...]
    """What both have, and differently."""

    @property
    def same(self) -> bool:
        """Whether there is no difference."""
        return not (self.only_first or self.only_second or self.changed)

    def lines(self) -> list[str]:
        """Return it as lines of plain text: all that is declared, and the ten most important of what was seen."""
        if self.same:
            return [f"{self.first} and {self.second} cover the same."]
        return list(self._lines())

    def _lines(self) -> Iterator[str]:
        titles = (f"only in {self.first}", f"only in {self.second}", "in both, and different")
        for title, rows in zip(titles, (self.only_first, self.only_second, self.changed), strict=True):
            yield f"{title}: {f'{len(rows):,}' if rows else 'nothing'}"
            for kind, alike in groupby(rows, key=lambda row: row.kind):
                told = list(alike)
                most = len(told) if kind == "declared" else MOST
                yield from (f"  {row.sentence}" for row in told[:most])
                if len(told) > most:
                    what = "pairs" if kind == "pair" else "values"
                    yield f"  and {len(told) - most:,} more {what} (--json lists them all)"

    def to_dict(self) -> dict[str, Any]:
        """Return it as what JSON can hold."""
        return {**asdict(self), "same": self.same}
