"""How faithful a synthetic table is: columns, pairs, classifiers, models, privacy, tails, rules, groups."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from datadiet.domain.domain import Domain
from datadiet.domain.intentionality import Intentionality
from datadiet.errors import TooFewSamples
from datadiet.measure.companions import Companion
from datadiet.measure.tables.equality import agreement
from datadiet.measure.tables.pairs import Pairs, pair_trends, pairs
from datadiet.measure.tables.references import Reference, beside_real
from datadiet.measure.tables.shapes import column_shapes, shapes
from datadiet.randomness import stream
from datadiet.schema import Coded
from datadiet.scorecard.tables import figures
from datadiet.scorecard.tables.bias import protected_column
from datadiet.scorecard.tables.columns import column_facts
from datadiet.scorecard.tables.facts import ColumnFacts, Fidelity, Figure, PairFacts, Usefulness
from datadiet.scorecard.tables.private import judge_privacy
from datadiet.scorecard.tables.reading import Rows
from datadiet.scorecard.tables.rules import broken_rules, rules_of_domain
from datadiet.scorecard.tables.usefulness import Tested, missing_figure, tested, usefulness_figure
from datadiet.scorecard.tables.words import sentence

if TYPE_CHECKING:
    from datadiet.scorecard.options import Options

__all__ = ["measure_table"]

MOST = 50_000
"""Rows a side that shapes and pairs are taken of; of more, a random part."""
SHOWN = 24
"""Columns of the heat maps."""
WORST = 10
STEPS = 6


def measure_table(
    rows: Rows,
    vectors: tuple[np.ndarray, np.ndarray],
    companions: Sequence[Companion],
    intentionality: Intentionality,
    domain: Domain | None,
    options: "Options",
) -> Fidelity:
    """Measure a synthetic table against the real one.

    Args:
        rows: both tables.
        vectors: real and synthetic rows in the space of rows.
        companions: with the two-sample tests by classifiers.
        intentionality: for the rules of a domain that rows break.
        domain: for declared shares.
        options: target, protected columns, seed.
    """

    def draw(step: int, purpose: str) -> np.random.Generator:
        options.progress("measuring the table", step, STEPS)
        return stream(options.seed, "table", purpose)

    sides = _some(rows.real, draw(0, "real rows")), _some(rows.synthetic, draw(0, "synthetic rows"))
    with threadpool_limits(1, user_api="blas"):
        columns, each, notes = _alone(rows, sides, draw(1, "shapes"))
        together, pair_facts = _together(rows, sides, draw(2, "pairs"))
    test, useful = _learned(rows, options, draw(3, "usefulness"))
    kept = None if rows.holdout is None else rows.space.vectors(rows.holdout)
    private = judge_privacy(vectors[0], kept, vectors[1], rng=draw(4, "privacy"), agree=agreement(rows.real.values))
    rules, broken_real, broken, more = broken_rules(rows, declared=options.schema is not None)
    n = len(sides[0]), len(sides[1])
    repeated = figures.repeated_share(*vectors)
    outliers = figures.outlier_figure(vectors[0], kept, vectors[1], repeated, rng=draw(5, "outliers"))
    found: list[Figure | None] = [
        *each,
        *together,
        *figures.classifier_figures(companions),
        useful[0] if useful else None,
        outliers,
        figures.missing_shares(columns, n),
        figures.levels_figure(columns, *_levels_present(sides)),
        figures.broken_figure(broken_real, broken) if rules else None,
    ]
    options.progress("measuring the table", STEPS, STEPS)
    taken = tuple(figure for figure in found if figure is not None)
    return Fidelity(
        sentence=sentence(taken, private, columns, pair_facts, repeated),
        figures=taken,
        columns=columns,
        pairs=pair_facts,
        privacy=private,
        usefulness=useful[1] if useful else None,
        protected=tuple(protected_column(rows, name, test, domain) for name in options.protected),
        rules=(*rules, *rules_of_domain(intentionality)),
        holdout=rows.holdout_source,
        n_holdout=0 if rows.holdout is None else len(rows.holdout),
        target=options.target or "",
        notes=(*rows.notes, *notes, *more),
    )


def _some(side: Coded, rng: np.random.Generator) -> Coded:
    return side if len(side) <= MOST else side.rows(np.sort(rng.choice(len(side), MOST, replace=False)))


def _alone(
    rows: Rows, sides: tuple[Coded, Coded], rng: np.random.Generator
) -> tuple[tuple[ColumnFacts, ...], list[Figure], tuple[str, ...]]:
    real, made = (side.values for side in sides)
    levels = rows.levels
    found = shapes(real, made, levels, rng=rng)
    beside = beside_real(
        lambda first, second: np.array(column_shapes(first, second, levels)),
        real,
        made,
        None if rows.holdout is None else rows.holdout.values,
        rng=rng,
    )
    notes: tuple[str, ...] = ()
    if max(len(rows.real), len(rows.synthetic)) > MOST:
        notes = (f"Shapes and pairs come from {MOST:,} random rows of a side.",)
    columns = column_facts(rows, *sides, found, beside)
    n = len(real), len(made)
    names = [column.name for column in rows.columns]
    taken = [figures.shapes_figure(found, beside, n), figures.worst_column(names, found, beside, n)]
    return columns, taken[: 1 + (len(names) > 1)], notes


def _together(
    rows: Rows, sides: tuple[Coded, Coded], rng: np.random.Generator
) -> tuple[list[Figure], PairFacts | None]:
    real, made = (side.values for side in sides)
    levels = rows.levels
    if len(levels) < 2:
        return [], None
    try:
        found = pairs(real, made, levels, rng=rng)
    except TooFewSamples:
        return [], None
    held_out = None if rows.holdout is None else rows.holdout.values
    beside = beside_real(lambda a, b: pair_trends(a, b, levels), real, made, held_out, rng=rng)
    n = len(real), len(made)
    names = [column.name for column in rows.columns]
    taken = [figures.pairs_figure(found, beside, n), figures.worst_pair(names, found, beside, n)]
    return taken[: 1 + (len(names) > 2)], _pair_facts(rows, found, beside)


def _pair_facts(rows: Rows, found: Pairs, beside: Reference) -> PairFacts:
    names = [column.name for column in rows.columns]
    upper = np.triu_indices(len(names), 1)
    apart = np.abs(found.real - found.synthetic)[upper]
    order = np.argsort(-apart, kind="stable")
    shown = _shown(len(names), [(int(upper[0][k]), int(upper[1][k])) for k in order])
    return PairFacts(
        columns=tuple(names[j] for j in shown),
        real=_matrix(found.real, shown),
        synthetic=_matrix(found.synthetic, shown),
        worst=tuple(
            (
                names[upper[0][k]],
                names[upper[1][k]],
                round(float(found.real[upper[0][k], upper[1][k]]), 4),
                round(float(found.synthetic[upper[0][k], upper[1][k]]), 4),
                round(float(beside.real[k]), 4),
            )
            for k in order[:WORST]
        ),
    )


def _shown(d: int, worst: list[tuple[int, int]]) -> list[int]:
    """Return the columns of the heat maps, in the order of the table: those of the worst pairs where there are many."""
    chosen: dict[int, None] = dict.fromkeys(range(d)) if d <= SHOWN else {}
    for pair in worst:
        if len(chosen) >= min(d, SHOWN):
            break
        chosen |= dict.fromkeys(pair)
    return sorted(chosen)[:SHOWN]


def _matrix(found: np.ndarray, shown: list[int]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(round(float(value), 4) for value in row) for row in found[np.ix_(shown, shown)])


def _learned(
    rows: Rows, options: "Options", rng: np.random.Generator
) -> tuple[Tested | None, tuple[Figure, Usefulness | None] | None]:
    if options.target is None:
        return None, None
    try:
        done = tested(rows, options.target, rng=rng)
    except TooFewSamples as error:
        return None, (missing_figure(options.target, error), None)
    return done, usefulness_figure(options.target, done)


def _levels_present(sides: tuple[Coded, Coded]) -> tuple[tuple[int, int], float]:
    """Return how many of the real levels synthetic rows have, of how many, and which share chance would give."""
    present, total, expected = 0, 0, 0.0
    n = len(sides[1])
    for j, column in enumerate(sides[0].columns):
        if column.kind not in ("category", "boolean", "ordered"):
            continue
        k = len(column.levels)
        counts = [
            np.bincount(np.rint(side.values[~np.isnan(side.values[:, j]), j]).clip(0, k - 1).astype(int), minlength=k)
            for side in sides
        ]
        there = counts[0] > 0
        present += int((there & (counts[1] > 0)).sum())
        total += int(there.sum())
        expected += float((1 - (1 - counts[0][there] / len(sides[0])) ** n).sum())
    return (present, total), expected / max(total, 1)
