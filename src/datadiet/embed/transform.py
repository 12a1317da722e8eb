"""What a change of pixels looks like to the embedding run."""

from typing import Protocol

import numpy as np

__all__ = ["Transform"]


class Transform(Protocol):
    """A small picklable object that changes pixels before they are prepared."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the pixels could."""
        ...

    def __call__(self, pixels: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
        """Change one (H, W, 3) uint8 image into another; `rng` belongs to the seed and to the image's content."""
        ...
