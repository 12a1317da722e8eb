import numpy as np
import polars as pl
import pytest
from scipy.stats import ks_2samp

from datadiet.errors import DataError, OptionError
from datadiet.generate.tables.fitting import fit_table
from datadiet.generate.tables.models.stratified import FEWEST, Stratified, strata_of, told_shared
from datadiet.generate.tables.rows import sample_table
from datadiet.generate.tables.storage import load_model, save_model
from datadiet.schema import encode, infer


def machines(n: int) -> pl.DataFrame:
    """One in a hundred is faulty, and then hot."""
    rng = np.random.default_rng(0)
    fault = rng.random(n) < 0.01
    heat = np.where(fault, rng.normal(95, 3, n), rng.normal(70, 6, n))
    return pl.DataFrame({"fault": fault, "heat": heat, "noise": heat / 10 + rng.normal(size=n)})


@pytest.fixture(scope="module")
def saved():
    return fit_table(machines(6000), seed=0, method="copula", by="fault", bootstrap=0)


def test_a_rare_stratum_is_as_the_law_has_it_and_not_a_corner_of_what_is_frequent(saved):
    made = sample_table(saved, 1000, seed=1, where="fault = true").frame
    truth = np.random.default_rng(2).normal(95, 3, 20_000)
    assert ks_2samp(made["heat"].to_numpy(), truth).statistic < 0.2
    plain = fit_table(machines(6000), seed=0, method="copula", bootstrap=0)
    corner = sample_table(plain, 1000, seed=1, where="fault = true").frame
    assert ks_2samp(corner["heat"].to_numpy(), truth).statistic > 0.5


def test_strata_are_as_frequent_as_they_were(saved):
    assert sample_table(saved, 20_000, seed=0).frame["fault"].mean() == pytest.approx(0.01, abs=0.003)
    assert saved.model.ends[-1] == 1


def test_rare_levels_share_a_stratum_and_no_row_is_lost():
    frame = pl.DataFrame({"c": ["a"] * 100 + ["b"] * FEWEST + ["c"] * 20 + ["d"] * 15, "x": np.arange(165.0)})
    strata = strata_of(encode(frame, infer(frame)), "c")
    assert [len(each) for each in strata] == [100, FEWEST, 35]
    assert sorted(np.concatenate(strata).tolist()) == list(range(165))
    few = strata_of(encode(frame[:145], infer(frame)), "c")  # 15 of c: too few for a stratum of their own
    assert [len(each) for each in few] == [115, FEWEST]


def test_it_is_read_back_as_it_was_and_refused_where_it_was_not(saved, tmp_path):
    save_model(saved, tmp_path)
    latent = np.random.default_rng(0).standard_normal((500, saved.model.dimensions))
    assert np.array_equal(load_model(tmp_path).model.decode(latent), saved.model.decode(latent), equal_nan=True)
    facts, arrays = saved.model.dump()
    with pytest.raises(DataError, match="shares of strata"):
        Stratified.load(saved.model.columns, {**facts, "ends": [0.5, 0.9]}, arrays)
    with pytest.raises(DataError, match="correlations"):
        Stratified.load(saved.model.columns, facts, {})


def test_rows_are_parted_by_levels_only():
    with pytest.raises(OptionError, match="'heat'"):
        fit_table(machines(100), seed=0, method="copula", by="heat", bootstrap=0)


def test_levels_without_a_generator_of_their_own_are_named():
    def told(**counts: int) -> str:
        words = [word for word, count in counts.items() for _ in range(count)]
        frame = pl.DataFrame({"c": words, "x": np.arange(float(len(words)))})
        return told_shared(encode(frame, infer(frame)), "c")

    assert told(web=90, shop=40) == ""
    assert "Without its own: fax (3 rows); it shares that of web, the most frequent level" in told(
        web=90, shop=40, fax=3
    )
    said = told(web=90, shop=40, fax=20, post=15)
    assert "Without their own: fax (20 rows), post (15 rows); they share one among themselves" in said
    assert "Without their own: fax (12 rows), post (9 rows); they share one" in told(fax=12, post=9)


def test_a_fit_keeps_the_note():
    frame = pl.DataFrame({"c": ["web"] * 60 + ["fax"] * 3, "x": np.arange(63.0)})
    saved = fit_table(frame, seed=0, method="copula", by="c", bootstrap=0)
    assert any("fax (3 rows)" in note for note in saved.facts["notes"])
