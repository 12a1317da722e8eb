"""A rare stratum that a plan fills up, with rows that are as the law has them; and the declared table."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from datadiet import cli

TABLE = Path(__file__).parents[1] / "examples" / "table"


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("machines")
    call = [sys.executable, TABLE / "run.py", "--out", folder, "--n", "30000"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (folder / "printed.txt").write_text(done.stdout)
    return folder


def distances(out: Path) -> dict[str, list[float]]:
    found = {}
    for line in (out / "printed.txt").read_text().splitlines():
        if "  vibration " in line:
            found[line[:28].strip()] = [float(word) for word in line[28:].split() if word[0].isdigit()]
    return found


def test_the_rare_fault_is_filled_to_one_in_twenty(out):
    real, faults = pl.read_csv(out / "real.csv"), pl.read_csv(out / "faults.csv")
    assert real["fault"].mean() < 0.004
    assert (real["fault"].sum() + faults.height) / (real.height + faults.height) >= 0.05


def test_the_rows_are_as_the_law_has_them_and_those_of_one_copula_are_not(out):
    found = distances(out)
    assert max(found["copula by fault"][:3]) < 0.25
    assert found["copula by fault"][3] < 0.75  # the areas under the curve
    assert max(found["copula"][:3]) > 0.6
    assert found["copula"][3] > 0.95
    assert "Fit it again with --by fault." in (out / "printed.txt").read_text()
    assert pl.read_csv(out / "faults.csv").select("temperature", "load", "vibration").is_unique().mean() > 0.99


def test_all_of_it_is_there_and_certified(out):
    assert pl.read_csv(out / "night.csv").filter(pl.col("fault") & (pl.col("shift") == "night")).height == 1000
    assert "every check holds" in (out / "printed.txt").read_text()
    assert (out / "shared" / "certificate.json").is_file()
    assert "datadiet</title>" in (out / "model.html").read_text()


def test_the_declared_table_can_be_drawn(tmp_path):
    rows = tmp_path / "orders.parquet"
    assert cli.run(["table", "draw", str(TABLE / "orders.yaml"), "-n", "500", "--out", str(rows)]) == 0
    made = pl.read_parquet(rows)
    assert (made["gross"] - made["net"] - made["tax"]).abs().max() < 1e-9
    assert made.filter(pl.col("express") & (pl.col("net") < 5)).is_empty()
    assert 0.3 < made["rating"].null_count() / 500 < 0.5
