"""What one covers and the other does not, as facts, and as lines of text."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any
from typing import Literal as Choice

__all__ = ["Difference", "Found", "Kind", "Row"]

MOST = 10
"""Rows of a kind that are told as text, where what was found in data makes many of them."""
Kind = Choice["declared", "value", "pair", "shape"]
SURE = 0.05
"""p-value up to which a difference is told."""


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
    """What a file declares, or what was seen in data: values and levels, pairs of levels, or the shape of a whole
    distribution."""
    p: float | None = None
    """How likely chance alone is to give as much, adjusted for all differences of the kind (Holm); None where that was
    not asked. Beyond 0.05 a difference is counted and not told."""

    @property
    def told(self) -> bool:
        """Whether it is more than chance gives."""
        return self.p is None or self.p <= SURE


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, before it is put in order."""

    only_first: list[Row]
    only_second: list[Row]
    changed: list[Row]
    notes: list[str] = field(default_factory=list)


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
    notes: tuple[str, ...] = ()
    """What could not be compared."""

    @property
    def same(self) -> bool:
        """Whether there is no difference."""
        return not (self.only_first or self.only_second or self.changed)

    def lines(self) -> list[str]:
        """Return it as lines of plain text: all that is declared, and the ten most important of what was seen."""
        if self.same:
            return [f"{self.first} and {self.second} cover the same.", *self.notes]
        return [*self._lines(), *self.notes]

    def _lines(self) -> Iterator[str]:
        titles = (f"only in {self.first}", f"only in {self.second}", "in both, and different")
        parts = (self.only_first, self.only_second, self.changed)
        for title, rows in zip(titles, parts, strict=True):
            told = [row for row in rows if row.told]
            yield f"{title}: {f'{len(told):,}' if told else 'nothing'}"
            for kind, alike in groupby(told, key=lambda row: row.kind):
                yield from _of_a_kind(kind, list(alike))
        by_chance = [row for rows in parts for row in rows if not row.told]
        if by_chance:
            yield f"{_counted(by_chance)} no more than chance gives at these numbers of samples (--json lists them)"

    def to_dict(self) -> dict[str, Any]:
        """Return it as what JSON can hold."""
        return {**asdict(self), "same": self.same}


def _of_a_kind(kind: Kind, told: list[Row]) -> Iterator[str]:
    most = len(told) if kind in ("declared", "shape") else MOST
    yield from (f"  {row.sentence}" for row in told[:most])
    if len(told) > most:
        yield f"  and {len(told) - most:,} more {'pairs' if kind == 'pair' else 'values'} (--json lists them all)"


def _counted(rows: list[Row]) -> str:
    """Say how many differences of each kind there are, as the subject of a sentence."""
    names = {"value": ("value", "values"), "pair": ("pair", "pairs"), "shape": ("distribution", "distributions")}
    number = Counter(row.kind for row in rows)
    said = [f"{n:,} {names[kind][n > 1]}" for kind, n in number.items() if kind in names]
    return f"{', '.join(said)} differ{'s' if len(rows) == 1 else ''}"
