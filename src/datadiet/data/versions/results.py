"""What is known of versions: scores, and what models reached that were trained on them."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from pydantic import TypeAdapter

from datadiet.data.costs import POINT, Cost, per_point
from datadiet.data.versions import lines
from datadiet.data.versions.lines import Damaged
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.store import Store

__all__ = [
    "LOWER",
    "Gain",
    "Result",
    "gains",
    "measures_of",
    "read_results",
    "results_of",
    "scan_results",
    "write_result",
]

LOWER = frozenset({"gap"})
"""Measures of which less is better."""


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


@dataclass(frozen=True, slots=True)
class Gain:
    """What one measure gained from A to B, and what a point of it cost."""

    measure: str
    a: float
    b: float
    per_point: dict[str, float] | None
    """Seconds and money of the new samples for each point (0.01) gained; None where nothing was gained or known."""

    @property
    def line(self) -> str:
        """Say it for people."""
        change = f"{self.measure}: {self.a:.3f} -> {self.b:.3f} ({self.b - self.a:+.3f})"
        if self.per_point is None:
            return change
        money = f", {self.per_point['money']:.3g} of money" if "money" in self.per_point else ""
        return f"{change}, {self.per_point['seconds']:.3g} s of work{money} for each point ({POINT:g})"


_ADAPTER = TypeAdapter(Result)


def read_results(store: Store) -> list[Result]:
    """Return all results, the oldest first; DataError names a line that is damaged."""
    return sorted(lines.read(store.results_file, _ADAPTER), key=lambda one: one.at)


def scan_results(store: Store) -> tuple[list[Result], list[Damaged]]:
    """Return the results that can be read, and the lines that cannot; DataError as `lines.scan`."""
    return lines.scan(store.results_file, _ADAPTER)


def write_result(store: Store, result: Result) -> None:
    """Add a result; the file is written whole."""
    lines.append(store.results_file, json.dumps(asdict(result), ensure_ascii=False, allow_nan=False))


def results_of(store: Store, version: Version) -> list[Result]:
    """Return what is known of a version, or of another one with the same samples."""
    return [one for one in read_results(store) if one.data == version.data]


def measures_of(results: Iterable[Result]) -> dict[str, float]:
    """Return each measure as it was told last."""
    found: dict[str, float] = {}
    for one in results:
        found |= one.measures
    return found


def gains(store: Store, a: Version, b: Version, cost: Cost) -> tuple[Gain, ...]:
    """Return what each measure gained that is known of both versions."""
    before, after = measures_of(results_of(store, a)), measures_of(results_of(store, b))
    return tuple(gain(name, before[name], after[name], cost) for name in after if name in before)


def gain(measure: str, a: float, b: float, cost: Cost) -> Gain:
    """Return what a measure gained, and what each point of it cost."""
    return Gain(measure, a, b, per_point(a - b if measure in LOWER else b - a, cost))
