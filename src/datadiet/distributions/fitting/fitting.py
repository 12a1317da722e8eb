"""The best fit of a column: point masses off, families by support, degenerate fits out, the rest ranked and tested."""

from math import isfinite
from typing import Any

import numpy as np

from datadiet.distributions.base import check
from datadiet.distributions.fitting.assembling import assembled, followed, listed
from datadiet.distributions.fitting.choosing import TESTED, choose
from datadiet.distributions.fitting.columns import Column, Support, read_column
from datadiet.distributions.fitting.groups import groups_of
from datadiet.distributions.fitting.masses import Mass, few_values, split_masses
from datadiet.distributions.fitting.results import Fit
from datadiet.distributions.fitting.wording import NAMES

__all__ = ["FITTED", "fit"]

FITTED = 100_000
"""Values that families are fitted to at most, taken at random: their parameters are then known to a third of a percent
of the spread. Point masses and the fall-back are taken from all."""
_INFLATED = 10.0
"""So much lower must the AIC be with zeros split off for counts to be called zero-inflated."""


def fit(
    values: Any,
    *,
    rng: np.random.Generator,
    support: Support | None = None,
    integer: bool | None = None,
    candidates: tuple[str, ...] | None = None,
    criterion: str = "aic",
    bootstrap: int = 200,
    level: float = 0.05,
) -> Fit:
    """Find the distribution that fits a column of numbers best, and say whether it fits at all.

    Args:
        values: (n,) numbers; NaN and None are missing; infinite ones are counted and left out.
        rng: chooses subsamples, draws the bootstrap.
        support: (least, greatest) value that can be, None for an open end. Where it is not given, values of which none
            is negative are taken to be 0 or more.
        integer: whether values are whole; None to look.
        candidates: families that may be tried, by their names in files; None for all of the support.
        criterion: what ranks families: aic, bic, or heldout (likelihood of values that the fit has not seen).
        bootstrap: samples drawn from each tested family and fitted again; 0 leaves out only
            what is plainly wrong.
        level: p-values below it reject a family.

    Raises:
        DataError: values are not a column of numbers.
        OptionError: values lie outside the support or are not whole, or an option has no such value.
        TooFewSamples: no value is there.
    """
    _check(candidates, criterion, bootstrap, level)
    asked = (criterion, bootstrap, level)
    column = read_column(values, support, integer)
    if masses := few_values(column):
        return assembled(column, masses, None, np.empty(0), chosen="masses", options=asked)
    masses, rest = split_masses(column)
    if len(np.unique(rest)) < 3:
        masses, rest = listed(column), rest[:0]
        return assembled(column, masses, None, rest, chosen="masses", options=asked, notes=_notes(rest, bootstrap))
    pick, draw = rng.spawn(2)
    sample = rest if len(rest) <= FITTED else np.sort(pick.choice(rest, FITTED, replace=False))
    options: dict[str, Any] = {"criterion": criterion, "level": level, "only": set(candidates or ())}
    zero, positive = _zeros(column, rest, sample, draw, options)
    if zero is not None:
        masses, rest, sample = (zero, *masses), rest[rest != 0], sample[sample != 0]
        masses = tuple(sorted(masses, key=lambda mass: mass.value))
    groups = groups_of(column, sample, positive=positive)
    choice = choose(groups, rng=draw, replicates=bootstrap, **options)
    body = choice.chosen.distribution if choice.chosen else followed(column, rest, positive=positive)
    if body is None:
        masses, rest = listed(column), rest[:0]
    return assembled(
        column,
        masses,
        body,
        rest,
        chosen="masses" if body is None else choice.chosen.shown.family if choice.chosen else "smoothed",
        candidates=tuple(each.shown for each in choice.tried),
        options=asked,
        notes=_notes(rest, bootstrap),
    )


def _check(candidates: tuple[str, ...] | None, criterion: str, bootstrap: int, level: float) -> None:
    check(criterion in ("aic", "bic", "heldout"), f"the criterion '{criterion}'", "aic, bic or heldout")
    check(bootstrap >= 0 and bootstrap == int(bootstrap), f"{bootstrap} replicates", "a whole number of 0 or more")
    check(0 < level < 1, f"a level of {level:g}", "one between 0 and 1, such as .05")
    for name in candidates or ():
        check(name in NAMES, f"there is no candidate '{name}'", f"one of {', '.join(NAMES)}")


def _zeros(
    column: Column, rest: np.ndarray, sample: np.ndarray, rng: np.random.Generator, options: dict[str, Any]
) -> tuple[Mass | None, bool]:
    """Return the zeros of counts as a point mass, where counts are far likelier without them."""
    none = int((rest == 0).sum())
    above = sample[sample > 0]
    if not column.whole or column.low != 0 or not none or isfinite(column.high) or len(np.unique(above)) < 3:
        return None, False
    plain, split = (
        choose(groups_of(column, part, positive=positive), rng=rng, replicates=0, **options)
        for part, positive in ((sample, False), (above, True))
    )
    if plain.chosen is None or split.chosen is None:
        return None, False
    share = 1 - len(above) / len(sample)
    ones = len(sample) * (share * np.log(share) + (1 - share) * np.log1p(-share))
    gain = (plain.chosen.shown.aic or 0.0) - (split.chosen.shown.aic or 0.0) - 2 + 2 * float(ones)
    if gain < _INFLATED:
        return None, False
    n = len(column.values)
    reason = f"{none} of {n} counts are 0, and the AIC is {gain:.3g} lower with them split off"
    return Mass(0.0, none, none / n, reason), True


def _notes(rest: np.ndarray, replicates: int) -> tuple[str, ...]:
    notes = []
    if len(rest) > FITTED:
        notes.append(f"families were fitted to {FITTED:,} of {len(rest):,} values, taken at random")
    if replicates and len(rest) > TESTED:
        notes.append(f"fit was tested on {TESTED:,} of {len(rest):,} values: smaller deviations are let pass")
    if 0 < len(rest) < 20:
        notes.append(f"{len(rest)} values say little about a family: hardly any could be rejected")
    return tuple(notes)
