"""Each condition: how it is distributed in the data, in real data, and as declared."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from datadiet.domain.intentionality import ConditionSummary
from datadiet.report.formats import count, portion

__all__ = ["Condition", "Distribution", "LevelRow", "Static", "conditions", "statics"]

SOURCES = {
    "metadata": "from metadata",
    "label": "from the labels",
    "measured": "measured from the pixels",
    "annotations": "from the annotations",
    "missing": "nothing in the data says it",
}
FIGURES = 40
"""Conditions that are drawn; the numbers of all are there."""
LEVELS = 20
"""Levels that are drawn: those that are most frequent on any side."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Shares of samples in each level or bin, ready to be drawn."""

    name: str
    labels: tuple[str, ...]
    """Of levels, their names; of a range, the edges of its bins."""
    is_range: bool
    synthetic: tuple[float, ...]
    real: tuple[float, ...] | None
    field: tuple[float, ...] | None
    outside: tuple[float, float]
    """Of a range: shares below and above its bounds; of levels: share with a level that is not declared, and 0."""
    tips: tuple[str, ...]
    """What hovering says: of each level, then below, then above."""


@dataclass(frozen=True, slots=True)
class LevelRow:
    """One level in numbers."""

    name: str
    synthetic: str
    share: str
    real: str
    real_share: str
    field: str


@dataclass(frozen=True, slots=True)
class Condition:
    """One variable condition."""

    name: str
    unit: str
    source: str
    declared: str
    remarks: tuple[str, ...]
    """What is outside, unknown, absent or left out of the drawing."""
    alarming: bool
    drawn: Distribution | None
    label: str
    """What a screen reader says of the drawing."""
    rows: tuple[LevelRow, ...]
    has_real: bool
    has_field: bool


@dataclass(frozen=True, slots=True)
class Static:
    """One static condition: a single value that all samples should have."""

    name: str
    value: str
    source: str
    same: str
    other: str
    unknown: str
    broken: bool


def statics(found: Sequence[ConditionSummary]) -> tuple[Static, ...]:
    """Return the static conditions."""
    return tuple(
        Static(
            name=each.name,
            value=each.levels[0] if each.levels else "",
            source=SOURCES.get(each.source, each.source),
            same=count(sum(each.synthetic)),
            other=count(each.below + each.above),
            unknown=count(each.unknown),
            broken=each.below + each.above > 0,
        )
        for each in found
        if each.kind == "static"
    )


def conditions(found: Sequence[ConditionSummary], own: str, n_real: int | None = None) -> tuple[Condition, ...]:
    """Return the variable conditions; `own` is what the samples are called, `n_real` the real samples, if any."""
    variable = [each for each in found if each.kind != "static"]
    return tuple(_condition(each, own, n_real, draw=place < FIGURES) for place, each in enumerate(variable))


def _condition(each: ConditionSummary, own: str, n_real: int | None, *, draw: bool) -> Condition:
    real = None if each.real is None or not sum(each.real) else each.real
    some = sum(each.synthetic) + each.below + each.above + sum(real or ())
    outside = each.below + each.above
    return Condition(
        name=each.name,
        unit=each.unit,
        source=SOURCES.get(each.source, each.source),
        declared=_declared(each),
        remarks=(*_remarks(each, drawn=draw and some > 0), *_real_remarks(each, n_real)),
        alarming=outside > 0,
        drawn=_distribution(each, real, own) if draw and some else None,
        label=f"Distribution of {each.name}: share of {own}{' over real' if real else ''} samples in each level",
        rows=_rows(each, real),
        has_real=real is not None,
        has_field=each.field is not None,
    )


def _declared(each: ConditionSummary) -> str:
    if each.bounds is None:
        return f"{len(each.levels)} levels"
    unit = f" {each.unit}" if each.unit else ""
    scale = ", log scale" if each.scale == "log" else ""
    return f"{_plain(each.bounds[0])} to {_plain(each.bounds[1])}{unit}{scale}"


def _plain(value: float) -> str:
    """Write a bound as it would be written by hand."""
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:.3g}"


def _remarks(each: ConditionSummary, *, drawn: bool) -> tuple[str, ...]:
    said = []
    if each.kind == "range":
        said += [f"{count(each.below)} below"] if each.below else []
        said += [f"{count(each.above)} above"] if each.above else []
    elif each.below + each.above:
        said.append(f"{count(each.below + each.above)} with a level that is not declared")
    if each.unknown:
        said.append(f"{count(each.unknown)} unknown")
    if each.absent:
        said.append(f"does not apply to {count(each.absent)}")
    if drawn and each.kind == "levels" and len(each.levels) > LEVELS:
        said.append(f"the {LEVELS} most frequent levels are drawn")
    return tuple(said)


