"""The sweep: a set for each width, each against the same real data, all on one plane, and what they come to."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from datadiet import __version__
from datadiet.data.whole import write_whole
from datadiet.engine.progress import Progress
from datadiet.errors import OutputError
from datadiet.scorecard import Scorecard
from datadiet.scorecard.options import LevelName, Options
from datadiet.tradeoff import words
from datadiet.tradeoff.clouds import draw_clouds
from datadiet.tradeoff.curve import Curve, Tradeoff, curve_of
from datadiet.tradeoff.page import write_page
from datadiet.tradeoff.picture import draw_curves
from datadiet.tradeoff.plane import Shared, shared
from datadiet.tradeoff.scoring import Against
from datadiet.tradeoff.sets import Sets, sets_of

__all__ = ["IMAGES", "tradeoff"]

IMAGES = 100
"""A width, where nobody says how many."""
FACTS = "tradeoff.json"


def tradeoff(
    source: Any,
    real: Any,
    *,
    out: str | Path,
    n: int = IMAGES,
    widths: Sequence[float] | None = None,
    level: LevelName = Options.level,
    embedder: str = Options.embedder,
    group: str | None = Options.group,
    seed: int = Options.seed,
    workers: int = Options.workers,
    name: str | None = None,
    progress: Progress = Options.progress,
) -> Tradeoff:
    """Score sets of growing width against real data, and say which width is the best compromise.

    All sets of a twin are drawn with the same seed: picture i of one width is picture i of any other, varied more or
    less. Sets and scores that are complete are not made again, so that a sweep that was cut off goes on where it was.

    Args:
        source: a twin, by name or file or as it is; `{width: data}` for sets that are there; or a function of a width
            and a folder that makes a set and returns what is to be scored.
        real: the real data, as `datadiet.score` takes it.
        out: where sets, run folders, tradeoff.json, pictures and the page go.
        n: images that a twin makes for each width.
        widths: from 0 (fixed) over 0.5 (as declared) to 1 (wild), two or more; None takes nine.
        level: what a sample is; `all` draws a curve for each level.
        embedder: as `datadiet.score` takes it.
        group: what is not independent, as `datadiet.score` takes it.
        seed: of pictures and scores: the same seed gives the same bytes, whatever the workers.
        workers: processes.
        name: what to call the source.
        progress: called with `pictures` or `scores`, how many are done and how many there are.

    Raises:
        InputError: the twin, a set, the real data or an option cannot be used.
        TooFewSamples: a side has fewer than ten independent samples at a level.
        OutputError: `out` cannot be written, or holds sets of something else.

    Source: the trade-off of the three I's (definitions, section 2; figures 1 and 5 of the paper).
    """
    sets = sets_of(source, widths, n=n, seed=seed, workers=workers, name=name)
    against = Against.of(real, level=level, embedder=embedder, group=group, seed=seed, workers=workers)
    folder = _opened(Path(out))
    made = _made(sets, folder, progress)
    cards = _scored(sets, made, against, folder, progress)
    grounds = {each: shared(cards, each, seed=seed) for each in cards[0].levels}
    curves = tuple(curve_of(each, sets.widths, cards, ground, seed=seed) for each, ground in grounds.items())
    found = Tradeoff(
        datadiet=__version__,
        name=sets.name,
        real=cards[0].provenance.real,
        n=sets.n,
        embedder=embedder,
        group=group,
        seed=seed,
        curves=curves,
        sentence=words.verdict(curves),
        next_command=_next(source, sets, made, curves[0], cards, folder, seed),
        files=(),
    )
    return _written(found, cards, grounds, folder)


def run_folder(folder: Path, width: float) -> Path:
    """Return where the score of a width is."""
    return folder / "runs" / f"width-{width:g}"


def _opened(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be written ({error.strerror})", todo="choose another --out") from error
    return folder


def _made(sets: Sets, folder: Path, progress: Progress) -> dict[float, Any]:
    made = {}
    for place, width in enumerate(sets.widths):

        def report(done: int, total: int, before: int = place) -> None:
            progress("pictures", before * total + done, len(sets.widths) * total)

        made[width] = sets.make(width, folder / "sets" / f"width-{width:g}", report)
    return made


def _scored(
    sets: Sets, made: dict[float, Any], against: Against, folder: Path, progress: Progress
) -> tuple[Scorecard, ...]:
    cards = []
    for done, width in enumerate(sets.widths):
        progress("scores", done, len(sets.widths))
        cards.append(against.score(made[width], run_folder(folder, width)))
    progress("scores", len(cards), len(cards))
    return tuple(cards)


def _next(
    source: Any,
    sets: Sets,
    made: dict[float, Any],
    lead: Curve,
    cards: Sequence[Scorecard],
    folder: Path,
    seed: int,
) -> str:
    return words.next_command(
        lead,
        source=str(source) if sets.generates and isinstance(source, str | Path) else None,
        real=cards[0].provenance.real,
        made=str(made[lead.best]),
        run=str(run_folder(folder, lead.best)),
        seed=seed,
        n=sets.n,
    )


def _written(found: Tradeoff, cards: Sequence[Scorecard], grounds: dict[str, Shared], folder: Path) -> Tradeoff:
    """Write pictures, page and facts; the facts last, for they say that the others are there."""
    files = [*draw_curves(found, folder), *draw_clouds(found, grounds, folder)]
    files.append(write_page(found, cards, grounds, folder))
    whole = replace(found, files=tuple(path.name for path in files))
    write_whole(folder / FACTS, whole.json())
    return whole
