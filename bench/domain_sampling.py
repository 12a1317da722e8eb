"""Sampling from a domain: CPU seconds and memory for a million rows, an independent count, and how evenly points lie.

    python bench/domain_sampling.py [--rows 1000000]

The domain has 12 conditions, 10 bounds on shares (guarantees, edge cases, a tolerated exclusion), 5 constraints and a
covering array. Centred discrepancy: 6 ranges, 1,024 rows, against random rows, as a mean over 10 seeds.
"""

import argparse
import resource
import time
from fractions import Fraction

import numpy as np
from scipy.stats import qmc

from datadiet.domain.loading import parse_domain
from datadiet.domain.sampling import Sampled, sample_domain

DOMAIN = """
domain: bench
static: {camera: A}
variables:
  light: {range: [200, 2000], scale: log, bins: 6, field: {quantiles: [200, 300, 420, 600, 900, 2000]}}
  surface: {levels: [gloss, matte]}
  view: {levels: [front, back, top]}
  defect: {levels: [none, dent, zipper], field: {none: 0.98, dent: 0.015, zipper: 0.005}}
  area: {range: [0.0005, 0.05], when: "defect <> 'none'"}
  rain: {range: [0, 40], bins: 4}
  speed: {range: [0, 130], integer: true}
  weather: {levels: [clear, rain, snow, fog], field: {clear: 0.8, rain: 0.15, snow: 0.03, fog: 0.02}}
  road: {levels: [city, rural, highway]}
  night: {levels: [true, false]}
  age: {range: [0, 90]}
  gain: {range: [1, 16], scale: log}
constraints:
  - not (defect = 'zipper' and view = 'back')
  - not (weather = 'snow' and rain > 5)
  - not (weather = 'clear' and rain > 0.5)
  - not (road = 'city' and speed > 60)
  - not (night = true and light > 1200)
exclude:
  - {where: view = 'top', max_share: 0.02}
edge_cases:
  glare: {where: light > 1500 and surface = 'gloss', share: {min: 0.08}, min_count: 400}
  fog at speed: {where: weather = 'fog' and speed > 100, share: {min: 0.03, max: 0.05}, min_count: 100}
guarantees:
  - {where: defect = 'zipper', share: {min: 0.05, max: 0.10}}
  - {where: defect = 'dent', share: {min: 0.05}}
  - {where: night = true, share: {min: 0.3, max: 0.6}}
  - {where: weather = 'snow', share: {min: 0.1}}
  - {where: road = 'highway', share: {max: 0.25}}
  - {where: age > 65, share: {min: 0.2, max: 0.2}}
  - {where: gain > 8, share: {min: 0.333}}
coverage: {t: 2, over: [light, surface, defect, weather, road, night, gain], min_each: 5}
"""
EVEN = "domain: even\nvariables:\n" + "".join(f"  x{k}: {{range: [0, 1]}}\n" for k in range(6))


def miscounted(sampled: Sampled) -> list[str]:
    """Count every bound once more, row by row in plain Python, and return those that are not held."""
    domain, rows = parse_domain(DOMAIN), sampled.rows
    found = []
    for rule, share in zip(domain.quotas, sampled.shares, strict=True):
        count = sum(value is True for value in rows.select(rule.where.expr(domain.absent()).alias("x"))["x"].to_list())
        low, high = Fraction(str(share.min_share)), Fraction(str(share.max_share))
        if count != share.count or not low * len(rows) <= count <= high * len(rows) or count < share.min_count:
            found.append(share.name)
    return found


def evenness(seeds: int) -> tuple[float, float]:
    """Return the mean centred discrepancy of 1,024 rows, and of random ones."""
    domain = parse_domain(EVEN)
    own, random = [], []
    for seed in range(seeds):
        points = sample_domain(domain, 1024, seed=seed).rows.select(domain.conditions).to_numpy()
        own.append(qmc.discrepancy(points, method="CD"))
        random.append(qmc.discrepancy(np.random.default_rng(seed).random((1024, 6)), method="CD"))
    return float(np.mean(own)), float(np.mean(random))


def main() -> None:
    """Print one line for each question."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    n = parser.parse_args().rows
    domain = parse_domain(DOMAIN)
    sample_domain(domain, 10, seed=0)
    start = time.process_time()
    sampled = sample_domain(domain, n, seed=0)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(
        f"{n:,} rows, {len(sampled.shares)} bounds, {len(domain.constraints)} constraints, {len(domain.conditions)} "
        f"conditions: {seconds:.1f} CPU-s, peak memory {peak:.2f} GB"
    )
    print(
        f"strata: {sampled.rows['stratum'].n_unique()}; bounds that an independent count finds broken: "
        f"{miscounted(sampled) or 'none'}; shortfalls: {len(sampled.shortfalls)}"
    )
    own, random = evenness(10)
    print(f"centred discrepancy, 6 ranges, 1,024 rows: {own:.2e}; random {random:.2e}: {random / own:.1f} times more")


if __name__ == "__main__":
    main()
