"""The facts of a comparison, as the page shows them: places on scales, and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor

from datadiet.data.spelling import plural
from datadiet.loop.proof import Difference, Proof
from datadiet.loop.proof.words import figure, signed
from datadiet.report.proof.lines import name, span

__all__ = ["Dots", "Line", "Row", "Scale", "Summed", "summed"]

TONES = {"better": "good", "worse": "bad", "undecided": "unsure", "same": ""}
_TICKS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
Span = tuple[float, float]
"""Left end and width, in per cent."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A line of numbers, as wide as the page."""

    low: float
    high: float

    def at(self, value: float) -> float:
        """Return the place of a value in per cent, at the ends where it is outside."""
        return round(100 * min(max((value - self.low) / (self.high - self.low), 0.0), 1.0), 3)

    def span(self, ends: tuple[float, float]) -> Span:
        """Return where an interval begins, and how wide it is."""
        return self.at(ends[0]), round(self.at(ends[1]) - self.at(ends[0]), 3)

    def ticks(self) -> tuple[float, ...]:
        """Return three to seven round numbers on it."""
        step = next((size for size in _TICKS if (self.high - self.low) / size <= 6), 1.0)
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return tuple(round(at * step, 4) for at in range(first, last + 1))


def around(rows: Sequence[Difference]) -> Scale:
    """Return a scale of differences that has 0 on it."""
    ends = [end for row in rows for end in row.interval or () if abs(end) <= 1] + [0.0]
    ends += [row.difference for row in rows if row.difference is not None]
    reach = max(max(ends) - min(ends), 0.01) * 0.08
    return Scale(min(ends) - reach, max(ends) + reach)


@dataclass(frozen=True, slots=True)
class Line:
    """A difference on a line on which 0 is marked."""

    zero: float
    value: float
    span: Span


@dataclass(frozen=True, slots=True)
class Row:
    """One measure, class or slice."""

    name: str
    images: str
    a: str
    b: str
    a_bar: float
    b_bar: float
    a_span: Span | None
    b_span: Span | None
    difference: str
    interval: str
    line: Line | None
    p: str
    verdict: str
    tone: str
    note: str


@dataclass(frozen=True, slots=True)
class Dots:
    """The seeds of one side, each a dot."""

    name: str
    places: tuple[tuple[float, str], ...]
    mean: float
    words: str


@dataclass(frozen=True, slots=True)
class Summed:
    """All that is shown, but for pictures."""

    tone: str
    extent: str
    """How much was compared."""
    main: Row
    ticks: tuple[tuple[float, str], ...]
    overall: tuple[Row, ...]
    classes: tuple[Row, ...]
    slices: tuple[Row, ...]
    dots: tuple[Dots, ...]
    dot_ticks: tuple[tuple[float, str], ...]


def summed(proof: Proof) -> Summed:
    """Return a comparison as the page shows it."""
    scale = around([proof.main])
    seeds = _seed_scale(proof)
    dots = () if proof.a.seeds == proof.b.seeds == 1 else _dots(proof, seeds)
    return Summed(
        tone=TONES[proof.verdict],
        extent=_extent(proof),
        main=_row(proof.main, scale),
        ticks=tuple((scale.at(value), f"{value:+g}" if value else "0") for value in scale.ticks()),
        overall=_rows(proof.overall),
        classes=_rows(proof.classes),
        slices=_rows(proof.slices),
        dots=dots,
        dot_ticks=tuple((seeds.at(value), f"{value:g}") for value in seeds.ticks()),
    )


def _extent(proof: Proof) -> str:
    boxed = proof.task == "detection"
    images = plural(proof.images, "real image" if boxed else "real sample")
    groups = f" in {plural(proof.groups, 'independent group')}" if proof.groups != proof.images else ""
    objects = f", {plural(proof.objects, 'object')}" if boxed else ""
    return f"{images}{groups}{objects}; the same {proof.resamples:,} resamples for A and B."


def _rows(rows: Sequence[Difference]) -> tuple[Row, ...]:
    scale = around(rows)
    return tuple(_row(row, scale) for row in rows)


def _row(row: Difference, scale: Scale) -> Row:
    unit = Scale(0.0, 1.0)
    p = row.p if row.p_adjusted is None else row.p_adjusted
    line = None
    if row.difference is not None and row.interval is not None:
        line = Line(scale.at(0.0), scale.at(row.difference), scale.span(row.interval))
    return Row(
        name=name(row),
        images=f"{row.images:,}",
        a=figure(row.a),
        b=figure(row.b),
        a_bar=unit.at(row.a or 0.0),
        b_bar=unit.at(row.b or 0.0),
        a_span=None if row.a_interval is None else unit.span(row.a_interval),
        b_span=None if row.b_interval is None else unit.span(row.b_interval),
        difference=signed(row.difference),
        interval=span(row),
        line=line,
        p="–" if p is None else f"{p:.2g}" if p >= 0.001 else "< .001",
        verdict=row.verdict,
        tone=TONES[row.verdict],
        note=row.note,
    )


def _seed_scale(proof: Proof) -> Scale:
    values = (*proof.main.a_seeds, *proof.main.b_seeds)
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    reach = max(high - low, 0.01) * 0.12
    return Scale(low - reach, high + reach)


def _dots(proof: Proof, scale: Scale) -> tuple[Dots, ...]:
    sides = (("A", proof.main.a_seeds), ("B", proof.main.b_seeds))
    return tuple(
        Dots(
            side,
            tuple((scale.at(value), f"seed {at}: {figure(value)}") for at, value in enumerate(values)),
            scale.at(sum(values) / len(values)),
            ", ".join(figure(value) for value in values),
        )
        for side, values in sides
        if values
    )
