"""Which width is the best compromise, and from which on does more richness cost nearness?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from datadiet.measure.corrections import holm
from datadiet.measure.indistinguishability import Indistinguishability
from datadiet.measure.paired import paired
from datadiet.measure.rarefied import Ratio
from datadiet.randomness import stream
from datadiet.scorecard.card import Level
from datadiet.tradeoff.farther import Gaps, p_farther
from datadiet.tradeoff.front import on_front
from datadiet.tradeoff.plane import Shared, Variety

__all__ = ["Choice", "Measure", "choose"]

Measure = Literal["indistinguishability", "gap"]
SURE = 0.05
ERRORS = 2 * 1.96
"""Standard errors in a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Places in the order of the widths, and what the choice rests on."""

    measure: Measure
    """By which nearness to the real data is judged: the gap where indistinguishability is flat at every width."""
    variety: Variety
    """By which variety is judged: the spread where samples are too few to share any ground."""
    front: tuple[bool, ...]
    """No other width is both nearer and more varied."""
    nearest: int
    """Nearest to the real data, of those without a fault where there are any."""
    farther: tuple[bool, ...]
    """Surely farther from the real data than the nearest, after Holm."""
    best: int
    """The most varied of those that are neither surely farther nor farther by more than the standard error of the
    nearest, faults left out."""
    stops: int | None
    """The first wider one that is surely farther; None where there is none."""
    gained: Ratio | None
    """Variety at `stops` over that at `best`."""
    growth: Ratio | None
    """Variety at `best` over that at `nearest`; None where they are the same."""
    faulty: bool
    """Whether every width has a fault."""


def choose(levels: Sequence[Level], ground: Shared, *, level: str, seed: int) -> Choice:
    """Choose as one would by hand: the nearest width, then the most varied that is hardly less near.

    Hardly less near means within the standard error of the nearest, and not surely farther: by the first alone many
    images, by the second alone few would decide too easily.

    Args:
        levels: what was found of each width, in order.
        ground: the same widths on one plane.
        level: its name.
        seed: draws subsamples.

    Raises:
        TooFewSamples: a set has fewer than ten independent samples.

    Source: the trade-off of the three I's (figure 1 of the paper); the rule of one standard error is that of Breiman et
    al. 1984, section 3.4.3.
    """
    found = [each.indistinguishability for each in levels]
    nearest_found = max(found, key=lambda each: (each.score, -each.gap))
    measure: Measure = "gap" if nearest_found.saturated else "indistinguishability"
    near = [(0.0 if measure == "gap" else each.score, -each.gap) for each in found]
    rank = {value: place for place, value in enumerate(sorted(set(near)))}
    variety = [ground.variety(place).value for place in range(len(levels))]
    every = range(len(levels))
    sound = [place for place in every if not found[place].faults] or list(every)
    nearest = max(sound, key=lambda place: (near[place], variety[place]))
    farther = _farther(ground, nearest, measure, level, seed)
    close = [place for place in sound if not farther[place] and _within(found[place], found[nearest], measure)]
    best = max(close, key=lambda place: variety[place])
    stops = next((place for place in every if place > best and farther[place]), None)
    return Choice(
        measure=measure,
        variety=ground.measure,
        front=tuple(bool(on) for on in on_front([rank[value] for value in near], variety)),
        nearest=nearest,
        farther=farther,
        best=best,
        stops=stops,
        gained=None if stops is None else ground.growth(best, stops),
        growth=None if best == nearest else ground.growth(nearest, best),
        faulty=all(each.faults for each in found),
    )


def _within(candidate: Indistinguishability, nearest: Indistinguishability, measure: Measure) -> bool:
    """Say whether one is as near as the nearest, to within the standard error of the nearest."""
    if measure == "gap":
        low, high = nearest.gap_detail.interval
        return candidate.gap <= nearest.gap + (high - low) / ERRORS
    low, high = nearest.interval
    return candidate.score >= nearest.score - (high - low) / ERRORS


def _farther(ground: Shared, nearest: int, measure: Measure, level: str, seed: int) -> tuple[bool, ...]:
    others = [place for place in range(len(ground.sets)) if place != nearest]
    judge = _by_gap if measure == "gap" else _by_mixing
    judged = judge(ground, nearest, others, stream(seed, "tradeoff", level, "paired"))
    adjusted = holm(np.array([p for _, p in judged]))
    sure = {place: bool(p < SURE and lost > 0) for place, (lost, _), p in zip(others, judged, adjusted, strict=True)}
    return tuple(sure.get(place, False) for place in range(len(ground.sets)))


def _by_gap(ground: Shared, nearest: int, others: list[int], rng: np.random.Generator) -> list[tuple[float, float]]:
    """Return how much nearness each of the others loses, and the p-value."""
    gaps = Gaps(ground.real.side, rng)
    found = [gaps.of(cloud.side) for cloud in ground.sets]
    return [p_farther(found[nearest], found[other]) for other in others]


def _by_mixing(ground: Shared, nearest: int, others: list[int], rng: np.random.Generator) -> list[tuple[float, float]]:
    real, baseline = ground.real.side, ground.sets[nearest].side
    found = []
    for other, own in zip(others, rng.spawn(len(others)), strict=True):
        candidate = ground.sets[other].side
        mixing, _ = paired(
            real.vectors,
            baseline.vectors,
            candidate.vectors,
            rng=own,
            real_groups=real.groups,
            baseline_groups=baseline.groups,
            candidate_groups=candidate.groups,
        )
        found.append((-mixing.difference, mixing.p))
    return found
