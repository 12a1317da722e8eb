"""A tiny made-up world: vectors whose spread is the width, and a twin of one dot."""

from pathlib import Path

import numpy as np

DIMENSIONS = 6
DOT = """
twin: dot
environment: {backdrop: plain, vary: {red: {uniform: [.6, .8]}}}
systems: [{name: s, behaviour: place, x: {uniform: [10, 22]}, y: {uniform: [10, 22]}}]
items: [{name: dot, visual: disc, vary: {radius: {uniform: [3, 6]}, red: {uniform: [0, .4]}}}]
render: {size: [32, 32]}
"""


def vectors(spread: float, n: int, seed: int) -> np.ndarray:
    """(n, 6) vectors of the real law at a spread of 1: the same shares of chance at every spread."""
    return (spread * np.random.default_rng(seed).normal(size=(n, DIMENSIONS))).astype(np.float32)


def arrays(folder: Path, spreads: dict[float, float], n: int = 60) -> dict[float, Path]:
    """Write a set of vectors for each width."""
    made = {}
    for width, spread in spreads.items():
        made[width] = folder / f"{width:g}.npy"
        np.save(made[width], vectors(spread, n, 2))
    return made
