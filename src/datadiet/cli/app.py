"""The application, what its commands share, and how errors become exit codes."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from datadiet import __version__
from datadiet.errors import DatadietError

__all__ = ["BAD_INPUT", "FAILED", "Json", "Run", "Seed", "Workers", "app", "free", "interrupted", "main", "run"]

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130

app = typer.Typer(
    name="datadiet",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Score, explain and curate synthetic data against real data.",
    epilog="Begin with:  datadiet demo     then:  datadiet score real/ synthetic/",
)


Run = Annotated[Path, typer.Argument(help="A run folder that `datadiet score` wrote.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON on standard output, and nothing else.")]
Seed = Annotated[int, typer.Option(help="Root of all randomness: the same seed gives the same bytes.")]
Workers = Annotated[int, typer.Option(help="Processes that decode and embed; the result does not depend on it.")]


@app.callback(invoke_without_command=True)
def root(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    """Hold the options that come before a command."""
    if version:
        print(f"datadiet {__version__}")
        raise typer.Exit


def free(stem: str) -> Path:
    """Return the first of STEM, STEM-2, STEM-3, … that does not exist."""
    number = 1
    while (path := Path(stem if number == 1 else f"{stem}-{number}")).exists():
        number += 1
    return path


class _Interrupted(Exception):
    """Ctrl-C or a signal that asks to end, with what is true then of the work under way."""


@contextmanager
def interrupted(left: str) -> Iterator[None]:
    """Say what an interrupted part of a command leaves, where it is not that all is kept and a second run goes on."""
    try:
        yield
    except KeyboardInterrupt as error:
        raise _Interrupted(left) from error


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    left = "what was made so far is kept, and a second run goes on from here"
    try:
        app(args=arguments)
    except SystemExit as stop:
        code = int(stop.code or 0)
    except _Interrupted as stop:
        code, left = INTERRUPTED, str(stop)
    except DatadietError as error:
        print(f"datadiet: {error}", file=sys.stderr)
        code = BAD_INPUT
    if code == INTERRUPTED:
        print(f"datadiet: interrupted; {left}", file=sys.stderr)
    return code


def main() -> None:
    """Run the command line."""
    sys.exit(run())
