"""Samples of a version take the place of samples of an older one, for a reason that is kept."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from datadiet.data import tables
from datadiet.data.versions.adding import Prepared, drafted, now, record
from datadiet.data.versions.log import Entry
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.rows import SUPERSEDES, TABLES
from datadiet.data.versions.store import Store
from datadiet.data.versions.tags import check_tag
from datadiet.errors import DataError, OptionError

__all__ = ["By", "Replaced", "replace"]

By = Literal["id", "index"]


@dataclass(frozen=True, slots=True)
class Replaced:
    """What became of a replacement."""

    version: Version
    """With the rows that say so; its samples are those of the new version."""
    rows: int
    by: str
    """How samples were matched: id, index or map."""
    same: int
    """Pairs that are the same sample, and therefore supersede nothing."""
    left: tuple[str, ...]
    """Samples of the old version that nothing takes the place of."""
    more: tuple[str, ...]
    """Samples of the new version that take the place of nothing."""
    old: str
    """Id of the version that is replaced."""
    mended: tuple[str, ...] = ()
    """As `Added.mended`, of the version that says so."""


def replace(
    store: Store,
    old: Version | Prepared,
    new: Version | Prepared,
    *,
    why: str,
    by: By | None = None,
    mapping: str | Path | None = None,
    tag: str | None = None,
    force: bool = False,
) -> Replaced:
    """Record that samples of `new` supersede samples of `old`: a version with the same samples, and `old` as a parent.

    Where that is refused, no version is written: neither this one, nor one of data that was prepared.

    Args:
        store: what holds them.
        old: the version that is replaced, or data that was prepared to be one; it stays, and can be restored.
        new: the version that replaces it, or data that was prepared to be one.
        why: the reason, such as "a better texture of skin".
        by: match samples by `id`, or by the seed and the `index` that a twin drew them with; None takes ids, and where
            none fits, the index.
        mapping: a table with the columns `old` and `new`, ids of samples, instead.
        tag: a name for the version.
        force: move the tag where another version has it.

    Raises:
        OptionError: there is no reason, or both `by` and `mapping`; the tag is another version's.
        DataError: no sample matches, all that do are the same, or the mapping names one that is not there, or a pair
            twice.
    """
    if not why.strip():
        raise OptionError("the reason is empty", expected='--why with a few words, such as "a better texture"')
    if by is not None and mapping is not None:
        raise OptionError("a way to match beside a mapping", expected="one of them")
    if tag is not None:
        check_tag(tag)
    prepared = new if isinstance(new, Prepared) else _again(store, new)
    was = drafted(store, old).version if isinstance(old, Prepared) else old
    before = old.tables["samples"] if isinstance(old, Prepared) else store.table(old, "samples")
    after = prepared.tables["samples"]
    pairs, how = _mapped(before, after, Path(mapping)) if mapping is not None else _matched(before, after, by)
    rows, same = _rows(was, before, after, pairs, why.strip())
    if not rows:
        raise DataError(
            f"nothing is replaced: all samples that match ({same:,}) are the same in both",
            expected="samples with other pixels or labels",
            todo="name two versions that differ",
        )
    first = [old] if isinstance(old, Prepared) else []
    made = record(store, _with(prepared, was, rows, why.strip()), tag=tag, force=force, before=first)
    return Replaced(
        made.version,
        len(rows),
        how,
        same,
        tuple(sorted({*before["sample"]} - {old for old, _ in pairs})),
        tuple(sorted({*after["sample"]} - {new for _, new in pairs})),
        was.id,
        made.mended,
    )


Pairs = list[tuple[str, str]]


def _again(store: Store, version: Version) -> Prepared:
    """Return a version that is there as one to be written: with more rows of what it supersedes."""
    last = next((entry for entry in reversed(store.log()) if entry.version == version.id), Entry("", "", "", "."))
    costs = store.costs_file(version.id)
    return Prepared(
        {name: store.table(version, name) for name in TABLES},
        dataclasses.replace(last, version="", at=now()),
        version.made,
        costs.read_bytes() if costs.is_file() else None,
        version.parents,
    )


def _with(found: Prepared, old: Version, rows: list[tuple[str, ...]], why: str) -> Prepared:
    more = pl.DataFrame(rows, schema=SUPERSEDES, orient="row")
    if "supersedes" in found.tables:
        more = pl.concat([found.tables["supersedes"].select(list(SUPERSEDES)), more])
    rows_once = more.unique(["old_version", "old", "new"], keep="last")
    return dataclasses.replace(
        found,
        tables={**found.tables, "supersedes": rows_once},
        entry=dataclasses.replace(found.entry, message=why),
        parents=tuple(sorted({*found.parents, old.id})),
    )


def _matched(before: pl.DataFrame, after: pl.DataFrame, by: By | None) -> tuple[Pairs, str]:
    ways = {"id": _by_id, "index": _by_index}
    for name in [by] if by is not None else ways:
        if pairs := ways[name](before, after):
            return pairs, name
    tried = "id" if by == "id" else "seed and index" if by == "index" else "id, nor by seed and index"
    raise DataError(
        f"no sample of the new version matches one of the old by {tried}: it has ids such as '{after['sample'][0]}'",
        expected=f"ids such as '{before['sample'][0]}'",
        todo="say which takes the place of which in a table with the columns old and new, and name it with --map",
    )


def _by_id(before: pl.DataFrame, after: pl.DataFrame) -> Pairs:
    there = set(before["sample"])
    return [(name, name) for name in after["sample"] if name in there]


def _by_index(before: pl.DataFrame, after: pl.DataFrame) -> Pairs:
    """By seed and index; by the index alone where the sets were drawn with different seeds."""
    for keys in (("seed", "index"), ("index",)):
        old, new = _keyed(before, keys), _keyed(after, keys)
        if pairs := [(old[key], new[key]) for key in new if key in old]:
            return pairs
    return []


def _keyed(frame: pl.DataFrame, keys: tuple[str, ...]) -> dict[tuple[object, ...], str]:
    """Return the samples by these conditions; those that have none of them, or share them, are left out."""
    found: dict[tuple[object, ...], str] = {}
    shared = set()
    for name, text in frame.select("sample", "conditions").iter_rows():
        said: Mapping[str, object] = json.loads(text) if text else {}
        key = tuple(said.get(each) for each in keys)
        if None not in key:
            shared |= {key} if key in found else set()
            found[key] = name
    return {key: name for key, name in found.items() if key not in shared}


def _mapped(before: pl.DataFrame, after: pl.DataFrame, file: Path) -> tuple[Pairs, str]:
    table = tables.load(file)
    if missing := [name for name in ("old", "new") if name not in table.columns]:
        raise DataError(f"{file} has no column '{missing[0]}'", expected="the columns old and new: ids of samples")
    pairs = [(str(old), str(new)) for old, new in table.select("old", "new").iter_rows()]
    for column, frame, names in (("old", before, [a for a, _ in pairs]), ("new", after, [b for _, b in pairs])):
        there = set(frame["sample"])
        if strange := [name for name in names if name not in there]:
            raise DataError(f"{file}: the {column} version has no sample '{strange[0]}'", expected="ids of its samples")
    if len(set(pairs)) < len(pairs):
        twice = next(pair for at, pair in enumerate(pairs) if pair in pairs[:at])
        raise DataError(f"{file} says twice that {twice[1]} replaces {twice[0]}", expected="each pair once")
    return pairs, "map"


def _rows(
    old: Version, before: pl.DataFrame, after: pl.DataFrame, pairs: Pairs, why: str
) -> tuple[list[tuple[str, ...]], int]:
    """Return the rows, and how many pairs are the same in content and labels."""
    was = {row[0]: row[1:] for row in before.select("sample", "content", "label", "annotations").iter_rows()}
    now_ = {row[0]: row[1:] for row in after.select("sample", "content", "label", "annotations").iter_rows()}
    other = [(a, b) for a, b in pairs if was[a] != now_[b]]
    return [(old.id, a, was[a][0], b, now_[b][0], why) for a, b in other], len(pairs) - len(other)
