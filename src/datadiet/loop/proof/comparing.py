"""Two models, or two training recipes, on the same real test samples: is B better than A?"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np

from datadiet.engine.progress import Progress, silent
from datadiet.errors import OptionError
from datadiet.loop.proof.case import Case, read_case
from datadiet.loop.proof.changes import Changes, box_changes, label_changes
from datadiet.loop.proof.classification import Classified
from datadiet.loop.proof.detection import Detected
from datadiet.loop.proof.origins import trained_on
from datadiet.loop.proof.predictions import files_of
from datadiet.loop.proof.results import Difference, Needed, Proof, Side
from datadiet.loop.proof.rows import Scored, corrected, row, scored
from datadiet.loop.proof.slicing import check_columns, sliced
from datadiet.loop.proof.words import about_words, chance_words, needed_words, sentence
from datadiet.measure.luck import Estimate, images_needed, seeds_needed
from datadiet.measure.mcnemar import McNemar, mcnemar
from datadiet.randomness import stream

__all__ = ["MEASURES", "compare"]

SCHEMA = 1
FEWEST = 100
"""Resamples."""
MEASURES = {True: ("AP", "AP50", "AP75"), False: ("accuracy", "balanced accuracy")}
"""What a verdict can be about, of detections and of classes; the first where nothing is said."""


def compare(
    a: str | Path,
    b: str | Path,
    truth: str | Path,
    *,
    iou: float | None = None,
    measure: str | None = None,
    slices: Sequence[str] = (),
    metadata: str | Path | None = None,
    group: str | None = None,
    target: str | None = None,
    level: str | None = None,
    seeds: int = 1,
    resamples: int = 1000,
    seed: int = 0,
    progress: Progress | None = None,
) -> Proof:
    """Compare two models on the same real samples, or two training recipes of several seeds each.

    Images are resampled, the same for A and B, so that what makes an image hard for both cancels out; where both sides
    have several seeds, what the seeds add is added (see `datadiet.measure.luck`).

    Args:
        a: the baseline: predictions (results.json, predictions.csv), a model folder, or a folder of seed-0, seed-1, …
        b: the candidate.
        truth: the test set: COCO or whatever else has boxes, class folders, or a table of ids and labels.
        iou: the one overlap, 0 to 1, at which a detection counts; by default the mean over .50, .55, … .95.
        measure: what the verdict is about: AP, AP50, AP75, or accuracy, balanced accuracy.
        slices: columns of the test set whose values are compared one by one.
        metadata: a table with further columns, matched by file name.
        group: which images are not independent: folder, auto, a column, or a regular expression.
        target: of a table, the column with the class.
        level: `item` where crops of annotated objects were classified; by default as the model folder says.
        seeds: fewest training seeds that each side must have.
        resamples: how many sets of images are drawn, 100 at least.
        seed: of the resamples.
        progress: is told how far it is.

    Raises:
        DataError: predictions or test set cannot be used, or do not belong together.
        OptionError: an option has a value that cannot be used.
    """
    tell = progress or silent
    _check(iou, resamples)
    case = read_case(
        a,
        b,
        truth,
        iou=iou,
        metadata=metadata,
        group=group,
        target=target,
        level=level,
        seeds=seeds,
        progress=tell,
    )
    chosen = _chosen(measure, case.boxed, iou)
    check_columns(case.truth.data, slices)
    drawn = _drawn(case, resamples, seed, tell)
    return _proof(case, drawn, chosen, slices, str(truth), seed)


def _check(iou: float | None, resamples: int) -> None:
    if iou is not None and not 0 < iou < 1:
        raise OptionError(f"--iou {iou:g}", expected="an overlap above 0 and below 1, such as 0.5")
    if resamples < FEWEST:
        raise OptionError(f"{resamples} resamples", expected=f"at least {FEWEST}")


def _chosen(measure: str | None, boxed: bool, iou: float | None) -> str:
    known = MEASURES[boxed] if iou is None else MEASURES[boxed][:1]
    if measure is not None and measure not in known:
        raise OptionError(f"the measure '{measure}'", expected=f"one of {', '.join(known)}")
    return measure or known[0]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Both sides under the resamples."""

    weights: np.ndarray
    """(B, n)"""
    a: Scored
    b: Scored


