"""Does a group of samples really harm? Models trained with it and without it say so."""

from datadiet.loop.confirming.confirming import Confirmation, confirm
from datadiet.loop.confirming.harm import CONFIRMATION, confirm_harm, confirmed

__all__ = ["CONFIRMATION", "Confirmation", "confirm", "confirm_harm", "confirmed"]
