"""What is known of versions: scores, and what models reached that were trained on them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from statistics import fmean

from pydantic import TypeAdapter

from datadiet.data.costs import POINT, Cost, per_point
from datadiet.data.versions import lines
from datadiet.data.versions.against import Against, apart
from datadiet.data.versions.lines import Damaged
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.store import Store

__all__ = [
    "LOWER",
    "SEED",
    "Apart",
    "Figure",
    "Gain",
    "Result",
    "called",
    "figures_of",
    "gains",
    "less_is_better",
    "read_results",
    "results_of",
    "scan_results",
    "write_result",
]

LOWER = frozenset({"gap"})
"""Measures of which less is better, at whatever level."""
_OF_A_DOMAIN = frozenset({"intentionality"})
"""Measures that rest on no real data."""
SEED = "seed-"
"""So the folders of a model begin that was trained with several seeds."""


@dataclass(frozen=True, slots=True)
class Result:
    """One file that says something about a version, and what it says."""

    version: str
    data: str
    """Digest of the version's samples: it holds of every version that has the same."""
    kind: str
    """scorecard, model or proof."""
    name: str
    at: str
    digest: str
    """SHA-256 of the file, of which the store has a copy."""
    measures: dict[str, float]
    intervals: dict[str, tuple[float, float]] = field(default_factory=dict)
    cost: dict[str, float] = field(default_factory=dict)
    """Of training: seconds, cpu_seconds, money."""
    checked: bool = False
    """Whether the file names the data it is about, and that is this."""
    unchecked: str = ""
    """Why that could not be checked, or was overruled; empty where it was checked, or an older datadiet wrote the line.
    """
    forced: bool = False
    """Whether the file says that it is about other data, and was attached all the same."""
    side: str = ""
    """Of a proof, the model that was trained on the version, a or b; empty for the others, and in older lines."""
    test: str = ""
    """Digest of the real data that was measured on; empty where the file says nothing of it, and in older lines."""
    test_source: str = ""
    """Where that data lay."""

    @property
    def mark(self) -> str:
        """What stands beside its figures: `forced`, `unchecked`, or nothing where it is known to be about the data."""
        return "" if self.checked else "forced" if self.forced else "unchecked"

    @property
    def run(self) -> str:
        """What its seeds share: the folder that has them; of anything else, the file itself."""
        folder, _, own = self.name.rpartition("/")
        return f"{self.kind} {folder}" if folder and own.startswith(SEED) else self.digest

    def against(self, measure: str) -> Against | None:
        """Return the real data that a measure rests on; None where that is not known, or it rests on none."""
        if not self.test or measure in _OF_A_DOMAIN:
            return None
        return Against(self.kind, self.test, self.test_source)


def less_is_better(measure: str) -> bool:
    """Whether less of a measure is better: `gap`, and `gap (item)`."""
    return measure.partition(" (")[0] in LOWER


def called(one: Result) -> str:
    """Return what people call a result."""
    return f"{one.kind} {one.name}" + (f", side {one.side}" if one.side else "")


@dataclass(frozen=True, slots=True)
class Gain:
    """What one measure gained from A to B, and what a point of it cost."""

    measure: str
    a: float
    b: float
    per_point: dict[str, float] | None
    """Seconds and money of the new samples for each point (0.01) gained; None where nothing was gained or known."""
    mark_a: str = ""
    mark_b: str = ""
    """`forced` or `unchecked`, where that is so of the file that says it."""

    @property
    def line(self) -> str:
        """Say it for people."""
        a, b = (f" ({mark})" if mark else "" for mark in (self.mark_a, self.mark_b))
        change = f"{self.measure}: {self.a:.3f}{a} -> {self.b:.3f}{b} ({self.b - self.a:+.3f})"
        if self.per_point is None:
            return change
        money = f", {self.per_point['money']:.3g} of money" if "money" in self.per_point else ""
        return f"{change}, {self.per_point['seconds']:.3g} s of work{money} for each point ({POINT:g})"


