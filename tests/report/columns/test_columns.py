import re

import numpy as np
import polars as pl
import pytest
from sklearn.datasets import load_breast_cancer

from datadiet.generate.tables.fitting import fit_table
from datadiet.generate.tables.storage import Told, load_facts, save_model
from datadiet.report.columns import text
from datadiet.report.columns.heat import STEPS, heat_map
from datadiet.report.columns.page import render
from datadiet.report.columns.summary import summed


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> Told:
    frame = load_breast_cancer(as_frame=True).frame
    rng = np.random.default_rng(0)
    n = len(frame)
    table = pl.DataFrame(
        {
            "mean concavity": frame["mean concavity"].to_numpy(),
            "mean texture": frame["mean texture"].to_numpy(),
            "day": pl.Series(np.datetime64("2024-01-01") + rng.integers(0, 400, n)).cast(pl.Date),
            "<b>kind</b>": rng.choice(["<i>a</i>", "b"], n),
            "fixed": ["x"] * n,
        }
    )
    saved = fit_table(table, seed=0, method="auto", candidates=("independent",), bootstrap=10)
    folder = tmp_path_factory.mktemp("model")
    save_model(saved, folder)
    return load_facts(folder)


def test_the_trap_is_told(told):
    column = next(each for each in summed(told, "m").columns if each.name == "mean concavity")
    assert any("0 is split off: 13 of 569 values are 0" in said for said in column.masses)
    assert any(said.startswith("With 0 left in, the log-normal would be vetoed") for said in column.masses)
    assert {row.family: row.state for row in column.rows}["normal"] == "vetoed"
    assert column.alike > 0.95


def test_every_column_says_what_was_done(told):
    said = {each.name: (each.badge, each.fitted) for each in summed(told, "m").columns}
    assert said["fixed"] == ("repeated", "A constant is repeated.")
    assert said["<b>kind</b>"][0] == "levels"
    assert re.search(r"low 20(23-12|24-01)-\d\d, high 2025-0[12]-\d\d", said["day"][1])
    assert said["mean texture"][0] in ("fits", "no family fits")


def test_terminal_and_page_show_the_same_facts(told):
    page, lines = render(summed(told, "m")), text(told, name="m")
    shown = summed(told, "m")
    for column in shown.columns:
        assert column.name in lines
        assert column.alike_text in page
    for row in shown.tried.rows:
        assert row.method in lines
        assert all(figure in page for figure in row.figures)
    assert shown.tried.why in lines


def test_the_page_escapes_what_comes_from_the_data_and_asks_for_nothing(told):
    page = render(summed(told, "m"))
    assert "<b>kind</b>" not in page
    assert "<i>a</i>" not in page
    assert "&lt;b&gt;kind&lt;/b&gt;" in page
    assert not re.search(r"(?:src|href)=\"http", page)
    assert page == render(summed(told, "m"))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_pairs_that_differ_most_come_first_and_shades_go_by_strength(told):
    found = summed(told, "m").differing
    gaps = [abs(row.real - row.model) for row in found]
    assert gaps == sorted(gaps, reverse=True)
    shades = dict(heat_map("", [[1.0, -0.5], [0.02, 1.0]]).shades)
    assert shades == {f"up-{STEPS}": "M0 0h1v1h-1zM1 1h1v1h-1z", f"down-{STEPS // 2}": "M1 0h1v1h-1z"}


def test_rows_of_a_map_have_names_as_long_as_they_can_be_read():
    few = heat_map("", np.eye(3).tolist(), ["age", "a" * 30, "<b>"])
    assert few.names == ("age", "a" * 17 + "…", "<b>")
    wide = few.left + few.size
    assert few.letters / wide == pytest.approx(0.026, abs=0.001)  # 13 pixels of 500
    assert few.left > 0.6 * few.letters * 18
    assert heat_map("", np.eye(41).tolist(), ["x"] * 41).names == ()
    assert heat_map("", np.eye(40).tolist(), ["x"] * 40).letters <= 0.8
