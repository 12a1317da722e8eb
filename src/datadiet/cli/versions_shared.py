"""What the commands of versions share: the group, the store that is meant, and how things are told."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from datadiet.cli.app import app
from datadiet.cli.domain_options import dumped
from datadiet.cli.outputs import problem_lines

if TYPE_CHECKING:
    from datadiet.data.dataset import Problem
    from datadiet.data.versions import Store

__all__ = ["Move", "Named", "StoreAt", "Tag", "found_store", "listed", "made_store", "told", "versions", "warn"]

versions = typer.Typer(
    no_args_is_help=True,
    help="Versions of data: what there was, what it was made from, what replaced what, and what it was worth.",
    epilog="Begin with:  datadiet versions add renders/ --tag v1     then:  datadiet versions log",
)
app.add_typer(versions, name="versions")

StoreAt = Annotated[
    Path | None, typer.Option("--store", help="The store.", show_default=".datadiet here, or in a folder above")
]
Named = Annotated[str, typer.Argument(help="A tag, an id, or the first digits of one.", show_default=False)]
Move = Annotated[bool, typer.Option("--force", help="Move the tag where another version has it.")]
Tag = Annotated[str | None, typer.Option(help="A name for the version.", show_default=False)]


def found_store(folder: Path | None, *, damage: bool = True) -> "Store":
    """Return the store that is meant; say on standard error which lines of it cannot be read, unless that is told."""
    from datadiet.data.versions import find_store

    store = find_store(folder)
    if damage:
        _warn_of_damage(store)
    return store


def made_store(folder: Path | None) -> "Store":
    """Return the store that is meant, and make it where there is none; else as `found_store`."""
    from datadiet.data.versions import make_store

    store = make_store(folder)
    _warn_of_damage(store)
    return store


def _warn_of_damage(store: "Store") -> None:
    from datadiet.data.versions import damaged_lines
    from datadiet.data.versions.lines import TODO

    found = damaged_lines(store)
    for file, one in found:
        print(f"datadiet: line {one.line} of {file} cannot be read ({one.why}), and is left out", file=sys.stderr)
    if found:
        print(f"What to do: {TODO}", file=sys.stderr)


def told(facts: Any, lines: Iterable[str], *, json: bool) -> None:
    """Print facts as JSON, or lines for people."""
    if json:
        sys.stdout.buffer.write(dumped(facts))
    else:
        print("\n".join(lines))


def warn(unreadable: "Sequence[Problem]") -> None:
    """Say on standard error which images of a set nobody could open."""
    if not unreadable:
        return
    from datadiet.data.spelling import plural

    are = "is no image that can be read, and is" if len(unreadable) == 1 else "are no images that can be read, and are"
    print(f"datadiet: {plural(len(unreadable), 'file')} {are} kept as found:", file=sys.stderr)
    for line in problem_lines(unreadable)[1:]:
        print(line, file=sys.stderr)


def listed(problems: "Mapping[str, Sequence[Problem]]") -> dict[str, list[dict[str, str]]]:
    """Return problems as `--json` has them."""
    return {name: [asdict(problem) for problem in every] for name, every in problems.items()}
