"""What small pictures look like, wherever things are in them; and whether edges stay where they are."""

import numpy as np

__all__ = ["edges_kept", "look"]

_QUANTILES = (0.1, 0.5, 0.9)


def look(pictures: np.ndarray) -> np.ndarray:
    """Return (n, 24) numbers of (n, h, w, 3) uint8 pictures: colours, contrasts and sharpness.

    Of each channel the mean, the spread, three quantiles and the mean step to the next pixel and to the next but one;
    and how each two channels vary together.
    """
    tones = pictures / 255.0
    flat = tones.reshape(len(tones), -1, 3)
    away = flat - flat.mean(axis=1, keepdims=True)
    together = np.einsum("npi,npj->nij", away, away)[:, [0, 0, 1], [1, 2, 2]] / flat.shape[1]
    steps = [(_step(tones, 1, by) + _step(tones, 2, by)) / 2 for by in (1, 2)]
    marks = np.quantile(flat, _QUANTILES, axis=1).transpose(1, 0, 2).reshape(len(flat), -1)
    return np.concatenate([flat.mean(axis=1), flat.std(axis=1), marks, *steps, together], axis=1)


def edges_kept(before: np.ndarray, after: np.ndarray) -> float:
    """Return the median correlation of the strength of edges in pictures before and after: 1 where none has moved.

    Args:
        before: (n, h, w, 3) uint8.
        after: the same pictures, changed.
    """
    found = [_correlation(_strength(a), _strength(b)) for a, b in zip(before, after, strict=True)]
    return float(np.median(found))


def _step(tones: np.ndarray, axis: int, by: int) -> np.ndarray:
    size = tones.shape[axis]
    ahead, behind = (np.take(tones, range(*each), axis=axis) for each in ((by, size), (0, size - by)))
    return np.abs(ahead - behind).mean(axis=(1, 2))


def _strength(picture: np.ndarray) -> np.ndarray:
    down, right = np.gradient(picture / 255.0, axis=(0, 1))
    return np.hypot(down, right).sum(axis=2).ravel()


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    if min(a.std(), b.std()) < 1e-6:
        return float(a.std() < 1e-6 and b.std() < 1e-6)
    return float(np.corrcoef(a, b)[0, 1])
