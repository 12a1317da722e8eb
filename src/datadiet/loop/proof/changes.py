"""On which images does B gain most, and on which does it lose most?"""

from collections.abc import Sequence

import numpy as np

from datadiet.loop.proof.classification import Classified
from datadiet.loop.proof.detection import Detected
from datadiet.loop.proof.results import Change, Mark
from datadiet.loop.proof.truth import Truth
from datadiet.measure.detection import Boxes

__all__ = ["SHOWN", "box_changes", "label_changes"]

SHOWN = 6
CANDIDATES = 200
"""Images that are left out one by one: those on which most detections differ."""
Changes = tuple[tuple[Change, ...], tuple[Change, ...]]
"""Gained, lost."""


def box_changes(truth: Truth, a: Sequence[Detected], b: Sequence[Detected], measure: str) -> Changes:
    """Return the images without which B less A would fall or rise most."""
    every = np.arange(len(truth))
    sides = [[seed.part(every) if measure in ("AP", "AP50", "AP75") else seed for seed in side] for side in (a, b)]
    apart = np.abs(_tally(b) - _tally(a)).sum(axis=0)
    chosen = np.argsort(-apart, kind="stable")[:CANDIDATES]
    chosen = chosen[apart[chosen] > 0]
    weights = np.ones((len(chosen) + 1, len(truth)), dtype=np.int32)
    weights[np.arange(len(chosen)), chosen] = 0
    means = [np.mean([seed.scores(weights).overall[measure] for seed in side], axis=0) for side in sides]
    difference = means[1] - means[0]
    influence = np.nan_to_num(difference[-1] - difference[:-1])
    best = [_best_score(side[0]) for side in (a, b)]
    order = np.argsort(-influence, kind="stable")
    return tuple(
        tuple(_boxed(truth, int(chosen[at]), float(influence[at]), a[0], b[0], best) for at in places)
        for places in (
            [at for at in order[:SHOWN] if influence[at] > 0],
            [at for at in order[::-1][:SHOWN] if influence[at] < 0],
        )
    )  # type: ignore[return-value]


def _tally(seeds: Sequence[Detected]) -> np.ndarray:
    """Return (2, n): how many detections of each image are right and wrong at the least overlap, mean over seeds."""
    counts = []
    for seed in seeds:
        found = seed.matches
        right, wrong = found.matched[0, 0], ~found.matched[0, 0] & ~found.ignored[0, 0]
        counts.append([np.bincount(found.image[part], minlength=seed.images) for part in (right, wrong)])
    mean: np.ndarray = np.mean(counts, axis=0)
    return mean


def _best_score(seed: Detected) -> float:
    """Return the score from which on detections have the best F1 at the least overlap."""
    found = seed.matches
    counted = np.flatnonzero(~found.ignored[0, 0])
    order = counted[np.argsort(-found.score[counted], kind="stable")]
    if not len(order):
        return 0.0
    right = np.cumsum(found.matched[0, 0, order])
    f1 = 2 * right / (np.arange(1, len(order) + 1) + np.sum(~found.object_ignored[0]))
    return float(found.score[order[int(f1.argmax())]])


def _boxed(truth: Truth, at: int, influence: float, a: Detected, b: Detected, best: list[float]) -> Change:
    assert truth.objects is not None
    marks = [_marks(truth, seed, at, least) for seed, least in zip((a, b), best, strict=True)]
    rows = np.flatnonzero(truth.objects.image == at).tolist()
    objects = tuple(_mark(truth, truth.objects, row, None, True) for row in rows)
    needed = int(np.sum((truth.objects.image == at) & ~truth.objects.crowd))
    words = [_found(side, needed) for side in marks]
    sample = truth.data.samples.row(at, named=True)
    count = f"{needed} object{'' if needed == 1 else 's'}"
    return Change(sample["id"], sample["uri"], influence, count, words[0], words[1], objects, marks[0], marks[1])


def _found(marks: Sequence[Mark], needed: int) -> str:
    right = sum(mark.right for mark in marks)
    return f"{right} of {needed} found, {len(marks) - right} false"


def _marks(truth: Truth, seed: Detected, at: int, least: float) -> tuple[Mark, ...]:
    found = seed.matches
    places = np.flatnonzero((found.image == at) & (found.score >= least) & ~found.ignored[0, 0])
    return tuple(
        _mark(truth, seed.given, int(found.row[p]), float(found.score[p]), bool(found.matched[0, 0, p])) for p in places
    )


def _mark(truth: Truth, boxes: Boxes, row: int, score: float | None, right: bool) -> Mark:
    left, top, width, height = (round(float(side), 1) for side in boxes.box[row])
    return Mark(truth.classes[boxes.category[row]], (left, top, width, height), score, right)


def label_changes(truth: Truth, a: Sequence[Classified], b: Sequence[Classified]) -> Changes:
    """Return the samples that B tells rightly and A does not, in most seeds first, and the other way round."""
    right = [np.mean([seed.right for seed in side], axis=0) for side in (a, b)]
    difference = right[1] - right[0]
    sure = np.nan_to_num(b[0].said.score) + np.nan_to_num(a[0].said.score)
    order = np.lexsort((-sure, -difference))
    back = np.lexsort((-sure, difference))
    return (
        tuple(
            _labelled(truth, int(at), float(difference[at]), a[0], b[0]) for at in order[:SHOWN] if difference[at] > 0
        ),
        tuple(
            _labelled(truth, int(at), float(difference[at]), a[0], b[0]) for at in back[:SHOWN] if difference[at] < 0
        ),
    )


def _labelled(truth: Truth, at: int, difference: float, a: Classified, b: Classified) -> Change:
    sample = truth.data.samples.row(at, named=True)
    said = [_said(truth, seed, at) for seed in (a, b)]
    return Change(sample["id"], sample["uri"], difference, truth.classes[a.truth[at]], said[0], said[1])


def _said(truth: Truth, seed: Classified, at: int) -> str:
    label, score = int(seed.said.label[at]), float(seed.said.score[at])
    name = truth.classes[label] if label >= 0 else "nothing" if label == -1 else "another class"
    return name if np.isnan(score) else f"{name} ({score:.2f})"
