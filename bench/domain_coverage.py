"""Combinations of levels: CPU seconds and memory to count them, and how few rows have them all.

python bench/domain_coverage.py            12 conditions of 5 levels, 1,000,000 rows
python bench/domain_coverage.py 4000000    another number of rows
"""

import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from datadiet.domain.covering import covering_array
from datadiet.domain.tuples import count_tuples, possible_tuples

SIZES = (5,) * 12


def cpu(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what some work gives, and the CPU-seconds of all threads that it takes."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start


def peak() -> float:
    """Return the most memory that this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def drawn(n: int) -> np.ndarray:
    """Draw codes, a sixth of them unknown, a condition at a time."""
    rng = np.random.default_rng(0)
    return np.stack([rng.integers(-1, size, n, dtype=np.int8) for size in SIZES], axis=1)


def main(n: int) -> None:
    codes = drawn(n)
    unknown = codes < 0
    print(f"{n:,} rows of {len(SIZES)} conditions; with the data {peak():.0f} MiB")
    for t in (2, 3):
        counts, seconds = cpu(lambda t=t: count_tuples(codes, SIZES, t=t))
        total = sum(table.size for _, table in counts)
        print(f"t = {t}: {total:,} combinations counted in {seconds:.2f} CPU-s, peak {peak():.0f} MiB")
        _, seconds = cpu(lambda t=t: possible_tuples(codes, unknown, SIZES, t=t))
        print(f"t = {t}: as many that are possible in {seconds:.2f} CPU-s, peak {peak():.0f} MiB")
    for sizes, t in ((SIZES, 2), ((4,) * 8, 3)):
        rows, seconds = cpu(lambda sizes=sizes, t=t: covering_array(sizes, t=t, rng=np.random.default_rng(0)))
        print(f"{len(sizes)} conditions of {sizes[0]} levels, t = {t}: {len(rows)} rows in {seconds:.2f} CPU-s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
