"""The trade-off: what wider variation gains in richness, and what it costs in indistinguishability.

Read `sweep.py` first.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datadiet.tradeoff.curve import Curve, Point, Tradeoff
    from datadiet.tradeoff.sets import WIDTHS
    from datadiet.tradeoff.sweep import tradeoff

__all__ = ["WIDTHS", "Curve", "Point", "Tradeoff", "tradeoff"]

_HOME = {"WIDTHS": "sets", "tradeoff": "sweep"}


def __getattr__(name: str) -> Any:
    """Load a public name when it is first asked for, so that the command line explains itself at once."""
    if name not in __all__:
        raise AttributeError(f"module 'datadiet.tradeoff' has no attribute '{name}'")
    return getattr(import_module(f"datadiet.tradeoff.{_HOME.get(name, 'curve')}"), name)
