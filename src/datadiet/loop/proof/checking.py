"""Do the predictions of two sides belong together, and is average precision what other tools make of it?"""

from collections.abc import Sequence
from typing import cast

import numpy as np

from datadiet.errors import DataError, MissingExtra
from datadiet.loop.proof.detection import Detected
from datadiet.loop.proof.evidence import Evidence
from datadiet.loop.proof.truth import Truth
from datadiet.measure.detection import THRESHOLDS

__all__ = ["agree", "check_alike", "official"]

TOLERANCE = 1e-9


def check_alike(names: tuple[str, str], said: Sequence[np.ndarray], *, boxes: bool) -> None:
    """Refuse two sides that were asked about different samples.

    A detector may find nothing in an image, so that its predictions do not name it: only where fewer than half of the
    images are named by both are they taken for different ones. A classifier says something of every sample.

    Args:
        names: of the sides.
        said: (n,) of each side, whether there is a prediction.
        boxes: whether these are detections.

    Raises:
        DataError: they are not the same samples.
    """
    both, either = int(np.sum(said[0] & said[1])), int(np.sum(said[0] | said[1]))
    empty = boxes and not (said[0].any() and said[1].any())  # a detector that finds nothing anywhere
    if empty or (2 * both >= either if boxes else both == either):
        return
    only = [int(np.sum(said[at] & ~said[1 - at])) for at in (0, 1)]
    raise DataError(
        f"A ({names[0]}) and B ({names[1]}) were asked about different {'images' if boxes else 'samples'}: "
        f"predictions of both there are for {both:,}, of A alone for {only[0]:,} and of B alone for {only[1]:,}",
        expected="predictions of both on the same test set",
        todo="predict with both models on the whole test set",
    )


def agree(truth: Truth, seed: Evidence, iou: float | None) -> list[str]:
    """Check average precision against faster-coco-eval where that is installed; a note that says so, or why not."""
    if iou is not None:
        return []
    found = cast(Detected, seed)
    try:
        theirs = official(truth, found)
    except MissingExtra as error:
        return [f"Average precision is datadiet's own; it was not checked here: {error.found}."]
    ours = float(found.scores(np.ones((1, len(truth)), dtype=np.int32)).overall["AP"][0])
    if abs(ours - theirs) > TOLERANCE:
        raise DataError(
            f"average precision is {ours:.6f} here and {theirs:.6f} by faster-coco-eval",
            expected="the same",
            todo="please report it, with the ground truth and the results",
        )
    return []


def official(truth: Truth, seed: Detected) -> float:
    """Return AP over the ten thresholds as faster-coco-eval has it; MissingExtra where that is not installed."""
    try:
        from faster_coco_eval import COCO, COCOeval_faster
    except ImportError as error:
        raise MissingExtra("faster-coco-eval", "detection") from error
    if not len(seed.given):
        return 0.0
    assert seed.thresholds == THRESHOLDS
    known = COCO(_content(truth))
    run = COCOeval_faster(known, known.loadRes(_results(seed)), "bbox", print_function=_silent)
    run.evaluate()
    run.accumulate()
    run.summarize()
    return float(run.stats[0])


def _silent(*words: object) -> None:
    """Print nothing."""


def _content(truth: Truth) -> dict[str, object]:
    assert truth.objects is not None
    objects = truth.objects
    return {
        "images": [{"id": at + 1} for at in range(len(truth))],
        "categories": [{"id": at + 1, "name": name} for at, name in enumerate(truth.classes)],
        "annotations": [
            {
                "id": at + 1,
                "image_id": int(objects.image[at]) + 1,
                "category_id": int(objects.category[at]) + 1,
                "bbox": objects.box[at].tolist(),
                "area": float(objects.area[at]),
                "iscrowd": int(objects.crowd[at]),
            }
            for at in range(len(objects))
        ],
    }


def _results(seed: Detected) -> list[dict[str, object]]:
    given = seed.given
    return [
        {
            "image_id": int(given.image[at]) + 1,
            "category_id": int(given.category[at]) + 1,
            "bbox": given.box[at].tolist(),
            "score": float(given.score[at]),
        }
        for at in range(len(given))
    ]
