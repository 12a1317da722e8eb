"""READ THIS FIRST: the value of synthetic samples at one level, from labels to what verdicts and facts need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from datadiet.curate.evidence import Evidence, Worth
from datadiet.curate.valuation import Cut, Values, junk_cut
from datadiet.curate.valuation.choosing import doubt, turns
from datadiet.randomness import stream
from datadiet.scorecard.core import Core
from datadiet.scorecard.measuring import Measured
from datadiet.scorecard.options import Options, Valuation
from datadiet.scorecard.valuing.facts import Axis, AxisName, Histogram, NotValued, Planted, ValueFacts
from datadiet.scorecard.valuing.games import Game, Trial
from datadiet.scorecard.valuing.labels import Labelled, labelled
from datadiet.scorecard.valuing.leaks import check_leak
from datadiet.scorecard.valuing.missing import not_valued, why_not
from datadiet.scorecard.valuing.places import Places
from datadiet.scorecard.valuing.planting import AXIS_OF, LABELS, Planting, plant

__all__ = ["value_level"]

BINS = 28
SPARE = 0.02
"""Share of real samples that may be taken for irrelevant, so that milder junk than was planted is too."""
AXES: tuple[AxisName, ...] = ("value", "relevance", "novelty")


@dataclass(frozen=True, slots=True, eq=False)
class _Scores:
    """Samples, planted junk and real samples on one axis."""

    samples: np.ndarray
    """(n,) all synthetic samples; NaN where there is none."""
    junk: Mapping[str, np.ndarray]
    """Kind -> its scores."""
    beside: Mapping[str, np.ndarray]
    """Kind -> scores of the samples that it is told from."""
    good: np.ndarray
    """(g,) real samples; none on the axis of novelty."""
    cut: Cut


def value_level(
    core: Core, found: Measured, evidence: Evidence, options: Options, asked: Valuation
) -> tuple[Worth, ValueFacts]:
    """Value the synthetic samples of a level for its real samples.

    Raises:
        DataError: labels are missing, real ones are of one class, or validation samples are in the synthetic set.
        OptionError: the labels are no classes.
        TooFewSamples: there are fewer than 10 independent real samples.
    """
    whole, level = core.whole, core.whole.level
    labels = labelled(whole, asked.labels, target=options.target)
    if not asked.allow_leak:
        check_leak(core, found, evidence)
    game = Game.of(labels, whole.real.groups, evidence.copied_from >= 0, k=asked.k)
    values = game.values(
        resamples=asked.resamples,
        rng=stream(options.seed, level, "resampled values"),
        progress=partial(options.progress, f"value of {level}s"),
    )
    places = Places.of(core, labels, evidence, options.seed)
    planted = plant(whole, labels, game.rows, options, spacing=places.spacing)
    trial = game.calibrate(planted, rng=stream(options.seed, level, "calibration"))
    axes = _axes(game, values, trial, places, planted)
    reasons = why_not(labels, evidence)
    worth = _worth(game, values, axes, places, reasons, stream(options.seed, level, "turns"))
    return worth, _facts(game, labels, values, axes, trial, not_valued(reasons, whole.synthetic), asked)


def _axes(
    game: Game, values: Values, trial: Trial, places: Places, planted: Sequence[Planting]
) -> dict[AxisName, _Scores]:
    own = np.full(len(places.novelty), np.nan)
    own[game.rows] = values.value
    relevance = {each.kind: places.relevance_of(each) for each in planted}
    novelty = {each.kind: places.novelty_of(each) for each in planted}
    return {
        "value": _scores("value", own, trial.of, trial.beside, trial.good),
        "relevance": _scores(
            "relevance", places.relevance, relevance, dict.fromkeys(relevance, places.relevance), places.real_relevance
        ),
        "novelty": _scores("novelty", places.novelty, novelty, dict.fromkeys(novelty, places.novelty), np.empty(0)),
    }


def _scores(
    axis: AxisName,
    samples: np.ndarray,
    junk: Mapping[str, np.ndarray],
    beside: Mapping[str, np.ndarray],
    good: np.ndarray,
) -> _Scores:
    """Put the cut where the junk that the axis is there for ends.

    Relevance is read against real samples: among synthetic ones there may be many that are far out in a milder way.
    """
    kinds = [kind for kind in junk if AXIS_OF[kind] == axis]
    of_real = axis == "relevance"
    spoilt = np.concatenate([junk[kind] for kind in kinds])
    cut = junk_cut(spoilt, good if of_real else beside[kinds[0]], good, spare=SPARE if of_real else 0.0)
    return _Scores(samples, junk, beside, good, cut)


def _worth(
    game: Game,
    values: Values,
    axes: Mapping[AxisName, _Scores],
    places: Places,
    reasons: Sequence[str],
    rng: np.random.Generator,
) -> Worth:
    n = len(places.novelty)
    numbers = {name: np.full(n, np.nan) for name in ("value", "low", "high", "doubt")}
    for name, found in (("value", values.value), ("low", values.low), ("high", values.high)):
        numbers[name][game.rows] = found
    doubts = np.max([doubt(s.samples, s.cut, s.good if len(s.good) else s.samples) for s in axes.values()], axis=0)
    numbers["doubt"][game.rows] = doubts[game.rows]
    turn = np.zeros(n, np.int64)
    turn[game.rows] = turns(game.labels, doubts[game.rows], places.realism.distance[game.rows], rng=rng)
    return Worth(
        **numbers,
        turn=turn,
        relevance=places.relevance,
        novelty=places.novelty,
        cut=axes["value"].cut.at,
        relevance_cut=axes["relevance"].cut.at,
        k=values.k,
        validation=values.validation,
        why_not=tuple(reasons),
    )


def _facts(
    game: Game,
    labels: Labelled,
    values: Values,
    axes: Mapping[AxisName, _Scores],
    trial: Trial,
    missing: tuple[NotValued, ...],
    asked: Valuation,
) -> ValueFacts:
    names = np.unique(np.concatenate([game.labels, game.wanted]))
    shares = [np.array([(side == name).mean() for name in names]) for side in (game.labels, game.wanted)]
    return ValueFacts(
        labels=labels.source,
        classes=len(np.unique(game.wanted)),
        k=values.k,
        resamples=asked.resamples,
        n=len(game.rows),
        validation=values.validation,
        groups=values.groups,
        worth=values.worth,
        worth_interval=values.worth_interval,
        guess=float(shares[0] @ shares[1]),
        axes=tuple(_axis(name, scores) for name, scores in axes.items()),
        planted=tuple(_planted(kind, name, axes[name]) for kind in trial.of for name in AXES),
        not_valued=missing,
        histogram=_histogram(values.value, trial.of[LABELS]),
        notes=tuple(_notes(axes, values, labels)),
    )


def _axis(name: AxisName, scores: _Scores) -> Axis:
    cut, known = scores.cut, scores.samples[~np.isnan(scores.samples)]
    return Axis(
        name=name,
        against=tuple(kind for kind in scores.junk if AXIS_OF[kind] == name),
        cut=cut.at,
        auc=cut.auc,
        caught=cut.caught,
        false_alarms=cut.false_alarms if len(scores.good) and cut.at is not None else None,
        flagged=float((known < cut.at).mean()) if cut.at is not None else 0.0,
        planted=cut.planted,
        good=cut.good,
    )


def _planted(kind: str, name: AxisName, scores: _Scores) -> Planted:
    junk, at = scores.junk[kind], scores.cut.at
    return Planted(
        kind=kind,
        axis=name,
        auc=junk_cut(junk, scores.beside[kind], scores.good).auc,
        caught=0.0 if at is None else float((junk < at).mean()),
    )


def _histogram(samples: np.ndarray, junk: np.ndarray) -> Histogram:
    both = np.concatenate([samples, junk])
    first, last = (float(end) for end in np.quantile(both, [0.005, 0.995]))
    edges = np.linspace(first, last if last > first else first + 1, BINS + 1)
    shares = [np.histogram(np.clip(side, edges[0], edges[-1]), edges)[0] / len(side) for side in (samples, junk)]
    return Histogram(*(tuple(float(x) for x in part) for part in (edges, *shares)))


def _notes(axes: Mapping[AxisName, _Scores], values: Values, labels: Labelled) -> list[str]:
    """Say what value cannot tell here."""
    found = []
    if axes["value"].cut.at is None:
        found.append(
            f"No sample is called harmful: value does not tell samples with wrong labels from the others (AUC "
            f"{axes['value'].cut.auc:.2f}), so a low one is no sign."
        )
    if not len(axes["value"].good):
        found.append("There are too few real samples to plant some of them: false alarms were not counted.")
    if labels.apart:
        found.append(f"Value, relevance and novelty were worked out without {labels.source}, which is the label.")
    return found
