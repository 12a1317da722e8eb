"""The samples that are worth keeping, written with their annotations."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path

from datadiet.curate.selection import selected
from datadiet.data import read, write
from datadiet.errors import DataError, OptionError
from datadiet.scorecard.card import Scorecard

__all__ = ["Kept", "keep"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written."""

    path: Path
    kept: int
    total: int
    next_command: str

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        return f"{self.kept} of {self.total} synthetic samples were written to {self.path}."

    def json(self) -> bytes:
        """Return the same as JSON."""
        facts = {
            "path": str(self.path),
            "kept": self.kept,
            "total": self.total,
            "next_command": self.next_command,
        }
        return json.dumps(facts, indent=2).encode() + b"\n"


def keep(
    card: Scorecard,
    to: str | Path,
    *,
    format: str = "folder",
    level: str | None = None,
    count: int | None = None,
) -> Kept:
    """Write the samples whose verdict is to keep them, with their annotations, into a new folder.

    Args:
        card: a scorecard, as `score` or `load` return it.
        to: the folder to write, new or empty.
        format: `folder`, `coco`, `yolo`, `fiftyone` or `list`.
        level: the level whose verdicts decide; by default the leading one.
        count: keep at most this many, the most realistic first.

    Raises:
        DataError: the synthetic data is no longer where it was scored, or nothing is worth keeping.
        OptionError: the level was not scored, or the data came from memory and not from a file.
    """
    name = level or next(iter(card.levels))
    if name not in card.levels:
        raise OptionError(f"level '{name}' was not scored", expected=", ".join(card.levels))
    data = read(_source(card), origin="synthetic", format=card.provenance.synthetic_format)
    ids = selected(card.verdicts, level=name, count=count)
    if not ids:
        raise DataError("no sample is worth keeping", todo="read the reasons in the report, and make the data again")
    if gone := set(ids) - set(data.samples["id"]):
        raise DataError(
            f"{len(gone)} of the {len(ids)} samples are no longer in {data.source}, such as {min(gone)}",
            todo="score the data again",
        )
    path = write(data, ids, Path(to), format=format)
    command = shlex.join(["datadiet", "score", card.provenance.real, str(path)])
    return Kept(path, len(ids), len(data), command)


def _source(card: Scorecard) -> str:
    source = card.provenance.synthetic
    if not card.provenance.synthetic_format:
        raise OptionError(
            "the synthetic data came from memory",
            expected="files",
            todo="filter it by the ids in card.verdicts",
        )
    return source
