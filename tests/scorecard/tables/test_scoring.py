"""Whole runs: a perfect table beside planted mistakes."""

import json

import polars as pl
import pytest

import datadiet
from datadiet.errors import OptionError
from datadiet.scorecard.options import Options
from datadiet.scorecard.store import load
from tests.scorecard.tables.made import copied, independent, mixed

N = 160
REAL, HELD, FRESH = mixed(N, 1), mixed(N, 2), mixed(N, 3)


def scored(synthetic, **options):
    return datadiet.score(REAL, synthetic, workers=1, **{"holdout": HELD, "target": "ill", **options})


@pytest.fixture(scope="module")
def perfect(tmp_path_factory):
    folder = tmp_path_factory.mktemp("perfect")
    FRESH.write_parquet(folder / "fresh.parquet")
    REAL.write_csv(folder / "real.csv")
    card = datadiet.score(
        folder / "real.csv",
        folder / "fresh.parquet",
        workers=1,
        holdout=HELD,
        target="ill",
        protected=["job"],
        out=folder / "run",
        fail_under={"shapes": 0.5, "pairs": 0.5, "usefulness": 0.5},
        fail_over={"privacy": 0.9},
    )
    return card, folder


@pytest.fixture(scope="module")
def copies():
    return scored(copied(REAL, 4))


@pytest.fixture(scope="module")
def shuffled():
    return scored(independent(FRESH, 5), fail_under={"pairs": 0.99})


def worse(card):
    return {figure.key for figure in card.fidelity.figures if figure.judgement == "worse"}


def test_of_fresh_tables_hardly_a_row_is_called_a_copy():
    cards = [datadiet.score(mixed(300, seed), mixed(300, seed + 50), workers=1, seed=seed) for seed in range(3)]
    assert sum(card.facts.verdicts.get("copied", 0) for card in cards) <= 1
    real = mixed(300, 0)
    moved = real.with_columns(pl.col("weight") + 0.1, pl.col("income") * 1.0001)
    spoiled = pl.concat([mixed(285, 50), moved[:15]])
    assert datadiet.score(real, spoiled, workers=1).facts.verdicts["copied"] >= 13


def test_rows_of_the_same_law_are_faultless(perfect):
    card, _ = perfect
    assert card.indistinguishability.faults == ()
    assert not worse(card)
    assert card.fidelity.privacy.verdict == "no leak found"
    assert card.facts.verdicts.get("copied", 0) <= 0.01 * N
    assert all(gate.passed for gate in card.facts.gates)
    assert len(card.facts.gates) == 4


def test_how_columns_were_read_is_in_the_provenance(perfect):
    card, _ = perfect
    kinds = {column.name: column.kind for column in card.provenance.columns}
    assert kinds["person"] == "id"
    assert kinds["joined"] == "datetime"
    assert all(column.why for column in card.provenance.columns)
    assert card.provenance.embedder == "rows of a table"
    assert card.provenance.fingerprint.startswith("rows-")
    assert card.provenance.options["--target"] == "ill"


def test_groups_have_shares_and_errors(perfect):
    (found,) = perfect[0].fidelity.protected
    assert [group.value for group in found.groups] == ["clerk", "driver", "nurse", "pilot"]
    assert sum(group.real for group in found.groups) == pytest.approx(1)
    truth = (REAL["job"] == "nurse").mean()
    nurse = found.groups[2]
    assert nurse.real == pytest.approx(truth)
    assert nurse.real_interval[0] < truth < nurse.real_interval[1]
    assert 0 <= nurse.error_real <= 1
    assert found.groups[3].error_real is None or found.groups[3].tested >= 10


def test_a_run_is_read_back_as_it_was(perfect):
    card, folder = perfect
    again = load(folder / "run")
    assert again.fidelity == card.fidelity
    assert (
        json.loads((folder / "run" / "scorecard.json").read_text())["fidelity"]["privacy"]["verdict"] == "no leak found"
    )


def test_kept_rows_are_the_table_as_it_came(perfect, tmp_path):
    card, _ = perfect
    kept = datadiet.keep(card, tmp_path / "kept")
    table = pl.read_parquet(tmp_path / "kept" / "samples.parquet")
    assert table.columns == FRESH.columns
    assert table.height == kept.kept == card.facts.verdicts["kept"]
    with pytest.raises(OptionError, match="is a table"):
        datadiet.keep(card, tmp_path / "more", format="coco")


def test_a_generator_that_copies_is_caught_by_row_and_as_a_whole(copies):
    assert "copied" in copies.indistinguishability.faults
    assert copies.facts.verdicts == {"copied": N}
    assert copies.fidelity.privacy.verdict == "leaks"
    assert copies.fidelity.figure("copies").value == 1
    assert "gives training rows away" in copies.facts.sentence


def test_independent_columns_have_good_shapes_and_bad_pairs(shuffled):
    assert "shapes" not in worse(shuffled)
    assert {"pairs", "usefulness"} <= worse(shuffled)
    first, second, real, made, _ = shuffled.fidelity.pairs.worst[0]
    assert "age" in (first, second)
    assert abs(real - made) > 0.4
    assert not shuffled.facts.gates[0].passed


def test_without_held_out_rows_privacy_is_undecided_and_says_what_to_give():
    card = scored(FRESH[:120], holdout=None, target=None)
    assert card.fidelity.privacy.verdict == "undecided"
    assert "--holdout FILE" in card.fidelity.privacy.sentence
    assert card.fidelity.figure("usefulness") is None
    assert "Privacy is undecided." in card.facts.sentence


@pytest.mark.parametrize(("gate", "said"), [({"privacy": 0.6}, "holdout"), ({"usefulness": 0.6}, "target")])
def test_gates_that_cannot_be_judged_are_refused_beforehand(gate, said):
    with pytest.raises(OptionError, match=f"without a {said}"):
        Options(fail_over=gate)


def test_rows_that_equal_others_by_chance_are_no_copies():
    few = ["job", "ill"]
    card = datadiet.score(REAL.select(few), FRESH.select(few), workers=1)
    assert "copied" not in card.facts.verdicts
    assert "copied" not in card.indistinguishability.faults
    assert "redundant" not in card.facts.verdicts
