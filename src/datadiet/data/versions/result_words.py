"""What people read about results."""

from collections.abc import Iterable, Sequence

from datadiet.data.versions.attaching import Attached
from datadiet.data.versions.detaching import Detached
from datadiet.data.versions.differences import words as cost_words
from datadiet.data.versions.manifest import Version, short
from datadiet.data.versions.ranking import Ranked
from datadiet.data.versions.results import Result, called
from datadiet.data.versions.store import Store
from datadiet.data.versions.words import columns

__all__ = ["attached_lines", "detached_lines", "ranked_lines"]


_OTHER_TEST = "other test data"


def ranked_lines(by: str | None, rows: Iterable[Ranked]) -> list[str]:
    """List versions with what is known of them, and below why some of it could not be checked."""
    every = list(rows)
    names = sorted({name for row in every for name in row.measures}, key=lambda name: (name != by, name))
    table = [("version", "tags", "samples", *names, "cost of samples", "training")]
    for row in every:
        told = (_measure(row, name) for name in names)
        seconds = f"{row.training['seconds']:,.1f} s" if "seconds" in row.training else ""
        training = seconds + _in_brackets(row.training_mark if seconds else "")
        cost = cost_words(row.cost) if row.cost.known else ""
        table.append((short(row.version), " ".join(row.tags), f"{row.n:,}", *told, cost, training))
    return columns(table) + _doubts(every) + _other_test(every)


def _doubts(rows: Iterable[Ranked]) -> list[str]:
    """Tell why results could not be checked, each reason once."""
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        for one in row.doubts:
            named = f"{one.kind} {one.name} ({short(one.digest)}) of {_of(row)}"
            found.setdefault((one.mark, one.why), []).append(named)
    return [f"{mark}: {', '.join(names)}: {why}" for (mark, why), names in found.items()]


def _other_test(rows: Iterable[Ranked]) -> list[str]:
    """Tell on which data measures were taken that cannot be compared with the others."""
    found: dict[str, list[str]] = {}
    for row in rows:
        for name, why in row.other_test.items():
            found.setdefault(why, []).append(f"{name} of {_of(row)}")
    return [f"{_OTHER_TEST}: {', '.join(names)}: {why}" for why, names in found.items()]


def _of(row: Ranked) -> str:
    return row.tags[0] if row.tags else short(row.version)


def _measure(row: Ranked, name: str) -> str:
    if name not in row.measures:
        return ""
    low_high, seeds = row.intervals.get(name), row.seeds.get(name)
    interval = f" [{low_high[0]:.2f}, {low_high[1]:.2f}]" if low_high else ""
    said = [f"mean of {seeds} seeds"] if seeds else []
    said += [row.marks[name]] if name in row.marks else []
    said += [_OTHER_TEST] if name in row.other_test else []
    return f"{row.measures[name]:.3f}{interval}{_in_brackets(', '.join(said))}"


def _in_brackets(text: str) -> str:
    return f" ({text})" if text else ""


def attached_lines(store: Store, version: Version, every: Sequence[Attached]) -> list[str]:
    """Tell what was tied to a version, and whether anybody could check that it is about it."""
    lines = []
    for made in every:
        was = "" if made.new else "; it was attached already"
        lines += [
            f"Attached: {called(made.result)} to {store.name_of(version.id)} ({_figures(made.result)}{was})",
            f"Not checked whether it is about this data: {made.unchecked}"
            if made.unchecked
            else "Checked: by its digest, it is about this data",
        ]
    return [*lines, "Next: datadiet versions results"]


def detached_lines(store: Store, version: Version, made: Detached) -> list[str]:
    """Tell what was taken away, and what is left of it."""
    lines = []
    for one in made.results:
        copy = "" if one.digest in made.copies else "; the copy of its file stays, another line names it"
        lines.append(f"Detached: {called(one)} from {store.name_of(version.id)} ({_figures(one)}{copy})")
    return [*lines, "Next: datadiet versions results"]


def _figures(result: Result) -> str:
    said = [f"{name} {value:.3f}" for name, value in result.measures.items()]
    return ", ".join(said + ([f"{result.cost['seconds']:,.1f} s of training"] if "seconds" in result.cost else []))
