import numpy as np
import polars as pl
import pytest
from scipy.stats import ks_2samp, spearmanr

from datadiet.generate.tables.describing import describe
from datadiet.generate.tables.fitting import fit_table
from datadiet.generate.tables.sampling import draw
from datadiet.schema import encode, infer


@pytest.fixture(scope="module")
def table():
    rng = np.random.default_rng(0)
    x = rng.gamma(2, 3, 800)
    return pl.DataFrame(
        {
            "x": x,
            "y": np.where(rng.random(800) < 0.1, np.nan, x + rng.normal(size=800)),
            "c": rng.choice(["a", "b"], 800),
            "k": rng.poisson(3, 800),
        }
    )


def test_shapes_and_associations_are_those_of_scipy(table):
    saved = fit_table(table, seed=5, method="copula", bootstrap=0)
    rows, made = encode(table, infer(table)), draw(saved.model, 2000, seed=5).values
    shape = 1 - ks_2samp(rows.values[:, 0], made[:, 0]).statistic
    assert saved.facts["columns"]["x"]["shape"] == pytest.approx(shape, abs=1e-6)
    pairs = saved.facts["pairs"]
    assert pairs["names"] == ["x", "y", "c", "k"]
    there = ~np.isnan(made[:, 1])
    assert pairs["model"][0][3] == pytest.approx(spearmanr(made[:, 0], made[:, 3]).statistic, abs=1e-3)
    assert pairs["model"][0][1] == pytest.approx(spearmanr(made[there, 0], made[there, 1]).statistic, abs=0.02)


def test_bars_hold_all_values_and_whole_numbers_have_one_each(table):
    columns = fit_table(table, seed=5, method="independent", bootstrap=0).facts["columns"]
    for name in ("x", "y", "k"):
        assert sum(columns[name]["real"]) == pytest.approx(1, abs=1e-4)
        assert len(columns[name]["edges"]) == len(columns[name]["real"]) + 1
    assert np.diff(columns["k"]["edges"]).tolist() == [1.0] * len(columns["k"]["real"])
    assert columns["k"]["real"][0] == pytest.approx((table["k"] == table["k"].min()).mean(), abs=1e-6)
    assert columns["y"]["missing"] == pytest.approx(table["y"].is_nan().mean(), abs=1e-6)
    assert columns["c"]["levels"][0][:2] == ["a", pytest.approx((table["c"] == "a").mean(), abs=1e-6)]


def test_a_generator_that_is_wrong_is_seen(table):
    rows = encode(table, infer(table))

    class Shifted:
        columns, dimensions = rows.columns, 1

        def decode(self, latent):
            return rows.values[np.arange(len(latent)) % len(rows)] + np.array([100.0, 0, 0, 0])

    told = describe(rows, Shifted(), seed=0)["columns"]
    assert told["x"]["shape"] < 0.01
    assert told["k"]["shape"] > 0.9
    assert told["x"]["model"][-1] == pytest.approx(1)  # beyond the real range: in the outer bar
