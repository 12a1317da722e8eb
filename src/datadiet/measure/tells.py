"""Trivial tells: file facts that alone separate real from synthetic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tell:
    """One fact of the files that separates the two sides."""

    fact: str
    """resolution, aspect ratio, file format, JPEG quality, EXIF, colour profile, borders, channels."""
    separation: float
    """Best accuracy of telling the sides apart by it alone, balanced: .5 is chance, 1 is perfect."""
    real: str
    """What is usual on this side, in words."""
    synthetic: str
    sentence: str
