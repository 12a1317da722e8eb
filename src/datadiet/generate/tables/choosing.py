"""Which method to take: each is fitted to a part of the real rows and judged by the rest."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from datadiet.engine.progress import Progress, silent
from datadiet.errors import DataError, MissingExtra, OptionError, TooFewSamples
from datadiet.generate.tables.judging import Judged
from datadiet.generate.tables.methods import METHODS, QUICK, check_method
from datadiet.generate.tables.parting import Parting, find_parting
from datadiet.generate.tables.trials import Trials
from datadiet.schema import Coded

__all__ = ["FEWEST", "RULE", "Candidate", "Chosen", "choose_method"]

FEWEST = 40
"""Rows below which nothing can be held out."""
MARGIN = 0.005
"""Losses that differ by less are taken as equal."""
_VINE = 40
"""Columns beyond which a vine takes minutes."""
RULE = (
    "Each method is fitted to one half of the rows and judged by the other, both ways round. Its loss is the mean of"
    " what it lacks: 1 - shapes, 1 - pairs, 2 x (AUC - 0.5) of telling its rows from held-out ones, and, with a target,"
    " what a model loses by learning from its rows, and 1 - shapes within each of its classes. It is vetoed where most"
    " splits show that it gives fitted rows away. Of those whose loss is above the lowest by no more than 0.005, or a"
    " standard error of the difference, the plainest is chosen. Where within some level of a column its rows are off,"
    " and those of a generator for each level are not, it is fitted by that column, unless its loss becomes higher."
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A method, as it was judged."""

    method: str
    state: str
    """chosen, beaten, vetoed, or failed."""
    reason: str
    figures: dict[str, float | None]
    """Means over the splits."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The method that was chosen, and why."""

    method: str
    by: str | None
    """The column for each of whose levels it is fitted anew."""
    why: str
    splits: int
    rows: int
    """Rows to which each method was fitted."""
    target: str | None
    candidates: tuple[Candidate, ...]
    real: dict[str, float | None]
    """What other real rows get."""
    parting: Parting | None = None
    """A column by which rows should be parted."""

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        told = {name: each for name, each in asdict(self).items() if name != "parting"}
        return {**told, "rule": RULE}


def choose_method(
    rows: Coded,
    *,
    seed: int,
    candidates: Sequence[str] | None = None,
    target: str | None = None,
    by: str | None = None,
    marginals: str = "fitted",
    device: str = "cpu",
    progress: Progress = silent,
) -> Chosen:
    """Choose the method that serves real rows best which it has not seen; the rule is `RULE`.

    Args:
        rows: 40 or more.
        seed: of the splits and of all draws.
        candidates: methods, in any order; the quick ones where left out, of more than 40 columns without the vine.
        target: a column that models will predict.
        by: a column of levels, for each of which methods are fitted anew; where left out, one is taken if rows need to
            be parted (see `find_parting`).
        marginals: how columns are fitted, one of `MARGINALS`.
        device: for the deep ones.
        progress: called as the work goes on.

    Raises:
        OptionError: a method or the target is not known.
        TooFewSamples: fewer than 40 rows, or the target has one value.
        DataError: no method could be fitted, or all give rows away.
    """
    if candidates is None:
        candidates = [method for method in QUICK if method != "vine" or len(rows.columns) <= _VINE]
    _check(rows, candidates, target)
    tried = [method for method in METHODS if method in candidates]
    trials = Trials.of(rows, target=target, seed=seed, kind=marginals, device=device)
    references = [judge.reference() for judge in trials.judges]
    if target is not None and all(each.useful is None for each in references):
        raise TooFewSamples(
            f"nothing can be learned of the target '{target}' from half of the rows",
            expected="ten rows whose target is known, with two values that several rows have",
            todo="name another target, or none",
        )
    found: dict[str, list[Judged]] = {}
    failed: dict[str, str] = {}
    steps = len(tried) * len(trials.judges)
    for at, method in enumerate(tried):
        each: list[Judged] = []
        try:
            for judged in trials.run(method, by):
                each.append(judged)
                progress(f"trying {method}", at * len(trials.judges) + len(each), steps)
            found[method] = each
        except (MissingExtra, TooFewSamples, DataError, ImportError) as error:
            failed[method] = str(error)
    chosen = _decided(found, failed, tried, _means(references), trials, target, by)
    parting = find_parting(rows, chosen.method, seed=seed) if by is None else None
    return _parted(chosen, parting, found[chosen.method], trials) if parting else chosen


