"""Near-duplicates: which samples are so alike that they are not independent."""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.fft import dctn
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from datadiet.data import images
from datadiet.errors import DataError

__all__ = ["BITS_APART", "duplicate_images", "duplicate_vectors", "perceptual_hash"]

_SIDE = 32
_LOW = 8
BITS_APART = 8
"""Of 63. Among the images of BCCD one pair differs in 4 and all others in at least 14; compression and half the size
change up to 2, and 1 % cut off each side up to 6."""
_RELATIVE_DISTANCE = 0.1
_BLOCK = 1024


def perceptual_hash(uri: str) -> np.uint64:
    """Return 63 bits that stay nearly the same under scaling, compression and small changes of brightness.

    Signs of the 8 x 8 lowest frequencies (DCT-II of the 32 x 32 grey image, without the mean) against their median.
    """
    low = dctn(images.glimpse(uri, _SIDE), norm="ortho")[:_LOW, :_LOW].ravel()[1:]
    bits = low > np.median(low)
    return np.uint64(int("".join("1" if bit else "0" for bit in bits), 2))


def duplicate_images(uris: Sequence[str]) -> np.ndarray:
    """Return (n,) int: images with the same number are near-duplicates, directly or through others.

    Two are near-duplicates when their perceptual hashes differ in at most 8 of 63 bits. One that cannot be decoded is
    alone. Work grows with n squared, at 64 bits a pair.
    """
    hashes = np.zeros(len(uris), dtype=np.uint64)
    readable = np.ones(len(uris), dtype=bool)
    for index, uri in enumerate(uris):
        try:
            hashes[index] = perceptual_hash(uri)
        except DataError:
            readable[index] = False

    def near(rows: slice) -> np.ndarray:
        apart = np.bitwise_count(hashes[rows, None] ^ hashes[None, :])
        return (apart <= BITS_APART) & readable[rows, None] & readable[None, :]

    return _connected(len(uris), near)


def duplicate_vectors(vectors: np.ndarray) -> np.ndarray:
    """Return (n,) int: rows with the same number are near-duplicates, directly or through others.

    Two are near-duplicates when they are nearer than a tenth of the median distance between two rows (taken over the
    first 2,000).
    """
    x = np.asarray(vectors, dtype=np.float64)
    squares = np.einsum("ij,ij->i", x, x)

    def distances(rows: slice, columns: slice) -> np.ndarray:
        squared = squares[rows, None] + squares[None, columns] - 2 * x[rows] @ x[columns].T
        return np.maximum(squared, 0.0)

    few = slice(0, 2000)
    upper = np.triu_indices(len(x[few]), k=1)
    typical = np.median(distances(few, few)[upper]) if len(x) > 1 else 0.0
    return _connected(len(x), lambda rows: distances(rows, slice(None)) <= typical * _RELATIVE_DISTANCE**2)


def _connected(n: int, near: Callable[[slice], np.ndarray]) -> np.ndarray:
    """Number the connected components of the graph whose rows `near` gives, block by block."""
    pairs = [np.empty((2, 0), dtype=np.int64)]
    for start in range(0, n, _BLOCK):
        row, column = np.nonzero(near(slice(start, start + _BLOCK)))
        pairs.append(np.stack([row + start, column]))
    row, column = np.concatenate(pairs, axis=1)
    graph = coo_array((np.ones(len(row), dtype=np.int8), (row, column)), shape=(n, n))
    _, labels = connected_components(graph, directed=False)
    return np.asarray(labels)
