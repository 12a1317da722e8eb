"""The built-in detector: small, without anchors, trained from nothing in minutes on a processor. Needs torch."""

from datadiet.loop.training.detector.detector import Detector

__all__ = ["Detector"]
