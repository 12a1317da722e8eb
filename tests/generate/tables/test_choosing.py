import numpy as np
import polars as pl
import pytest

from datadiet.errors import DataError, OptionError, TooFewSamples
from datadiet.generate.tables import trials
from datadiet.generate.tables.choosing import choose_method
from datadiet.generate.tables.fitting import fit_table
from datadiet.generate.tables.judging import Judge, Judged
from datadiet.generate.tables.trials import Trials
from datadiet.schema import Coded, encode, infer


def bent(n: int, seed: int = 0) -> pl.DataFrame:
    """y is the square of x: ranks do not go together, so that a Gaussian copula is no better than nothing."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    y = x**2 + 0.1 * rng.normal(size=n)
    return pl.DataFrame({"x": x, "y": y, "c": np.where(y + rng.normal(size=n) * 0.3 > 1, "a", "b")})


def straight(n: int) -> pl.DataFrame:
    rng = np.random.default_rng(0)
    x = rng.normal(size=n)
    return pl.DataFrame({"x": x, "y": x + 0.5 * rng.normal(size=n)})


def coded(frame: pl.DataFrame) -> Coded:
    return encode(frame, infer(frame))


def judged(**given: object) -> Judged:
    right = {"shapes": 1.0, "pairs": 1.0, "told": 0.5, "useful": None, "real": None, "classes": None}
    return Judged(**{**right, "leaks": (), "closest": 0.5, **given})


def test_the_loss_is_the_mean_of_what_is_lacking():
    assert judged().loss == 0
    assert judged(shapes=0.7, pairs=0.9, told=0.6).loss == pytest.approx((0.3 + 0.1 + 0.2) / 3)
    assert judged(useful=0.5, real=0.9).loss == pytest.approx(0.4 / 4)
    assert judged(useful=0.95, real=0.9).loss == 0  # better than real rows is no gain
    assert judged(useful=0.9, real=0.9, classes=0.5).loss == pytest.approx(0.5 / 5)


def test_what_goes_together_in_a_bend_is_left_to_the_tree_and_what_is_straight_to_the_copula():
    found = choose_method(coded(bent(500)), seed=0, candidates=("copula", "tree"))
    losses = {each.method: each.figures["loss"] for each in found.candidates}
    assert losses["tree"] < losses["copula"] - 0.05
    assert choose_method(coded(straight(400)), seed=0, candidates=("independent", "copula")).method == "copula"


def test_of_columns_that_have_nothing_to_do_with_each_other_the_plainest_method_is_chosen():
    rng = np.random.default_rng(1)
    frame = pl.DataFrame({"x": rng.normal(size=400), "y": rng.gamma(2, 1, 400)})
    found = choose_method(coded(frame), seed=0, candidates=("copula", "independent"))
    assert found.method == "independent"
    assert "plainest" in found.why or "best" in found.why


class Copies:
    """Gives the rows away that it was fitted to."""

    columns, dimensions = (), 1

    def __init__(self, values: np.ndarray) -> None:
        self.held = values

    def decode(self, latent: np.ndarray) -> np.ndarray:
        return self.held[np.arange(len(latent)) % len(self.held)]


def test_a_method_that_gives_rows_away_is_vetoed_however_good_it_looks(monkeypatch):
    plain = trials.fit_method

    def fitted(rows, method, *given, **options):
        return Copies(rows.values) if method == "tree" else plain(rows, method, *given, **options)

    monkeypatch.setattr(trials, "fit_method", fitted)
    found = choose_method(coded(straight(400)), seed=0, candidates=("copula", "tree"))
    states = {each.method: each for each in found.candidates}
    assert found.method == "copula"
    assert states["tree"].state == "vetoed"
    assert "gives fitted rows away in 4 of 4 splits" in states["tree"].reason
    assert states["tree"].figures["loss"] < states["copula"].figures["loss"] + 0.01
    with pytest.raises(DataError, match="no method can be chosen"):
        choose_method(coded(straight(400)), seed=0, candidates=("tree",))


def test_classes_that_a_generator_mixes_up_are_seen():
    rng = np.random.default_rng(0)
    c = rng.random(3000) < 0.05
    frame = pl.DataFrame({"x": np.where(c, rng.normal(6, 0.5, 3000), rng.normal(size=3000)), "c": c})
    rows = coded(frame)
    judge = Judge.of(rows.rows(np.arange(1500)), rows.rows(np.arange(1500, 3000)), target="c", seed=0)
    swapped = judge.fitted.values.copy()
    swapped[:, 0] = rng.permutation(swapped[:, 0])
    assert judge.score(judge.fitted.values).classes > 0.85
    assert judge.score(swapped).classes < 0.6
    lost = judge.fitted.values[judge.fitted.values[:, 1] == 0]
    assert judge.score(lost).classes < 0.55


def test_a_target_joins_and_the_same_seed_chooses_alike():
    found = [choose_method(coded(bent(160)), seed=3, candidates=("independent", "copula"), target="c") for _ in "ab"]
    assert found[0].to_dict() == found[1].to_dict()
    assert found[0].candidates[0].figures["useful"] is not None
    assert found[0].real["loss"] < found[0].candidates[0].figures["loss"]


def faulty(n: int, seed: int = 0) -> pl.DataFrame:
    """One row in fifty is faulty, and hotter than nearly all others."""
    rng = np.random.default_rng(seed)
    fault = rng.random(n) < 0.02
    heat = np.where(fault, rng.normal(90, 3, n), rng.normal(70, 6, n))
    return pl.DataFrame({"heat": heat, "load": rng.gamma(3, 1, n), "fault": fault})


def test_rows_are_parted_where_a_rare_level_needs_a_generator_of_its_own():
    found = choose_method(coded(faulty(3000)), seed=0, candidates=("copula",))
    assert (found.method, found.by, found.candidates[0].method) == ("copula", "fault", "copula by fault")
    assert [each.state for each in found.candidates] == ["chosen", "beaten"]
    assert "Within fault = true" in found.why
    given = choose_method(coded(faulty(3000)), seed=0, candidates=("copula",), by="fault")
    assert (given.by, given.parting, len(given.candidates)) == ("fault", None, 1)


def test_rows_are_not_parted_where_that_costs_more_than_it_mends(monkeypatch):
    def run(self, method, by):
        return iter([judged(shapes=0.6 if by else 0.9) for _ in self.judges])

    monkeypatch.setattr(Trials, "run", run)
    found = choose_method(coded(faulty(3000)), seed=0, candidates=("copula",))
    assert found.by is None
    assert found.parting is not None
    assert [each.state for each in found.candidates] == ["chosen", "beaten"]


def test_what_cannot_be_chosen_from_is_refused():
    rows = coded(straight(60))
    with pytest.raises(OptionError, match="no method"):
        choose_method(rows, seed=0, candidates=("bootstrap",))
    with pytest.raises(TooFewSamples, match="39 rows"):
        choose_method(rows.rows(np.arange(39)), seed=0)
    with pytest.raises(OptionError, match="the target 'z' is no column"):
        fit_table(straight(60), seed=0, method="auto", target="z", bootstrap=0)
    one = straight(60).with_columns(y=pl.lit("only"))
    with pytest.raises(OptionError, match="the target 'y' is one value in all rows"):
        fit_table(one, seed=0, method="auto", target="y", bootstrap=0)
    two = straight(60).with_columns(y=pl.Series([f"k{row // 2}" for row in range(60)]))
    with pytest.raises(TooFewSamples, match="nothing can be learned of the target 'y'"):
        fit_table(two, seed=0, method="auto", target="y", bootstrap=0)
