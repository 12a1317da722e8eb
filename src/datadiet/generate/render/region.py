"""Rectangles of whole pixels: where something is drawn, and how that lies in the picture."""

from dataclasses import dataclass
from typing import Self

import numpy as np

__all__ = ["Region"]


@dataclass(frozen=True, slots=True)
class Region:
    """The pixels from left to right and top to bottom, right and bottom excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, points: np.ndarray, margin: float = 0.0) -> Self:
        """Return the smallest region that holds (n, 2) points, each as a square of `margin` to each side."""
        low, high = np.floor(points.min(axis=0) - margin), np.ceil(points.max(axis=0) + margin)
        return cls(int(low[0]), int(low[1]), int(high[0]), int(high[1]))

    @property
    def width(self) -> int:
        """In pixels, 0 where it is empty."""
        return max(0, self.right - self.left)

    @property
    def height(self) -> int:
        """In pixels, 0 where it is empty."""
        return max(0, self.bottom - self.top)

    @property
    def empty(self) -> bool:
        """Whether it has no pixel."""
        return not (self.width and self.height)

    def meet(self, other: "Region") -> "Region":
        """Return what both have; empty where they do not touch."""
        return Region(
            max(self.left, other.left),
            max(self.top, other.top),
            min(self.right, other.right),
            min(self.bottom, other.bottom),
        )

    def grown(self, reach: int) -> "Region":
        """Return it with `reach` more pixels on each side."""
        return Region(self.left - reach, self.top - reach, self.right + reach, self.bottom + reach)

    def slices(self, left: int = 0, top: int = 0) -> tuple[slice, slice]:
        """Return the rows and columns that it is in an array whose first pixel is at (left, top)."""
        return slice(self.top - top, self.bottom - top), slice(self.left - left, self.right - left)
