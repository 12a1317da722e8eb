"""From a synthetic set that holds junk to a better model, by commands alone: value, keep, train, compare, versions.

    python examples/digits/run.py --out digits

Handwritten digits, no torch: the made set is digits that were varied, and half as many pictures that are junk, planted
on purpose (wrong labels, shuffled pixels, near-copies), so that it is known what should be found. Takes about a minute.
"""

import argparse
import shlex
from pathlib import Path

import numpy as np
import polars as pl
from PIL import Image
from sklearn.datasets import load_digits

from datadiet import cli

SIDE = 32


def main() -> None:
    """Make the sets, and run one command after the other."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=Path("digits"))
    parser.add_argument("-n", type=int, default=600, help="Made digits without junk; half as many of junk are added.")
    parser.add_argument("--seeds", type=int, default=3, help="Models of each set.")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    at = options.out
    sets(at, options.n, np.random.default_rng(options.seed))
    do("value", at / "made", "--real-val", at / "val", "--out", at / "valued")
    verdicts(at)
    do("keep", at / "valued", "--to", at / "kept", "-n", str(3 * options.n // 4))
    for name in ("made", "kept"):
        do("train", at / name, "--test", at / "test", "--seeds", str(options.seeds), "--out", at / f"model-{name}")
    models = at / "model-made", at / "model-kept"
    do("models", "compare", *models, "--gt", at / "test", "--out", at / "proof")
    store = "--store", at / "versions"
    do("versions", "add", at / "made", "--tag", "v1", *store)
    do("versions", "add", at / "kept", "--parent", "v1", "--tag", "v2", "--message", "without junk", *store)
    for tag, side, model in zip(("v1", "v2"), "ab", models, strict=True):
        do("versions", "attach", tag, model / "seed-0", *store)
        do("versions", "attach", tag, at / "proof", "--side", side, *store)
    do("versions", "diff", "v1", "v2", *store)
    do("versions", "results", *store)


def do(*words: object) -> None:
    """Say a command, and run it."""
    print(f"\n$ datadiet {shlex.join(map(str, words))}", flush=True)
    if code := cli.run([str(word) for word in words]):
        raise SystemExit(code)


def sets(at: Path, good: int, rng: np.random.Generator) -> None:
    """Write real digits to value and to test with, and the made set; names of files tell what each is."""
    pixels, labels = load_digits(return_X_y=True)
    order = rng.permutation(len(pixels))
    pixels, labels = pixels[order].reshape(-1, 8, 8) / 16, labels[order]
    for name, part in (("val", range(250)), ("test", range(1000, len(pixels)))):
        for row in part:
            picture(at / name / str(labels[row]) / f"{row:04}.png", pixels[row])
    rows, junk = np.arange(250, 250 + good), good // 6
    varied = {row: varied_digit(pixels[row], rng) for row in rows}
    for row in rows:
        picture(at / "made" / str(labels[row]) / f"{row:04}-good.png", varied[row])
    for row in rng.choice(rows, junk, replace=False):
        other = (labels[row] + rng.integers(1, 10)) % 10
        picture(at / "made" / str(other) / f"{row:04}-mislabelled.png", varied_digit(pixels[row], rng))
    for row in rng.choice(rows, junk, replace=False):
        picture(at / "made" / str(labels[row]) / f"{row:04}-shuffled.png", rng.permutation(pixels[row].ravel()))
    for row in rng.choice(rows, junk, replace=False):
        picture(at / "made" / str(labels[row]) / f"{row:04}-repeated.png", varied[row] + rng.normal(0, 0.004, (8, 8)))


def varied_digit(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a digit that is fainter, and noisy."""
    return pixels * rng.uniform(0.7, 1) + rng.normal(0, 0.05, (8, 8))


def picture(path: Path, pixels: np.ndarray) -> None:
    """Write 8 x 8 values from 0 to 1 as a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    grey = Image.fromarray((pixels.reshape(8, 8).clip(0, 1) * 255).round().astype(np.uint8))
    grey.resize((SIDE, SIDE), Image.Resampling.BICUBIC).save(path)


def verdicts(at: Path) -> None:
    """Print what became of each kind of planted junk."""
    rows = pl.read_parquet(at / "valued" / "verdicts.parquet")
    kinds = rows.with_columns(pl.col("id").str.extract(r"-(\w+)\.png$").alias("planted as"))
    print(
        kinds.group_by("planted as", maintain_order=True).agg(pl.col("value", "relevance", "novelty").median().round(2))
    )
    print(kinds.pivot("verdict", index="planted as", values="id", aggregate_function="len").fill_null(0))


if __name__ == "__main__":
    main()
