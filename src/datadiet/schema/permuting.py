"""A random order of very many things, of which any part can be had without the rest."""

import numpy as np

__all__ = ["ROUNDS", "mixed", "permuted"]

ROUNDS = 8
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
_FACTORS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


def permuted(places: np.ndarray, room: int, keys: np.ndarray) -> np.ndarray:
    """Return where a random permutation of 0 .. room - 1 takes some of them, no two to the same place.

    A Feistel network permutes the next larger power of four; what it takes beyond the room is taken on until it falls
    within.

    Args:
        places: (n,) uint64, below `room`.
        room: 1 to 2^62.
        keys: (8,) uint64 random numbers, which say which permutation it is.

    Source: Black & Rogaway 2002 (cycle walking); Luby & Rackoff 1988 (Feistel networks are permutations).
    """
    half = max(1, -(-(room - 1).bit_length() // 2))
    found = _feistel(places, half, keys)
    while (out := np.flatnonzero(found >= np.uint64(room))).size:
        found[out] = _feistel(found[out], half, keys)
    return found


def _feistel(places: np.ndarray, half: int, keys: np.ndarray) -> np.ndarray:
    """Permute 0 .. 4^half - 1."""
    shift, low = np.uint64(half), np.uint64((1 << half) - 1)
    left, right = places >> shift, places & low
    for key in keys:
        left, right = right, left ^ (mixed(right, key) & low)
    return (left << shift) | right


def mixed(numbers: np.ndarray, key: np.uint64) -> np.ndarray:
    """Return a hash of each number under a key: (n,) uint64.

    Source: Steele, Lea & Flood 2014 (the finisher of SplitMix64).
    """
    with np.errstate(over="ignore"):
        found = numbers * np.uint64(0x9E3779B97F4A7C15) + key
        for shift, factor in zip(_SHIFTS[:2], _FACTORS, strict=True):
            found = (found ^ (found >> shift)) * factor
    return np.asarray(found ^ (found >> _SHIFTS[2]))
