"""Are the p-values uniform under the null, and do the intervals cover?

    python bench/calibration.py                       a small run: 60 null draws, 40 for coverage
    python bench/calibration.py --nulls 500 --draws 200    the full one

p-values: null draws of Gaussians in 2, 16, 128 and 512 dimensions. Coverage: a share w of the synthetic samples
follows the real law and the rest is far away; the truth is the mean over all draws. The headline should cover at
95 %, each direction at 97.5 %.
"""

import argparse
from collections.abc import Iterator
from itertools import chain

import numpy as np
from scipy.stats import binomtest, kstest

from datadiet.measure.design import Design, Groups
from datadiet.measure.directions import Direction, directions
from datadiet.measure.interval import spread
from datadiet.measure.mixing import balanced, directional
from datadiet.measure.neighbours import neighbours
from datadiet.measure.permutation import permute, stretch
from datadiet.measure.votes import Pool, votes

DIMENSIONS = (2, 16, 128, 512)
MATCHING = (1.0, 0.5, 0.2)
FAR = 100.0


def judge(
    rng: np.random.Generator, n: tuple[int, int], d: int, matching: float, permutations: int
) -> tuple[tuple[Direction, Direction], np.ndarray]:
    """Return both directions of one draw, and the means of S_s and S_r over its subsamples."""
    real, synthetic = (rng.normal(size=(side, d)).astype(np.float32) for side in n)
    synthetic[rng.uniform(size=n[1]) >= matching] += FAR
    pool = Pool.of(real, synthetic, neighbours(real, synthetic))
    sides = Groups.read(None, n[0]), Groups.read(None, n[1])
    design = Design.draw(*sides, rng=rng)
    drawn = [votes(pool, rows) for rows in np.hstack([design.real, design.synthetic + n[0]])]
    scores = np.array([directional(found, balanced(design.m)) for found in drawn])[:, :, 0]
    null = permute(drawn, design, rng=rng, permutations=permutations)
    known = spread(pool, design, *sides, rng=rng) if permutations == 1 else None
    if permutations > 1:
        null = stretch(null, pool, design, *sides, rng=rng)
    return directions(scores, null, known, groups=n), scores.mean(axis=0)


def uniformity(n: tuple[int, int], nulls: int) -> Iterator[str]:
    """Yield the table of p-values under the null."""
    yield f"p-values, {n[0]} real and {n[1]} synthetic, {nulls} null draws: share at most .05, .2, .5; Kolmogorov p"
    for d in DIMENSIONS:
        drawn = [judge(np.random.default_rng((d, seed)), n, d, 1.0, 199)[0] for seed in range(nulls)]
        for name, p in zip(("S_s", "S_r"), np.array([[side.p for side in each] for each in drawn]).T, strict=True):
            shares = "  ".join(f"{np.mean(p <= level):.3f}" for level in (0.05, 0.2, 0.5))
            yield f"  d = {d:3d}  {name}  {shares}   {kstest(p, 'uniform').pvalue:.3f}"


def coverage(n: tuple[int, int], draws: int) -> Iterator[str]:
    """Yield the table of coverage."""
    yield f"coverage, {n[0]} real and {n[1]} synthetic, {draws} draws: S_s, S_r (.975 each), headline (.95); width"
    for d in DIMENSIONS:
        for matching in MATCHING:
            drawn = [judge(np.random.default_rng((d, seed)), n, d, matching, 1) for seed in range(draws)]
            truth = np.mean([mean for _, mean in drawn], axis=0)
            ends = np.array([[side.interval for side in each] for each, _ in drawn])  # draw, direction, end
            each = np.mean((ends[:, :, 0] <= truth) & (truth <= ends[:, :, 1]), axis=0)
            low, high = np.minimum(ends.min(axis=1), 1).T
            hits = (low <= min(1, *truth)) & (min(1, *truth) <= high)
            sure = binomtest(int(hits.sum()), draws).proportion_ci()
            yield (
                f"  d = {d:3d}  w = {matching:.1f}  {each[0]:.3f}  {each[1]:.3f}  {hits.mean():.3f}"
                f" [{sure.low:.3f}, {sure.high:.3f}]   {np.mean(high - low):.3f}"
            )


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--nulls", type=int, default=60)
    parser.add_argument("--draws", type=int, default=40)
    parser.add_argument("--real", type=int, default=100)
    parser.add_argument("--synthetic", type=int, default=100)
    given = parser.parse_args()
    n = (given.real, given.synthetic)
    for line in chain(uniformity(n, given.nulls), coverage(n, given.draws)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
