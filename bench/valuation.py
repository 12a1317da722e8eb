"""CPU time and memory of KNN-Shapley values, beside peers, in one run.

python bench/valuation.py              20,000 training and 2,000 validation samples of 64 dimensions
python bench/valuation.py --large      1,000,000 x 10,000, extrapolated from real blocks, with peak memory
PEER/bin/python bench/peers/valuation.py    pyDVL on the same samples, in an environment of its own
"""

import resource
import sys
import time

import numpy as np

from datadiet.curate.valuation import knn_shapley, values

D = 64
K = 5


def samples(n: int, m: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return n training and m validation samples of ten classes."""
    rng = np.random.default_rng(0)
    train, validation = (rng.normal(size=(rows, D)).astype(np.float32) for rows in (n, m))
    return train, rng.integers(0, 10, n), validation, rng.integers(0, 10, m)


def plain(train: np.ndarray, labels: np.ndarray, validation: np.ndarray, wanted: np.ndarray, *, k: int) -> np.ndarray:
    """Write the theorem down with NumPy, one validation sample at a time."""
    n = len(train)
    ranks = np.arange(1, n)
    total = np.zeros(n)
    for sample, label in zip(validation, wanted, strict=True):
        order = np.argsort(((train - sample) ** 2).sum(axis=1), kind="stable")
        right = (labels[order] == label).astype(float)
        steps = (right[:-1] - right[1:]) / k * np.minimum(k, ranks) / ranks
        last = right[-1] * min(k, n) / (n * k)
        total[order] += np.append(last + steps[::-1].cumsum()[::-1], last)
    return total / len(validation)


def main() -> None:
    """Print CPU-seconds of all threads."""
    if "--large" in sys.argv:
        large()
        return
    parts = samples(20_000, 2_000)
    found = {}
    for name, work in (("datadiet", knn_shapley), ("plain NumPy", plain)):
        start = time.process_time()
        found[name] = work(*parts, k=K)
        print(f"{name:12} {time.process_time() - start:6.2f} CPU-s")
    start = time.process_time()
    values(*parts, k=K, rng=np.random.default_rng(0))
    print(f"{'intervals':12} {time.process_time() - start:6.2f} CPU-s, values included, 200 resamples")
    print(f"largest difference {abs(found['datadiet'] - found['plain NumPy']).max():.1e}")


def large() -> None:
    """Time blocks of 1,000,000 training samples: two sizes, so that what is done once is told from what is repeated."""
    took = {}
    for m in (32, 96):
        parts = samples(1_000_000, m)
        start = time.process_time()
        knn_shapley(*parts, k=K)
        took[m] = time.process_time() - start
    each = (took[96] - took[32]) / 64
    once = took[32] - 32 * each
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"a validation sample {1000 * each:.1f} ms, once {once:.1f} s, peak {peak:.1f} GiB")
    print(f"10,000 validation samples: {(once + 10_000 * each) / 60:.1f} CPU-minutes")


if __name__ == "__main__":
    main()