@dataclass(frozen=True, slots=True)
class Apart:
    """What two versions reached in one measure on different real data: it is no gain."""

    measure: str
    a: float
    b: float
    on_a: Against
    on_b: Against

    @property
    def line(self) -> str:
        """Say it for people."""
        told = f"{self.a:.3f} on {self.on_a.line}, {self.b:.3f} on {self.on_b.line}"
        return f"{self.measure}: not compared, as the test data is not the same: {told}"


_ADAPTER = TypeAdapter(Result)


def read_results(store: Store) -> list[Result]:
    """Return all results, the oldest first; a line that cannot be read is left out, and `damaged_lines` names it."""
    return sorted((one for _, one in scan_results(store)[0]), key=lambda one: one.at)


def scan_results(store: Store) -> tuple[list[tuple[int, Result]], list[Damaged]]:
    """Return the results that can be read, each with its line, and the lines that cannot; DataError as `lines.scan`."""
    return lines.scan(store.results_file, _ADAPTER)


def write_result(store: Store, result: Result) -> None:
    """Add a result; the file is written whole."""
    lines.append(store.results_file, json.dumps(asdict(result), ensure_ascii=False, allow_nan=False))


def results_of(store: Store, version: Version) -> list[Result]:
    """Return what is known of a version, or of another one with the same samples."""
    return [one for one in read_results(store) if one.data == version.data]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure as it was told last."""

    value: float
    """Of a model that was trained with several seeds, the mean over them."""
    interval: tuple[float, float] | None
    mark: str
    """As `Result.mark`."""
    seeds: int
    against: Against | None
    """The real data that it was measured on, where that is known."""
    at: str
    """When it was attached."""


def figures_of(results: Iterable[Result]) -> dict[str, Figure]:
    """Return each measure as it was told last, of seeds that were trained in one folder and tested alike the mean.

    Args:
        results: the oldest first.
    """
    told: dict[str, dict[str, Result]] = {}  # measure -> name -> result, of the run that told it last
    for one in results:
        for measure in one.measures:
            told[measure] = {**_beside(one, measure, told.get(measure, {})), one.name: one}
    return {measure: _figure(measure, [*seeds.values()]) for measure, seeds in told.items()}


def _beside(one: Result, measure: str, told: dict[str, Result]) -> dict[str, Result]:
    """Return the other seeds of its run; none where they were measured on other data."""
    alike = (each.run == one.run and not apart(each.against(measure), one.against(measure)) for each in told.values())
    return told if all(alike) else {}


def _figure(measure: str, told: Sequence[Result]) -> Figure:
    value = fmean(one.measures[measure] for one in told)
    marks = {one.mark for one in told}
    mark = next(mark for mark in ("forced", "unchecked", "") if mark in marks)
    interval = told[0].intervals.get(measure) if len(told) == 1 else None
    against = next((on for one in told if (on := one.against(measure)) is not None), None)
    return Figure(value, interval, mark, len(told), against, max(one.at for one in told))


def gains(store: Store, a: Version, b: Version, cost: Cost) -> tuple[tuple[Gain, ...], tuple[Apart, ...]]:
    """Return what each measure gained that is known of both versions, and what was measured on different real data."""
    before, after = figures_of(results_of(store, a)), figures_of(results_of(store, b))
    both = {name: (before[name], after[name]) for name in after if name in before}
    alike = {name: pair for name, pair in both.items() if not apart(pair[0].against, pair[1].against)}
    gained = tuple(
        replace(gain(name, one.value, other.value, cost), mark_a=one.mark, mark_b=other.mark)
        for name, (one, other) in alike.items()
    )
    return gained, tuple(
        Apart(name, one.value, other.value, one.against, other.against)
        for name, (one, other) in both.items()
        if name not in alike and one.against is not None and other.against is not None
    )


def gain(measure: str, a: float, b: float, cost: Cost) -> Gain:
    """Return what a measure gained, and what each point of it cost."""
    return Gain(measure, a, b, per_point(a - b if less_is_better(measure) else b - a, cost))
