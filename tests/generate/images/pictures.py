"""Small pictures whose law is known."""

import numpy as np
from sklearn.datasets import load_digits

GREEN, VIOLET = ((170, 190, 160), (70, 90, 60)), ((200, 180, 190), (110, 60, 140))


def digits(n, *, after=0):
    """Return (n, 8, 8) uint8 handwritten digits and their names, in a fixed random order."""
    data = load_digits()
    chosen = np.random.default_rng(0).permutation(len(data.target))[after : after + n]
    return np.rint(data.images[chosen] * 255 / 16).astype(np.uint8), [str(k) for k in data.target[chosen]]


def discs(n, palette, *, seed, side=12):
    """Return (n, side, side, 3) uint8 noisy discs on a ground, and their masks."""
    rng, (y, x) = np.random.default_rng(seed), np.mgrid[:side, :side] + 0.5
    pictures, masks = [], []
    for _ in range(n):
        radius, (cx, cy) = rng.uniform(side / 6, side / 3.5), rng.uniform(side / 3, side * 2 / 3, 2)
        opaque = np.clip(radius - np.hypot(x - cx, y - cy) + 0.5, 0, 1)[..., None]
        ground, ink = (np.array(colour) + rng.normal(0, 6, 3) for colour in palette)
        pictures.append(ground * (1 - opaque) + ink * opaque + rng.normal(0, 3, (side, side, 3)))
        masks.append(opaque[..., 0] > 0.5)
    return np.clip(pictures, 0, 255).astype(np.uint8), np.array(masks)
