"""What people read about versions."""

import textwrap
from collections.abc import Iterator, Sequence

from datadiet.data.spelling import plural
from datadiet.data.versions.adding import Prepared
from datadiet.data.versions.lineage import Lineage, Source, Step
from datadiet.data.versions.manifest import Version, short
from datadiet.data.versions.store import Store
from datadiet.data.versions.superseding import Replaced

__all__ = [
    "columns",
    "lineage_lines",
    "log_lines",
    "mended_words",
    "replaced_lines",
    "size",
    "version_facts",
]

_WIDTH = 110
_OWN = ("index", "seed")
_BY = {"id": "id", "index": "seed and index", "map": "the table of --map"}


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Align rows of text; columns that are empty throughout are left out."""
    used = [at for at in range(len(rows[0]) if rows else 0) if any(row[at] for row in rows[1:])]
    widths = [max(len(row[at]) for row in rows) for at in used]
    return ["  ".join(row[at].ljust(width) for at, width in zip(used, widths, strict=True)).rstrip() for row in rows]


def log_lines(store: Store) -> list[str]:
    """List the versions, the newest first."""
    entries = {entry.version: entry for entry in store.log()}
    rows = [("version", "added", "data", "samples", "made by", "follows", "tags", "message")]
    for version in reversed(store.versions()):
        entry = entries.get(version.id)
        rows.append(
            (
                short(version.id),
                entry.at[:16].replace("T", " ") if entry else "",
                entry.name if entry else "",
                f"{version.n:,}",
                version.source,
                " ".join(store.name_of(parent) for parent in version.parents),
                " ".join(store.tags_of(version.id)),
                entry.message if entry else "",
            )
        )
    return columns(rows)


def lineage_lines(store: Store, found: Lineage) -> list[str]:
    """Tell where a sample comes from."""
    return [f"{found.sample} in {store.name_of(found.version)}", *_told(store, found, "  ")]


def _told(store: Store, found: Lineage, indent: str) -> Iterator[str]:
    yield f"{indent}content: SHA-256 {found.content}"
    if found.label:
        yield f"{indent}label: {found.label}"
    also = [f"{store.name_of(id)} as {name}" for id, name in found.versions if id != found.version]
    if also:
        yield f"{indent}also in: {', '.join(also)}"
    yield from (f"{indent}{line}" for line in _made(found))
    if found.seconds is not None:
        paid = "" if found.money is None else f", {found.money:.4g} of money"
        yield f"{indent}cost: {found.seconds:.3g} s of work{paid}"
    named = [f"{name} {_short(value)}" for name, value in found.conditions.items() if name not in _OWN]
    if named:
        said = f"{plural(len(named), 'condition')}: {'; '.join(named)}"
        yield from textwrap.wrap(said, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ")
    for source in found.sources:
        yield from _source(store, source, indent)
    yield from _steps(store, "replaces", found.replaced, indent)
    yield from _steps(store, "replaced by", found.replaced_by, indent)


def _made(found: Lineage) -> Iterator[str]:
    """Tell by what the set was made."""
    run, made = found.made.get("run") or {}, found.made.get("provenance") or {}
    if run:
        own = [f"{name} {found.conditions[name]}" for name in _OWN if name in found.conditions]
        place = ", ".join(own or [f"seed {run.get('seed')}"])
        by = f"spec {str(run.get('spec', ''))[:12]}, datadiet {run.get('datadiet')}"
        yield f"made by: {run.get('source')} ({place}), {by}"
    elif made:
        yield f"made by: datadiet {made.get('made_by')} {made.get('datadiet')}"
    for origin in made.get("origins", ()):
        yield f"{origin['role']}: {origin['name']}, SHA-256 {origin['digest'][:12]}"
    if made.get("options"):
        asked = ((name, value) for name, value in sorted(made["options"].items()) if value is not None)
        yield "options: " + ", ".join(f"{name} {_short(value)}" for name, value in asked)


def _source(store: Store, source: Source, indent: str) -> Iterator[str]:
    origin = source.role if source.role.endswith(" from") else f"from {source.role}"
    if source.known is None:
        yield (
            f"{indent}{origin}: {source.sample}, SHA-256 {source.content[:12]}; its set ({source.set[:12]}) "
            "is not in this store"
        )
        return
    yield f"{indent}{origin}: {source.sample} in {store.name_of(source.known.version)}"
    yield from _told(store, source.known, f"{indent}  ")


def _steps(store: Store, word: str, steps: Sequence[Step], indent: str) -> Iterator[str]:
    for step in steps:
        known = set(store.ids())
        of = f" of {store.name_of(step.of)}" if word == "replaces" and step.of in known else ""
        yield f"{indent}{word}: {step.sample}{of} ({step.content[:12]}), says {store.name_of(step.version)}: {step.why}"


def _short(value: object) -> str:
    text = f"{value:.4g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def mended_words(mended: Sequence[str]) -> str:
    """Tell which files of a version were not as they should be, behind what else is said of it; '' where all were."""
    if not mended:
        return ""
    *others, last = mended
    each = f"{', '.join(others)} and {last}" if others else last
    return f"; {each} since, and {'were' if others else 'was'} written again"


def replaced_lines(store: Store, new: Version | Prepared, made: Replaced) -> list[str]:
    """Tell what supersedes what, and what is left to do."""
    lines = [
        f"Version: {store.name_of(made.version.id)} ({plural(made.version.n, 'sample')}{mended_words(made.mended)})",
        f"Replaced: {plural(made.rows, 'sample')} of {store.name_of(made.old)}, matched by {_BY[made.by]}",
    ]
    for word, names in (("Not replaced", made.left), ("New, in the place of none", made.more)):
        if names:
            lines.append(f"{word}: {plural(len(names), 'sample')}, such as {names[0]}")
    if made.same:
        lines.append(f"The same in both, and so not replaced: {plural(made.same, 'sample')}")
    if isinstance(new, Version) and (tags := store.tags_of(new.id)):
        lines.append(
            f"The tag '{tags[0]}' is still that of {short(new.id)}, with the same samples and no word of what they "
            f"replace. Move it with: datadiet versions tag {tags[0]} {short(made.version.id)} --force"
        )
    return lines


def version_facts(store: Store, version: Version) -> dict[str, object]:
    """Return what `--json` says of a version."""
    entry = next((each for each in reversed(store.log()) if each.version == version.id), None)
    return {
        "version": version.id,
        "tags": store.tags_of(version.id),
        "name": entry.name if entry else None,
        "added": entry.at if entry else None,
        "message": entry.message if entry else None,
        "samples": version.n,
        "files": version.tables["files"].rows,
        "bytes": version.bytes,
        "parents": list(version.parents),
        "supersedes": version.tables["supersedes"].rows if "supersedes" in version.tables else 0,
        "made": version.made,
    }


def size(count: int) -> str:
    """Return a number of bytes in the largest unit of which there is one."""
    for power, unit in ((4, "TB"), (3, "GB"), (2, "MB"), (1, "kB")):
        if count >= 1000**power:
            return f"{count / 1000**power:,.1f} {unit}"
    return plural(count, "byte")
