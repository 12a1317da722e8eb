"""The rows of every table of the report, formatted."""

from collections.abc import Mapping
from dataclasses import dataclass

from datadiet.measure.aspects import AspectShare
from datadiet.measure.companions import Companion
from datadiet.measure.slices import Slice
from datadiet.report.formats import count, interval, number, percent, probability
from datadiet.report.scales import Bar, linear
from datadiet.scorecard.card import Provenance

__all__ = [
    "AspectRow",
    "CompanionRow",
    "SliceRow",
    "VerdictCount",
    "aspect_row",
    "companion_row",
    "provenance_rows",
    "slice_row",
    "verdict_counts",
]

VERDICTS = {
    "copied": "the same content as a real sample, or too near to one",
    "off-domain": "outside the declared domain, or excluded from it",
    "harmful": "misleads a model about real samples: its value lies wholly below 0 and the cut by planted wrong labels",
    "unrealistic": "farther from real samples than chance allows",
    "redundant": "says the same as a sample that is already kept",
    "unreadable": "could not be decoded or embedded",
    "intended": "far from real samples on purpose: in a declared edge case that still wants samples",
    "neutral": "real samples do not tell whether it helps or harms",
    "helpful": "helps a model to tell real samples apart",
    "kept": "nothing speaks against it; no model was asked",
}
"""What a verdict means, worst first."""
DIRECTIONS = {"higher": "higher is better", "lower": "lower is better", "nearer": "nearer is better"}


@dataclass(frozen=True, slots=True)
class VerdictCount:
    """How many synthetic samples got a verdict."""

    name: str
    n: int
    text: str
    share: float
    means: str


@dataclass(frozen=True, slots=True)
class SliceRow:
    """One class or condition value; `score_order` and the like are what the table sorts by."""

    name: str
    n_real: int
    n_synthetic: int
    score: str
    score_order: float
    interval: str
    control: str
    gap: str
    gap_order: float
    richness: str
    richness_order: float
    p: str
    p_order: float
    note: str
    bar: Bar | None


@dataclass(frozen=True, slots=True)
class CompanionRow:
    """One well-known measure beside its reference."""

    name: str
    value: str
    interval: str
    control: str
    best: str
    n: str
    note: str


@dataclass(frozen=True, slots=True)
class AspectRow:
    """What is left of the gap without one aspect."""

    name: str
    share: str
    interval: str
    gap: str
    width: float
    """Share that it closes, in [0, 1]."""
    sentence: str


def verdict_counts(counts: Mapping[str, int]) -> tuple[VerdictCount, ...]:
    """List verdicts that occur, worst first."""
    total = sum(counts.values()) or 1
    order = [*VERDICTS, *sorted(set(counts) - set(VERDICTS))]
    return tuple(
        VerdictCount(name, counts[name], count(counts[name]), counts[name] / total, VERDICTS.get(name, ""))
        for name in order
        if counts.get(name)
    )


def slice_row(part: Slice) -> SliceRow:
    """Format a slice; what has no score sorts last."""
    band = None if part.control is None else (max(0.0, part.control - 0.1), part.control)
    bar = None
    if part.score is not None and part.interval is not None:
        bar = linear(part.score, part.interval, top=1, band=band, band_means="real against real")
    return SliceRow(
        name=f"{part.column} = {part.value}",
        n_real=part.n_real,
        n_synthetic=part.n_synthetic,
        score=number(part.score),
        score_order=_order(part.score),
        interval=interval(part.interval),
        control=number(part.control),
        gap=number(part.gap),
        gap_order=_order(part.gap),
        richness=number(part.richness),
        richness_order=_order(part.richness),
        p=probability(part.p_adjusted),
        p_order=_order(part.p_adjusted),
        note=part.note,
        bar=bar,
    )


def _order(value: float | None) -> float:
    return 1e9 if value is None else value


def companion_row(companion: Companion) -> CompanionRow:
    """Format a companion."""
    direction = DIRECTIONS.get(companion.direction, companion.direction)
    return CompanionRow(
        name=companion.name,
        value=number(companion.value),
        interval=interval(companion.interval),
        control=number(companion.control),
        best=f"{companion.best:g} ({direction})",
        n=count(companion.n),
        note=companion.note,
    )


def aspect_row(aspect: AspectShare) -> AspectRow:
    """Format an aspect."""
    return AspectRow(
        name=aspect.aspect,
        share=percent(aspect.share),
        interval=f"{percent(aspect.interval[0])} to {percent(aspect.interval[1])}",
        gap=number(aspect.gap),
        width=round(min(1.0, max(0.0, aspect.share)), 4),
        sentence=aspect.sentence,
    )


def provenance_rows(provenance: Provenance) -> tuple[tuple[str, str], ...]:
    """List what is needed to repeat the run."""
    return (
        ("Command", provenance.command),
        ("datadiet", provenance.datadiet),
        ("Made", provenance.created),
        ("Real data", provenance.real),
        ("Real data, SHA-256", provenance.real_digest),
        ("Synthetic data", provenance.synthetic),
        ("Synthetic data, SHA-256", provenance.synthetic_digest),
        ("Embedder", f"{provenance.embedder}, {provenance.dimensions} dimensions"),
        ("Embedder fingerprint", provenance.fingerprint),
        *((name.removeprefix("--").capitalize(), value) for name, value in provenance.options.items()),
        ("Plane", provenance.reducer),
        ("Noise", provenance.noise),
        ("Groups", provenance.groups),
        ("Seed", str(provenance.seed)),
        ("Versions", ", ".join(f"{name} {version}" for name, version in provenance.versions.items())),
    )
