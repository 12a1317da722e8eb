"""What a trainer knows the test samples by, beside their ids."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from datadiet.loop.training.material import Material

__all__ = ["Seen", "cut", "quoted", "some"]

WIDTH = 200
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Seen:
    """The test samples as a trainer sees them."""

    test: Material
    files: Mapping[str, str] = field(default_factory=dict)
    """Name of a file that it was given -> id of the sample; empty where it saw the ids."""

    def known(self) -> dict[str, str]:
        """Return what a trainer may call a sample -> its id."""
        return {id: id for id in self.test.data.samples["id"]} | dict(self.files)

    def names(self) -> dict[str, str]:
        """Return id -> the name that the trainer saw, with the id behind it where that is another."""
        return {id: names[0] if len(names) == 1 else f"{names[0]} ({names[1]})" for id, names in self._both().items()}

    def numbers(self) -> dict[Any, str]:
        """Return the number of each image -> that number, with the names behind it."""
        both = self._both()
        return {at: f"{at} ({', '.join(both.get(id, (id,)))})" for id, at in (self.test.numbers or {}).items()}

    def _both(self) -> dict[str, tuple[str, ...]]:
        """Return id -> the name that the trainer saw and the id, or one of them where they are the same."""
        seen = {id: file for file, id in self.files.items()}
        return {id: tuple(dict.fromkeys((seen.get(id, id), id))) for id in self.test.data.samples["id"]}


def quoted(value: Any) -> str:
    """Return a value as a JSON file has it, cut where it is long."""
    return cut(json.dumps(value, ensure_ascii=False))


def cut(text: str) -> str:
    """Return a text, or the beginning of one that is long."""
    return text if len(text) <= WIDTH else f"{text[:WIDTH]} …"


def some(words: Iterable[object]) -> str:
    """Return the first of many, and how many more there are."""
    every = [str(word) for word in words]
    more = f" and {len(every) - _SHOWN:,} more" if len(every) > _SHOWN else ""
    return ", ".join(every[:_SHOWN]) + more
