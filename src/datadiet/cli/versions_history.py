"""The commands that look back: replace, diff, lineage, attach, detach, results."""

from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datadiet.cli.app import Json, Workers
from datadiet.cli.versions_shared import (
    Move,
    Named,
    StoreAt,
    Tag,
    found_store,
    listed,
    made_store,
    told,
    versions,
    warn,
)
from datadiet.errors import DataError
from datadiet.progress import shown
from datadiet.scorecard.options import Options

if TYPE_CHECKING:
    from datadiet.data.dataset import Problem
    from datadiet.data.versions import Prepared, Store, Version


class By(StrEnum):
    """How samples of two versions are matched."""

    ID = "id"
    INDEX = "index"


class Side(StrEnum):
    """Of a proof."""

    A = "a"
    B = "b"


class Level(StrEnum):
    """What a sample is."""

    ITEM = "item"
    ENVIRONMENT = "environment"
    SCENE = "scene"


@versions.command(
    no_args_is_help=True,
    epilog='Example:  datadiet versions replace v1 renders-2/ --why "a better texture" --tag v2',
)
def replace(
    old: Annotated[str, typer.Argument(help="A version, or data to be added.", show_default=False)],
    new: Annotated[str, typer.Argument(help="A version, or data to be added.", show_default=False)],
    why: Annotated[str, typer.Option(help="The reason.", show_default=False)],
    by: Annotated[
        By | None, typer.Option(help="Match samples by id, or by seed and index.", show_default="id, else index")
    ] = None,
    map_: Annotated[
        Path | None, typer.Option("--map", help="A table with the columns old and new, instead.", show_default=False)
    ] = None,
    tag: Tag = None,
    force: Move = False,
    store: StoreAt = None,
    json: Json = False,
) -> None:
    """Record that samples of NEW took the place of samples of OLD, and why. OLD stays, and can be restored."""
    from datadiet.data.versions import replace as replaced
    from datadiet.data.versions.words import replaced_lines, version_facts

    kept = made_store(store)
    before, _ = _meant(kept, old)
    after, unreadable = _meant(kept, new)
    made = replaced(
        kept, before, after, why=why, by=None if by is None else by.value, mapping=map_, tag=tag, force=force
    )
    more = {
        "mended": made.mended,
        "by": made.by,
        "same": made.same,
        "left": made.left,
        "more": made.more,
        **listed({"unreadable": unreadable}),
    }
    facts = {**version_facts(kept, made.version), **more}
    told(facts, replaced_lines(kept, after, made), json=json)


def _meant(store: "Store", name: str) -> "tuple[Version | Prepared, tuple[Problem, ...]]":
    """Return a version, or data where there is no such version and data there is; and its files that nobody can open.

    Data is prepared, and written down with the replacement alone.
    """
    from datadiet.data.versions import prepare

    try:
        return store.resolve(name), ()
    except DataError:
        if not Path(name).expanduser().exists():
            raise
    with shown() as progress:
        found = prepare(store, name, progress=progress)
    warn(found.unreadable)
    return found, found.unreadable


@versions.command(no_args_is_help=True, epilog="Example:  datadiet versions diff v1 v2 --real photos/")
def diff(
    a: Named,
    b: Named,
    real: Annotated[str | None, typer.Option(help="Real data: the three I's of both.", show_default=False)] = None,
    domain: Annotated[
        Path | None, typer.Option(help="A domain of operation: what both cover.", show_default=False)
    ] = None,
    level: Annotated[Level, typer.Option(help="With --real: what a sample is.")] = Level.SCENE,
    workers: Workers = Options.workers,
    store: StoreAt = None,
    json: Json = False,
) -> None:
    """Say what differs between A and B: samples, what supersedes what, scores, coverage, and what each gain cost."""
    from datadiet.data.versions import diff as differing

    kept = found_store(store)
    before, after = kept.resolve(a), kept.resolve(b)
    found = differing(kept, before, after)
    facts, lines = asdict(found), found.lines()
    if real is not None or domain is not None:
        from datadiet.loop.history import worth

        with shown() as progress:
            measured = worth(
                kept,
                before,
                after,
                found.cost,
                real=real,
                domain=domain,
                level=level.value,
                workers=workers,
                progress=progress,
            )
        facts, lines = {**facts, "worth": asdict(measured)}, [*lines, *measured.lines()]
    told(facts, lines, json=json)


