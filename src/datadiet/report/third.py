"""The third I as it is shown: between its bounds, beside all that was declared."""

from datadiet.domain.intentionality import Intentionality
from datadiet.report.formats import bounds, count, number
from datadiet.report.intention import words
from datadiet.report.scales import Bar, linear
from datadiet.report.trio import Fact, Measure, Tone

__all__ = ["intentionality", "standing", "up_to_one"]

UNSCORED: tuple[str, Tone] = ("not scored", "plain")


def intentionality(result: Intentionality) -> Measure:
    """Show the third I, with both its bounds where they differ; without a declared domain there is none."""
    badge, tone = UNSCORED if result.score is None else standing(result.score, result.high)
    return Measure(
        key="intentionality",
        name="Intentionality",
        value=number(None) if result.score is None else bounds(result.score, result.high),
        interval="",
        reference="" if result.score is None else "all as declared: 1",
        badge=badge,
        tone=tone,
        sentence=words.sentence(result),
        bar=None if result.score is None else up_to_one(result.score, result.high),
        facts=_parts(result) if words.declared(result) else (),
        interval_means=words.BOUNDS,
    )


def standing(low: float, high: float | None) -> tuple[str, Tone]:
    """Return badge and tone of a score between two bounds, 1 of which is all that was declared."""
    if low >= 1:
        return "as declared", "good"
    return ("undecided", "unsure") if (low if high is None else high) >= 1 else ("falls short", "bad")


def up_to_one(low: float, high: float | None) -> Bar:
    """Place a score between two bounds on a scale whose end is all that was declared."""
    return linear(low, (low, low if high is None else high), top=1, band=(0.992, 1.0), band_means="all as declared")


def _parts(result: Intentionality) -> tuple[Fact, ...]:
    means = {
        "relevance": "share of samples inside the domain",
        "coverage": "share of combinations of levels with enough samples",
        "compliance": "share of guarantees and edge-case minima that are met",
    }
    shown = {"relevance": result.relevance, "coverage": result.coverage, "compliance": result.compliance}
    parts = (
        Fact(name, "not declared" if part is None else bounds(part.low, part.high), means[name])
        for name, part in shown.items()
    )
    return (*parts, Fact("samples checked", count(result.n), "those of the level that the domain names"))
