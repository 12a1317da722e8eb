"""Detections against annotated objects: matched once, and average precision over any weighting of the images."""

from datadiet.measure.detection.matching import AREAS, THRESHOLDS, Boxes, Matches, match
from datadiet.measure.detection.precision import average_precisions

__all__ = ["AREAS", "THRESHOLDS", "Boxes", "Matches", "average_precisions", "match"]
