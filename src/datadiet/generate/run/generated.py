"""What came of a run, as facts, as lines for people, and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from datadiet.data.dataset import Problem
from datadiet.generate.labels.metadata import METADATA

__all__ = ["Generated"]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Generated:
    """A folder of pictures with their labels."""

    folder: Path
    n: int
    """Pictures in the folder."""
    made: int
    """Of these, made now; the others were there."""
    bad: tuple[Problem, ...]
    """Pictures that could not be made, and why."""
    seconds: float
    """Of work, added up over all pictures in the folder and over the workers."""
    money: float | None
    """That the pictures in the folder cost; None without a price."""
    classes: dict[str, int]
    """Class -> labelled items."""
    formats: tuple[str, ...]
    redrawn: int = 0
    """Pictures that were drawn more than once, until what their twin requires held."""
    notes: tuple[str, ...] = ()

    @property
    def metadata(self) -> Path:
        """The table with everything that made each picture."""
        return self.folder / METADATA

    def lines(self) -> list[str]:
        """Return it as lines of plain text."""
        return list(self._lines())

    def json(self) -> bytes:
        """Return it as indented JSON."""
        return TypeAdapter(Generated).dump_json(self, indent=2) + b"\n"

    def _lines(self) -> Iterator[str]:
        there = f", {self.n - self.made:,} of them from before" if self.made < self.n else ""
        yield f"{self.n:,} {_many('picture', self.n)} in {self.folder}{there}"
        total = sum(self.classes.values())
        each = ", ".join(f"{name} {count:,}" for name, count in self.classes.items())
        yield f"{total:,} labelled {_many('item', total)}{f': {each}' if each else ''}"
        yield f"labels: {', '.join((*self.formats, METADATA))}"
        yield self._cost()
        if self.bad:
            yield f"{len(self.bad):,} could not be made:"
            yield from (f"  {problem.where}: {problem.reason}" for problem in self.bad[:_SHOWN])
            if len(self.bad) > _SHOWN:
                yield f"  and {len(self.bad) - _SHOWN:,} more, in problems.json"
        yield from self.notes

    def _cost(self) -> str:
        time = f"{self.seconds / self.n:.3g} s of work a picture, {self.seconds:,.1f} s in all"
        return time if self.money is None else f"{time}; {self.money / self.n:.3g} of money a picture, {self.money:.4g}"


def _many(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
