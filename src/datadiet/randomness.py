"""Seeds become independent streams, one per named purpose and item, so that worker count cannot change output."""

import hashlib

import numpy as np

__all__ = ["stream"]


def stream(seed: int, *path: str | int) -> np.random.Generator:
    """Return the random stream that belongs to `path` under `seed`.

    Streams of different paths are independent, and adding a path changes no other: every name has a stream of its
    own (`stream(0, "noise", sample_id)`), whoever asks for it first.

    Args:
        seed: the root seed, any non-negative integer.
        path: names or item numbers, outermost first.
    """
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=tuple(_key(p) for p in path))))


def _key(part: str | int) -> int:
    if isinstance(part, int):
        return part
    return int.from_bytes(hashlib.blake2b(part.encode(), digest_size=8).digest(), "big")
