"""A trade-off in plain words: a table, a sentence a level, what the levels come to, and what to do next."""

import shlex
from collections.abc import Sequence
from math import isinf
from typing import TYPE_CHECKING

from datadiet.report.formats import number
from datadiet.tradeoff.choice import Choice, Measure
from datadiet.tradeoff.plane import Variety
from datadiet.tradeoff.sets import DECLARED

if TYPE_CHECKING:
    from datadiet.tradeoff.curve import Curve, Point

__all__ = ["called", "next_command", "notes", "sentence", "table", "verdict"]

HEAD = f"{'width':<18}{'indistinguishability':<24}{'gap':<26}{'richness':<22}{'spread':<22}front"
Interval = tuple[float, float]


def called(width: float) -> str:
    """Return a width with what it means."""
    names = {0.0: "fixed", DECLARED: "as declared", 1.0: "wild"}
    return f"{width:g} ({names[width]})" if width in names else f"{width:g}"


def table(curve: "Curve") -> str:
    """Return a level as a table, with its sentence and notes below."""
    low, high = curve.control
    control = f"{low:.2f}" if f"{low:.2f}" == f"{high:.2f}" else f"{low:.2f} to {high:.2f}"
    title = f"{curve.level} level: {curve.n_real:,} real; real against real mixes at {control}"
    rows = [_row(point, point.width == curve.best) for point in curve.points]
    return "\n".join([title, HEAD, *rows, curve.sentence, *curve.notes])


def _row(point: "Point", best: bool) -> str:
    marks = [
        *(["yes"] if point.on_front else ["-"]),
        *(["<- best compromise"] if best else []),
        *(["surely farther"] if point.farther else []),
        *point.faults,
    ]
    return (
        f"{called(point.width):<18}{_with(point.indistinguishability, point.interval):<24}"
        f"{_with(point.gap, point.gap_interval, 3):<26}{_with(point.richness, point.richness_interval):<22}"
        f"{_with(point.spread, point.spread_interval):<22}{marks[0]:<5}{', '.join(marks[1:])}"
    ).rstrip()


def _with(value: float, interval: Interval, digits: int = 2) -> str:
    return f"{value:.{digits}f} [{interval[0]:.{digits}f}, {interval[1]:.{digits}f}]"


def sentence(level: str, points: "Sequence[Point]", choice: Choice) -> str:
    """Say which width is the best compromise at a level and why, and where richness stops paying."""
    best = points[choice.best]
    if choice.faulty:
        start = f"At {level} level every width has a fault; the least bad compromise is width {best.width:g}"
    else:
        start = f"At {level} level the best compromise is width {best.width:g}"
    return f"{start}: {_why(points, choice)}. {_beyond(points, choice)}"


def _why(points: "Sequence[Point]", choice: Choice) -> str:
    best, nearest = points[choice.best], points[choice.nearest]
    here, there = (number(_much(point, choice.variety)[0]) for point in (best, nearest))
    measured = f"{choice.measure} {_with(*_of(best, choice.measure))}, {choice.variety} {here}"
    tied = [point for place, point in enumerate(points) if not choice.farther[place] and not _left_out(point, choice)]
    if len(tied) == 1 and sum(choice.farther) == len(points) - 1:
        return f"it is surely the nearest to the real data ({measured})"
    if len(tied) == 1:
        return f"of those without a fault no other is as near to the real data ({measured})"
    if best is nearest:
        others = ", ".join(f"{point.width:g}" for point in tied if point is not best)
        return f"it is the nearest to the real data ({measured}), though not surely nearer than {others}"
    sure = choice.growth is not None and choice.growth.interval[0] > 1
    return (
        f"it cannot be told in nearness from width {nearest.width:g}, the nearest, and is more varied"
        f"{', surely so' if sure else ', though not surely'}"
        f" ({measured}, against {number(_of(nearest, choice.measure)[0])} and {there})"
    )


def _left_out(point: "Point", choice: Choice) -> bool:
    return bool(point.faults) and not choice.faulty


