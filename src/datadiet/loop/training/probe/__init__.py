"""The built-in classifier: multinomial logistic regression on vectors of images, or of the rows of a table."""

from datadiet.loop.training.probe.probe import Probe

__all__ = ["Probe"]
