"""A domain whose conditions are parameters of a twin: sampled, drawn, and checked against what was drawn."""

import json
from pathlib import Path

import polars as pl

from datadiet import cli

DOMAIN = Path(__file__).parents[1] / "examples" / "receipts" / "receipts.yaml"


def datadiet(*arguments):
    return cli.run([str(each) for each in arguments])


def test_rows_of_the_domain_become_pictures_that_fit_it(tmp_path, capsys):
    rows, out = tmp_path / "rows.csv", tmp_path / "out"
    assert datadiet("domain", "sample", DOMAIN, "-n", 30, "--out", rows) == 0
    assert datadiet("generate", "receipt", "--plan", rows, "--out", out, "--workers", 2) == 0
    made, asked = pl.read_parquet(out / "metadata.parquet"), pl.read_csv(rows)
    assert made["row"].to_list() == asked["id"].to_list()
    for name in ("lines", "folds", "curl", "torn"):
        assert made[f"paper.{name}"].to_list() == asked[name].to_list()
    items = json.loads((out / "annotations.json").read_text())
    number = next(each["id"] for each in items["categories"] if each["name"] == "line_item")
    seen = [
        sum(each["image_id"] == image["id"] and each["category_id"] == number for each in items["annotations"])
        for image in items["images"]
    ]
    assert seen == asked["lines"].to_list()
    capsys.readouterr()
    assert datadiet("domain", "check", DOMAIN, out, "--metadata", out / "metadata.parquet", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["score"] if "score" in found else found["intentionality"]["score"]) == 1


def test_a_plan_for_what_is_missing_mends_a_set(tmp_path):
    first, plan, second = tmp_path / "first", tmp_path / "plan.json", tmp_path / "second"
    assert datadiet("generate", "receipt", "-n", 4, "--out", first, "--workers", 2) == 0
    metadata = ("--metadata", first / "metadata.parquet")
    assert datadiet("domain", "plan", DOMAIN, first, *metadata, "-n", 6, "--out", plan) == 0
    assert datadiet("generate", "receipt", "--plan", plan, "--out", second, "--workers", 2) == 0
    asked = json.loads(plan.read_text())["generate"]
    assert pl.read_parquet(second / "metadata.parquet")["paper.folds"].to_list() == [row["folds"] for row in asked]
