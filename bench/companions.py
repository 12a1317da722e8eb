"""CPU time of precision, recall, density and coverage beside the reference implementation, and of all companions.

Run `python bench/companions.py [n] [dimensions]`; both are measured in one run, on the same vectors.
"""

import contextlib
import io
import sys
import time
from collections.abc import Callable

import numpy as np
import prdc as reference

from datadiet.measure.companions import companions
from datadiet.measure.prdc import prdc

K = 5
REPEATS = 3


def main(n: int = 5000, dimensions: int = 512) -> None:
    """Print CPU seconds (the least of three runs) and the ratio."""
    rng = np.random.default_rng(0)
    real = rng.normal(size=(n, dimensions)).astype(np.float32)
    synthetic = (rng.normal(size=(n, dimensions)) + 0.05).astype(np.float32)
    peer, expected = cpu_seconds(lambda: quietly(lambda: reference.compute_prdc(real, synthetic, nearest_k=K)))
    ours, found = cpu_seconds(lambda: prdc(real, synthetic, k=K))
    worst = max(abs(getattr(found, name) - value) for name, value in expected.items())
    print(f"{n} + {n} samples, {dimensions} dimensions")
    print(f"prdc package  {peer:6.2f} CPU-s")
    print(f"datadiet      {ours:6.2f} CPU-s, {ours / peer:.2f} of it; largest difference of a value {worst:.1e}")
    whole, _ = cpu_seconds(lambda: companions(real, synthetic, rng=np.random.default_rng(0)))
    print(f"all companions, at most 1,000 a side  {whole:6.2f} CPU-s")


def cpu_seconds(run: Callable[[], object]) -> tuple[float, object]:
    """Return the least CPU time of some runs, and the last result."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        result = run()
        times.append(time.process_time() - start)
    return min(times), result


def quietly(run: Callable[[], object]) -> object:
    """Run without what the reference prints."""
    with contextlib.redirect_stdout(io.StringIO()):
        return run()


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
