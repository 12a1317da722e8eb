"""Generators of tables on real tables and on a known law, scored on rows that they have not seen.

    python bench/tables.py --out ROWS.jsonl [--tables breast_cancer wine ...] [--methods independent copula ...]
                           [--first 0] [--seeds 10] [--peers RESULTS.csv]
    python bench/tables_shown.py ROWS.jsonl                 # as Markdown: what was measured so far
    python bench/tables.py --halves HALVES ...              # the fitted halves as CSV, for peers/tables.py

One half of the rows is fitted, as many rows are drawn, and both are compared with the other half. Each result is a line
of ROWS.jsonl as soon as it is known; what is there is not measured again. The row `real` is the fitted half itself,
which no generator can be expected to beat; `bootstrap` (fitted rows drawn anew) and `smote` (rows between a fitted row
and one of its nearest) give real rows away, and show whether the figures of privacy see it. `--peers` scores tables
that other programs made (see bench/peers/tables.py: they run in environments of their own).
"""

import argparse
import json
import sys
import time
import traceback
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from sklearn import datasets

from datadiet.embed.rows import RowSpace
from datadiet.generate.tables.fitting import METHODS, QUICK, fit_table
from datadiet.generate.tables.rows import sample_table
from datadiet.measure.classifier import two_sample_auc
from datadiet.measure.neighbours import nearest
from datadiet.measure.tables.outliers import outliers
from datadiet.measure.tables.pairs import pairs
from datadiet.measure.tables.privacy import privacy
from datadiet.measure.tables.shapes import shapes
from datadiet.measure.tables.utility import utility
from datadiet.schema import Coded, decode, encode, infer

TABLES = ("breast_cancer", "wine", "diabetes", "digits", "law")
COPIERS = ("bootstrap", "smote")
UNTESTED = ("tree", "vae", "gan")
"""Methods whose rows do not go by the fitted families: fitted without the test, which takes long."""
MANY = 20_000
Row = dict[str, Any]


@cache
def table(name: str) -> tuple[pl.DataFrame, str]:
    """Return a table and its target."""
    if name == "law":
        return law(50_000), "churn"
    frame = pl.from_pandas(getattr(datasets, f"load_{name}")(as_frame=True).frame)
    if name != "diabetes":
        frame = frame.with_columns(pl.col("target").cast(pl.String))
    return frame, "target"


def law(n: int, seed: int = 20) -> pl.DataFrame:
    """Draw a mixed table of which the law is known: a Gaussian behind numbers, counts, levels and gaps."""
    rng = np.random.default_rng(seed)
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


def made(train: pl.DataFrame, method: str, seed: int) -> tuple[pl.DataFrame, Row]:
    """Fit and draw, and say how long that took; the schema is inferred from the fitted half alone."""
    schema = infer(train)
    samples = 0 if method in UNTESTED else 200
    began = time.process_time()
    saved = fit_table(train, seed=seed, method=method, schema=schema, bootstrap=samples)
    fitted = time.process_time()
    rows = sample_table(saved, train.height, seed=seed).frame  # also what is prepared once
    drawn = time.process_time()
    sample_table(saved, MANY, seed=seed + 1)
    spent = {
        "fit s" if samples else "untested s": fitted - began,
        "rows/s": MANY / (time.process_time() - drawn),
    }
    if samples and method in QUICK and method != "vine":
        began = time.process_time()
        fit_table(train, seed=seed, method=method, schema=schema, bootstrap=0)
        spent["untested s"] = time.process_time() - began
    return rows, spent


def copied(train: pl.DataFrame, method: str, seed: int) -> pl.DataFrame:
    """Return rows that give the fitted ones away: drawn anew, or between a row and one of its five nearest."""
    rng = np.random.default_rng(seed)
    which = rng.integers(train.height, size=train.height)
    if method == "bootstrap":
        return train[which]
    schema = infer(train)
    known = encode(train, schema)
    space = RowSpace.of(known).vectors(known).astype(np.float32)
    near = nearest(space, space, k=6)[0][which, rng.integers(1, 6, size=len(which))]
    one, two = known.values[which], known.values[near]
    between = one + rng.random((len(which), 1)) * (two - one)
    words = np.array([bool(column.levels) for column in known.columns])
    either = np.where(rng.random(one.shape) < 0.5, one, two)
    return decode(Coded(known.columns, np.where(words | np.isnan(between), either, between)), schema, rng=rng)


@cache
def truth() -> pl.DataFrame:
    """Return rows of the law that are in neither half."""
    return law(50_000, seed=21)


