import json
from hashlib import sha256

import numpy as np
import polars as pl
import pytest

from datadiet.errors import DataError, OptionError
from datadiet.generate.tables import fit_table
from datadiet.generate.tables.sharing.rare import find_rare, known_of_people
from datadiet.generate.tables.sharing.sharing import Wishes, share_model, share_rows, write_shared
from datadiet.schema import infer


def people(n: int, seed: int = 0) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    age = rng.integers(20, 70, n)
    return pl.DataFrame(
        {
            "id": [f"P-{row:05d}" for row in range(n)],
            "email": [f"p{row}.{seed}@mail.org" for row in range(n)],
            "age": age,
            "town": rng.choice(["Ulm", "Jena", "Kiel"], n, p=[0.6, 0.35, 0.05]),
            "income": np.round(rng.lognormal(7, 0.4, n) + 10 * age, 2),
            "weight": np.round(rng.normal(75, 12, n), 1),
        }
    )


REAL, STRANGERS = people(400), people(400, seed=1)


@pytest.fixture(scope="module")
def saved():
    return fit_table(REAL, seed=0, method="copula", bootstrap=0)


def checks(shared) -> dict[str, bool]:
    return {each.name: each.passed for each in shared.certificate.checks}


def test_rows_of_a_generator_pass_and_name_nobody(saved, tmp_path):
    shared = share_model(saved, REAL, seed=0, holdout=STRANGERS, wishes=Wishes(k=3))
    assert shared.certificate.passed
    assert not {*shared.frame["id"]} & {*REAL["id"]}
    assert "email" not in shared.frame.columns
    written = write_shared(shared, tmp_path / "out")
    assert written.files == {"rows.csv": sha256((tmp_path / "out" / "rows.csv").read_bytes()).hexdigest()}
    facts = json.loads((tmp_path / "out" / "certificate.json").read_text())
    assert facts["passed"] is True
    assert facts["files"] == written.files
    assert "every check holds" in (tmp_path / "out" / "certificate.txt").read_text()


def test_without_held_out_rows_the_method_is_measured_on_halves(saved):
    shared = share_model(saved, REAL, seed=0, n=150, wishes=Wishes(k=2))
    assert shared.certificate.rows == 150
    assert any("half of the real rows" in note for note in shared.certificate.notes)


def test_the_same_seed_gives_the_same_rows(saved):
    first, second = (share_model(saved, REAL, seed=4, holdout=STRANGERS) for _ in "ab")
    assert first.frame.equals(second.frame)
    assert first.certificate == second.certificate


