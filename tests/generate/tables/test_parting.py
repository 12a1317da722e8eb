import numpy as np
import polars as pl
import pytest

from datadiet.generate.tables.fitting import fit_table
from datadiet.generate.tables.parting import Parting, find_parting
from datadiet.generate.tables.storage import load_facts, save_model
from datadiet.report.columns import text
from datadiet.schema import Coded, encode, infer


def machines(n: int, seed: int, *, share: float = 0.01, hotter: float = 20.0) -> pl.DataFrame:
    """Faulty machines are hotter; `line` and `shift` mean nothing."""
    rng = np.random.default_rng(seed)
    fault = rng.random(n) < share
    return pl.DataFrame(
        {
            "heat": rng.normal(70, 6, n) + hotter * fault,
            "load": rng.gamma(3, 1, n),
            "shift": rng.choice(["early", "late", "night"], n, p=[0.6, 0.3, 0.1]),
            "line": rng.random(n) < 0.05,
            "fault": fault,
        }
    )


def found(frame: pl.DataFrame, method: str = "copula", seed: int = 0) -> Parting | None:
    return find_parting(coded(frame), method, seed=seed)


def coded(frame: pl.DataFrame) -> Coded:
    return encode(frame, infer(frame))


@pytest.mark.parametrize("share", [0.004, 0.02])
def test_a_rare_level_with_columns_of_its_own_is_found_and_mended(share):
    parting = found(machines(20_000, 1, share=share))
    assert (parting.by, parting.level, parting.column) == ("fault", "true", "heat")
    assert parting.made > 0.4 > 2 * parting.parted
    assert parting.real < 0.3
    assert parting.rows == machines(20_000, 1, share=share)["fault"].sum()
    assert "Within fault = true" in parting.words


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_found_where_nothing_goes_together(seed):
    assert found(machines(6_000, seed, hotter=0.0), seed=seed) is None


def test_nothing_is_found_where_a_copula_is_right():
    """A level that is a threshold of a Gaussian vector is just what a copula knows."""
    z = np.random.default_rng(0).multivariate_normal([0, 0], [[1, 0.8], [0.8, 1]], 8_000)
    frame = pl.DataFrame({"x": np.exp(z[:, 0]), "high": z[:, 1] > 1.9})
    assert frame["high"].mean() < 0.04
    assert found(frame) is None
    # Columns alone are another matter: within the level they are what they are everywhere.
    assert found(frame, "independent").by == "high"


def test_too_few_rows_of_a_level_say_nothing():
    assert found(machines(2_000, 3, share=0.01)) is None
    assert found(machines(60, 3)) is None
    assert found(machines(2_000, 3).select("heat", "load")) is None
    assert found(machines(2_000, 3).select("fault")) is None


def test_deep_methods_are_not_fitted_again_for_it():
    assert found(machines(20_000, 1), "gan") is None


def test_a_level_among_others_and_missing_values_do_no_harm():
    frame = machines(20_000, 4).with_columns(
        state=pl.when(pl.col("fault")).then(pl.lit("stopped")).when(pl.col("line")).then(None).otherwise(pl.lit("runs"))
    )
    parting = found(frame.drop("fault"))
    assert (parting.by, parting.level) == ("state", "stopped")


def test_a_named_method_notes_it_and_show_says_it(tmp_path):
    frame = machines(8_000, 5)
    saved = fit_table(frame, seed=0, method="copula", bootstrap=0)
    assert saved.facts["parting"]["by"] == "fault"
    save_model(saved, tmp_path)
    assert "Fit it again with --by fault." in text(load_facts(tmp_path), name="machines")
    parted = fit_table(frame, seed=0, method="copula", by="fault", bootstrap=0)
    assert "parting" not in parted.facts
    assert "notes" not in parted.facts


def test_auto_does_it():
    saved = fit_table(machines(8_000, 5), seed=0, method="auto", candidates=("copula",), bootstrap=0)
    assert (saved.facts["method"], saved.facts["by"], saved.model.method) == ("copula", "fault", "stratified")
    assert "parting" not in saved.facts
