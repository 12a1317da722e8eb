"""What every embedder asks of the images that it is given."""

import numpy as np

from datadiet.errors import EmbeddingError

__all__ = ["check_batch", "check_image"]


def check_image(image: np.ndarray) -> None:
    """Refuse anything but a (H, W, 3) uint8 image of at least one pixel."""
    if image.dtype != np.uint8 or image.ndim != 3 or image.shape[2] != 3 or image.size == 0:
        raise EmbeddingError(
            f"an image of shape {image.shape} and type {image.dtype}",
            expected="(height, width, 3) uint8, at least one pixel",
        )


def check_batch(batch: np.ndarray, shape: tuple[int, int, int]) -> None:
    """Refuse anything but a stack of prepared images."""
    if batch.dtype != np.uint8 or batch.ndim != 4 or batch.shape[1:] != shape:
        raise EmbeddingError(
            f"a batch of shape {batch.shape} and type {batch.dtype}",
            expected=f"(n, {shape[0]}, {shape[1]}, {shape[2]}) uint8",
            todo="pass each image through the embedder's prepare first",
        )
