"""Are the labels of synthetic samples those that people would give? Arrays in, arrays out."""

from datadiet.curate.labels.noise import Noise, label_noise
from datadiet.curate.labels.suspects import suspicion
from datadiet.curate.labels.votes import neighbour_votes

__all__ = ["Noise", "label_noise", "neighbour_votes", "suspicion"]