def test_copies_are_refused_and_nothing_is_written(tmp_path):
    shared = share_rows(REAL, REAL, STRANGERS, seed=0, wishes=Wishes(known=()))
    found = checks(shared)
    assert not found["closest"]
    assert not found["copies"]
    assert not found["membership"]
    with pytest.raises(DataError, match="a check fails"):
        write_shared(shared, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_near_copies_are_refused_too():
    rng = np.random.default_rng(0)
    near = REAL.with_columns(
        income=pl.Series(REAL["income"].to_numpy() + rng.normal(0, 5, 400)),
        weight=pl.Series(REAL["weight"].to_numpy() + rng.normal(0, 0.3, 400)),
    )
    found = checks(share_rows(near, REAL, STRANGERS, seed=0, wishes=Wishes(known=())))
    assert not found["closest"]
    assert not found["membership"]
    assert all(checks(share_rows(people(400, seed=2), REAL, STRANGERS, seed=0, wishes=Wishes(known=()))).values())


def test_rare_combinations_are_those_that_a_count_finds():
    made = people(300, seed=5)
    rare = find_rare(made, REAL, ["age", "town"], 4)
    have = {key: len(group) for key, group in REAL.group_by(["age", "town"])}
    expected = [0 < have.get(key, 0) < 4 for key in made.select("age", "town").rows()]
    assert rare.rows.tolist() == expected
    assert 0 < sum(expected) < 300
    assert known_of_people(infer(REAL)) == ("age", "town")


def test_rows_with_a_rare_combination_are_left_out(saved):
    shared = share_model(saved, REAL, seed=0, n=200, holdout=STRANGERS, wishes=Wishes(k=3))
    assert not find_rare(shared.frame, REAL, ["age", "town"], 3).rows.any()
    assert shared.frame.height == 200


def test_a_table_of_which_most_rows_would_go_is_refused(saved):
    found = {
        each.name: each for each in share_model(saved, REAL, seed=0, n=100, wishes=Wishes(k=20)).certificate.checks
    }
    assert not found["rare combinations"].passed
    assert "make these columns coarser" in found["rare combinations"].said
    with pytest.raises(OptionError, match="k is 1"):
        share_model(saved, REAL, seed=0, wishes=Wishes(k=1))


def test_columns_are_kept_and_dropped_as_asked(saved):
    wishes = Wishes(keep=("id",), drop=("weight",))
    shared = share_model(saved, REAL, seed=0, holdout=STRANGERS, wishes=wishes)
    done = {each.column: each.done for each in shared.certificate.treated}
    assert done == {"id": "kept", "email": "dropped", "weight": "dropped"}
    with pytest.raises(OptionError, match="no column 'nowhere'"):
        share_model(saved, REAL, seed=0, holdout=STRANGERS, wishes=Wishes(drop=("nowhere",)))


def test_other_rows_than_those_of_the_model_are_refused(saved):
    with pytest.raises(DataError, match="400 rows, and 399 are given"):
        share_model(saved, REAL[:399], seed=0)


def test_too_few_rows_to_measure_fail(saved):
    shared = share_rows(people(10, seed=2), REAL[:10], STRANGERS[:10], seed=0)
    assert checks(shared)["privacy"] is False


def test_planted_people_do_not_come_out_of_a_generator():
    """The whole way: names in columns of any name, a mayor, ids of a small space."""
    rng = np.random.default_rng(0)
    n = 600
    real = pl.DataFrame(
        {
            "seen": [f"Dr. {first} Schulz" for first in rng.choice(["Ida", "Greta", "Wu"], n)],
            "ticket_no": rng.integers(100, 400, n),
            "job": ["mayor"] * 3 + rng.choice(["clerk", "baker"], n - 3).tolist(),
            "town": rng.choice(["Ulm", "Jena"], n),
            "income": np.round(rng.lognormal(7, 0.4, n), 2),
        }
    )
    shared = share_model(fit_table(real, seed=0, method="independent", bootstrap=0), real, seed=0)
    assert shared.certificate.passed
    assert not {*shared.frame["seen"]} & {*real["seen"]}
    assert "ticket_no" not in shared.frame.columns or not {*shared.frame["ticket_no"]} & {*real["ticket_no"]}
    assert {*shared.frame["job"]} == {"clerk", "baker"}
    text = shared.certificate.text()
    assert "no value of a real row is left in them: seen" in text
    assert "rare combinations: job, town, alone and together: " in text
    assert "words of real rows: job (2 different" in text


def test_rows_that_the_model_was_not_fitted_to_are_refused(saved):
    with pytest.raises(DataError, match="the model was fitted to other rows than these"):
        share_model(saved, STRANGERS, seed=0)
    assert share_model(saved, REAL[::-1], seed=0, n=20, wishes=Wishes(k=2)).certificate.rows == 20


@pytest.mark.parametrize("held_out", [REAL, pl.concat([REAL[:100], STRANGERS[:300]])])
def test_held_out_rows_that_are_fitted_ones_are_no_baseline(held_out):
    shared = share_rows(STRANGERS, REAL, held_out, seed=0, wishes=Wishes(k=2))
    assert checks(shared)["holdout"] is False


@pytest.mark.parametrize("row", range(4))
def test_one_person_many_times_is_refused_though_half_of_the_real_rows_are_compared(row):
    made = pl.concat([REAL[row : row + 1]] * 300)
    shared = share_rows(made, REAL, STRANGERS[:200], seed=0, wishes=Wishes(known=("town",), k=2))
    assert checks(shared)["copies"] is False


def test_a_few_verbatim_rows_among_many_made_ones_are_refused(saved):
    from datadiet.generate.tables import sample_table

    made = sample_table(saved, 400, seed=3).frame
    mixed = pl.concat([REAL.select(made.columns)[:3], made[3:]], how="vertical_relaxed")
    assert checks(share_rows(made, REAL, STRANGERS, seed=0, wishes=Wishes(k=2)))["copies"] is True
    assert checks(share_rows(mixed, REAL, STRANGERS, seed=0, wishes=Wishes(k=2)))["copies"] is False
