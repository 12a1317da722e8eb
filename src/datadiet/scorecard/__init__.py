"""The hall where the parts meet: two data sets in, a Scorecard out. Read `scoring.py` first."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datadiet.scorecard.card import Facts, Gate, Intentionality, Level, Provenance, Scorecard
    from datadiet.scorecard.keeping import Kept, keep, leave_out
    from datadiet.scorecard.options import Options
    from datadiet.scorecard.scoring import score
    from datadiet.scorecard.store import load
    from datadiet.scorecard.valuing.asking import value

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
    "leave_out",
    "load",
    "score",
    "value",
]

_HOME = {
    "Gate": "gates",
    "Kept": "keeping",
    "Options": "options",
    "keep": "keeping",
    "leave_out": "keeping",
    "load": "store",
    "score": "scoring",
    "value": "valuing.asking",
}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that the command line explains itself at once."""
    if name not in __all__:
        raise AttributeError(f"module 'datadiet.scorecard' has no attribute '{name}'")
    return getattr(import_module(f"datadiet.scorecard.{_HOME.get(name, 'card')}"), name)
