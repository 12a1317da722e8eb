"""Is the curated half of a synthetic set that holds 30 % junk as good to train on as the whole?

python bench/value.py              digits as rows of numbers, five seeds
python bench/value.py --hard       four overlapping classes in 32 dimensions
python bench/value.py --images     digits as images, through the command line
python bench/value.py --seeds 2    fewer seeds

Of 1,000 synthetic samples 100 are mislabelled, 100 have shuffled pixels and 100 are near-copies of others. They are
valued for 300 real samples, and models learn from parts of them that are tried on the other real ones: the whole, a
random half, the half that `datadiet keep --count 500` takes, and 500 of those that are known to be good.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from PIL import Image
from sklearn.datasets import load_digits, make_classification
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import datadiet
from datadiet.curate.selection import selected

KINDS = ("good", "mislabelled", "shuffled", "copied")
AXES = ("value", "relevance", "novelty")
"""The axis that each kind of junk is looked for on."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A synthetic set with junk, real samples that value it, and real ones that test models."""

    synthetic: np.ndarray
    labels: np.ndarray
    kinds: np.ndarray
    real: np.ndarray
    real_labels: np.ndarray
    test: np.ndarray
    test_labels: np.ndarray


def case(seed: int, *, hard: bool = False) -> Case:
    """Make a set of 1,000, 30 % of it junk."""
    rng = np.random.default_rng(seed)
    if hard:
        x, y = make_classification(2_400, 32, n_informative=8, n_redundant=8, n_classes=4, random_state=seed)
        x = x / x.std(axis=0)
    else:
        x, y = load_digits(return_X_y=True)
        x = x / 16
    order = rng.permutation(len(x))
    x, y = x[order], y[order]
    made, labels, kinds = x[300:1300].copy(), y[300:1300].copy(), np.zeros(1000, int)
    junk = rng.permutation(1000)[:300]
    kinds[junk[:100]], kinds[junk[100:200]], kinds[junk[200:]] = 1, 2, 3
    classes = int(y.max()) + 1
    labels[kinds == 1] = (labels[kinds == 1] + rng.integers(1, classes, 100)) % classes
    made[kinds == 2] = rng.permuted(made[kinds == 2], axis=1)
    source = rng.choice(np.flatnonzero(kinds == 0), 100)
    made[kinds == 3] = made[source] + rng.normal(0, 0.02, (100, x.shape[1])) * x.std(axis=0)
    labels[kinds == 3] = labels[source]
    return Case(made, labels, kinds, x[:300], y[:300], x[1300:], y[1300:])


def accuracy(given: Case, rows: np.ndarray, seed: int) -> list[float]:
    """Return the share of right answers on real test samples, in percent, of three models."""
    models = (
        make_pipeline(StandardScaler(), LogisticRegression(max_iter=500)),
        KNeighborsClassifier(1),
        RandomForestClassifier(100, random_state=seed),
    )
    x, y = given.synthetic[rows], given.labels[rows]
    return [100 * float(model.fit(x, y).score(given.test, given.test_labels)) for model in models]


def by_rows(given: Case, seed: int, folder: Path) -> tuple[np.ndarray, pl.DataFrame]:
    """Value rows of numbers, and return the kept half and the verdicts."""
    for name, x, y in (("real", given.real, given.real_labels), ("made", given.synthetic, given.labels)):
        np.savez(folder / f"{name}.npz", embeddings=x.astype(np.float32), labels=y.astype(str))
    card = datadiet.value(folder / "made.npz", folder / "real.npz", seed=seed)
    return np.array(selected(card.verdicts, count=500)).astype(int), card.verdicts


def by_images(given: Case, seed: int, folder: Path) -> tuple[np.ndarray, pl.DataFrame]:
    """Do the same with images in folders of classes, through the command line."""
    for name, x, y in (("real", given.real, given.real_labels), ("made", given.synthetic, given.labels)):
        for row, (pixels, label) in enumerate(zip(x, y, strict=True)):
            at = folder / name / str(label) / f"{row:04}.png"
            at.parent.mkdir(parents=True, exist_ok=True)
            small = np.clip(255 * pixels.reshape(8, 8), 0, 255).astype(np.uint8)
            Image.fromarray(small).resize((32, 32), Image.Resampling.NEAREST).save(at)
    datadiet_command("value", folder / "made", "--real-val", folder / "real", "--out", folder / "run", "--seed", seed)
    datadiet_command("keep", folder / "run", "--to", folder / "kept", "--count", 500)
    rows = np.array([int(path.stem) for path in (folder / "kept").rglob("*.png")])
    verdicts = datadiet.load(folder / "run").verdicts
    return rows, verdicts.sort(pl.col("id").str.extract(r"(\d+)\.png$").cast(pl.Int64))


def datadiet_command(*words: object) -> None:
    """Run a command, quietly."""
    command = [sys.executable, "-c", "from datadiet.cli import main; main()", *map(str, words)]
    subprocess.run(command, check=True, capture_output=True)


def table(seeds: int, value: Callable[[Case, int, Path], tuple[np.ndarray, pl.DataFrame]], *, hard: bool) -> None:
    """Print mean accuracies over seeds, and how well each axis tells its kind of junk."""
    found: dict[str, list[list[float]]] = {}
    told: dict[str, list[float]] = {}
    for seed in range(seeds):
        given, rng = case(seed, hard=hard), np.random.default_rng(seed)
        with tempfile.TemporaryDirectory() as folder:
            kept, verdicts = value(given, seed, Path(folder))
        parts = {
            "whole": np.arange(1000),
            "random half": rng.permutation(1000)[:500],
            "curated half": kept,
            "500 known to be good": rng.permutation(np.flatnonzero(given.kinds == 0))[:500],
        }
        for name, rows in parts.items():
            found.setdefault(name, []).append(accuracy(given, rows, seed))
        for number, axis in enumerate(AXES, start=1):
            rows = np.flatnonzero((given.kinds == 0) | (given.kinds == number))
            scores = verdicts[axis].fill_null(float(verdicts[axis].mean()))  # type: ignore[arg-type]
            told.setdefault(f"{KINDS[number]} by {axis}", []).append(
                float(roc_auc_score(given.kinds[rows] == 0, scores.to_numpy()[rows]))
            )
    print("| trained on | logistic regression | 1-NN | random forest | mean |\n|---|---|---|---|---|")
    for name, runs in found.items():
        means = np.mean(runs, axis=0)
        print(f"| {name} | " + " | ".join(f"{mean:.1f}" for mean in (*means, means.mean())) + " |")
    print("\n" + ", ".join(f"{name}: AUC {np.mean(aucs):.3f}" for name, aucs in told.items()))


def main() -> None:
    """Read the options and print a table."""
    seeds = int(sys.argv[sys.argv.index("--seeds") + 1]) if "--seeds" in sys.argv else 5
    table(seeds, by_images if "--images" in sys.argv else by_rows, hard="--hard" in sys.argv)


if __name__ == "__main__":
    main()
