"""What is known of versions: scores, and what models reached that were trained on them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from statistics import fmean

from pydantic import TypeAdapter

from datadiet.data.costs import POINT, Cost, per_point
from datadiet.data.versions import lines
from datadiet.data.versions.lines import Damaged
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.store import Store

__all__ = [
    "LOWER",
    "SEED",
    "Figure",
    "Gain",
    "Result",
    "called",
    "figures_of",
    "gains",
    "read_results",
    "results_of",
    "scan_results",
    "write_result",
]

LOWER = frozenset({"gap"})
"""Measures of which less is better."""
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

    @property
    def mark(self) -> str:
        """What stands beside its figures: `forced`, `unchecked`, or nothing where it is known to be about the data."""
        return "" if self.checked else "forced" if self.forced else "unchecked"

    @property
    def run(self) -> str:
        """What its seeds share: the folder that has them; of anything else, the file itself."""
        folder, _, own = self.name.rpartition("/")
        return f"{self.kind} {folder}" if folder and own.startswith(SEED) else self.digest


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
    seeds: int = 1


def figures_of(results: Iterable[Result]) -> dict[str, Figure]:
    """Return each measure as it was told last, of seeds that were trained in one folder the mean.

    Args:
        results: the oldest first.
    """
    told: dict[str, dict[str, Result]] = {}  # measure -> name -> result, of the run that told it last
    for one in results:
        for measure in one.measures:
            before = told.get(measure, {})
            same = before if before and next(iter(before.values())).run == one.run else {}
            told[measure] = {**same, one.name: one}
    return {measure: _figure(measure, [*seeds.values()]) for measure, seeds in told.items()}


def _figure(measure: str, told: Sequence[Result]) -> Figure:
    value = fmean(one.measures[measure] for one in told)
    marks = {one.mark for one in told}
    mark = next(mark for mark in ("forced", "unchecked", "") if mark in marks)
    return Figure(value, told[0].intervals.get(measure) if len(told) == 1 else None, mark, len(told))


def gains(store: Store, a: Version, b: Version, cost: Cost) -> tuple[Gain, ...]:
    """Return what each measure gained that is known of both versions."""
    before, after = figures_of(results_of(store, a)), figures_of(results_of(store, b))
    both = {name: (before[name], after[name]) for name in after if name in before}
    return tuple(
        replace(gain(name, one.value, other.value, cost), mark_a=one.mark, mark_b=other.mark)
        for name, (one, other) in both.items()
    )


def gain(measure: str, a: float, b: float, cost: Cost) -> Gain:
    """Return what a measure gained, and what each point of it cost."""
    return Gain(measure, a, b, per_point(a - b if measure in LOWER else b - a, cost))
