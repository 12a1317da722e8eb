"""The example of a synthetic set that holds junk: what it plants is found, and every command runs."""

import subprocess
import sys
from pathlib import Path

import polars as pl

EXAMPLE = Path(__file__).parents[1] / "examples" / "digits" / "run.py"


def test_planted_junk_is_found_and_left_out(tmp_path):
    call = [sys.executable, EXAMPLE, "--out", tmp_path / "digits", "--seeds", "1", "-n", "300"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

    rows = pl.read_parquet(tmp_path / "digits" / "valued" / "verdicts.parquet")
    rows = rows.with_columns(pl.col("id").str.extract(r"-(\w+)\.png$").alias("kind"))
    harmful = dict(rows.group_by("kind").agg((pl.col("verdict") == "harmful").mean()).iter_rows())
    assert harmful["mislabelled"] > 0.7
    assert harmful["good"] < 0.05
    helpful = dict(rows.group_by("kind").agg((pl.col("verdict") == "helpful").mean()).iter_rows())
    assert helpful["shuffled"] < 0.1 < 0.5 < helpful["good"]

    kept = [path.stem.split("-")[1] for path in (tmp_path / "digits" / "kept").rglob("*.png")]
    assert len(kept) == 225
    assert kept.count("good") / len(kept) > 0.85, "of the whole set it is two thirds"
    for command in ("models compare", "versions diff", "versions results"):
        assert f"$ datadiet {command}" in done.stdout
