"""Where a command may write: into a folder that is there, and never over what a person may have written."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datadiet.errors import OptionError, OutputError

if TYPE_CHECKING:
    from datadiet.data.dataset import Problem

__all__ = ["DRAFT", "PAGE", "PLAN", "ROWS", "TABLE", "Force", "Kind", "check_folder", "check_output", "problem_lines"]

TOLD = 10
"""Problems that are listed in the terminal."""
HEAD = 1 << 16
"""Bytes of a file that are looked at to see whether it is one of ours."""

Force = Annotated[bool, typer.Option("--force", help="Replace a file that datadiet did not write.")]


@dataclass(frozen=True, slots=True)
class Kind:
    """What a single file holds that a command writes."""

    name: str
    suffixes: tuple[str, ...]
    ours: Callable[[Path], bool]
    """Whether an existing file was written by datadiet, so that it may be replaced: nobody edits it by hand."""


def check_output(path: Path, kind: Kind, *, force: bool | None = None) -> None:
    """Refuse a place before anything is computed; `force` is None where the command has no such option.

    Raises:
        OptionError: the suffix is that of another kind of file.
        OutputError: the folder is missing, or a file is there that datadiet did not write and `force` is not given.
    """
    if path.suffix.lower() not in kind.suffixes:
        raise OptionError(f"{path} would be {kind.name}", expected=f"a file that ends in {' or '.join(kind.suffixes)}")
    if not path.parent.is_dir():
        raise OutputError(
            f"{path} cannot be written: there is no folder {path.parent}",
            expected="a folder that is there",
            todo=f"make it first: mkdir -p {path.parent}",
        )
    if path.is_dir():
        raise OutputError(f"{path} is a folder", expected=f"the name of a file for {kind.name}")
    if path.exists() and not force and not kind.ours(path):
        raise OutputError(
            f"{path} is there already"
            + ("" if kind.ours is _never else f", and is not {kind.name} that datadiet wrote"),
            expected="a new file",
            todo="choose another name, or take that file away" + ("" if force is None else ", or say --force"),
        )


def check_folder(path: Path, mark: str) -> None:
    """Refuse a folder to be written to before anything is computed: it is new, empty, or holds an earlier one.

    Args:
        path: the folder.
        mark: the file that tells an earlier one of ours.

    Raises:
        OutputError: it is a file, its parent is missing, or something else is in it.
    """
    if not path.parent.is_dir():
        raise OutputError(
            f"{path} cannot be written: there is no folder {path.parent}",
            expected="a folder that is there",
            todo=f"make it first: mkdir -p {path.parent}",
        )
    if path.exists() and (not path.is_dir() or (any(path.iterdir()) and not (path / mark).is_file())):
        raise OutputError(
            f"{path} is there already, and was not written by this command",
            expected="a new or empty folder, or an earlier one",
            todo="choose another name, or take it away",
        )


def problem_lines(problems: "Iterable[Problem]", *, more: str = "--json lists them all") -> list[str]:
    """Say what could not be used, the first ten of it."""
    told = list(dict.fromkeys(problems))
    if not told:
        return []
    left = len(told) - TOLD
    return [
        f"{len(told):,} {'problem' if len(told) == 1 else 'problems'}:",
        *(f"  {problem.where}: {problem.reason}" for problem in told[:TOLD]),
        *([f"  and {left:,} more" + (f" ({more})" if more else "")] if left > 0 else []),
    ]


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _is_page(path: Path) -> bool:
    return b"datadiet</title>" in _head(path)


def _is_plan(path: Path) -> bool:
    try:
        facts = json.loads(path.read_bytes())
    except ValueError:
        return False
    return isinstance(facts, dict) and {"schema", "domain_digest", "generate", "drop"} <= facts.keys()


def _is_rows(path: Path) -> bool:
    """Whether it has the columns that `domain sample` writes, first and last."""
    import polars as pl

    try:
        if path.suffix.lower() == ".parquet":
            names = list(pl.read_parquet_schema(path))
        else:
            with path.open(encoding="utf-8") as file:
                first = "".join(islice(file, 1))
            names = first.strip().split(",") if path.suffix.lower() == ".csv" else list(json.loads(first))
    except (OSError, ValueError, TypeError, pl.exceptions.PolarsError):
        return False
    return names[:1] == ["id"] and names[-2:] == ["stratum", "weight"]


def _never(path: Path) -> bool:
    return False


DRAFT = Kind("a draft", (".yaml", ".yml"), _never)
"""A person goes on from it: it is never replaced unasked."""
TABLE = Kind("a table", (".csv", ".parquet", ".jsonl"), _never)
"""Nothing tells made rows from a person's own: it is never replaced unasked."""
PAGE = Kind("a page", (".html", ".htm"), _is_page)
PLAN = Kind("a plan", (".json",), _is_plan)
ROWS = Kind("a table of conditions to generate", (".csv", ".parquet", ".jsonl"), _is_rows)