def scored(name: str, seed: int, rows: pl.DataFrame) -> Row:
    """Return the figures of one table of rows."""
    frame, target = table(name)
    schema = infer(frame)
    train, unseen = halves(frame, seed)
    rows = rows.select(frame.columns).cast(dict(frame.schema), strict=False)
    known, new, own = (encode(side, schema, unseen="missing") for side in (train, unseen, rows))
    levels = np.array([len(column.levels) for column in known.columns])
    at = [column.name for column in known.columns].index(target)
    space = RowSpace.of(known)
    vectors = [space.vectors(side) for side in (known, new, own)]
    rng = np.random.default_rng(seed)

    def beside(real: Coded, most: int, of: str = "") -> Row:
        few = [space.vectors(side)[:most] for side in (real, own)]
        return {
            "shapes" + of: shapes(real.values, own.values, levels, rng=rng).score,
            "pairs" + of: pairs(real.values, own.values, levels, rng=rng).score,
            "C2ST" + of: two_sample_auc(few[0], few[1], rng=rng, kind="boosting").score,
        }

    found = beside(new, 5000)
    found["TSTR"] = utility(known.values, own.values, new.values, levels, at, rng=rng).synthetic
    found["outliers"] = outliers(*vectors, rng=rng).rate
    leak = privacy(*vectors, rng=rng)
    found |= {"closest": leak.closest.value, "ratio": leak.ratio.value, "leaks": list(leak.leaks)}
    if name == "law":
        fresh = encode(truth(), schema, unseen="missing")
        found |= beside(fresh, 25_000, ", law")
    return found


def result(name: str, method: str, seed: int, peer: Row | None, folder: Path) -> Row:
    """Return one row of figures."""
    train = halves(table(name)[0], seed)[0]
    spent: Row = {}
    if peer:
        rows = pl.read_csv(folder / peer["file"], infer_schema_length=None)
        spent = {key: peer[key] for key in ("fit s", "rows/s")}
    elif method == "real":
        rows = train
    elif method in COPIERS:
        rows = copied(train, method, seed)
    else:
        rows, spent = made(train, method, seed)
    return {**scored(name, seed, rows), **spent}


def wanted(options: argparse.Namespace) -> Iterator[tuple[str, str, int, Row | None]]:
    """Yield table, method, seed, and what a peer made."""
    peers = pl.read_csv(options.peers).to_dicts() if options.peers else []
    seeds = range(options.first, options.first + options.seeds)
    for name in options.tables:
        yield from ((name, method, seed, None) for method in options.methods for seed in seeds)
        for peer in peers:
            if peer["table"] == name and peer["seed"] in seeds:
                yield name, peer["method"], peer["seed"], peer


def measure(options: argparse.Namespace) -> None:
    """Append what has not been measured."""
    lines = options.out.read_text().splitlines() if options.out.exists() else []
    done = {(row["table"], row["method"], row["seed"]) for row in map(json.loads, lines)}
    for name, method, seed, peer in wanted(options):
        if (name, method, seed) in done:
            continue
        began, row = time.monotonic(), {"table": name, "method": method, "seed": seed}
        try:
            row |= result(name, method, seed, peer, options.peers and options.peers.parent)
        except Exception as error:  # one method that fails on one table is told of, and the others go on
            traceback.print_exc()
            row["error"] = f"{type(error).__name__}: {error}"
        with options.out.open("a") as opened:
            opened.write(json.dumps(row) + "\n")
        print(f"  {name} {method} {seed}: {time.monotonic() - began:.0f} s", file=sys.stderr)


def main() -> None:
    """Measure what has not been measured."""
    every = ["real", *COPIERS, *METHODS]
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("tables.jsonl"), help="Results, a line each.")
    parser.add_argument("--tables", nargs="+", default=["breast_cancer", "wine", "diabetes"], choices=TABLES)
    parser.add_argument("--methods", nargs="*", default=["real", *COPIERS, *QUICK], choices=every)
    parser.add_argument("--first", type=int, default=0, help="The first seed.")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--halves", type=Path, help="Only write the fitted halves as CSV to this folder, for peers.")
    options = parser.parse_args()
    if options.halves:
        options.halves.mkdir(parents=True, exist_ok=True)
        for name in options.tables:
            for seed in range(options.first, options.first + options.seeds):
                halves(table(name)[0], seed)[0].write_csv(options.halves / f"{name}-{seed}.csv")
        return
    measure(options)


if __name__ == "__main__":
    main()
