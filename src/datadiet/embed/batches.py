"""Batches of one size: a network may round differently for another one."""

from collections.abc import Callable

import numpy as np

__all__ = ["in_fixed_batches"]


def in_fixed_batches(batch: np.ndarray, size: int, run: Callable[[np.ndarray], np.ndarray]) -> list[np.ndarray]:
    """Return what `run` makes of (n, ...) images, `size` at a time, the last ones padded with black images."""
    results = []
    for start in range(0, len(batch), size):
        part = batch[start : start + size]
        padding = np.zeros((size - len(part), *part.shape[1:]), part.dtype)
        results.append(run(np.concatenate([part, padding]) if len(padding) else part)[: len(part)])
    return results
