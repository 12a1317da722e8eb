"""Which aspect of the images makes the gap? The gap is measured again after each aspect is removed on both sides."""

from dataclasses import dataclass

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class AspectShare:
    """The share of the gap that goes away with one aspect."""

    aspect: str
    """colour, grey, sharpness and noise, layout, size."""
    gap: float
    """The gap that is left."""
    share: float
    """1 - left / whole; negative where removing it makes the gap larger."""
    interval: Interval
    sentence: str
