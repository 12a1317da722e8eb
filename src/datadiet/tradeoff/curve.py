"""Sets of growing width against the same real data, on one plane: one point a width."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from datadiet.comparison import compare
from datadiet.comparison.compare import LevelComparison
from datadiet.errors import OptionError
from datadiet.scorecard import Scorecard, score
from datadiet.scorecard.options import LevelName, Options, Progress
from datadiet.tradeoff.front import on_front

__all__ = ["WIDTHS", "Curve", "Point", "Tradeoff", "tradeoff"]

WIDTHS = (0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0)
"""0 is fixed, 0.5 as the twin declares, 1 wild."""
DECLARED = 0.5
Interval = tuple[float, float]
Generate = Callable[[float, Path], Path]
"""Makes the set of one width in a folder, and returns what is to be scored."""


@dataclass(frozen=True, slots=True)
class Point:
    """One width at one level."""

    width: float
    indistinguishability: float
    interval: Interval
    gap: float
    gap_interval: Interval
    richness: float
    richness_interval: Interval
    on_front: bool
    """No other width is both more indistinguishable (of equals, nearer) and richer."""


@dataclass(frozen=True, slots=True)
class Curve:
    """All widths at one level."""

    level: str
    control: Interval
    """Indistinguishability of real data against itself, as a band over the widths."""
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """What wider variation gains and costs."""

    twin: str
    real: str
    n: int
    """Synthetic images for each width."""
    curves: tuple[Curve, ...]
    picture: str

    def json(self) -> bytes:
        """Return it as JSON."""
        return json.dumps(asdict(self), indent=2).encode() + b"\n"


def tradeoff(
    generate: Generate,
    real: str | Path,
    *,
    name: str,
    n: int,
    out: str | Path,
    widths: Sequence[float] = WIDTHS,
    level: LevelName = "scene",
    embedder: str = Options.embedder,
    group: str | None = None,
    seed: int = 0,
    workers: int = 1,
    progress: Progress = Options.progress,
) -> Tradeoff:
    """Score sets of growing width against real data, and say which widths no other width beats.

    Args:
        generate: makes the set of one width; called with the width and a folder of its own.
        real: the real data.
        name: what the twin is called.
        n: images that `generate` makes for each width.
        out: where sets, runs and the picture go.
        widths: in [0, 1], two or more.
        level: what a sample is.
        embedder: as `score` takes it.
        group: as `score` takes it.
        seed: of the scores.
        workers: processes.
        progress: called with the stage, how many widths are done, and how many there are.

    Raises:
        OptionError: fewer than two widths, or one outside [0, 1].

    Source: the trade-off of the three I's (definitions, section 2; figures 1 and 5 of the paper).
    """
    chosen = sorted(set(widths))
    if len(chosen) < 2 or chosen[0] < 0 or chosen[-1] > 1:
        raise OptionError(f"widths {', '.join(f'{w:g}' for w in widths)}", expected="two or more, from 0 to 1")
    folder = Path(out)
    cards = []
    for done, width in enumerate(chosen):
        progress("widths", done, len(chosen))
        made = generate(width, folder / "sets" / f"width-{width:.3f}")
        run = folder / "runs" / f"width-{width:.3f}"
        cards.append(
            score(real, made, level=level, embedder=embedder, group=group, seed=seed, workers=workers, out=run)
        )
    progress("widths", len(chosen), len(chosen))
    compared = compare(cards, names=[f"{width:g}" for width in chosen], seed=seed)
    curves = tuple(_curve(found, cards, chosen) for found in compared.levels)
    from datadiet.tradeoff.picture import draw

    picture = draw(curves, name, folder)
    return Tradeoff(name, str(real), n, curves, str(picture))


def _curve(found: LevelComparison, cards: Sequence[Scorecard], widths: Sequence[float]) -> Curve:
    mixing = [card.levels[found.level].indistinguishability for card in cards]
    nearness = [(run.indistinguishability, -run.gap) for run in found.runs]
    rank = {value: place for place, value in enumerate(sorted(set(nearness)))}
    front = on_front([rank[value] for value in nearness], [run.richness for run in found.runs])
    points = tuple(
        Point(
            width=width,
            indistinguishability=run.indistinguishability,
            interval=run.interval,
            gap=run.gap,
            gap_interval=mixed.gap_detail.interval,
            richness=run.richness,
            richness_interval=run.richness_interval,
            on_front=bool(best),
        )
        for width, run, mixed, best in zip(widths, found.runs, mixing, front, strict=True)
    )
    controls = [mixed.control for mixed in mixing]
    return Curve(found.level, (min(controls), max(controls)), points)
