"""Well-known measures beside the headline, each with its real-against-real reference."""

from dataclasses import dataclass

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Companion:
    """One row of the companions' table."""

    name: str
    value: float
    interval: Interval | None
    control: float | None
    """The same between two halves of the real set, at the same size."""
    best: float
    """The value that a perfect set would have."""
    direction: str
    """`higher`, `lower` or `nearer` (to best)."""
    n: int
    note: str
    """What it says, in one plain sentence; and its p-value where it has one."""
