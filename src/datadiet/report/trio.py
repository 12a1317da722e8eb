"""The first two I's as they are shown: a number, its interval beside its reference, a badge and a sentence."""

from dataclasses import dataclass
from typing import Literal

from datadiet.measure.indistinguishability import Indistinguishability
from datadiet.measure.richness import Richness
from datadiet.report import sentences
from datadiet.report.formats import count, interval, number, percent, probability
from datadiet.report.scales import Bar, linear, logarithmic

__all__ = ["Fact", "Measure", "Tone", "directions", "gap", "indistinguishability", "richness"]

Tone = Literal["good", "bad", "unsure", "plain"]
VERDICT_TONES: dict[str, Tone] = {"indistinguishable": "good", "distinguishable": "bad", "undecided": "unsure"}
GAP_SCALE = (1e-3, 10.0)


@dataclass(frozen=True, slots=True)
class Fact:
    """A named figure with what it means."""

    label: str
    value: str
    means: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One score, ready to be shown."""

    key: str
    name: str
    value: str
    interval: str
    reference: str
    """What the value is to be read against, in words."""
    badge: str
    tone: Tone
    sentence: str
    bar: Bar | None
    facts: tuple[Fact, ...] = ()
    interval_means: str = "95 % interval"


def indistinguishability(result: Indistinguishability, things: str) -> Measure:
    """Show the first I; higher is better, 1 is best."""
    badge = " + ".join(result.faults) if result.faults else result.verdict
    return Measure(
        key="indistinguishability",
        name="Indistinguishability",
        value=number(result.score),
        interval=interval(result.interval),
        reference=f"real against real: {number(result.control)}",
        badge=badge,
        tone="bad" if result.faults else VERDICT_TONES[result.verdict],
        sentence=sentences.indistinguishability(result, things),
        bar=linear(result.score, result.interval, top=1, band=result.control_range, band_means="real against real"),
        facts=(
            Fact("synthetic → real", number(result.synthetic_to_real), "1 is chance; above 1: nearer than chance"),
            Fact("real → synthetic", number(result.real_to_synthetic), "1 is chance; above 1: nearer than chance"),
            Fact("gap", number(result.gap), f"0 is best; real halves: {interval(result.gap_detail.control)}"),
            Fact("samples compared", f"{count(result.m)} + {count(result.m)}", f"{result.subsamples} times"),
        ),
    )


def gap(result: Indistinguishability) -> Measure:
    """Show the distance of the sets, which goes on where the score is flat at 0; 0 is best."""
    inside = result.gap_detail.interval[0] <= result.gap_detail.control[1]
    bottom, top = GAP_SCALE
    return Measure(
        key="gap",
        name="Gap",
        value=number(result.gap),
        interval=interval(result.gap_detail.interval),
        reference=f"real halves: {interval(result.gap_detail.control)}",
        badge="within real spread" if inside else "beyond real spread",
        tone="good" if inside else "bad",
        sentence=sentences.gap(result),
        bar=logarithmic(
            result.gap,
            result.gap_detail.interval,
            bottom=bottom,
            top=max(top, result.gap_detail.interval[1]),
            band=result.gap_detail.control,
            band_means="real halves",
        ),
    )


def directions(result: Indistinguishability) -> tuple[Measure, Measure]:
    """Show both directional scores, each beside the band that chance gives."""
    return (
        _direction(
            "synthetic → real",
            result.synthetic_to_real,
            result.synthetic_to_real_interval,
            result.synthetic_to_real_share,
            result.synthetic_to_real_p,
            result.null[0],
            f"of synthetic samples have a real nearest neighbour; chance: {percent(result.chance_share)}",
        ),
        _direction(
            "real → synthetic",
            result.real_to_synthetic,
            result.real_to_synthetic_interval,
            result.real_to_synthetic_share,
            result.real_to_synthetic_p,
            result.null[1],
            f"of real samples have a synthetic nearest neighbour; chance: {percent(result.chance_share)}",
        ),
    )


def _direction(
    name: str,
    score: float,
    bounds: tuple[float, float],
    share: float,
    p: float,
    null: tuple[float, float],
    meaning: str,
) -> Measure:
    low, high = null
    badge, tone = _against_chance(score, low, high)
    return Measure(
        key=name.replace(" → ", "-to-"),
        name=name,
        value=number(score),
        interval=interval(bounds),
        reference=f"p {probability(p)}" if p < 0.001 else f"p = {probability(p)}",
        badge=badge,
        tone=tone,
        sentence=f"{percent(share)} {meaning}.",
        bar=linear(score, bounds, top=2, band=null, band_means="chance (99 %)"),
    )


def _against_chance(score: float, low: float, high: float) -> tuple[str, Tone]:
    if score < low:
        return "apart", "bad"
    if score > high:
        return "nearer than chance", "bad"
    return "as chance", "good"


def richness(result: Richness, things: str) -> Measure:
    """Show the second I; above 1 is richer than as many real samples."""
    badge, tone = _against_real(result.interval)
    return Measure(
        key="richness",
        name="Information richness",
        value=number(result.score),
        interval=interval(result.interval),
        reference="as many real samples: 1",
        badge=badge,
        tone=tone,
        sentence=sentences.richness(result, things),
        bar=linear(
            result.score,
            result.interval,
            top=max(2.0, float(-(-result.interval[1] // 1))),
            band=(0.99, 1.01),
            band_means="as rich as real data",
        ),
        facts=(
            Fact("real ground reached", percent(result.covered), "share of the real discs' area that is covered"),
            Fact("new ground", f"{number(_discs(result.novel, result))} discs", "area outside all real discs"),
            Fact(
                "at half and double noise",
                f"{number(result.score_half)} · {number(result.score_double)}",
                "how much the score depends on the radius",
            ),
            Fact("plateau", _plateau(result), "where samples stop adding ground"),
        ),
    )


def _against_real(bounds: tuple[float, float]) -> tuple[str, Tone]:
    if bounds[1] < 1:
        return "poorer than real", "bad"
    return ("richer than real", "good") if bounds[0] > 1 else ("on a par with real", "plain")


def _discs(area: float, result: Richness) -> float:
    return result.discs_real * area / result.area_real if result.area_real else 0.0


def _plateau(result: Richness) -> str:
    plateau = result.synthetic.plateau
    return "not reached" if plateau is None else f"at {count(plateau)}"
