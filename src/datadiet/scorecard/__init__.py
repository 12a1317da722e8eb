"""The hall where the parts meet: two data sets in, a Scorecard out. Read `score.py` first."""

from datadiet.scorecard.card import Facts, Gate, Intentionality, Level, Provenance, Scorecard

__all__ = ["Facts", "Gate", "Intentionality", "Level", "Provenance", "Scorecard"]
