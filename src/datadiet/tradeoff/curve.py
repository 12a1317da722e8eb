"""What was found: one point a width, one curve a level, and what they come to."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from datadiet.scorecard import Scorecard
from datadiet.tradeoff import words
from datadiet.tradeoff.choice import Measure, choose
from datadiet.tradeoff.plane import Shared, Variety

__all__ = ["Curve", "Point", "Tradeoff", "curve_of"]

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Point:
    """One width at one level."""

    width: float
    n: int
    """Synthetic samples: images, or the items in them."""
    indistinguishability: float
    """0 to 1, 1 is best."""
    interval: Interval
    gap: float
    """In spreads of the real set; 0 is best."""
    gap_interval: Interval
    richness: float
    """Ground over that of as many real samples, on the plane that all widths share; above 1 is richer."""
    richness_interval: Interval
    spread: float
    """Mean distance between two synthetic samples over that of two real ones, in the full dimension."""
    spread_interval: Interval
    faults: tuple[str, ...]
    on_front: bool
    """No other width is both nearer to the real data and more varied."""
    farther: bool
    """Surely farther from the real data than the nearest width (paired, after Holm)."""


@dataclass(frozen=True, slots=True)
class Curve:
    """All widths at one level."""

    level: str
    n_real: int
    measure: Measure
    """By which nearness is judged: the gap where indistinguishability is flat at every width."""
    variety: Variety
    """By which variety is judged: the spread where samples are too few to share any ground."""
    control: Interval
    """Indistinguishability of real data against itself, as a band over the widths."""
    n: int
    """Samples of each width at which ground is compared."""
    radius: float
    """Of a sample's disc on the shared plane."""
    points: tuple[Point, ...]
    nearest: float
    """The width that is nearest to the real data."""
    best: float
    """The best compromise: the most varied of those that are not surely farther than the nearest."""
    stops: float | None
    """The first wider one that is surely farther, where more variety stops paying; None where there is none."""
    sentence: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """What wider variation gains in richness, and what it costs in indistinguishability."""

    datadiet: str
    name: str
    """What made the sets."""
    real: str
    n: int | None
    """Synthetic images a width; None where they were not made here."""
    embedder: str
    group: str | None
    seed: int
    curves: tuple[Curve, ...]
    """The leading level first."""
    sentence: str
    next_command: str
    files: tuple[str, ...]
    """Pictures and page, in the folder of `tradeoff.json`."""

    def json(self) -> bytes:
        """Return it as indented JSON; the same facts give the same bytes."""
        return TypeAdapter(Tradeoff).dump_json(self, indent=2) + b"\n"

    def words(self) -> str:
        """Return one table a level, then what it comes to and the next command."""
        tables = "\n\n".join(words.table(curve) for curve in self.curves)
        return f"{tables}\n\n{self.sentence}\nNext: {self.next_command}"


def curve_of(level: str, widths: Sequence[float], cards: Sequence[Scorecard], ground: Shared, *, seed: int) -> Curve:
    """Gather what was found at one level; TooFewSamples where a set is too small for a comparison."""
    found = [card.levels[level] for card in cards]
    choice = choose(found, ground, level=level, seed=seed)
    points = []
    for place, (width, each) in enumerate(zip(widths, found, strict=True)):
        mixing, rich, wide = each.indistinguishability, ground.richness(place), ground.spread(place)
        points.append(
            Point(
                width=width,
                n=each.n_synthetic,
                indistinguishability=mixing.score,
                interval=mixing.interval,
                gap=mixing.gap,
                gap_interval=mixing.gap_detail.interval,
                richness=rich.value,
                richness_interval=rich.interval,
                spread=wide.value,
                spread_interval=wide.interval,
                faults=tuple(mixing.faults),
                on_front=choice.front[place],
                farther=choice.farther[place],
            )
        )
    controls = [each.indistinguishability.control for each in found]
    return Curve(
        level=level,
        n_real=found[0].n_real,
        measure=choice.measure,
        variety=choice.variety,
        control=(min(controls), max(controls)),
        n=ground.n,
        radius=ground.radius,
        points=tuple(points),
        nearest=widths[choice.nearest],
        best=widths[choice.best],
        stops=None if choice.stops is None else widths[choice.stops],
        sentence=words.sentence(level, points, choice),
        notes=words.notes(choice, ground.apart, widths),
    )
