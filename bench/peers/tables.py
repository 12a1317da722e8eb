"""Other generators of tables, on the halves that `bench/tables.py --halves HALVES` wrote. Needs no datadiet.

They run in an environment of their own, as their licences or their pins do not suit a dependency:

    python -m venv peers && peers/bin/pip install ctgan arfpy "numpy<2.4"
    peers/bin/python bench/peers/tables.py HALVES --out PEERS        # writes PEERS/results.csv, for --peers
"""

import argparse
import csv
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

Made = tuple[pd.DataFrame, float, float]
"""Rows, CPU seconds to fit, rows drawn a CPU second."""


def ctgan(frame: pd.DataFrame, words: list[str], seed: int) -> Made:
    """CTGAN with its defaults."""
    from ctgan import CTGAN

    return _deep(CTGAN(), frame, words, seed)


def tvae(frame: pd.DataFrame, words: list[str], seed: int) -> Made:
    """TVAE with its defaults."""
    from ctgan import TVAE

    return _deep(TVAE(), frame, words, seed)


def _deep(model, frame: pd.DataFrame, words: list[str], seed: int) -> Made:
    import torch

    torch.manual_seed(seed)
    np.random.seed(seed)  # noqa: NPY002 (the peers know no other randomness)
    torch.set_num_threads(1)
    began = time.process_time()
    model.fit(frame, words)
    fitted = time.process_time()
    rows = model.sample(len(frame))
    drawn = time.process_time()
    model.sample(20_000)
    return rows, fitted - began, 20_000 / (time.process_time() - drawn)


def arf(frame: pd.DataFrame, words: list[str], seed: int) -> Made:
    """Adversarial random forests."""
    import arfpy.arf

    np.random.seed(seed)  # noqa: NPY002 (the peers know no other randomness)
    began = time.process_time()
    known = frame.copy()
    for word in words:
        known[word] = known[word].astype("category")
    model = arfpy.arf.arf(x=known, random_state=seed)
    model.forde()
    fitted = time.process_time()
    rows = model.forge(n=len(frame))
    drawn = time.process_time()
    model.forge(n=20_000)
    return rows, fitted - began, 20_000 / (time.process_time() - drawn)


METHODS: dict[str, Callable[[pd.DataFrame, list[str], int], Made]] = {"ctgan": ctgan, "tvae": tvae, "arf": arf}


def main() -> None:
    """Write the tables and the list of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("halves", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--methods", nargs="+", default=list(METHODS), choices=list(METHODS))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    rows = []
    for file in sorted(options.halves.glob("*.csv")):
        name, seed = file.stem.rsplit("-", 1)
        frame = pd.read_csv(file, dtype={"target": str} if name != "diabetes" else None)
        words = [column for column in frame if not pd.api.types.is_numeric_dtype(frame[column])]
        for method in options.methods:
            try:
                made, fit, speed = METHODS[method](frame, words, int(seed))
            except Exception as error:  # a peer that cannot do a table is told, and the others go on
                print(f"{method} on {file.name}: {type(error).__name__}: {error}", file=sys.stderr)
                continue
            target = options.out / f"{name}-{method}-{seed}.csv"
            made.to_csv(target, index=False)
            rows.append(
                {"table": name, "method": method, "seed": seed, "file": target.name, "fit s": fit, "rows/s": speed}
            )
            print(f"  {name} {method} {seed}: fit {fit:.1f} s", file=sys.stderr)
    with (options.out / "results.csv").open("w", newline="") as opened:
        writer = csv.DictWriter(opened, ["table", "method", "seed", "file", "fit s", "rows/s"])
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
