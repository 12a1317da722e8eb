"""Which condition or generator parameter explains low realism?"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attribution:
    """One ranked sentence: where in the conditions realism is low."""

    where: str
    """A predicate over the conditions, such as `roughness > 0.6`."""
    realism: float
    """Median realism inside."""
    elsewhere: float
    share: float
    """Share of synthetic samples inside."""
    r2: float
    """Held-out R^2 of the model that found it."""
    sentence: str
