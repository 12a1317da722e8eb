"""On which samples is B better than A, and on which is it worse?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from datadiet.loop.proof.classification import Classified
from datadiet.loop.proof.counting import Counted, counted
from datadiet.loop.proof.detection import Detected
from datadiet.loop.proof.results import Change, Mark
from datadiet.loop.proof.truth import Truth
from datadiet.loop.proof.words import ranked_boxes, ranked_labels
from datadiet.measure.detection import Boxes

__all__ = ["SHOWN", "Changes", "box_changes", "label_changes"]

SHOWN = 6
"""Samples of each kind."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The samples on which the two sides differ most."""

    how: str
    """What they are ranked by, in words."""
    gained: tuple[Change, ...]
    lost: tuple[Change, ...]


def box_changes(truth: Truth, a: Sequence[Detected], b: Sequence[Detected]) -> Changes:
    """Rank images by objects found less false alarms, B less A; of equals, where it is more of the objects comes first.

    On an image that is listed as lost B does find fewer objects, or reports more of what is not there. The influence of
    an image on average precision would not say that: it also depends on the scores in all other images.
    """
    assert truth.objects is not None
    sides = [[counted(seed) for seed in side] for side in (a, b)]
    net = [np.mean([seed.net for seed in side], axis=0) for side in sides]
    difference = np.round(net[1] - net[0], 9)
    needed = np.bincount(truth.objects.image[~truth.objects.crowd], minlength=len(truth))
    gained, lost = _ends(difference, np.abs(difference) / np.maximum(needed, 1))
    how = ranked_boxes(
        a[0].thresholds[0], *([seed.least for seed in side] for side in sides), differs=bool(gained or lost)
    )
    return Changes(how, *_shown((gained, lost), lambda at: _boxed(truth, at, float(difference[at]), needed, sides)))


def label_changes(truth: Truth, a: Sequence[Classified], b: Sequence[Classified]) -> Changes:
    """Rank samples by the share of seeds that tell them rightly, B less A; of equals, the surest come first."""
    right = [np.mean([seed.right for seed in side], axis=0) for side in (a, b)]
    difference = np.round(right[1] - right[0], 9)
    sure = np.nan_to_num(b[0].said.score) + np.nan_to_num(a[0].said.score)
    gained, lost = _ends(difference, sure)
    how = ranked_labels(len(a), len(b), sure=bool(sure.any()), differs=bool(gained or lost))
    return Changes(how, *_shown((gained, lost), lambda at: _labelled(truth, at, float(difference[at]), a, b)))


def _ends(difference: np.ndarray, second: np.ndarray) -> tuple[list[int], list[int]]:
    """Return where B is better most, and where it is worse most; what is larger in `second` comes first of equals."""
    up, down = np.lexsort((-second, -difference)), np.lexsort((-second, difference))
    return (
        [int(at) for at in up[:SHOWN] if difference[at] > 0],
        [int(at) for at in down[:SHOWN] if difference[at] < 0],
    )


def _shown(
    ends: tuple[list[int], list[int]], change: Callable[[int], Change]
) -> tuple[tuple[Change, ...], tuple[Change, ...]]:
    gained, lost = (tuple(change(at) for at in end) for end in ends)
    return gained, lost


def _boxed(truth: Truth, at: int, difference: float, needed: np.ndarray, sides: Sequence[Sequence[Counted]]) -> Change:
    assert truth.objects is not None
    marks = [_marks(truth, side[0], at) for side in sides]
    rows = np.flatnonzero(truth.objects.image == at).tolist()
    objects = tuple(_mark(truth, truth.objects, row, None, True) for row in rows)
    words = [_found(side, at, int(needed[at])) for side in sides]
    sample = truth.data.samples.row(at, named=True)
    count = f"{needed[at]} object{'' if needed[at] == 1 else 's'}"
    return Change(sample["id"], sample["uri"], difference, count, words[0], words[1], objects, marks[0], marks[1])


def _found(side: Sequence[Counted], at: int, needed: int) -> str:
    if len(side) == 1:
        return f"{side[0].found[at]} of {needed} found, {side[0].false[at]} false"
    found, false = np.mean([(seed.found[at], seed.false[at]) for seed in side], axis=0)
    return f"{found:.1f} of {needed} found, {false:.1f} false on average"


def _marks(truth: Truth, side: Counted, at: int) -> tuple[Mark, ...]:
    found, places = side.seed.matches, side.places
    return tuple(
        _mark(truth, side.seed.given, int(found.row[p]), float(found.score[p]), bool(found.matched[0, 0, p]))
        for p in places[found.image[places] == at]
    )


def _mark(truth: Truth, boxes: Boxes, row: int, score: float | None, right: bool) -> Mark:
    left, top, width, height = (round(float(side), 1) for side in boxes.box[row])
    return Mark(truth.classes[boxes.category[row]], (left, top, width, height), score, right)


def _labelled(truth: Truth, at: int, difference: float, a: Sequence[Classified], b: Sequence[Classified]) -> Change:
    sample = truth.data.samples.row(at, named=True)
    said = [_said(truth, side, at) for side in (a, b)]
    return Change(sample["id"], sample["uri"], difference, truth.classes[a[0].truth[at]], said[0], said[1])


def _said(truth: Truth, side: Sequence[Classified], at: int) -> str:
    label, score = int(side[0].said.label[at]), float(side[0].said.score[at])
    name = truth.classes[label] if label >= 0 else "nothing" if label == -1 else "another class"
    word = name if np.isnan(score) else f"{name} ({score:.2f})"
    if len(side) == 1:
        return word
    return f"right in {sum(bool(seed.right[at]) for seed in side)} of {len(side)} seeds, the first says {word}"