def _check(rows: Coded, candidates: Sequence[str], target: str | None) -> None:
    for method in candidates:
        check_method(method)
    names = [column.name for column in rows.columns]
    if not candidates:
        raise OptionError("no method to choose from", expected=f"one or more of {', '.join(METHODS)}")
    if target is not None and target not in names:
        raise OptionError(f"the target '{target}' is no column that has a distribution", expected=", ".join(names))
    if [target] == names:
        raise OptionError(f"the target '{target}' is the only column", expected="another one, to predict it from")
    if len(rows) < FEWEST or not names:
        raise TooFewSamples(
            f"{len(rows)} rows of {len(names)} columns, from which a part is to be held out",
            expected=f"{FEWEST} rows or more",
            todo="name a method instead of auto: copula",
        )


def _decided(
    found: dict[str, list[Judged]],
    failed: dict[str, str],
    tried: list[str],
    real: dict[str, float | None],
    trials: Trials,
    target: str | None,
    by: str | None,
) -> Chosen:
    vetoed = {method: words for method, each in found.items() if (words := _veto(each))}
    left = {method: np.array([one.loss for one in each]) for method, each in found.items() if method not in vetoed}
    if not left:
        said = "; ".join(f"{method}: {words}" for method, words in {**vetoed, **failed}.items())
        raise DataError(f"no method can be chosen ({said})", todo="name one, or give more rows")
    best = min(left, key=lambda method: left[method].mean())
    ties = {method: _tied(each, left[best]) for method, each in left.items()}
    chosen = next(method for method in tried if method in left and ties[method])
    reasons = {**failed, **vetoed}
    for method, each in left.items():
        if method != chosen:
            reasons[method] = f"its loss is {each.mean() - left[chosen].mean():+.3f} beside that of {chosen}"
    reasons[chosen] = _why(chosen, best, left, vetoed)
    states = dict.fromkeys(failed, "failed") | dict.fromkeys(vetoed, "vetoed") | {chosen: "chosen"}
    candidates = tuple(
        Candidate(
            method, states.get(method, "beaten"), reasons[method], _means(found[method]) if method in found else {}
        )
        for method in sorted(tried, key=lambda m: left[m].mean() if m in left else 2 + (m in failed))
    )
    judges = trials.judges
    return Chosen(chosen, by, reasons[chosen], len(judges), len(judges[0].fitted), target, candidates, real)


def _parted(chosen: Chosen, parting: Parting, plain: list[Judged], trials: Trials) -> Chosen:
    """Take a generator for each level of a column, unless that costs more elsewhere or gives rows away."""
    name = f"{chosen.method} by {parting.by}"
    each = list(trials.run(chosen.method, parting.by))
    losses = [np.array([one.loss for one in side]) for side in (each, plain)]
    difference = f"its loss is {losses[0].mean() - losses[1].mean():+.3f} beside that of {chosen.method}"
    veto = _veto(each)
    if veto or not _tied(*losses):
        beaten = Candidate(name, "vetoed" if veto else "beaten", veto or difference, _means(each))
        return replace(chosen, parting=parting, candidates=(*chosen.candidates, beaten))
    why = f"{parting.words} Over all rows {difference}."
    others = [
        replace(one, state="beaten", reason=parting.words) if one.state == "chosen" else one
        for one in chosen.candidates
    ]
    first = Candidate(name, "chosen", why, _means(each))
    return replace(chosen, by=parting.by, why=f"{chosen.why} {why}", parting=parting, candidates=(first, *others))


def _veto(each: list[Judged]) -> str:
    """Return why a method is out: in more than half of the splits some figure says that it gives rows away."""
    leaking = [one for one in each if one.leaks]
    if 2 * len(leaking) <= len(each):
        return ""
    named = ", ".join(dict.fromkeys(name for one in leaking for name in one.leaks))
    return f"it gives fitted rows away in {len(leaking)} of {len(each)} splits ({named})"


def _tied(losses: np.ndarray, best: np.ndarray) -> bool:
    difference = losses - best
    error = float(difference.std(ddof=1)) / len(difference) ** 0.5 if len(difference) > 1 else 0.0
    return float(difference.mean()) <= max(MARGIN, error)


def _why(chosen: str, best: str, left: dict[str, np.ndarray], vetoed: dict[str, str]) -> str:
    loss = left[chosen].mean()
    out = f" {', '.join(vetoed)} {'gives' if len(vetoed) == 1 else 'give'} rows away." if vetoed else ""
    if chosen != best:
        near = f"{best} reaches {left[best].mean():.3f}, which is no better by more than chance or 0.005"
        return f"it is the plainest of those that serve held-out rows best: its loss is {loss:.3f}; {near}.{out}"
    second = min((method for method in left if method != chosen), key=lambda m: left[m].mean(), default=None)
    beside = f", before {second} with {left[second].mean():.3f}" if second else ""
    return f"it serves held-out rows best: its loss is {loss:.3f}{beside}.{out}"


def _means(each: list[Judged]) -> dict[str, float | None]:
    found = [one.figures() for one in each]
    return {
        name: round(float(np.mean(known)), 6)
        if (known := [one[name] for one in found if one[name] is not None])
        else None
        for name in found[0]
    }
