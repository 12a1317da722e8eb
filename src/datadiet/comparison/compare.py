"""Runs side by side: one refitted plane, one radius, the same real samples in every difference."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.comparison.results import Candidate, Comparison, LevelComparison, PerPoint, RunScore, SliceDifference
from datadiet.curate.selection import kept_of
from datadiet.data.costs import per_point
from datadiet.errors import DataError, OptionError, TooFewSamples
from datadiet.measure.corrections import holm
from datadiet.measure.paired import Difference, paired
from datadiet.measure.plane import Axes, fit_axes
from datadiet.measure.richness import richness
from datadiet.randomness import stream
from datadiet.scorecard.card import Scorecard

__all__ = ["compare"]

MOST_SLICES = 20
"""Values of one column, beyond which it is not a slice."""


@dataclass(frozen=True, slots=True)
class _Run:
    """What one run holds at one level, real samples in the order of their ids."""

    name: str
    card: Scorecard
    real: np.ndarray
    synthetic: np.ndarray
    real_points: pl.DataFrame
    synthetic_points: pl.DataFrame
    before_noise: np.ndarray
    after_noise: np.ndarray


def compare(cards: Sequence[Scorecard], *, names: Sequence[str] | None = None, seed: int = 0) -> Comparison:
    """Compare runs that were scored against the same real data with the same embedder; the first is the baseline.

    Args:
        cards: two or more scorecards.
        names: what to call them; by default run 1, run 2, …
        seed: draws subsamples and orders.

    Raises:
        OptionError: fewer than two runs.
        DataError: the runs differ in real data, embedder or levels.
    """
    called = tuple(names or (f"run {number}" for number in range(1, len(cards) + 1)))
    _check(cards, called)
    levels = [name for name in cards[0].levels if all(name in card.levels for card in cards)]
    return Comparison(called[0], tuple(_level(cards, called, level, seed) for level in levels))


def _check(cards: Sequence[Scorecard], names: Sequence[str]) -> None:
    if len(cards) < 2:
        raise OptionError(
            f"{len(cards)} run to compare",
            expected="two or more",
            todo="datadiet compare RUN RUN, the baseline first",
        )
    first = cards[0].provenance
    for card, name in zip(cards[1:], names[1:], strict=True):
        for what in ("real_digest", "fingerprint"):
            if getattr(card.provenance, what) != getattr(first, what):
                noun = "real data" if what == "real_digest" else "embedder"
                raise DataError(
                    f"{names[0]} and {name} were scored with different {noun}",
                    expected="runs against the same real data, made with the same embedder",
                    todo=f"score again with the {noun} of one of them",
                )
        if _real_groups(card) != _real_groups(cards[0]):
            raise DataError(
                f"the real samples of {names[0]} and {name} are grouped differently",
                expected="runs that were scored with the same --group",
                todo="score again with the --group of one of them",
            )
        if not set(card.levels) & set(cards[0].levels):
            raise DataError(f"{names[0]} and {name} have no level in common", todo="score both with --level all")


def _real_groups(card: Scorecard) -> list[tuple[str, str, str]]:
    real = card.points.filter(pl.col("origin") == "real").select("level", "id", "group")
    return sorted(real.rows())


def _level(cards: Sequence[Scorecard], names: Sequence[str], level: str, seed: int) -> LevelComparison:
    runs = [_run(card, name, level) for card, name in zip(cards, names, strict=True)]
    plane, radius = _shared_plane(runs)
    return LevelComparison(
        level,
        radius,
        _run_scores(runs, plane, radius, level, seed),
        tuple(_candidate(runs[0], run, level, seed) for run in runs[1:]),
    )


def _run(card: Scorecard, name: str, level: str) -> _Run:
    points = card.points.filter(pl.col("level") == level).with_row_index("row")
    sides = [points.filter(pl.col("origin") == origin) for origin in ("real", "synthetic")]
    sides[0] = sides[0].sort("id")
    vectors = card.embeddings[level]
    noisy_rows = points.drop_nulls("noisy_row").sort("noisy_row")["row"].to_numpy()
    return _Run(
        name=name,
        card=card,
        real=vectors[sides[0]["row"].to_numpy()],
        synthetic=vectors[sides[1]["row"].to_numpy()],
        real_points=sides[0],
        synthetic_points=sides[1],
        before_noise=vectors[noisy_rows],
        after_noise=card.noisy[level],
    )


def _shared_plane(runs: Sequence[_Run]) -> tuple[Axes, float]:
    """Fit one plane on all runs; the radius is the median displacement by the noise of any of them."""
    plane = fit_axes(runs[0].real, *(run.synthetic for run in runs))
    before = np.concatenate([run.before_noise for run in runs])
    after = np.concatenate([run.after_noise for run in runs])
    return plane, float(np.median(np.linalg.norm(plane(after) - plane(before), axis=1)))


def _run_scores(runs: Sequence[_Run], plane: Axes, radius: float, level: str, seed: int) -> tuple[RunScore, ...]:
    real = plane(runs[0].real)
    smallest = min(len(run.synthetic) for run in runs)
    return tuple(_run_score(run, real, plane, radius, smallest, level, seed) for run in runs)


def _run_score(
    run: _Run, real: np.ndarray, plane: Axes, radius: float, smallest: int, level: str, seed: int
) -> RunScore:
    chosen = stream(seed, "compare", level, "equal n").permutation(len(run.synthetic))[:smallest]
    ground = richness(
        real,
        plane(run.synthetic[chosen]),
        radius=radius,
        rng=stream(seed, "compare", level, "ground"),
    )
    found = run.card.levels[level]
    return RunScore(
        name=run.name,
        indistinguishability=found.indistinguishability.score,
        interval=found.indistinguishability.interval,
        gap=found.indistinguishability.gap,
        richness=ground.score,
        richness_interval=ground.interval,
        novel=ground.novel / (np.pi * radius**2),
        kept=kept_of(found.verdicts),
        total=found.n_synthetic,
        faults=found.indistinguishability.faults,
        cost=run.card.facts.cost,
    )


def _candidate(baseline: _Run, run: _Run, level: str, seed: int) -> Candidate:
    mixing, gap = paired(
        baseline.real,
        baseline.synthetic,
        run.synthetic,
        rng=stream(seed, "compare", level, "paired"),
        real_groups=_codes(baseline.real_points),
        baseline_groups=_codes(baseline.synthetic_points),
        candidate_groups=_codes(run.synthetic_points),
    )
    gains = {"gap": -gap.difference if gap.better else 0.0}
    gains["indistinguishability"] = mixing.difference if mixing.better else 0.0
    return Candidate(
        run.name,
        mixing,
        gap,
        _where(baseline, run, level, seed),
        _sentence(baseline, run, level, mixing, gap),
        _prices(run.card, gains),
    )


def _prices(card: Scorecard, gains: Mapping[str, float]) -> dict[str, PerPoint]:
    """Return what each point cost of what was surely gained."""
    if card.facts.cost is None:
        return {}
    found = {name: per_point(gain, card.facts.cost) for name, gain in gains.items()}
    return {name: paid for name, paid in found.items() if paid is not None}


def _codes(points: pl.DataFrame) -> np.ndarray:
    return np.unique(points["group"].to_numpy(), return_inverse=True)[1]


def _sentence(baseline: _Run, candidate: _Run, level: str, mixing: Difference, gap: Difference) -> str:
    words = {True: "better", False: "worse", None: "no different, as far as this many samples can tell,"}
    (low, high), (gap_low, gap_high) = mixing.interval, gap.interval
    faults = candidate.card.levels[level].indistinguishability.faults
    but = f" But it has a fault: {', '.join(faults)}." if faults else ""
    return (
        f"At equal size {candidate.name} is {words[gap.better]} than {baseline.name} in the gap"
        f" ({gap.difference:+.3g} [{gap_low:+.3g}, {gap_high:+.3g}]; lower is better)"
        f" and {words[mixing.better]} in indistinguishability"
        f" ({mixing.difference:+.2f} [{low:+.2f}, {high:+.2f}]), n = {gap.n} a set.{but}"
    )


def _where(baseline: _Run, run: _Run, level: str, seed: int) -> tuple[SliceDifference, ...]:
    """Compare the gap within each class and each value of a condition that all three sets share."""
    frames = baseline.real_points, baseline.synthetic_points, run.synthetic_points
    found = []
    for column in _slice_columns(frames):
        values = set.intersection(*(set(frame[column].drop_nulls().unique()) for frame in frames))
        for value in sorted(values, key=str):
            rows = [(frame[column] == value).fill_null(False).to_numpy() for frame in frames]
            try:
                _, gap = paired(
                    baseline.real[rows[0]],
                    baseline.synthetic[rows[1]],
                    run.synthetic[rows[2]],
                    rng=stream(seed, "compare", level, "slice", column, str(value)),
                )
            except TooFewSamples:
                continue
            found.append((column.removeprefix("condition."), str(value), gap))
    adjusted = holm(np.array([gap.p for _, _, gap in found]))
    slices = [SliceDifference(*row, p_adjusted=float(p)) for row, p in zip(found, adjusted, strict=True)]
    return tuple(sorted(slices, key=lambda slice_: -abs(slice_.gap.difference)))


def _slice_columns(frames: Sequence[pl.DataFrame]) -> list[str]:
    columns = ["label", *(name for name in frames[0].columns if name.startswith("condition."))]
    return [
        name
        for name in columns
        if all(
            name in frame.columns
            and frame[name].dtype == pl.String
            and 1 <= frame[name].drop_nulls().n_unique() <= MOST_SLICES
            for frame in frames
        )
    ]
