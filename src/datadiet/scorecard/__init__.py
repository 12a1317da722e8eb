"""The hall where the parts meet: two data sets in, a Scorecard out. Read `scoring.py` first."""

from datadiet.scorecard.card import Facts, Gate, Intentionality, Level, Provenance, Scorecard
from datadiet.scorecard.keeping import Kept, keep
from datadiet.scorecard.options import Options
from datadiet.scorecard.scoring import score
from datadiet.scorecard.store import load

__all__ = [
    "Facts",
    "Gate",
    "Intentionality",
    "Kept",
    "Level",
    "Options",
    "Provenance",
    "Scorecard",
    "keep",
    "load",
    "score",
]