def _real_remarks(each: ConditionSummary, n_real: int | None) -> tuple[str, ...]:
    """Say what of the real samples is not drawn."""
    if each.real is None or not n_real:
        return ()
    if each.real_unknown == n_real:
        return (f"real: unknown of all {count(n_real)}",)
    beyond = each.real_below + each.real_above
    said = [f"{count(beyond)} outside"] if beyond else []
    said += [f"{count(each.real_unknown)} unknown"] if each.real_unknown else []
    said += [f"does not apply to {count(each.real_absent)}"] if each.real_absent and said else []
    return (f"real: {', '.join(said)}",) if said else ()


def _shares(counts: Sequence[int], total: int) -> tuple[float, ...]:
    return tuple(n / total if total else 0.0 for n in counts)


def _distribution(each: ConditionSummary, real: tuple[int, ...] | None, own: str) -> Distribution:
    total = sum(each.synthetic) + each.below + each.above
    synthetic = _shares(each.synthetic, total)
    reals = None if real is None else _shares(real, sum(real))
    kept = _kept(each, synthetic, reals)
    outside = (each.below / total, each.above / total) if total else (0.0, 0.0)
    if each.kind != "range":
        outside = (sum(outside), 0.0)
    tips = [_tip(row, own) for row in (_rows(each, real)[k] for k in kept)]
    below, above = (f"{own} below", f"{own} above") if each.kind == "range" else (f"{own} with other levels", "")
    return Distribution(
        name=each.name,
        labels=_edges(each) if each.kind == "range" else tuple(each.levels[k] for k in kept),
        is_range=each.kind == "range",
        synthetic=tuple(synthetic[k] for k in kept),
        real=None if reals is None else tuple(reals[k] for k in kept),
        field=None if each.field is None else tuple(each.field[k] for k in kept),
        outside=outside,
        tips=(*tips, f"{below}: {count(each.below)}", f"{above}: {count(each.above)}"),
    )


def _edges(each: ConditionSummary) -> tuple[str, ...]:
    """Write the edges of the bins; of whole numbers, the first of each bin, and the last there is."""
    if not each.integer:
        digits = next((k for k in (2, 3) if len({f"{edge:.{k}g}" for edge in each.edges}) == len(each.edges)), 6)
        inner = [_plain(float(f"{edge:.{digits}g}")) for edge in each.edges[1:-1]]
        low, high = each.bounds or (each.edges[0], each.edges[-1])
        return (_plain(low), *inner, _plain(high))  # the outer ones are what was declared, to the last digit
    first, last = [ceil(edge) for edge in each.edges[:-1]], ceil(each.edges[-1]) - 1
    return (*(f"{edge:,}" for edge in first), f"{last:,}" if last > first[-1] else "")


def _kept(each: ConditionSummary, synthetic: Sequence[float], real: Sequence[float] | None) -> list[int]:
    """Return which levels are drawn, in their order."""
    everything = list(range(len(each.levels)))
    if each.kind == "range" or len(everything) <= LEVELS:
        return everything
    sides = [side for side in (synthetic, real, each.field) if side is not None]
    return sorted(sorted(everything, key=lambda k: -max(side[k] for side in sides))[:LEVELS])


def _rows(each: ConditionSummary, real: tuple[int, ...] | None) -> tuple[LevelRow, ...]:
    total = sum(each.synthetic) + each.below + each.above
    shares = _shares(each.synthetic, total)
    reals = None if real is None else _shares(real, sum(real))
    return tuple(
        LevelRow(
            name=level,
            synthetic=count(each.synthetic[k]),
            share=portion(shares[k]),
            real="" if real is None else count(real[k]),
            real_share="" if reals is None else portion(reals[k]),
            field="" if each.field is None else portion(each.field[k]),
        )
        for k, level in enumerate(each.levels)
    )


def _tip(row: LevelRow, own: str) -> str:
    said = [f"{row.synthetic} {own} ({row.share})"]
    said += [f"{row.real} real ({row.real_share})"] if row.real else []
    said += [f"{row.field} in the field"] if row.field else []
    return f"{row.name}: {', '.join(said)}"
