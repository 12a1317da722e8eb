"""CPU time of the neighbour lists and of 999 permutations, beside named peers, in one run.

python bench/neighbours.py            20,000 x 512 in both directions; permutations at N = 10,000
python bench/neighbours.py 4000       another number of samples, both sides together
python bench/neighbours.py --score 20000 512    the whole score beside its one neighbour search, with memory
"""

import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from datadiet.measure import indistinguishability
from datadiet.measure.design import Design, Groups
from datadiet.measure.neighbours import neighbours
from datadiet.measure.permutation import permute
from datadiet.measure.votes import Pool, votes

DIMENSIONS = 512
K = 64


def cpu(work: Callable[[], object]) -> float:
    """Return the CPU-seconds of all threads that some work takes."""
    start = time.process_time()
    work()
    return time.process_time() - start


def sides(n: int, d: int) -> tuple[np.ndarray, np.ndarray]:
    """Return n Gaussian samples, half of them as the other side."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(n // 2, d)).astype(np.float32), rng.normal(size=(n - n // 2, d)).astype(np.float32)


def faiss_alone(real: np.ndarray, synthetic: np.ndarray, k: int) -> None:
    """Search all samples among all: as many distances, one list."""
    import faiss

    pooled = np.concatenate([real, synthetic])
    index = faiss.IndexFlatL2(pooled.shape[1])
    index.add(pooled)
    index.search(pooled, k)


def sklearn_brute(real: np.ndarray, synthetic: np.ndarray, k: int) -> None:
    """Do the same with scikit-learn's exact search."""
    from sklearn.neighbors import NearestNeighbors

    pooled = np.concatenate([real, synthetic])
    NearestNeighbors(n_neighbors=k, algorithm="brute").fit(pooled).kneighbors(pooled)


def dataeval_fnn(real: np.ndarray, synthetic: np.ndarray, k: int) -> None:
    """Find the one nearest neighbour that the Henze-Penrose divergence needs."""
    from dataeval.core import divergence_fnn

    divergence_fnn(real, synthetic)


def compare_neighbours(n: int) -> None:
    """Print our CPU time beside that of each peer, for the list that a score uses and for the nearest one alone."""
    real, synthetic = sides(n, DIMENSIONS)
    peers = {K: (faiss_alone, sklearn_brute), 1: (faiss_alone, sklearn_brute, dataeval_fnn)}
    for k, against in peers.items():
        for work in (neighbours, *against):
            work(real[:200], synthetic[:200], k=k)
        ours = cpu(lambda k=k: neighbours(real, synthetic, k=k))
        print(f"neighbours, {n:,} x {DIMENSIONS}, {k} a side: {ours:.2f} CPU-seconds")
        for peer in against:
            theirs = cpu(lambda peer=peer, k=k: peer(real, synthetic, k=k))
            print(f"  {peer.__name__:14s} {theirs:7.2f}   ours / theirs {ours / theirs:.2f}")


def permutations(n: int) -> None:
    """Print the CPU time of the permutation null."""
    real, synthetic = sides(n, 64)
    pool = Pool.of(real, synthetic, neighbours(real, synthetic))
    groups = Groups.read(None, len(real)), Groups.read(None, len(synthetic))
    design = Design.draw(*groups, rng=np.random.default_rng(0))
    drawn = [votes(pool, rows) for rows in np.hstack([design.real, design.synthetic + len(real)])]
    spent = cpu(lambda: permute(drawn, design, rng=np.random.default_rng(0)))
    print(f"999 permutations, N = {n:,}, {len(drawn)} subsamples: {spent:.2f} CPU-seconds")


def whole_score(n: int, d: int) -> None:
    """Print the CPU time and memory of the score beside that of its search, n samples a side."""
    real, synthetic = sides(2 * n, d)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    lists = neighbours(real, synthetic)
    search = time.process_time() - start
    rest = cpu(lambda: indistinguishability(real, synthetic, rng=np.random.default_rng(0), neighbours=lists))
    above = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 2**20
    print(f"{n:,} + {n:,} x {d}: search {search:.1f}, the rest {rest:.1f} CPU-seconds")
    print(f"  all / search {(search + rest) / search:.2f}; {above:.2f} GiB above the embeddings")


if __name__ == "__main__":
    if "--score" in sys.argv:
        whole_score(*(int(number) for number in sys.argv[2:4]))
    else:
        compare_neighbours(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
        permutations(10_000)
