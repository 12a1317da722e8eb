"""One level: measure -> judge every sample -> explain -> facts and rows."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from datadiet.curate.evidence import Fit
from datadiet.curate.verdict import Judged, judge
from datadiet.scorecard.card import Level
from datadiet.scorecard.core import Core, draw_core
from datadiet.scorecard.evidence import gather
from datadiet.scorecard.explaining import Explained, explain
from datadiet.scorecard.intention import Intention
from datadiet.scorecard.measuring import Measured, measure
from datadiet.scorecard.options import Options
from datadiet.scorecard.points import noisy_copies, points_frame
from datadiet.scorecard.sides import Pair, Sides
from datadiet.scorecard.tables.facts import Fidelity
from datadiet.scorecard.tables.fidelity import measure_table
from datadiet.scorecard.tables.rules import breaking_rows
from datadiet.scorecard.valuing.facts import ValueFacts
from datadiet.scorecard.valuing.leaks import with_same_pictures
from datadiet.scorecard.valuing.level import value_level

__all__ = ["ScoredLevel", "measure_rows", "score_level"]


@dataclass(frozen=True, slots=True)
class ScoredLevel:
    """The facts of one level, and its rows and vectors."""

    sides: Sides
    facts: Level
    verdicts: pl.DataFrame
    points: pl.DataFrame
    vectors: np.ndarray
    """(n_r + n_s, D), real first, in the order of `points`."""
    noisy: np.ndarray
    """Vectors of the noisy copies that `points` names in `noisy_row`."""
    seconds: float
    value: ValueFacts | None = None


def score_level(sides: Sides, intention: Intention, options: Options) -> ScoredLevel:
    """Measure one level, judge its samples, and explain what was found."""
    began = time.perf_counter()
    core = draw_core(sides, options)
    # Products of small matrices: BLAS threads that wait for each other would cost a fifth more CPU time.
    with threadpool_limits(1, user_api="blas"):
        found = measure(core, options)
    evidence = gather(core, found, options, fit=_fit(sides, intention, options))
    value = None
    if options.valuation is not None:
        evidence = with_same_pictures(core, evidence)
        worth, value = value_level(core, found, evidence, options, options.valuation)
        evidence = replace(evidence, worth=worth)
    judged = judge(
        evidence,
        sides.synthetic.data.samples,
        sides.real.data.samples,
        level=sides.level,
        unreadable=sides.synthetic.unreadable,
        problems=sides.synthetic.problems,
    )
    with threadpool_limits(1, user_api="blas"):
        explained = explain(core, found, evidence, options)
    noisy = noisy_copies(core, options.seed)
    return ScoredLevel(
        sides=sides,
        facts=_facts(core, found, judged, explained),
        verdicts=judged.rows,
        points=points_frame(core, found.plane, judged.rows, noisy),
        vectors=np.concatenate([side.vectors for side in sides.both]),
        noisy=np.concatenate([moved.vectors for moved in noisy]),
        seconds=time.perf_counter() - began,
        value=value,
    )


def _fit(sides: Sides, intention: Intention, options: Options) -> Fit | None:
    """Return how samples fit the domain; a row that breaks a rule of its table does not, with or without a domain."""
    fit, rows = intention.fit(sides.synthetic, sides.level), sides.pair.rows
    if rows is None or len(sides.synthetic) != rows.synthetic_table.height:
        return fit
    broken, reasons = breaking_rows(rows, declared=options.schema is not None)
    if fit is None:
        return Fit(broken, reasons, ()) if broken.any() else None
    both = zip(fit.outside, fit.reasons, reasons, strict=True)
    return Fit(fit.outside | broken, tuple(own if out else rule for out, own, rule in both), fit.edge_cases)


def measure_rows(pair: Pair, scored: Sequence[ScoredLevel], intention: Intention, options: Options) -> Fidelity | None:
    """Measure a table column by column, pair by pair, and against held-out rows; None for images and vectors."""
    if pair.rows is None:
        return None
    sides = scored[0].sides
    return measure_table(
        pair.rows,
        (sides.real.vectors, sides.synthetic.vectors),
        scored[0].facts.companions,
        intention.facts,
        intention.domain,
        options,
    )


def _facts(core: Core, found: Measured, judged: Judged, explained: Explained) -> Level:
    return Level(
        name=core.whole.level,
        n_real=len(core.whole.real),
        n_synthetic=len(core.whole.synthetic),
        indistinguishability=found.mixing,
        richness=found.ground,
        companions=found.companions,
        slices=explained.slices,
        attributions=explained.attributions,
        aspects=explained.aspects,
        verdicts=judged.counts,
        notes=tuple(dict.fromkeys((*core.notes, *found.notes, *judged.notes, *explained.notes))),
    )
