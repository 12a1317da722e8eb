"""The candidates: each family fitted, measured, and vetoed where its fit is degenerate."""

from dataclasses import dataclass, fields, replace
from math import isfinite
from typing import Any

import numpy as np

from datadiet.distributions.base import Distribution
from datadiet.distributions.fitting.groups import Group
from datadiet.distributions.fitting.laws import Law
from datadiet.distributions.fitting.testing import distances
from datadiet.errors import OptionError

__all__ = ["Candidate", "Tried", "try_law", "veto"]

_FOLDS = 5
_HELD_OUT = 2_000
"""Values that the held-out likelihood is taken on at most."""
_SENSE = ((1_000, 20.0), (0, 1_000.0))
"""From so many values on, the .999 quantile may lie so many times the data's range beyond it."""
_NEGATIVE = 1e-3
_CARRIED = 25.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One family, as a page shows it."""

    family: str
    parameters: dict[str, float]
    k: int
    """How many parameters were fitted."""
    log_likelihood: float | None
    aic: float | None
    bic: float | None
    """2 k and k log n less twice the log likelihood: lower is better."""
    heldout: float | None
    """Mean log density of values that the fit has not seen, of five folds: higher is better."""
    ks: float | None
    ad: float | None
    p: float | None = None
    """Of the parametric bootstrap with refitting; None where it was not made."""
    state: str = "rejected"
    """chosen, alternative (fits as well as the chosen one), rejected or vetoed."""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Tried:
    """A candidate with what it was fitted by."""

    shown: Candidate
    law: Law
    group: Group
    parameters: np.ndarray
    distribution: Distribution | None
    densities: np.ndarray
    """(m,) log densities of the values, as sorted: for comparing two candidates."""

    def with_state(self, state: str, reason: str, p: float | None = None) -> "Tried":
        """Return the same with what was decided."""
        return replace(self, shown=replace(self.shown, state=state, reason=reason, p=p))


def try_law(law: Law, group: Group, rng: np.random.Generator, *, held_out: bool = True) -> Tried:
    """Fit one family to all values of a group and measure it; it is vetoed where its fit is degenerate.

    Args:
        law: the family.
        group: the values and their units.
        rng: chooses the folds of the held-out likelihood.
        held_out: whether that is taken: it costs as much as the rest.
    """
    n = len(group.z)
    if n < 2 * law.k + 1:
        return _vetoed(law, group, f"{n} values are too few for {law.k} parameters")
    parameters = law.fit(group.z[None])
    densities = law.log_density(group.z[None], parameters)[0] + group.offset
    likelihood = float(densities.sum())
    if np.isnan(parameters).any() or not isfinite(likelihood):  # an open end is infinite
        return _vetoed(law, group, "its likelihood has no finite maximum")
    try:
        made = law.build(parameters[0], group.frame)
    except (ArithmeticError, OptionError):
        return _vetoed(law, group, "its parameters are no numbers")
    reason = law.at_bound(parameters[0]) or veto(law, group, parameters, densities)
    distance = distances(law, group.z[None], parameters)
    shown = Candidate(
        family=law.name,
        parameters=named_parameters(made),
        k=law.k,
        log_likelihood=likelihood,
        aic=2 * law.k - 2 * likelihood,
        bic=law.k * float(np.log(n)) - 2 * likelihood,
        heldout=_held_out(law, group, rng) if held_out and not reason else None,
        ks=float(distance.ks[0]),
        ad=float(distance.ad[0]) if isfinite(distance.ad[0]) else None,
        state="vetoed" if reason else "rejected",
        reason=reason,
    )
    ordered = densities[::-1] if group.frame.mirrored else densities
    return Tried(shown, law, group, parameters[0], made, ordered)


def _vetoed(law: Law, group: Group, reason: str) -> Tried:
    shown = Candidate(law.name, {}, law.k, None, None, None, None, None, None, None, "vetoed", reason)
    return Tried(shown, law, group, np.empty(0), None, np.empty(0))


def veto(law: Law, group: Group, parameters: np.ndarray, densities: np.ndarray) -> str:
    """Return why a fit is degenerate; nothing where it is not.

    Args:
        law: the family.
        group: the values.
        parameters: (1, p) as fitted.
        densities: (m,) log densities of the values.
    """
    z, n = group.z, len(group.z)
    span = float(z[-1] - z[0])
    far = next(factor for least, factor in _SENSE if n >= least)
    extremes = np.array([[z[0] - far * span, z[-1] + far * span]])
    under, upto = law.cdf(extremes, parameters)[0]
    if upto < 0.999:
        return f"its .999 quantile lies over {far:g} times the data's range above the data"
    if under > 0.001:
        return f"its .001 quantile lies over {far:g} times the data's range below the data"
    if not np.isneginf(group.ends[0]) or group.count:
        top = np.sort(densities)[-max(1, n // 100) :].mean() - np.median(densities)
        if top > _CARRIED:
            return "its likelihood comes from a few values at the edge of the support, where it grows without end"
    elif _nonnegative(group):
        share = float(law.cdf(group.frame.inward(np.zeros((1, 1))), parameters)[0, 0])
        if share > _NEGATIVE:
            return f"{share:.2g} of its draws would be negative, where no value is"
    return ""


def _nonnegative(group: Group) -> bool:
    return bool(group.frame.outward(group.z[:1])[0] >= 0)


def _held_out(law: Law, group: Group, rng: np.random.Generator) -> float | None:
    n = len(group.z)
    if n < 4 * _FOLDS:
        return None
    mixed = rng.permutation(n)[: min(n, _HELD_OUT) // _FOLDS * _FOLDS].reshape(_FOLDS, -1)
    rows = np.stack([np.delete(mixed, fold, axis=0).ravel() for fold in range(_FOLDS)])
    densities = law.log_density(group.z[mixed], law.fit(np.sort(group.z[rows], axis=1)))
    found = float(densities.mean()) + group.offset
    return found if isfinite(found) else None


def named_parameters(made: Any) -> dict[str, float]:
    """Return the parameters of the family itself, inside what cuts, rounds or mirrors it."""
    while hasattr(made, "of"):
        made = made.of
    return {
        each.name: float(getattr(made, each.name))
        for each in fields(made)
        if each.name != "most" and isfinite(getattr(made, each.name))
    }
