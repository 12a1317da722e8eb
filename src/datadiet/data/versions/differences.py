"""What differs between two versions, sample by sample, and what the difference cost."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from datadiet.data.costs import Cost
from datadiet.data.spelling import plural
from datadiet.data.versions.costs import cost_of, known_costs
from datadiet.data.versions.manifest import Version, short
from datadiet.data.versions.results import Apart, Gain, gains
from datadiet.data.versions.store import Store

__all__ = ["Difference", "Superseded", "diff"]

_SHOWN = 5
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Superseded:
    """One sample that took the place of another."""

    old: str
    new: str
    why: str


@dataclass(frozen=True, slots=True)
class Difference:
    """B against A."""

    a: str
    b: str
    """Ids."""
    n_a: int
    n_b: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    moved: tuple[tuple[str, str], ...]
    """Samples with the same content under another id: (in A, in B)."""
    content: tuple[str, ...]
    """Samples of both whose pixels, or row, are others."""
    labels: tuple[str, ...]
    """Whose label or annotated objects are."""
    conditions: tuple[str, ...]
    """Whose metadata is, or what is said of an annotated object beside class, box and mask."""
    columns: dict[str, int]
    """Condition -> samples of both in which it is another one, most first."""
    made: dict[str, tuple[str, str]]
    """What `run.json` and `provenance.json` say differently: name -> (A, B)."""
    same: int
    supersedes: tuple[Superseded, ...]
    """What B says that it replaces of A."""
    cost_a: Cost
    cost_b: Cost
    cost: Cost
    """Of the samples of B whose content A does not have."""
    gains: tuple[Gain, ...]
    """Where results are attached to both."""
    apart: tuple[Apart, ...]
    """Where they were measured on different real data, and say nothing of a gain."""

    def lines(self) -> list[str]:
        """Say it for people."""
        return list(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{short(self.a)} ({plural(self.n_a, 'sample')}) -> {short(self.b)} ({plural(self.n_b, 'sample')})"
        yield f"same in both: {self.same:,}"
        for word, names in (("added", self.added), ("removed", self.removed)):
            yield from _named(word, names)
        yield from _named("moved", tuple(f"{old} -> {new}" for old, new in self.moved))
        for word, names in (("pixels", self.content), ("labels", self.labels), ("conditions", self.conditions)):
            yield from _named(f"other {word}", names)
        if self.columns:
            told = [f"{name} in {count:,}" for name, count in self.columns.items()]
            more = f", and {len(told) - _SHOWN:,} more" if len(told) > _SHOWN else ""
            yield f"which conditions: {', '.join(told[:_SHOWN])}{more}"
        yield from (f"made otherwise: {name}: {old} -> {new}" for name, (old, new) in self.made.items())
        whys = dict.fromkeys(one.why for one in self.supersedes)
        for why in whys:
            yield f"supersedes: {plural(sum(one.why == why for one in self.supersedes), 'sample')}: {why}"
        yield f"cost of what is new: {words(self.cost)}"
        yield from (gain.line for gain in self.gains)
        yield from (pair.line for pair in self.apart)


def words(cost: Cost) -> str:
    """Say what samples cost, and of how many it is known."""
    if not cost.known:
        return "not known" if cost.n else "nothing"
    paid = "" if cost.money is None else f", {cost.money:.4g} of money"
    each = f"{cost.seconds / cost.known:.3g} s a sample"
    known = "" if cost.known == cost.n else f" (known of {cost.known:,} of {cost.n:,})"
    return f"{cost.seconds:,.1f} s of work, {each}{paid}{known}"


def _named(word: str, names: tuple[str, ...]) -> Iterator[str]:
    if names:
        more = f", and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
        yield f"{word}: {len(names):,} ({', '.join(names[:_SHOWN])}{more})"


def diff(store: Store, a: Version, b: Version) -> Difference:
    """Compare two versions; samples are matched by id."""
    before, after = _rows(store, a), _rows(store, b)
    both = [name for name in after if name in before]
    gone, come = {*before} - {*after}, {*after} - {*before}
    moved = _moved(before, after, gone, come)
    old, new = {old for old, _ in moved}, {new for _, new in moved}
    content, labels, conditions = (
        tuple(name for name in both if any(before[name][part] != after[name][part] for part in parts))
        for parts in (("content",), ("label", "group", "annotations"), ("conditions", "object_conditions"))
    )
    columns = _columns([(before[name]["conditions"], after[name]["conditions"]) for name in conditions])
    known = known_costs(store)
    contents = {row["content"] for row in before.values()}
    fresh = [row["content"] for row in after.values() if row["content"] not in contents]
    spent = cost_of(fresh, known)
    gained, apart = gains(store, a, b, spent)
    return Difference(
        a=a.id,
        b=b.id,
        n_a=len(before),
        n_b=len(after),
        added=tuple(sorted(come - new)),
        removed=tuple(sorted(gone - old)),
        moved=moved,
        content=content,
        labels=labels,
        conditions=conditions,
        columns=columns,
        made=_made(a.made, b.made),
        same=len({*both} - {*content, *labels, *conditions}),
        supersedes=_superseded(store, a, b),
        cost_a=cost_of((row["content"] for row in before.values()), known),
        cost_b=cost_of((row["content"] for row in after.values()), known),
        cost=spent,
        gains=gained,
        apart=apart,
    )


def _rows(store: Store, version: Version) -> dict[str, Row]:
    return {row["sample"]: row for row in store.table(version, "samples").iter_rows(named=True)}


def _moved(
    before: Mapping[str, Row], after: Mapping[str, Row], gone: set[str], come: set[str]
) -> tuple[tuple[str, str], ...]:
    """Pair what has gone with what has come and has the same content."""
    waiting: dict[str, list[str]] = {}
    for name in sorted(gone, reverse=True):
        waiting.setdefault(before[name]["content"], []).append(name)
    found = []
    for name in sorted(come):
        if old := waiting.get(after[name]["content"]):
            found.append((old.pop(), name))
    return tuple(sorted(found))


def _columns(pairs: Sequence[tuple[str | None, str | None]]) -> dict[str, int]:
    """Count which conditions differ in how many samples."""
    found: Counter[str] = Counter()
    for old, new in pairs:
        a, b = (json.loads(text) if text else {} for text in (old, new))
        found.update(name for name in {**a, **b} if a.get(name) != b.get(name))
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _made(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return what differs in how two sets were made, by the path of keys that leads there."""
    before, after = dict(_leaves("", a)), dict(_leaves("", b))
    names = dict.fromkeys([*before, *after])
    pairs = {name: (before.get(name, "-"), after.get(name, "-")) for name in names}
    pairs = {name: told for name, told in pairs.items() if not set(told) <= {"-", str(None)}}
    return {name: (_cut(old), _cut(new)) for name, (old, new) in pairs.items() if old != new}


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _leaves(f"{name}.{key}" if name else str(key), inner)
    elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        for number, inner in enumerate(value):
            word = inner.get("role", number) if isinstance(inner, Mapping) else number
            yield from _leaves(f"{name}.{word}", inner)
    else:
        yield name, str(value)


def _cut(text: str) -> str:
    return short(text) if len(text) >= len(short(text)) and set(text) <= set("0123456789abcdef") else text[:60]


def _superseded(store: Store, a: Version, b: Version) -> tuple[Superseded, ...]:
    """What B says of A, or of another version with the same samples."""
    alike = {each.id for each in store.versions() if each.data == a.data}
    rows = store.table(b, "supersedes").iter_rows(named=True)
    return tuple(Superseded(row["old"], row["new"], row["why"]) for row in rows if row["old_version"] in alike)
