"""The demonstration: score each set of digits, train a classifier on each, and put the two side by side."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path

from pydantic import TypeAdapter

from datadiet import engine
from datadiet.curate.selection import kept_of
from datadiet.data.whole import write_whole
from datadiet.demo.accuracy import Accuracy, accuracy
from datadiet.demo.figure6 import figure6
from datadiet.demo.sets import METADATA, DigitSet, DigitSets, sets, write
from datadiet.engine.progress import Progress
from datadiet.scorecard import Scorecard, score

__all__ = ["Demonstration", "Line", "as_json", "demonstrate", "in_words"]

DOMAIN = "digits.yaml"
"""What a reader of handwritten digits will meet."""
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """One set in the table."""

    name: str
    indistinguishability: float
    interval: Interval
    control: float
    gap: float
    richness: float
    richness_interval: Interval
    intentionality: float | None
    faults: tuple[str, ...]
    verdict: str
    kept: int
    total: int
    accuracy: float
    """Of a classifier that learnt from this set alone, on real digits that nothing else has seen."""
    accuracy_interval: Interval
    report: Path


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The table, and where its picture is."""

    lines: tuple[Line, ...]
    """The control first: real digits scored as if they were synthetic."""
    real_accuracy: Accuracy
    """The same classifier trained on the real part: what a perfect set would reach."""
    figure: Path


def demonstrate(out: str | Path, *, seed: int, workers: int, progress: Progress) -> Demonstration:
    """Make the digits, score every set against the real part, and write runs, reports and the figure below `out`.

    Raises:
        OutputError: `out` cannot be written.
    """
    folder = Path(out)
    digits = sets(seed=seed)
    folders = write(digits, folder / "digits")
    write_whole(folder / DOMAIN, resources.files("datadiet.demo").joinpath(DOMAIN).read_bytes())
    # One by one the real set would be embedded each time; after the control it is in the cache, and the rest can go
    # side by side.
    first = _scored_line(digits.control, digits, folders, folder, seed, workers)
    progress("scoring sets of digits", 1, 1 + len(digits.synthetic))
    others = engine.map(
        partial(_scored_line, digits=digits, folders=folders, out=folder, seed=seed, workers=1),
        digits.synthetic,
        workers=min(workers, len(digits.synthetic)),
        progress=lambda done, total: progress("scoring sets of digits", 1 + done, 1 + total),
    )
    lines = [first, *others]
    picture, _ = figure6(lines, folder)
    return Demonstration(tuple(lines), _learnt(digits.real, digits), picture)


def _scored_line(
    candidate: DigitSet, digits: DigitSets, folders: dict[str, Path], out: Path, seed: int, workers: int
) -> Line:
    card = _score(folders, candidate, out / "runs" / candidate.name, seed, workers)
    return _line(candidate, card, digits, out)


def _score(folders: dict[str, Path], candidate: DigitSet, out: Path, seed: int, workers: int) -> Scorecard:
    synthetic = folders[candidate.name]
    parameters = synthetic / METADATA
    cache, domain = out.parent / "cache", out.parents[1] / DOMAIN
    run = partial(score, folders["real"], synthetic, domain=domain, seed=seed, workers=workers, cache=cache, out=out)
    return run(metadata=parameters) if parameters.is_file() else run()


def _learnt(source: DigitSet, digits: DigitSets) -> Accuracy:
    return accuracy(source.scans, source.labels, digits.test.scans, digits.test.labels)


def _line(candidate: DigitSet, card: Scorecard, digits: DigitSets, folder: Path) -> Line:
    mixing, ground, learnt = card.indistinguishability, card.richness, _learnt(candidate, digits)
    return Line(
        name=f"{candidate.name} (held-out real)" if candidate is digits.control else candidate.name,
        indistinguishability=mixing.score,
        interval=mixing.interval,
        control=mixing.control,
        gap=mixing.gap,
        richness=ground.score,
        richness_interval=ground.interval,
        intentionality=card.intentionality.score,
        faults=mixing.faults,
        verdict=mixing.verdict,
        kept=kept_of(card.facts.verdicts),
        total=sum(card.facts.verdicts.values()),
        accuracy=learnt.score,
        accuracy_interval=learnt.interval,
        report=folder / "runs" / candidate.name / "report.html",
    )


def as_json(demonstration: Demonstration) -> bytes:
    """Return the table as indented JSON."""
    return TypeAdapter(Demonstration).dump_json(demonstration, indent=2) + b"\n"


def in_words(demonstration: Demonstration) -> str:
    """Return the table, what it shows, and where the reports are."""
    width = max(len(line.name) for line in demonstration.lines)
    head = (
        f"{'set':<{width}}  indistinguishability   gap     richness           intentionality"
        "  kept        accuracy  faults"
    )
    real = demonstration.real_accuracy
    return "\n".join(
        [
            head,
            *(_table_row(line, width) for line in demonstration.lines),
            "",
            f"Trained on the real part instead, the classifier reaches {real.score:.2f} on held-out real digits.",
            f"Figure: {demonstration.figure}",
            *(f"Report of {line.name}: {line.report}" for line in demonstration.lines),
            _verdict(demonstration.lines),
            f"Next: datadiet report {shlex.quote(str(demonstration.lines[2].report.parent))} --open",
        ]
    )


def _table_row(line: Line, width: int) -> str:
    (low, high), (poor, rich) = line.interval, line.richness_interval
    intent = "-" if line.intentionality is None else f"{line.intentionality:.2f}"
    return (
        f"{line.name:<{width}}  {line.indistinguishability:.2f} [{low:.2f}, {high:.2f}]    {line.gap:<6.3f}"
        f"  {line.richness:.2f} [{poor:.2f}, {rich:.2f}]  {intent:<14}  {f'{line.kept} of {line.total}':<10}"
        f"  {line.accuracy:.2f}      {', '.join(line.faults) or '-'}"
    )


def _verdict(lines: Sequence[Line]) -> str:
    honest = [line for line in lines[1:] if not line.faults]
    if not honest:
        return "Verdict: every synthetic set has a fault."
    best = min(honest, key=lambda line: line.gap)
    return f"Verdict: of the synthetic sets without a fault, '{best.name}' is nearest to the real digits."
