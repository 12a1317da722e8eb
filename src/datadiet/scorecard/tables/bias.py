"""Groups of people: how many there are in reality and in synthetic rows, and how models err on each."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from datadiet.domain.domain import Domain
from datadiet.measure import binomial
from datadiet.scorecard.tables.facts import Group, Interval, Protected
from datadiet.scorecard.tables.groups import cut_by, targets_of
from datadiet.scorecard.tables.reading import Rows
from datadiet.scorecard.tables.usefulness import Tested

__all__ = ["protected_column"]

FEWEST = 10
"""Test rows of a group below which no error is told."""


@dataclass(frozen=True, slots=True)
class _Errors:
    """Of two models on one group, each with its interval."""

    real: tuple[float, Interval] | None
    synthetic: tuple[float, Interval] | None
    n: int


def protected_column(rows: Rows, name: str, tested: Tested | None, domain: Domain | None) -> Protected:
    """Compare the groups that a column makes: levels, or four bands of numbers.

    Args:
        rows: both tables.
        name: a compared column.
        tested: models trained on either side, for their errors.
        domain: for the shares that are declared.
    """
    j = rows.place(name)
    cut = cut_by(rows.columns[j], rows.real.values[:, j], domain)
    real, made = (cut.of(side.values[:, j]) for side in (rows.real, rows.synthetic))
    of_test = None if tested is None else cut.of(tested.rows[:, j])
    targets = targets_of(cut, domain)
    groups = []
    for k, group in enumerate(cut.names):
        n = int((real == k).sum()), int((made == k).sum())
        if any(n):
            errors = _errors(tested, None if of_test is None else of_test == k)
            groups.append(_group(group, n, (len(real), len(made)), targets.get(group), errors))
    return Protected(name, tuple(groups), _sentence(name, groups))


def _errors(tested: Tested | None, group: np.ndarray | None) -> _Errors:
    """Return the mean errors of both models on the test rows of a group; none where these are too few."""
    n = 0 if group is None else int(group.sum())
    if tested is None or n < FEWEST:
        return _Errors(None, None, n)
    share = tested.found.task == "classification"
    real, made = (_mean(side, share) for side in tested.found.errors[group].T)
    return _Errors(real, made, n)


def _mean(errors: np.ndarray, share: bool) -> tuple[float, Interval]:
    value, n = float(errors.mean()), len(errors)
    if share:
        return value, binomial.interval(round(value * n), n)
    reach = float(norm.isf(0.025) * errors.std(ddof=1) / n**0.5)
    return value, (max(0.0, value - reach), value + reach)


def _group(name: str, n: tuple[int, int], of: tuple[int, int], target: Interval | None, errors: _Errors) -> Group:
    return Group(
        value=name,
        n=n,
        real=n[0] / of[0],
        real_interval=binomial.interval(n[0], of[0]),
        synthetic=n[1] / of[1],
        synthetic_interval=binomial.interval(n[1], of[1]),
        target=target,
        error_real=errors.real[0] if errors.real else None,
        error_real_interval=errors.real[1] if errors.real else None,
        error_synthetic=errors.synthetic[0] if errors.synthetic else None,
        error_synthetic_interval=errors.synthetic[1] if errors.synthetic else None,
        tested=errors.n,
    )


def _sentence(name: str, groups: list[Group]) -> str:
    """Say which group changes most, beyond what both intervals explain, and whether that is what was asked for."""
    asked = _beside_targets(name, groups)
    apart = [
        group
        for group in groups
        if group.synthetic_interval[1] < group.real_interval[0] or group.real_interval[1] < group.synthetic_interval[0]
    ]
    if not apart:
        return f"The shares of the groups of {name} are as in the real rows.{asked}"
    worst = max(apart, key=lambda group: abs(group.synthetic - group.real))
    word = "more" if worst.synthetic > worst.real else "fewer"
    return (
        f"{name} = {worst.value} is {100 * worst.synthetic:.3g} % of the synthetic rows, {word} than the "
        f"{100 * worst.real:.3g} % of the real ones.{asked}"
    )


def _beside_targets(name: str, groups: list[Group]) -> str:
    """Say whether the synthetic shares are what the domain asks for; nothing where it asks for none."""
    asked = [(group, group.target) for group in groups if group.target]
    if not asked:
        return ""
    short = [
        (group, target)
        for group, target in asked
        if group.synthetic_interval[1] < target[0] or group.synthetic_interval[0] > target[1]
    ]
    if not short:
        return " No share is beyond chance from what the domain asks for."
    worst, wanted = max(short, key=lambda each: _missed(*each))
    said = _share_words(*wanted)
    return f" The domain asks for {said} with {name} = {worst.value}: it is {100 * worst.synthetic:.3g} %."


def _missed(group: Group, wanted: Interval) -> float:
    return max(wanted[0] - group.synthetic, group.synthetic - wanted[1])


def _share_words(low: float, high: float) -> str:
    if high >= 1:
        return f"{100 * low:.3g} % or more"
    if low <= 0:
        return f"at most {100 * high:.3g} %"
    return f"{100 * low:.3g} %" if abs(high - low) < 1e-9 else f"{100 * low:.3g} to {100 * high:.3g} %"
