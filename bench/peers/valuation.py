"""pyDVL's KNN-Shapley on the samples of bench/valuation.py; run in an environment that has pyDVL and NumPy.

python -m venv PEER && PEER/bin/pip install pyDVL && PEER/bin/python bench/peers/valuation.py [VALIDATION]
"""

import sys
import time

import numpy as np

N, M, D, K = 20_000, 2_000, 64, 5


def main() -> None:
    """Print CPU-seconds; for fewer validation samples than 2,000 also what all would take."""
    from pydvl.valuation import Dataset, KNNShapleyValuation
    from sklearn.neighbors import KNeighborsClassifier

    m = int(sys.argv[1]) if len(sys.argv) > 1 else M
    rng = np.random.default_rng(0)
    train, validation = (rng.normal(size=(rows, D)).astype(np.float32) for rows in (N, M))
    labels, wanted = rng.integers(0, 10, N), rng.integers(0, 10, M)
    model = KNeighborsClassifier(n_neighbors=K)
    start = time.process_time()
    method = KNNShapleyValuation(model, Dataset(validation[:m], wanted[:m]), progress=False)
    method.fit(Dataset(train, labels))
    took = time.process_time() - start
    print(f"pyDVL {took:.1f} CPU-s for {m:,} validation samples, {took * M / m:.0f} for {M:,}")


if __name__ == "__main__":
    main()
