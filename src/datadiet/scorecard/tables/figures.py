"""The figures of a table, each beside what real rows reach."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.stats import norm

from datadiet.errors import TooFewSamples
from datadiet.measure import binomial
from datadiet.measure.companions import Companion
from datadiet.measure.tables.outliers import RIGHT, SURE, outliers
from datadiet.measure.tables.pairs import Pairs
from datadiet.measure.tables.references import Reference
from datadiet.measure.tables.shapes import Shapes
from datadiet.scorecard.tables.facts import ColumnFacts, Figure, Interval

__all__ = [
    "broken_figure",
    "classifier_figures",
    "levels_figure",
    "missing_shares",
    "outlier_figure",
    "pairs_figure",
    "repeated_share",
    "shapes_figure",
    "worst_column",
    "worst_pair",
]

_TOLD_APART = 0.01
_COPIES = "Rows are copies of real ones, and so near to them: nothing is known of the tails."
_REPEATED = 0.05
"""Share of copies beyond what real rows repeat of each other, below which they explain nothing."""
_AUC = "classifier AUC"


def shapes_figure(found: Shapes, beside: Reference, n: tuple[int, int]) -> Figure:
    """Columns, each alone."""
    return _beside("shapes", "column shapes (mean)", found.score, found.interval, beside, n)


def pairs_figure(found: Pairs, beside: Reference, n: tuple[int, int]) -> Figure:
    """Columns, two and two."""
    return _beside("pairs", "pair trends (mean)", found.score, found.interval, beside, n)


def worst_column(names: Sequence[str], found: Shapes, beside: Reference, n: tuple[int, int]) -> Figure:
    """The column that falls behind real rows the most: a mean over many columns hides one."""
    value = found.columns[beside.worst]
    return _worst("worst_shape", f"column shapes (worst): {names[beside.worst]}", value, beside, n)


def worst_pair(names: Sequence[str], found: Pairs, beside: Reference, n: tuple[int, int]) -> Figure:
    """The two columns that fall behind real rows the most: a mean over many pairs hides one."""
    i, j = (int(side[beside.worst]) for side in np.triu_indices(len(names), 1))
    real, made = float(found.real[i, j]), float(found.synthetic[i, j])
    said = f"{names[i]} with {names[j]}"
    made_figure = _worst("worst_pair", f"pair trends (worst): {said}", 1 - abs(real - made) / 2, beside, n)
    return replace(made_figure, note=f"{said}: {made:z.2f} instead of {real:z.2f}.")


def _worst(key: str, name: str, value: float, beside: Reference, n: tuple[int, int]) -> Figure:
    return Figure(
        key=key,
        name=name,
        value=value,
        interval=None,
        equal=float(beside.synthetic[beside.worst]),
        reference=float(beside.real[beside.worst]),
        best=1.0,
        direction="higher",
        n=f"{n[0]:,} real and {n[1]:,} synthetic rows; reference at {beside.m:,} + {beside.m:,}",
        judgement="worse" if beside.worst_is_worse else "as real",
    )


def _beside(key: str, name: str, value: float, interval: Interval, beside: Reference, n: tuple[int, int]) -> Figure:
    return Figure(
        key=key,
        name=name,
        value=value,
        interval=interval,
        equal=beside.equal,
        reference=beside.value,
        best=1.0,
        direction="higher",
        n=f"{n[0]:,} real and {n[1]:,} synthetic rows; reference at {beside.m:,} + {beside.m:,}",
        judgement="worse" if beside.worse else "as real",
    )


def classifier_figures(companions: Sequence[Companion]) -> list[Figure]:
    """Take the two-sample tests from the companions, where their real-against-real floor is too."""
    found = []
    for row in companions:
        if not row.name.startswith(_AUC) or row.interval is None:
            continue
        kind = row.name.removeprefix(_AUC).strip(" (),")
        control = row.control or 0.5
        worse = row.interval[0] > max(0.5, control) + _TOLD_APART or row.interval[1] < min(0.5, control) - _TOLD_APART
        found.append(
            Figure(
                key=f"c2st_{'linear' if 'linear' in kind else 'boosting'}",
                name=f"told apart by a classifier, {kind} (area under the curve)",
                value=row.value,
                interval=row.interval,
                equal=None,
                reference=row.control,
                best=0.5,
                direction="nearer",
                n=f"{row.n:,} real and {row.n:,} synthetic rows",
                judgement="worse" if worse else "as real",
            )
        )
    return found


def outlier_figure(
    train: np.ndarray,
    holdout: np.ndarray | None,
    synthetic: np.ndarray,
    repeated: float = 0.0,
    *,
    rng: np.random.Generator,
) -> Figure:
    """Rows that lie farther out than 95 % of real rows do; halves of the real rows serve where none were held out.

    `repeated` is the share of copies among them: they lie near to real rows, whatever became of the tails.
    """
    if holdout is None:
        order = rng.permutation(len(train))
        train, holdout = train[order[: len(train) // 2]], train[order[len(train) // 2 :]]
    name = "outliers beyond 95 % of real rows"
    try:
        found = outliers(train, holdout, synthetic, rng=rng)
    except TooFewSamples as error:
        return Figure("outliers", name, None, None, None, RIGHT, RIGHT, "nearer", "", "undecided", str(error))
    low, high = found.sure
    lost, many = high < RIGHT, low > RIGHT
    return Figure(
        key="outliers",
        name=name,
        value=found.rate,
        interval=found.interval,
        equal=None,
        reference=RIGHT,
        best=RIGHT,
        direction="nearer",
        n=f"{found.n:,} synthetic rows, threshold from {found.held_out:,} real ones",
        judgement="worse" if lost or many else "as real",
        note=(_COPIES if repeated else "The tails were lost.")
        if lost
        else "There are too many rows far out."
        if many
        else "",
    )


def repeated_share(real: np.ndarray, synthetic: np.ndarray) -> float:
    """Return the share of synthetic rows that equal a real one, where real rows hardly equal each other; else 0.

    Args:
        real: (n_r, D) vectors.
        synthetic: (n_s, D) vectors.
    """
    times = Counter(row.tobytes() for row in real + 0.0)
    share = float(np.mean([row.tobytes() in times for row in synthetic + 0.0]))
    among_real = sum(count for count in times.values() if count > 1) / max(len(real), 1)
    return share if share > among_real + _REPEATED else 0.0


def missing_shares(columns: Sequence[ColumnFacts], n: tuple[int, int]) -> Figure | None:
    """Return the largest difference of missing shares of a column; None where nothing is missing."""
    compared = [column for column in columns if column.shape is not None and any(column.missing)]
    if not compared:
        return None
    worst = max(compared, key=lambda column: abs(column.missing[0] - column.missing[1]))
    real, made = worst.missing
    apart = abs(real - made)
    error = _error(real, n[0]) ** 2 + _error(made, n[1]) ** 2
    reach, sure = (float(norm.isf(tail / len(compared)) * error**0.5) for tail in (0.025, (1 - SURE) / 2))
    reference = float(norm.isf(0.25) * (2 * _error(real, min(n)) ** 2) ** 0.5)  # the median of |difference|
    return Figure(
        key="missing",
        name=f"missing values (largest difference of shares: {worst.name})",
        value=apart,
        interval=(max(0.0, apart - reach), min(1.0, apart + reach)),
        equal=None,
        reference=reference,
        best=0.0,
        direction="lower",
        n=f"{n[0]:,} real and {n[1]:,} synthetic rows",
        judgement="worse" if apart > max(sure, 0.01) else "as real",
        note=f"Missing in {100 * real:.3g} % of the real and {100 * made:.3g} % of the synthetic rows.",
    )


def _error(share: float, n: int) -> float:
    smooth = (share * n + 1) / (n + 2)
    return (smooth * (1 - smooth) / n) ** 0.5


def levels_figure(columns: Sequence[ColumnFacts], present: tuple[int, int], expected: float) -> Figure | None:
    """Return the share of the real levels that synthetic rows have; None where there is no column of levels.

    Args:
        columns: with the levels that were lost.
        present: levels that are in synthetic rows, and that are in real ones.
        expected: share of the levels that as many real rows would have.
    """
    if not present[1]:
        return None
    lost = [f"{column.name} = {level}" for column in columns for level in column.lost]
    value = present[0] / present[1]
    return Figure(
        key="levels",
        name="levels that synthetic rows have, of those of real rows",
        value=value,
        interval=None,
        equal=None,
        reference=expected,
        best=1.0,
        direction="higher",
        n=f"{present[1]:,} levels",
        judgement="worse" if lost else "as real",
        note=f"Lost: {', '.join(lost[:5])}{f' and {len(lost) - 5} more' if len(lost) > 5 else ''}." if lost else "",
    )


def broken_figure(real: np.ndarray, synthetic: np.ndarray) -> Figure:
    """Return the share of synthetic rows that break a rule."""
    hits, n = int(synthetic.sum()), len(synthetic)
    interval = binomial.interval(hits, n)
    reference = float(real.mean())
    return Figure(
        key="violations",
        name="rows that break a rule",
        value=hits / n,
        interval=interval,
        equal=None,
        reference=reference,
        best=0.0,
        direction="lower",
        n=f"{n:,} synthetic rows",
        judgement="worse" if interval[0] > reference else "as real",
    )
