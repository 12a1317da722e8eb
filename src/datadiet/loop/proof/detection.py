"""Detections on the test set: matched once, scored under any weighting of the images."""

from dataclasses import dataclass, replace

import numpy as np

from datadiet.loop.proof.evidence import Evidence, Scores, mean_known
from datadiet.measure.detection import AREAS, THRESHOLDS, Boxes, Matches, average_precisions, match

__all__ = ["Detected", "detected"]


@dataclass(frozen=True, slots=True)
class Detected:
    """The matched detections of one model."""

    matches: Matches
    given: Boxes
    """As the model made them."""
    thresholds: tuple[float, ...]
    areas: tuple[str, ...]
    images: int
    categories: int

    @property
    def class_measure(self) -> str:
        """What the scores of the classes are called."""
        return "AP"

    def scores(self, weights: np.ndarray) -> Scores:
        """Return average precision in all, by threshold, by size, and of each class."""
        found = average_precisions(self.matches, weights, categories=self.categories)  # (B, A, K, T)
        overall = {"AP": mean_known(found[:, 0], (1, 2))}
        for name, at in (("AP50", 0.5), ("AP75", 0.75)):
            near = [place for place, value in enumerate(self.thresholds) if abs(value - at) < 1e-9]
            if near and len(self.thresholds) > 1:
                overall[name] = mean_known(found[:, 0, :, near[0]], 1)
        for place, name in enumerate(self.areas[1:], 1):
            overall[f"AP {name}"] = mean_known(found[:, place], (1, 2))
        return Scores(overall, mean_known(found[:, 0], 2))

    def part(self, rows: np.ndarray) -> "Detected":
        """Return the detections on some images, of all sizes together."""
        number = np.full(self.images, -1)
        number[rows] = np.arange(len(rows))
        own, theirs = (np.flatnonzero(number[at] >= 0) for at in (self.matches.image, self.matches.object_image))
        matches = Matches(
            image=number[self.matches.image[own]],
            category=self.matches.category[own],
            score=self.matches.score[own],
            row=self.matches.row[own],
            matched=self.matches.matched[:1, :, own],
            ignored=self.matches.ignored[:1, :, own],
            object_image=number[self.matches.object_image[theirs]],
            object_category=self.matches.object_category[theirs],
            object_ignored=self.matches.object_ignored[:1, theirs],
        )
        return replace(self, matches=matches, areas=self.areas[:1], images=len(rows))

    def same(self, other: Evidence) -> bool:
        """Whether the predictions are the same, in whatever order they were written."""
        return isinstance(other, Detected) and np.array_equal(_sorted(self.given), _sorted(other.given))


def _sorted(boxes: Boxes) -> np.ndarray:
    rows = np.column_stack([boxes.image, boxes.category, boxes.score, boxes.box])
    return rows[np.lexsort(rows.T[::-1])]


def detected(objects: Boxes, given: Boxes, *, images: int, categories: int, iou: float | None) -> Detected:
    """Match what a model found with what is there, at ten thresholds of the overlap, or at one."""
    thresholds = THRESHOLDS if iou is None else (iou,)
    matches = match(objects, given, thresholds=thresholds, areas=tuple(AREAS.values()))
    return Detected(matches, given, thresholds, tuple(AREAS), images, categories)
