"""What became of the objects of a whole set of composites, and the list of what could not be used."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from datadiet.data.dataset import Problem
from datadiet.data.whole import write_whole

__all__ = ["LEFT_OUT", "Pasted", "write_left_out"]

LEFT_OUT = "left_out.json"


@dataclass(frozen=True, slots=True)
class Pasted:
    """Counts over all pictures of a set."""

    wanted: int
    pasted: int
    dropped: int
    """Labels of a background of which too much is covered."""
    skipped: tuple[str, ...]
    """Objects that were tried and did not fit, and why; each once."""

    @classmethod
    def of(cls, metadata: Path) -> "Pasted":
        """Add up what `metadata.parquet` of a set of composites says."""
        table = pl.read_parquet(metadata, columns=["wanted", "pasted", "dropped", "skipped"])
        reasons = (reason for text in table["skipped"] for reason in text.split("; ") if reason)
        wanted, pasted, dropped = (int(table[name].sum()) for name in ("wanted", "pasted", "dropped"))
        return cls(wanted, pasted, dropped, tuple(dict.fromkeys(reasons)))

    @property
    def line(self) -> str:
        """Return it as one line of plain text."""
        said = f"{self.pasted:,} objects pasted"
        if self.pasted < self.wanted:
            said += f" of {self.wanted:,}; for the others no place was found"
        if self.dropped:
            said += f"; {self.dropped:,} labels dropped, because too much of them is covered"
        return said


def write_left_out(folder: Path, problems: Sequence[Problem]) -> None:
    """Write what could not be used, and why, beside the pictures; nothing is left of an earlier list."""
    if not problems:
        (folder / LEFT_OUT).unlink(missing_ok=True)
        return
    entries = [{"where": each.where, "reason": each.reason} for each in problems]
    write_whole(folder / LEFT_OUT, json.dumps(entries, indent=2, ensure_ascii=False) + "\n")
