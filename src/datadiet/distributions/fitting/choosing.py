"""The choice among candidates: ranked by a criterion, tested from the best on, until one is not rejected."""

from dataclasses import dataclass

import numpy as np

from datadiet.distributions.fitting.candidates import Tried, try_law
from datadiet.distributions.fitting.groups import Group
from datadiet.distributions.fitting.testing import bootstrap_p

__all__ = ["TESTED", "Choice", "choose", "said_p"]

TESTED = 1_000
"""Values that the test of fit is made on at most: in a million values any family is wrong somewhere."""
_INDISTINCT = 1.96
"""|z| of Vuong's test below which two families cannot be told apart (Vuong 1989)."""
_NEAR = 10.0
"""Difference of AIC, or twice that of log likelihoods, beyond which a family is not tested once one is chosen."""
_HOPELESS = 3.0
"""Families whose distance is so many times that of the nearest, rejected one are not tested."""
_TABULATED = 1.95
"""Of the Kolmogorov-Smirnov distance times the root of n, at .001."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidates by rank, and the chosen one."""

    tried: tuple[Tried, ...]
    chosen: Tried | None


def choose(
    groups: list[Group], *, rng: np.random.Generator, criterion: str, replicates: int, level: float, only: set[str]
) -> Choice:
    """Fit, rank and test all laws of all groups.

    Args:
        groups: the laws, by units.
        rng: drawn from; every family has a stream of its own.
        criterion: aic, bic or heldout.
        replicates: of the bootstrap; 0 for none, and then the best by rank that is not plainly wrong is chosen.
        level: p-values below reject.
        only: families that may be tried; all where empty.
    """
    laws = [(law, group) for group in groups for law in group.laws if not only or law.name in only]
    streams = rng.spawn(len(laws))
    held_out = replicates > 0 or criterion == "heldout"
    tried = [try_law(*each, stream, held_out=held_out) for each, stream in zip(laws, streams, strict=True)]
    order = sorted(range(len(tried)), key=lambda i: (tried[i].shown.state == "vetoed", _rank(tried[i], criterion)))
    test = _Test(replicates, level, criterion, {id(tried[i]): streams[i] for i in order})
    return test.run([tried[i] for i in order])


def _rank(tried: Tried, criterion: str) -> float:
    value = getattr(tried.shown, criterion)
    if value is None:
        return float("inf") if criterion != "heldout" or tried.shown.aic is None else tried.shown.aic
    return -value if criterion == "heldout" else float(value)


@dataclass(frozen=True, slots=True)
class _Test:
    replicates: int
    level: float
    criterion: str
    streams: dict[int, np.random.Generator]

    def run(self, ranked: list[Tried]) -> Choice:
        done: list[Tried] = []
        chosen: Tried | None = None
        nearest = min((t.shown.ad for t in ranked if t.shown.state != "vetoed" and t.shown.ad), default=None)
        for tried in ranked:
            if tried.shown.state == "vetoed":
                done.append(tried)
            elif chosen is None:
                decided = self._first(tried, nearest)
                chosen = decided if decided.shown.state == "chosen" else None
                done.append(decided)
            else:
                done.append(self._beside(tried, chosen))
        return Choice(tuple(done), chosen)

    def _p(self, tried: Tried) -> float | None:
        if not self.replicates:
            return None
        rng, z = self.streams[id(tried)], tried.group.z
        sample = z if len(z) <= TESTED else np.sort(rng.choice(z, TESTED, replace=False))
        return bootstrap_p(tried.law, sample, settle=tried.group.settle, rng=rng, replicates=self.replicates)

    def _first(self, tried: Tried, nearest: float | None) -> Tried:
        ad = tried.shown.ad
        if self.replicates and (ad is None or (nearest and ad > _HOPELESS * nearest and ad > 10)):
            reason = "its distance from the data is over three times that of the nearest family"
            return tried.with_state("rejected", reason)
        p = self._p(tried)
        if p is None and _plainly_wrong(tried):
            return tried.with_state(
                "rejected", f"its cdf is off by {tried.shown.ks:.2g}, plainly too much to be chance"
            )
        if p is None:
            return tried.with_state("chosen", f"lowest {self._named}; whether it fits was not tested")
        if p < self.level:
            return tried.with_state("rejected", f"it does not fit: {said_p(p, self.replicates)}", p)
        return tried.with_state("chosen", f"best {self._named} among what fits: {said_p(p, self.replicates)}", p)

    def _beside(self, tried: Tried, chosen: Tried) -> Tried:
        other = chosen.shown.family
        gap = (tried.shown.aic or 0.0) - (chosen.shown.aic or 0.0)
        told = vuong(chosen.densities, tried.densities)
        if abs(gap) > _NEAR or abs(told) > _INDISTINCT:
            return tried.with_state("rejected", f"its AIC is {gap:.3g} above that of {other}")
        p = self._p(tried)
        if p is not None and p < self.level:
            return tried.with_state("rejected", f"it does not fit: {said_p(p, self.replicates)}", p)
        return tried.with_state("alternative", f"it cannot be told from {other} (AIC {gap:+.2g})", p)

    @property
    def _named(self) -> str:
        return "held-out likelihood" if self.criterion == "heldout" else self.criterion.upper()


def _plainly_wrong(tried: Tried) -> bool:
    """Whether even the tabulated Kolmogorov-Smirnov test, which is lenient with fitted parameters, says p < .001.

    As in the bootstrap no more than 1,000 values count; the share of the commonest one is let pass as rounding.
    """
    n, ties = len(tried.group.z), np.unique(tried.group.z, return_counts=True)[1].max()
    return (tried.shown.ks or 0.0) - (ties - 1) / n > _TABULATED / np.sqrt(min(n, TESTED))


def vuong(one: np.ndarray, other: np.ndarray) -> float:
    """Return the mean difference of two laws' log densities over its standard error; 0 where they are the same."""
    difference = one - other
    spread = float(difference.std())
    return float(difference.mean()) / spread * float(np.sqrt(len(difference))) if spread > 1e-12 else 0.0


def said_p(p: float, replicates: int) -> str:
    """Return a p-value in words, bounded where no replicate was as far."""
    least = 1 / (replicates + 1)
    return f"p < {least:.1g}" if p <= least else f"p = {p:.2g}"