@versions.command(no_args_is_help=True, epilog="Example:  datadiet versions lineage images/000003.png")
def lineage(
    sample: Annotated[
        str, typer.Argument(help="The id of a sample, its file, or 12 digits of its SHA-256.", show_default=False)
    ],
    version: Annotated[
        str | None, typer.Option("--in", help="The version that has it.", show_default="the latest that has it")
    ] = None,
    store: StoreAt = None,
    json: Json = False,
) -> None:
    """Follow SAMPLE back to twin, seed and parameters, through what it was made from, and along what replaced what."""
    from datadiet.data.versions import lineage as followed
    from datadiet.data.versions.words import lineage_lines

    kept = found_store(store)
    found = followed(kept, sample, version=kept.resolve(version) if version is not None else None)
    told(asdict(found), lineage_lines(kept, found), json=json)


@versions.command(no_args_is_help=True, epilog="Example:  datadiet versions attach v2 datadiet-run")
def attach(
    version: Named,
    file: Annotated[
        Path,
        typer.Argument(
            help="scorecard.json, model.json, proof.json, or a folder with one, or with seed-0, seed-1, …",
            show_default=False,
        ),
    ],
    side: Annotated[Side, typer.Option(help="Of a proof: the model that was trained on VERSION.")] = Side.B,
    force: Annotated[bool, typer.Option("--force", help="Also where FILE says that it is about other data.")] = False,
    store: StoreAt = None,
    json: Json = False,
) -> None:
    """Tie an evaluation to VERSION: scores, what a model reached, what its training cost."""
    from datadiet.data.versions import attach_all
    from datadiet.data.versions.result_words import attached_lines

    kept = found_store(store)
    found = kept.resolve(version)
    made = attach_all(kept, found, file, side=side.value, force=force)
    results = [{**asdict(one.result), "new": one.new, "unchecked": one.unchecked} for one in made]
    told({"results": results}, attached_lines(kept, found, made), json=json)


@versions.command(no_args_is_help=True, epilog="Example:  datadiet versions detach v2 datadiet-run")
def detach(
    version: Named,
    result: Annotated[
        str, typer.Argument(help="A file or folder, its name in the results, or its SHA-256.", show_default=False)
    ],
    side: Annotated[Side | None, typer.Option(help="Of a proof: only this side.", show_default="any")] = None,
    store: StoreAt = None,
    json: Json = False,
) -> None:
    """Take an evaluation away from VERSION, and from those with the same samples: what attach did is undone."""
    from datadiet.data.versions import detach as detached
    from datadiet.data.versions.result_words import detached_lines

    kept = found_store(store)
    found = kept.resolve(version)
    made = detached(kept, found, result, side=None if side is None else side.value)
    told(asdict(made), detached_lines(kept, found, made), json=json)


@versions.command(epilog="Example:  datadiet versions results --by mAP")
def results(
    by: Annotated[
        str | None, typer.Option(help="The measure that decides.", show_default="mAP, accuracy, or the first I")
    ] = None,
    store: StoreAt = None,
    json: Json = False,
) -> None:
    """List the versions with what is known of them, the best first: which data made the model better?"""
    from datadiet.data.versions import ranked
    from datadiet.data.versions.result_words import ranked_lines

    chosen, rows = ranked(found_store(store), by=by)
    facts = {"by": chosen, "versions": [asdict(row) for row in rows]}
    empty = ["No result is attached yet.", "Next: datadiet versions attach VERSION RUN"]
    told(facts, ranked_lines(chosen, rows) + ([] if chosen else empty), json=json)