def _beyond(points: "Sequence[Point]", choice: Choice) -> str:
    best = points[choice.best]
    if choice.stops is None:
        if best is points[-1]:
            return "No width that was tried is so wide that more variety stops paying."
        later = points[points.index(best) + 1 :]
        if any(_much(point, choice.variety)[0] > _much(best, choice.variety)[0] for point in later):
            return "Wider variation is more varied and farther from the real data, though not surely."
        return "Wider variation is not surely farther from the real data, and no more varied."
    stop, gained = points[choice.stops], choice.gained
    value, interval = _of(stop, choice.measure)
    cost = f"it is surely farther from the real data ({choice.measure} {_with(value, interval)})"
    onward = all(choice.farther[choice.stops :])
    where = f"From width {stop.width:g} on" if onward else f"At width {stop.width:g}"
    if gained is None or gained.interval[0] <= 1:
        return f"{where} wider variation stops paying: {cost}, and not surely more varied."
    times = {"richness": "the ground", "spread": "the spread"}[choice.variety]
    word = {"richness": "richness", "spread": "variety"}[choice.variety]
    return f"{where} {word} stops paying: {_times(gained.value)} times {times}, but {cost}."


def _share(apart: float) -> str:
    return "nearly all" if apart > 0.995 else f"{apart:.0%} or more"


def _times(value: float) -> str:
    return "many" if isinf(value) else f"{value:.2g}"


def _of(point: "Point", measure: Measure) -> tuple[float, Interval]:
    if measure == "gap":
        return point.gap, point.gap_interval
    return point.indistinguishability, point.interval


def _much(point: "Point", variety: Variety) -> tuple[float, Interval]:
    if variety == "spread":
        return point.spread, point.spread_interval
    return point.richness, point.richness_interval


def notes(choice: Choice, apart: float, widths: "Sequence[float]") -> tuple[str, ...]:
    """Say what a reader has to know before believing a level."""
    found = []
    if choice.measure == "gap":
        found.append(
            "Note: indistinguishability is saturated, even for the width that mixes best (flat near 0, or a classifier"
            " tells it apart without fail): nearness is judged by the gap, which goes on telling widths apart."
        )
    if choice.variety == "spread":
        found.append(
            f"Note: {_share(apart)} of the area of every set's discs lies apart, so that richness counts samples"
            " and says nothing of variety; it is judged by the spread. More images a width would help."
        )
    near = widths[choice.nearest]
    if near > DECLARED and all(choice.farther[place] for place, width in enumerate(widths) if width <= DECLARED):
        found.append(
            f"Note: width {near:g} is surely nearer than any that stays within the declared bounds: they leave out"
            " something that real data has. `datadiet score --explain` says what; mend the twin before widening it."
        )
    return tuple(found)


def verdict(curves: "Sequence[Curve]") -> str:
    """Say what all levels come to, the leading one first."""
    lead, *others = curves
    agreeing = [curve.level for curve in others if curve.best == lead.best]
    differing: dict[float, list[str]] = {}
    for curve in others:
        if curve.best != lead.best:
            differing.setdefault(curve.best, []).append(curve.level)
    more = [f"It is the same at {' and '.join(agreeing)} level."] if agreeing else []
    if differing:
        parts = [f"width {width:g} at {' and '.join(levels)} level" for width, levels in differing.items()]
        more.append(f"It is {' and '.join(parts)}.")
    return " ".join([lead.sentence, *more])


def next_command(lead: "Curve", *, source: str | None, real: str, made: str, run: str, seed: int, n: int | None) -> str:
    """Return what to try next: explain what keeps the sets apart, else generate at the best width, or keep.

    Args:
        lead: the leading level.
        source: the twin, as it was asked for; None where there is none to generate from.
        real: the real data.
        made: the set of the best width.
        run: its run folder.
        seed: of the pictures.
        n: images a width.
    """
    if lead.measure == "gap":
        level = [] if lead.level in ("scene", "row") else ["--level", lead.level]
        return shlex.join(["datadiet", "score", real, made, *level, "--explain"])
    if source is None or n is None:
        return shlex.join(["datadiet", "keep", run, "--to", "kept"])
    words = ["datadiet", "generate", source, "-n", str(10 * n), "--width", f"{lead.best:g}", "--seed", str(seed)]
    return shlex.join([*words, "--out", f"width-{lead.best:g}"])