def _drawn(case: Case, resamples: int, seed: int, tell: Progress) -> _Drawn:
    chances = np.full(case.groups, 1 / case.groups)
    counts = stream(seed, "resamples").multinomial(case.groups, chances, size=resamples)
    weights = counts.astype(np.int32)[:, case.numbers]
    sides = []
    for at, side in enumerate((case.a, case.b)):
        tell("resampling images", at, 2)
        sides.append(scored(side, weights))
    tell("resampling images", 2, 2)
    return _Drawn(weights, *sides)


def _proof(case: Case, drawn: _Drawn, measure: str, slices: Sequence[str], truth: str, seed: int) -> Proof:
    overall, found = _overall(case, drawn, measure)
    main = next(each for each in overall if each.measure == measure)
    a, b = (_side(source, side) for source, side in zip(case.sources, (case.a, case.b), strict=True))
    share = None if found is None else found.share_of_seeds
    needed = _needed(found, main, case.groups, min(a.seeds, b.seeds))
    paired = _paired(case)
    changes = _changes(case)
    more = [about_words(a, b, share)]
    more += [needed_words(needed, a, case.groups, seeds_known=share is not None)] if needed and not case.same else []
    more += [chance_words(paired)] if paired else []
    objects = case.truth.objects
    return Proof(
        schema=SCHEMA,
        task="detection" if case.boxed else "classification",
        a=a,
        b=b,
        truth=truth,
        images=len(case.truth),
        groups=case.groups,
        objects=len(case.truth) if objects is None else int(np.sum(~objects.crowd)),
        measure=measure,
        verdict="same" if case.same else main.verdict,
        about="models" if share is None else "data",
        sentence=sentence(main, same=case.same),
        more=tuple(more),
        overall=overall,
        classes=_classes(case, drawn),
        slices=sliced(case.truth.data, slices, (case.a, case.b), drawn.weights, case.numbers, measure),
        share_of_seeds=share,
        needed=needed,
        mcnemar=paired,
        ranked_by="" if case.same else changes.how,
        gained=changes.gained,
        lost=changes.lost,
        notes=case.notes,
        unusable=case.unusable,
        resamples=len(drawn.weights),
        seed=seed,
        truth_digest=case.truth.digest(),
    )


def _side(source: str, seeds: Sequence[object]) -> Side:
    name = Path(source).stem if Path(source).is_file() else Path(source).name or source
    return Side(name, source, len(seeds), trained_on(files_of(source)))


def _overall(case: Case, drawn: _Drawn, measure: str) -> tuple[tuple[Difference, ...], Estimate | None]:
    """Return all measures; the one that the verdict is about goes by its own p-value, the others by corrected ones."""
    found = {
        name: row(name, drawn.a.of(name), drawn.b.of(name), groups=case.groups) for name in drawn.a.points[0].overall
    }
    others = iter(corrected([each for name, (each, _) in found.items() if name != measure]))
    rows = tuple(each if name == measure else next(others) for name, (each, _) in found.items())
    return rows, found[measure][1]


def _classes(case: Case, drawn: _Drawn) -> tuple[Difference, ...]:
    """Compare class by class; a class rests on the images that show it."""
    truth = case.truth
    rows = []
    for at, name in enumerate(truth.classes):
        if truth.objects is None:
            shown = case.numbers[truth.labels == at]
        else:
            shown = case.numbers[truth.objects.image[(truth.objects.category == at) & ~truth.objects.crowd]]
        sides = drawn.a.of_class(at), drawn.b.of_class(at)
        groups = len(np.unique(shown))
        rows.append(row(case.a[0].class_measure, *sides, groups=groups, column="class", value=name)[0])
    return corrected(rows)


def _needed(found: Estimate | None, main: Difference, groups: int, seeds: int) -> Needed | None:
    """Return what would tell the difference seen; None where it is told already, or nothing is known."""
    if found is None or main.verdict != "undecided":
        return None
    largest = max(abs(found.low), abs(found.high))
    return Needed(images_needed(found, groups), seeds_needed(found, seeds), largest)


def _paired(case: Case) -> McNemar | None:
    """Return McNemar's test where it holds: one seed a side, and independent samples."""
    if case.boxed or len(case.a) > 1 or len(case.b) > 1 or case.groups < len(case.truth):
        return None
    a, b = (cast(Classified, side[0]).right for side in (case.a, case.b))
    return mcnemar(a, b)


def _changes(case: Case) -> Changes:
    if case.boxed:
        return box_changes(case.truth, cast(list[Detected], case.a), cast(list[Detected], case.b))
    return label_changes(case.truth, cast(list[Classified], case.a), cast(list[Classified], case.b))
