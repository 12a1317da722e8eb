"""Exact union of discs against shapely's polygons: CPU time and error, both in one run.

    python bench/discs.py [--most 1000000]

Shapely joins buffers of 64 segments (16 a quarter), and of 256. Its error falls with the square of the segments, so the
areas at two segment counts, extrapolated, give a second opinion; a Monte Carlo estimate gives a third.
"""

import argparse
import time
from collections.abc import Callable

import numpy as np
import shapely
from scipy.spatial import KDTree

from datadiet.measure.discs import exclusive_areas, union_area

SHAPELY_MOST = 100_000
LOCATIONS = 1_000_000


def cpu_seconds(work: Callable[[], float]) -> tuple[float, float]:
    """Return the value of `work` and the CPU seconds that it took."""
    start = time.process_time()
    value = work()
    return value, time.process_time() - start


def polygons(points: np.ndarray, radius: float, quarter: int) -> float:
    """Return the area of the union of buffers of 4 x `quarter` segments."""
    return shapely.area(shapely.unary_union(shapely.buffer(shapely.points(points), radius, quad_segs=quarter)))


def extrapolated(points: np.ndarray, radius: float) -> float:
    """Remove the leading O(1/q^2) error from two polygon areas."""
    coarse, fine = (polygons(points, radius, quarter) for quarter in (32, 64))
    return fine + (fine - coarse) / 3


def monte_carlo(points: np.ndarray, radius: float, rng: np.random.Generator) -> tuple[float, float]:
    """Return the union's area by random locations, and its standard error."""
    low, high = points.min(axis=0) - radius, points.max(axis=0) + radius
    found, _ = KDTree(points).query(rng.uniform(low, high, (LOCATIONS, 2)), distance_upper_bound=radius)
    share, box = np.isfinite(found).mean(), np.prod(high - low)
    return share * box, box * np.sqrt(share * (1 - share) / LOCATIONS)


def main() -> None:
    """Print one row for each number of discs and mean number of neighbours in reach."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=1_000_000)
    most = parser.parse_args().most
    rng = np.random.default_rng(0)
    print(
        "law, discs, discs a location | CPU-s exact, exclusive, shapely | ratio | area vs extrapolated, vs MC (in SE)"
    )
    for n in (10_000, 100_000, 1_000_000):
        for name, points in (("uniform", rng.random((n, 2))), ("Gaussian", rng.standard_normal((n, 2)))):
            for depth in (0.3, 1, 10):
                if n <= most:
                    compare(name, points, np.sqrt(depth / (np.pi * n)) * (1 if name == "uniform" else 4), depth, rng)


def compare(name: str, points: np.ndarray, radius: float, depth: float, rng: np.random.Generator) -> None:
    """Print one row."""
    n = len(points)
    exact, ours = cpu_seconds(lambda: union_area(points, radius))
    _, alone = cpu_seconds(lambda: float(exclusive_areas(points, radius).sum()))
    estimate, error = monte_carlo(points, radius, rng)
    theirs, difference = ["-"] * 2, "-"
    for i, (quarter, most) in enumerate(((16, SHAPELY_MOST), (64, SHAPELY_MOST // 10))):
        if n <= most:
            _, seconds = cpu_seconds(lambda quarter=quarter: polygons(points, radius, quarter))
            theirs[i] = f"{seconds:.2f} ({seconds / ours:.0f}x)"
    if n <= SHAPELY_MOST // 10:
        difference = f"{abs(extrapolated(points, radius) / exact - 1):.1e}"
    print(
        f"{name:8s} {n:8d} {depth:4g} | {ours:6.2f} {alone:6.2f} {theirs[0]:>11s} {theirs[1]:>11s} | "
        f"{difference:>8s} {(estimate - exact) / error:+.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
