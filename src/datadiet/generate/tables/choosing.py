"""Which method to take: each is fitted to a part of the real rows and judged by the rest."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from datadiet.errors import DataError, MissingExtra, OptionError, TooFewSamples
from datadiet.generate.tables.judging import Judge, Judged
from datadiet.generate.tables.marginals import Marginals
from datadiet.generate.tables.methods import METHODS, QUICK, check_method, fit_method
from datadiet.generate.tables.progress import Progress, silent
from datadiet.generate.tables.sampling import draw
from datadiet.randomness import stream
from datadiet.schema import Coded

__all__ = ["FEWEST", "RULE", "Candidate", "Chosen", "choose_method"]

FEWEST = 40
"""Rows below which nothing can be held out."""
HALVED, MOST = 2_000, 20_000
"""Rows below which they are halved twice; rows that are looked at, at most."""
MARGIN = 0.005
"""Losses that differ by less are taken as equal."""
_UNLIKE = 0.05
_VINE = 40
"""Columns beyond which a vine takes minutes."""
RULE = (
    "Each method is fitted to one half of the rows and judged by the other, both ways round. Its loss is the mean of"
    " what it lacks: 1 - shapes, 1 - pairs, 2 x (AUC - 0.5) of telling its rows from held-out ones, and, with a target,"
    " what a model loses by learning from its rows, and 1 - shapes within each of its classes. It is vetoed where most"
    " splits show that it gives fitted rows away. Of those whose loss is above the lowest by no more than 0.005, or a"
    " standard error of the difference, the plainest is chosen."
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
    why: str
    splits: int
    rows: int
    """Rows to which each method was fitted."""
    target: str | None
    candidates: tuple[Candidate, ...]
    real: dict[str, float | None]
    """What other real rows get."""

    @property
    def advice(self) -> str:
        """What to do where the classes of the target are not as they should be; empty otherwise."""
        chosen = next(each for each in self.candidates if each.state == "chosen")
        own, best = chosen.figures["classes"], self.real["classes"]
        if own is None or best is None or own > best - _UNLIKE:
            return ""
        return (
            f"Columns within the classes of {self.target} are unlike the real ones (alike {own:.2f}; other real rows"
            f" {best:.2f}): a generator for each class may be better, --by {self.target}."
        )

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {**asdict(self), "rule": RULE}


def choose_method(
    rows: Coded,
    *,
    seed: int,
    candidates: Sequence[str] | None = None,
    target: str | None = None,
    by: str | None = None,
    device: str = "cpu",
    progress: Progress = silent,
) -> Chosen:
    """Choose the method that serves real rows best which it has not seen; the rule is `RULE`.

    Args:
        rows: 40 or more.
        seed: of the splits and of all draws.
        candidates: methods, in any order; the quick ones where left out, of more than 40 columns without the vine.
        target: a column that models will predict.
        by: a column of levels, for each of which methods are fitted anew.
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
    judges = _judges(rows, target, seed)
    marginals = [Marginals(judge.seed, bootstrap=0) for judge in judges]
    references = [judge.reference() for judge in judges]
    if target is not None and all(each.useful is None for each in references):
        raise TooFewSamples(
            f"nothing can be learned of the target '{target}' from half of the rows",
            expected="ten rows whose target is known, with two values that several rows have",
            todo="name another target, or none",
        )
    found: dict[str, list[Judged]] = {}
    failed: dict[str, str] = {}
    steps = len(tried) * len(judges)
    for at, method in enumerate(tried):
        try:
            found[method] = []
            for number, judge in enumerate(judges):
                model = fit_method(judge.fitted, method, marginals[number], seed=judge.seed, by=by, device=device)
                found[method].append(judge.score(draw(model, judge.rows, seed=judge.seed).values))
                progress(f"trying {method}", at * len(judges) + number + 1, steps)
        except (MissingExtra, TooFewSamples, DataError, ImportError) as error:
            del found[method]
            failed[method] = str(error)
    return _decided(found, failed, tried, _means(references), judges, target)


def _check(rows: Coded, candidates: Sequence[str], target: str | None) -> None:
    for method in candidates:
        check_method(method)
    names = [column.name for column in rows.columns]
    if not candidates:
        raise OptionError("no method to choose from", expected=f"one or more of {', '.join(METHODS)}")
    if target is not None and target not in names:
        raise OptionError(f"the target '{target}' is no column that has a distribution", expected=", ".join(names))
    if len(rows) < FEWEST or not names:
        raise TooFewSamples(
            f"{len(rows)} rows of {len(names)} columns, from which a part is to be held out",
            expected=f"{FEWEST} rows or more",
            todo="name a method instead of auto: copula",
        )


def _judges(rows: Coded, target: str | None, seed: int) -> list[Judge]:
    """Halve the rows, and judge by either half; twice where there are few."""
    judges = []
    for number in range(2 if len(rows) < HALVED else 1):
        order = stream(seed, "halves", number).permutation(len(rows))[:MOST]
        halves = [rows.rows(part) for part in (order[: len(order) // 2], order[len(order) // 2 :])]
        for way, (fitted, held_out) in enumerate((halves, halves[::-1])):
            its = int(stream(seed, "split", number, way).integers(2**53))
            judges.append(Judge.of(fitted, held_out, target=target, seed=its))
    return judges


def _decided(
    found: dict[str, list[Judged]],
    failed: dict[str, str],
    tried: list[str],
    real: dict[str, float | None],
    judges: list[Judge],
    target: str | None,
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
    return Chosen(chosen, reasons[chosen], len(judges), len(judges[0].fitted), target, candidates, real)


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
