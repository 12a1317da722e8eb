"""Learn the dictionary of the default embedder from procedural images and write `patches.npz`.

    python scripts/learn_patches.py [OUT] [--images N]

Takes a few minutes on one core. The same seed on the same machine gives the same file; another BLAS may round
differently, which is why the file ships and is not made on installation.
"""

import argparse
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

sys.path.insert(0, str(Path(__file__).parent))

from dead_leaves import draw

from datadiet.embed.patches import SIDE, Weights, cut_patches, pooled
from datadiet.randomness import stream

SEED = 0
OUT = Path(__file__).parents[1] / "src" / "datadiet" / "embed" / "patches.npz"
PATCHES_PER_IMAGE = 60
COMPONENTS, FILTERS, DIMENSIONS = 80, 256, 128
WHITENING_FLOOR = 0.1
"""Added to the variance of each principal component of a patch (Coates & Ng use 0.1 for this normalisation)."""
POOLED_FLOOR = 1e-3
"""Added to the variance of each pooled component, as a share of the largest: the faintest are not blown up to noise."""
LLOYD_ROUNDS = 30


def main() -> None:
    """Learn, round to float16, write."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", nargs="?", type=Path, default=OUT)
    parser.add_argument("--images", type=int, default=8000)
    arguments = parser.parse_args()
    with threadpool_limits(1):
        weights = learn(arguments.images)
    np.savez_compressed(arguments.out, **{name: array.astype(np.float16) for name, array in asdict(weights).items()})
    print(f"{arguments.out}: {arguments.out.stat().st_size / 1000:.0f} kB")


def learn(count: int) -> Weights:
    """Learn whitening, filters and projection from `count` procedural images."""
    images = [draw(SIDE, stream(SEED, "image", number)) for number in range(count)]
    patches = np.concatenate([_some_patches(image, number) for number, image in enumerate(images)])
    whitening, centre = whiten(patches)
    filters = cluster(patches @ whitening - centre, stream(SEED, "cluster"))
    unknown = np.empty(0, np.float32)
    weights = Weights(whitening, centre, filters.T.copy(), unknown, unknown)
    mean, projection = project(np.stack([pooled(image, weights) for image in images]))
    return replace(weights, pooled_mean=mean, projection=projection)


def _some_patches(image: np.ndarray, number: int) -> np.ndarray:
    patches = cut_patches(image)
    return patches[stream(SEED, "patches", number).choice(len(patches), PATCHES_PER_IMAGE, replace=False)]


def whiten(patches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the (192, C) map to whitened principal coordinates and the (C,) image of the mean patch."""
    mean = patches.mean(axis=0, dtype=np.float64)
    variance, axes = np.linalg.eigh(np.cov(patches.T.astype(np.float64)))
    largest = np.argsort(variance)[::-1][:COMPONENTS]
    whitening = axes[:, largest] / np.sqrt(variance[largest] + WHITENING_FLOOR)
    return whitening.astype(np.float32), (mean @ whitening).astype(np.float32)


def cluster(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return FILTERS centroids of (n, C) points by Lloyd's algorithm; an empty cluster restarts at a random point."""
    centroids = points[rng.choice(len(points), FILTERS, replace=False)].copy()
    for _ in range(LLOYD_ROUNDS):
        nearest = np.argmax(points @ centroids.T - 0.5 * np.einsum("ij,ij->i", centroids, centroids), axis=1)
        counts = np.bincount(nearest, minlength=FILTERS)
        sums = np.stack([np.bincount(nearest, column, minlength=FILTERS) for column in points.T], axis=1)
        fresh = points[rng.choice(len(points), FILTERS)]
        centroids = np.where(counts[:, None] > 0, sums / np.maximum(counts, 1)[:, None], fresh).astype(np.float32)
    return centroids


def project(features: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the (4 K,) mean and the (4 K, D) whitened principal components of pooled activations."""
    mean = features.mean(axis=0, dtype=np.float64)
    variance, axes = np.linalg.eigh(np.cov(features.T.astype(np.float64)))
    largest = np.argsort(variance)[::-1][:DIMENSIONS]
    scale = np.sqrt(variance[largest] + POOLED_FLOOR * variance.max())
    return mean.astype(np.float32), (axes[:, largest] / scale).astype(np.float32)


if __name__ == "__main__":
    main()
