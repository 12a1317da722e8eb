"""What a score from given vectors costs, beside the one neighbour search in it: CPU time and memory.

    python bench/score_scale.py                          # 100,000 x 512: half real, half synthetic
    python bench/score_scale.py 1000000 128 --only score # beyond the core, where the whole search is not made

Each figure comes from a process of its own; CPU time counts all threads. Memory is the peak resident size above the
vectors and above what the imports take.
"""

import argparse
import json
import resource
import subprocess
import sys
import time

import numpy as np


def vectors(n: int, d: int, seed: int) -> np.ndarray:
    """Make n vectors with a decaying spectrum, as embeddings have."""
    rng = np.random.default_rng(seed)
    return (rng.standard_normal((n, d), dtype=np.float32) / np.sqrt(1 + np.arange(d, dtype=np.float32) / 8)).astype(
        np.float32
    )


def search(real: np.ndarray, synthetic: np.ndarray) -> object:
    """Search the 64 nearest in both directions: the work that a score cannot do without."""
    from datadiet.measure.neighbours import neighbours

    return neighbours(real, synthetic)


def score(real: np.ndarray, synthetic: np.ndarray) -> object:
    """Score, with everything but the report."""
    import datadiet

    return datadiet.score(real, synthetic).facts.indistinguishability


def measure(what: str, n: int, d: int) -> dict[str, float]:
    """Run one of the two in this process and return what it took."""
    import faiss  # noqa: F401
    import sklearn  # noqa: F401

    import datadiet.scorecard  # noqa: F401

    sides = vectors(n // 2, d, 0), vectors(n // 2, d, 1)
    before, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = {"search": search, "score": score}[what](*sides)
    taken = {
        "cpu": time.process_time() - before,
        "gigabytes": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) / 2**20,
    }
    if what == "score":
        taken |= {"score": result.score, "low": result.interval[0], "high": result.interval[1], "m": result.m}
    return taken


def main() -> None:
    """Run both in fresh processes and print their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("n", type=int, nargs="?", default=100_000)
    parser.add_argument("d", type=int, nargs="?", default=512)
    parser.add_argument("--only", choices=("search", "score"))
    given = parser.parse_args()
    if given.only:
        print(json.dumps(measure(given.only, given.n, given.d)))
        return
    taken = {}
    for what in ("search", "score"):
        command = [sys.executable, __file__, str(given.n), str(given.d), "--only", what]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        taken[what] = json.loads(output.splitlines()[-1])
        print(what, {key: round(value, 3) for key, value in taken[what].items()})
    print(f"score / search: {taken['score']['cpu'] / taken['search']['cpu']:.2f} in CPU time")


if __name__ == "__main__":
    main()
