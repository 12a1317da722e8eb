"""The commands that keep versions of data: add, log, tag, restore, verify."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datadiet.cli.app import FAILED, Json
from datadiet.cli.outputs import problem_lines
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
from datadiet.errors import OptionError
from datadiet.progress import shown

if TYPE_CHECKING:
    from datadiet.data.versions import Added, Finding, Restored, Store, Verified


@versions.command(no_args_is_help=True, epilog="Example:  datadiet versions add renders/ --parent v1 --tag v2")
def add(
    data: Annotated[str, typer.Argument(help="A folder, an annotation file, or a table of rows.", show_default=False)],
    parent: Annotated[list[str] | None, typer.Option(help="A version that it follows.", show_default="none")] = None,
    message: Annotated[str, typer.Option("--message", "-m", help="For the log.", show_default=False)] = "",
    tag: Tag = None,
    force: Move = False,
    format_: Annotated[
        str | None, typer.Option("--format", help="The name of a reader.", show_default="recognised")
    ] = None,
    link: Annotated[
        bool, typer.Option("--link", help="Hard links for images, which become read-only, instead of copies.")
    ] = False,
    no_objects: Annotated[
        bool, typer.Option("--no-objects", help="Copy nothing; a restore then needs the files unchanged.")
    ] = False,
    store: StoreAt = None,
    json: Json = False,
) -> None:
    """Make DATA a version: its files, samples, labels and parameters, by their digests. The same data, the same id."""
    from datadiet.data import versions as of
    from datadiet.data.versions.words import version_facts

    if link and no_objects:
        raise OptionError("--link beside --no-objects", expected="one of them")
    kept = made_store(store)
    keeping = of.Keeping(objects=not no_objects, link=link)
    with shown() as progress:
        made = of.add(
            kept,
            data,
            parents=parent or (),
            message=message,
            tag=tag,
            force=force,
            keeping=keeping,
            format=format_,
            progress=progress,
        )
    warn(made.unreadable)
    facts = {**version_facts(kept, made.version), "new": made.new, "copied": made.copied, "mended": made.mended}
    problems = {"problems": made.problems, "unreadable": made.unreadable}
    told({**facts, **listed(problems)}, _added(kept, made, link), json=json)


def _added(store: "Store", made: "Added", link: bool) -> list[str]:
    from datadiet.data.spelling import plural
    from datadiet.data.versions.words import mended_words, size

    version = made.version
    what = f"{plural(version.n, 'sample')}, {plural(version.tables['files'].rows, 'file')}, {size(version.bytes)}"
    was = ("" if made.new else "; it was there already") + mended_words(made.mended)
    how = "linked or copied" if link else "copied"
    went = f"; {plural(made.copied, 'file')} {how} to {store.objects.folder}" if made.copied else ""
    return [
        f"Version: {store.name_of(version.id)} of {made.name} ({what}{was}{went})",
        *problem_lines(made.problems),
        "Next: datadiet versions log",
    ]


@versions.command(epilog="Example:  datadiet versions log")
def log(store: StoreAt = None, json: Json = False) -> None:
    """List the versions, the newest first."""
    from datadiet.data.versions.words import log_lines, version_facts

    kept = found_store(store)
    facts = [version_facts(kept, version) for version in reversed(kept.versions())]
    told(facts, log_lines(kept) if facts else ["There is no version yet."], json=json)


@versions.command(epilog="Example:  datadiet versions tag v2 3f2a91c0b7de")
def tag(
    name: Annotated[str | None, typer.Argument(help="The tag.", show_default="all are listed")] = None,
    version: Annotated[str | None, typer.Argument(help="The version that it shall name.", show_default=False)] = None,
    force: Move = False,
    store: StoreAt = None,
    json: Json = False,
) -> None:
    """Give VERSION the name NAME; without arguments, list the tags."""
    from datadiet.data.versions.tags import write_tag

    kept = found_store(store)
    if name is not None:
        if version is None:
            raise OptionError(f"no version for the tag '{name}'", expected="datadiet versions tag NAME VERSION")
        with kept.writing():
            write_tag(kept.tags_file, name, kept.resolve(version).id, force=force)
    tags = kept.tags()
    told(tags, [f"{tag}  {id}" for tag, id in sorted(tags.items())] or ["There is no tag yet."], json=json)


@versions.command(no_args_is_help=True, epilog="Example:  datadiet versions restore v1 --to renders-v1")
def restore(
    version: Named,
    to: Annotated[Path, typer.Option(help="A folder; nothing there is deleted.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace files that have other bytes.")] = False,
    store: StoreAt = None,
    json: Json = False,
) -> None:
    """Write the files of VERSION, byte for byte. Files there with other bytes are named, and refused."""
    from datadiet.data.versions import restore as restored

    kept = found_store(store)
    with shown() as progress:
        found = restored(kept, kept.resolve(version), to, force=force, progress=progress)
    told({**asdict(found), "folder": str(found.folder)}, _restored(found), json=json)


def _restored(found: "Restored") -> list[str]:
    from datadiet.data.spelling import plural

    written = f"{plural(found.written, 'file')} {'was' if found.written == 1 else 'were'} written"
    lines = [f"{found.folder}: {written}, {found.same:,} {'was' if found.same == 1 else 'were'} there already"]
    if found.others:
        some = ", ".join(found.others[:5]) + (", …" if len(found.others) > 5 else "")
        not_ours = "is not of this version, and was" if len(found.others) == 1 else "are not of this version, and were"
        lines.append(f"{plural(len(found.others), 'file')} there {not_ours} left alone: {some}")
    return lines


@versions.command(epilog="Example:  datadiet versions verify")
def verify(
    version: Annotated[list[str] | None, typer.Argument(help="Tags or ids.", show_default="all versions")] = None,
    store: StoreAt = None,
    json: Json = False,
) -> None:
    """Hash all again, compare results with their files, and name what is not as it was written. Exits with 1 then."""
    from datadiet.data.versions import verify as verified

    with shown() as progress:
        found = verified(found_store(store, damage=False), version or (), progress=progress)
    told({**asdict(found), "fine": found.fine}, _verified(found), json=json)
    if not found.fine:
        raise typer.Exit(FAILED)


def _verified(found: "Verified") -> list[str]:
    from datadiet.data.spelling import plural

    looked = f"{plural(found.versions, 'version')} and {plural(found.files, 'file')}"
    if found.fine:
        return [f"As written: {looked} in {found.store}"]
    return [
        f"Not as written: {plural(len(found.findings), 'thing')} in {found.store}, where {looked} were looked at:",
        *(
            f"  {_where(found.store, one)}\n    found: {one.found}\n    expected: {one.expected}"
            for one in found.findings
        ),
        "What to do: fetch these files again, for example with git restore or dvc pull. When the same data is added "
        "again, its manifest, tables and entry in the log come back, and copies in objects/ that were taken away. A "
        "result comes back when it is detached, and its file is attached again.",
    ]


def _where(store: str, one: "Finding") -> str:
    """Return the file as seen from the store, and which part of it is meant."""
    file = Path(one.file)
    name = file.relative_to(store) if file.is_relative_to(store) else file
    line = "" if one.line is None else f", line {one.line}"
    return f"{name}{line}" + (f" (a copy of {one.copy_of})" if one.copy_of else "")
