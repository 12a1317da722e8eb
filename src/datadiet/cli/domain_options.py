"""What the commands around a domain of operation share: their arguments, and how facts are printed."""

import sys
from enum import StrEnum
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from datadiet.errors import OptionError

if TYPE_CHECKING:
    from datadiet.domain.sampling import Sampled

__all__ = ["Count", "Data", "Metadata", "Spec", "Task", "check_count", "dumped", "give_rows"]

Spec = Annotated[Path, typer.Argument(help="A domain of operation (YAML).", show_default=False)]
Data = Annotated[str, typer.Argument(help="Images, annotations, or a table of conditions.", show_default=False)]
Metadata = Annotated[Path | None, typer.Option(help="CSV, JSONL or Parquet, joined by file name.")]
Count = Annotated[int, typer.Option("-n", "--count", help="How many samples.", show_default=False)]


class Task(StrEnum):
    """What a model is to do."""

    CLASSIFICATION = "classification"
    DETECTION = "detection"
    SEGMENTATION = "segmentation"
    TABULAR = "tabular"


def check_count(count: int) -> None:
    """Refuse to make no sample."""
    if count < 1:
        raise OptionError(f"-n is {count}", expected="1 sample or more")


def dumped(facts: dict[str, Any]) -> bytes:
    """Return facts as JSON for standard output."""
    return dumps(facts, indent=2, ensure_ascii=False).encode() + b"\n"


def give_rows(made: "Sampled", out: Path | None) -> None:
    """Write rows to a file, or to standard output, and what is said of them where it does not mix with them."""
    from datadiet.data.whole import write_whole
    from datadiet.domain.samples import table_bytes
    from datadiet.domain.sampling.words import lines

    if out is None:
        sys.stdout.buffer.write(table_bytes(made.rows, ".csv"))
    else:
        write_whole(out, table_bytes(made.rows, out.suffix))
    for line in (*lines(made), *([f"Rows: {out}"] if out else [])):
        print(line, file=sys.stderr if out is None else sys.stdout)
