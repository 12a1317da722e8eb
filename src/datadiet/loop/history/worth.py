"""The three I's of two versions, whether they differ, and what each point cost."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from datadiet.comparison import compare
from datadiet.data.costs import Cost
from datadiet.data.paths import is_image
from datadiet.data.versions import Gain, Store, Version, restore
from datadiet.data.versions.results import gain
from datadiet.domain.checking import check_domain
from datadiet.domain.intentionality import Compliance, Covered, Intentionality, Relevance
from datadiet.domain.loading import load_domain
from datadiet.domain.samples import conditions_of, read_samples
from datadiet.engine.progress import Progress
from datadiet.errors import OptionError
from datadiet.scorecard import score
from datadiet.scorecard.card import Scorecard
from datadiet.scorecard.options import LevelName, Options

__all__ = ["Measured", "Worth", "at_hand", "worth"]

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Measured:
    """One version, as far as it was measured."""

    version: str
    indistinguishability: float | None
    indistinguishability_interval: Interval | None
    gap: float | None
    richness: float | None
    richness_interval: Interval | None
    intentionality: float | None
    relevance: Interval | None
    """Lower and upper bound: where conditions are unknown they differ."""
    coverage: Interval | None
    """The same, of the combinations of conditions that the domain wants covered."""
    compliance: Interval | None


@dataclass(frozen=True, slots=True)
class Worth:
    """Two versions side by side."""

    a: Measured
    b: Measured
    sentences: tuple[str, ...]
    """Whether B is better, and where, from paired differences on the same real samples."""
    gains: tuple[Gain, ...]
    """What each measure gained, and what a point of it cost."""

    def lines(self) -> list[str]:
        """Say it for people."""
        return [*(one.line for one in self.gains), *self.sentences]


def worth(
    store: Store,
    a: Version,
    b: Version,
    cost: Cost,
    *,
    real: str | None = None,
    domain: str | Path | None = None,
    level: LevelName = "scene",
    seed: int = 0,
    workers: int = 1,
    progress: Progress = Options.progress,
) -> Worth:
    """Measure two versions beside real data, a domain, or both.

    The versions are restored to a temporary folder first, so that what lies in the folder today does not matter.

    Args:
        store: what holds the versions.
        a: the older one.
        b: the newer one.
        cost: of the samples that B has and A has not.
        real: real data, as `datadiet score` takes it: gives indistinguishability, gap and richness.
        domain: a domain of operation: gives relevance, coverage and compliance.
        level: what a sample is: item, environment, scene.
        seed: of the scores.
        workers: processes; no result depends on it.
        progress: called with the stage, how many are done, and how many there are.

    Raises:
        OptionError: neither real data nor a domain is given.
        DataError: a version cannot be restored or scored.
    """
    if real is None and domain is None:
        raise OptionError("there is nothing to measure beside", expected="real data, a domain, or both")
    with at_hand(store, (a, b), progress) as places:
        cards = _scored(places, real, level, seed, workers, progress)
        found = [
            _measured(version, place, card, domain, workers)
            for version, place, card in zip((a, b), places, cards, strict=True)
        ]
    return Worth(found[0], found[1], _sentences(store, (a, b), cards, seed), tuple(_gains(found[0], found[1], cost)))


@contextmanager
def at_hand(store: Store, versions: Sequence[Version], progress: Progress = Options.progress) -> Iterator[list[Path]]:
    """Restore versions for a while, and yield what to read each of them by: a folder, a split, or a file."""
    with TemporaryDirectory(prefix="datadiet-versions-") as temporary:
        found = []
        for number, version in enumerate(versions):
            folder = Path(temporary) / str(number) / "data"
            restore(store, version, folder, progress=progress)
            found.append(_read_by(store, version, folder))
        yield found


def _read_by(store: Store, version: Version, folder: Path) -> Path:
    name = next((entry.name for entry in reversed(store.log()) if entry.version == version.id), "")
    if "#" in name:
        return folder.with_name(f"{folder.name}#{name.rpartition('#')[2]}")
    if (folder / name).is_file():
        return folder / name
    rows = folder / "samples.parquet"
    return rows if rows.is_file() and not any(is_image(path) for path in folder.rglob("*")) else folder


def _metadata(place: Path) -> Path | None:
    return next((f for name in ("metadata.parquet", "metadata.csv") if (f := place / name).is_file()), None)


def _scored(
    places: Sequence[Path], real: str | None, level: LevelName, seed: int, workers: int, progress: Progress
) -> list[Scorecard | None]:
    if real is None:
        return [None] * len(places)
    return [score(real, place, level=level, seed=seed, workers=workers, progress=progress) for place in places]


def _measured(
    version: Version, place: Path, card: Scorecard | None, domain: str | Path | None, workers: int
) -> Measured:
    one, rich = (card.indistinguishability, card.richness) if card is not None else (None, None)
    intent = _intent(place, domain, workers) if domain is not None else None
    return Measured(
        version=version.id,
        indistinguishability=None if one is None else one.score,
        indistinguishability_interval=None if one is None else one.interval,
        gap=None if one is None else one.gap,
        richness=None if rich is None else rich.score,
        richness_interval=None if rich is None else rich.interval,
        intentionality=None if intent is None else intent.score,
        relevance=None if intent is None else _bounds(intent.relevance),
        coverage=None if intent is None else _bounds(intent.coverage),
        compliance=None if intent is None else _bounds(intent.compliance),
    )


def _intent(place: Path, domain: str | Path, workers: int) -> Intentionality:
    declared = load_domain(domain)
    known = conditions_of(declared, read_samples(str(place), table=_metadata(place)), workers=workers)
    return check_domain(declared, known).intentionality


def _bounds(part: Relevance | Covered | Compliance | None) -> Interval | None:
    return None if part is None else (part.low, part.high)


def _sentences(
    store: Store, versions: Sequence[Version], cards: Sequence[Scorecard | None], seed: int
) -> tuple[str, ...]:
    scored = [card for card in cards if card is not None]
    if not scored:
        return ()
    compared = compare(scored, names=[store.name_of(version.id) for version in versions], seed=seed)
    return tuple(candidate.sentence for level in compared.levels for candidate in level.candidates)


def _gains(a: Measured, b: Measured, cost: Cost) -> Iterator[Gain]:
    for name in ("indistinguishability", "gap", "richness", "intentionality"):
        before, after = getattr(a, name), getattr(b, name)
        if before is not None and after is not None:
            yield gain(name, before, after, cost)
    for name in ("relevance", "coverage", "compliance"):
        before, after = getattr(a, name), getattr(b, name)
        if before is not None and after is not None:
            yield gain(name, before[0], after[0], cost)
