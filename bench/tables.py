"""Generators of tables on real tables and on a known law, scored on rows that they have not seen.

    python bench/tables.py [--tables breast_cancer wine ...] [--methods independent copula vine tree] [--seeds 10]
                           [--peers RESULTS.csv] [--json FILE]

One half of the rows is fitted, as many rows are drawn, and both are compared with the other half; the row `real` is the
fitted half itself, which no generator can be expected to beat. `--peers` scores tables that other programs made, a CSV
with the columns table, method, seed, file (see bench/README.md: they run in an environment of their own).
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from sklearn import datasets

from datadiet.embed.rows import RowSpace
from datadiet.generate.tables.fitting import METHODS, fit_table
from datadiet.generate.tables.rows import sample_table
from datadiet.measure.classifier import two_sample_auc
from datadiet.measure.tables.outliers import outliers
from datadiet.measure.tables.pairs import pairs
from datadiet.measure.tables.privacy import privacy
from datadiet.measure.tables.shapes import shapes
from datadiet.measure.tables.utility import utility
from datadiet.schema import Schema, encode, infer

TABLES = ("breast_cancer", "wine", "diabetes", "digits", "law")
FIGURES = {
    "shapes": "1 best",
    "pairs": "1 best",
    "c2st": "boosted trees' AUC, .5 best",
    "tstr": "AUC or R2 on unseen real rows",
    "outliers": ".05 right",
    "closest": ".5 right, 1 copies",
    "ratio": "1 or more",
    "fit s": "CPU",
    "rows/s": "CPU",
}


def table(name: str) -> tuple[pl.DataFrame, str]:
    """Return a table and its target."""
    if name == "law":
        return law(50_000), "churn"
    frame = pl.from_pandas(getattr(datasets, f"load_{name}")(as_frame=True).frame)
    if name != "diabetes":
        frame = frame.with_columns(pl.col("target").cast(pl.String))
    return frame, "target"


def law(n: int) -> pl.DataFrame:
    """Draw a mixed table of which the law is known: a Gaussian behind numbers, counts, levels and gaps."""
    rng = np.random.default_rng(20)
    z = rng.normal(size=(n, 8)) @ np.linalg.cholesky(0.6 * np.eye(8) + 0.4).T
    region = np.array(["north", "south", "east", "west"])[
        (0.7 * z[:, :1] * [1, 0, -1, 0] + rng.normal(size=(n, 4))).argmax(1)
    ]
    age = np.clip(np.round(42 + 14 * z[:, 1]), 18, 95).astype(int)
    spent = np.where(z[:, 2] < -0.8, 0.0, np.exp(3 + 0.8 * z[:, 2] + 0.3 * z[:, 1]))
    visits = rng.poisson(np.exp(0.8 + 0.5 * z[:, 3]))
    rate = 1 / (1 + np.exp(-(0.4 - 0.9 * z[:, 4] + 0.05 * (42 - age) - 1.5 * (visits > 4))))
    frame = pl.DataFrame(
        {
            "age": age,
            "region": region,
            "spent": np.round(spent, 2),
            "visits": visits,
            "tenure": np.round(np.abs(20 * z[:, 5] + 24), 1),
            "grade": np.array(["A", "B", "C"])[np.digitize(z[:, 6], [-0.3, 1])],
            "height": 170 + 9 * z[:, 7],
            "income": np.exp(10 + 0.5 * z[:, 0]),
            "mobile": z[:, 3] + rng.normal(size=n) > -1,
            "rare": rng.random(n) < 0.002,
            "churn": np.where(rng.random(n) < rate, "yes", "no"),
        }
    )
    gone = rng.random(n) < np.where(age > 60, 0.2, 0.05)
    return frame.with_columns(pl.when(pl.Series(gone)).then(None).otherwise(pl.col("income")).alias("income"))


def halves(frame: pl.DataFrame, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split rows at random: the half that is fitted, and the half that nothing has seen."""
    order = np.random.default_rng(seed).permutation(frame.height)
    return frame[order[: frame.height // 2]], frame[order[frame.height // 2 :]]


def made(train: pl.DataFrame, schema: Schema, method: str, seed: int) -> tuple[pl.DataFrame, dict[str, float]]:
    """Fit and draw, and say how long that took."""
    began = time.process_time()
    saved = fit_table(train, seed=seed, method=method, schema=schema, bootstrap=200 if train.height < 5000 else 0)
    fitted = time.process_time()
    rows = sample_table(saved, train.height, seed=seed).frame
    many = max(20_000, train.height)
    drawn = time.process_time()
    sample_table(saved, many, seed=seed + 1)
    return rows, {"fit s": fitted - began, "rows/s": many / max(time.process_time() - drawn, 1e-9)}


def scored(
    train: pl.DataFrame, unseen: pl.DataFrame, rows: pl.DataFrame, schema: Schema, target: str, seed: int
) -> dict[str, float]:
    """Return the figures of one table."""
    known, new, own = (encode(side, schema, unseen="missing") for side in (train, unseen, rows))
    levels = np.array([len(column.levels) for column in known.columns])
    at = [column.name for column in known.columns].index(target)
    space = RowSpace.of(known)
    vectors = [space.vectors(side) for side in (known, new, own)]
    rng = np.random.default_rng(seed)
    few = [side[:5000] for side in vectors]
    found = {
        "shapes": shapes(new.values, own.values, levels, rng=rng).score,
        "pairs": pairs(new.values, own.values, levels, rng=rng).score,
        "c2st": two_sample_auc(few[1], few[2], rng=rng, kind="boosting").score,
        "tstr": utility(known.values, own.values, new.values, levels, at, rng=rng).synthetic,
        "outliers": outliers(*vectors, rng=rng).rate,
    }
    leak = privacy(*vectors, rng=rng)
    return {**found, "closest": leak.closest.value, "ratio": leak.ratio.value}


def results(options: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Yield one row of figures for each table, method and seed."""
    peers = pl.read_csv(options.peers).to_dicts() if options.peers else []
    for name in options.tables:
        frame, target = table(name)
        schema = infer(frame)
        for seed in range(options.seeds):
            train, unseen = halves(frame, seed)
            yield {"table": name, "method": "real", "seed": seed} | scored(train, unseen, train, schema, target, seed)
            for method in options.methods:
                rows, spent = made(train, schema, method, seed)
                found = scored(train, unseen, rows, schema, target, seed)
                yield {"table": name, "method": method, "seed": seed, **found, **spent}
            for peer in peers:
                if (peer["table"], peer["seed"]) == (name, seed):
                    rows = pl.read_csv(Path(options.peers).parent / peer["file"], infer_schema_length=None)
                    found = scored(train, unseen, rows.cast(dict(train.schema), strict=False), schema, target, seed)
                    times = {key: peer[key] for key in ("fit s", "rows/s") if peer.get(key) is not None}
                    yield {"table": name, "method": peer["method"], "seed": seed, **found, **times}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", nargs="+", default=["breast_cancer", "wine", "diabetes"], choices=TABLES)
    parser.add_argument("--methods", nargs="*", default=["independent", "copula", "tree"], choices=METHODS)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--halves", type=Path, help="Only write the fitted halves as CSV to this folder, for peers.")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.halves:
        options.halves.mkdir(parents=True, exist_ok=True)
        for name in options.tables:
            for seed in range(options.seeds):
                halves(table(name)[0], seed)[0].write_csv(options.halves / f"{name}-{seed}.csv")
        return
    rows = []
    groups: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in results(options):
        rows.append(row)
        groups[row["table"], row["method"]].append(row)
        print(f"  {row['table']} {row['method']} {row['seed']}", file=sys.stderr)
    print(f"mean over {options.seeds} seeds; " + ", ".join(f"{name}: {what}" for name, what in FIGURES.items()))
    print(f"{'table':15}{'method':13}" + "".join(f"{name:>10}" for name in FIGURES))
    for (name, method), found in groups.items():
        means = [np.mean([row[key] for row in found if key in row]) if key in found[0] else np.nan for key in FIGURES]
        print(f"{name:15}{method:13}" + "".join("         –" if np.isnan(mean) else f"{mean:10.3g}" for mean in means))
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
