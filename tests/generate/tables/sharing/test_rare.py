from itertools import combinations

import numpy as np
import polars as pl
import pytest

from datadiet.errors import DataError
from datadiet.generate.tables.sharing.checks import rare_check
from datadiet.generate.tables.sharing.rare import find_rare


def people(n: int, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    return pl.DataFrame(
        {
            "born": pl.Series(np.datetime64("1950-01-01") + rng.integers(0, 18000, n)).cast(pl.Date),
            "plz": 10115 + 7 * rng.integers(0, 40, n),
            "job": ["mayor"] * 2 + rng.choice(["clerk", "baker", "nurse"], n - 2).tolist(),
            "sex": rng.choice(["f", "m", None], n, p=[0.5, 0.49, 0.01]),
            "height": np.round(rng.normal(170, 10, n), 1),
        }
    )


REAL, MADE = people(1500, 0), people(400, 1)


def counted(columns: list[str], k: int, most: int = 3) -> list[bool]:
    """Count by hand."""
    rare = [False] * MADE.height
    for size in range(1, most + 1):
        for group in combinations(columns, size):
            have: dict[tuple, int] = {}
            for row in REAL.select(group).rows():
                have[row] = have.get(row, 0) + 1
            rare = [old or 0 < have.get(row, 0) < k for old, row in zip(rare, MADE.select(group).rows(), strict=True)]
    return rare


@pytest.mark.parametrize("columns", [["job"], ["plz", "job"], ["plz", "job", "sex"]])
def test_each_value_pair_and_three_are_counted(columns):
    found = find_rare(MADE, REAL, columns, 5)
    assert found.rows.tolist() == counted(columns, 5)
    assert found.rows[:2].all()  # two real people are mayors
    assert 0 < found.rows.sum() < MADE.height
    assert found.fewest >= 5


def test_a_rare_value_is_found_where_all_columns_together_are_never_alike():
    """Dates of birth make each real row unlike all made ones, which hides everything but subsets."""
    together = REAL.select("born", "plz", "job").rows()
    assert not any(row in set(together) for row in MADE.select("born", "plz", "job").rows()[:2])
    assert find_rare(MADE, REAL, ["born", "plz", "job"], 5).rows[:2].all()


def test_naming_more_columns_never_finds_less():
    columns = list(REAL.columns)
    for size in range(1, len(columns)):
        fewer, more = (find_rare(MADE, REAL, columns[-at:], 5).rows for at in (size, size + 1))
        assert not (fewer & ~more).any()


def test_numbers_and_dates_are_compared_in_parts_of_as_many_real_rows_and_codes_as_they_are():
    found = find_rare(MADE, REAL, ["born", "plz", "height"], 5)
    assert found.binned == ("born", "height")
    assert not find_rare(MADE, REAL, ["born"], 60).rows.any()  # 75 in each part
    assert find_rare(MADE, REAL, ["born"], 90).rows.all()
    assert not find_rare(MADE, REAL, ["height"], 40).rows.any()
    written = MADE.with_columns(pl.col("born").cast(pl.String)), REAL.with_columns(pl.col("born").cast(pl.String))
    assert (find_rare(*written, ["born", "job"], 5).rows == find_rare(MADE, REAL, ["born", "job"], 5).rows).all()


def test_more_combinations_than_a_table_holds_are_counted_alike():
    rng = np.random.default_rng(0)
    wide = pl.DataFrame({f"zip{at}": [f"z{code}" for code in rng.integers(0, 400, 3000)] for at in range(3)})
    twice = find_rare(wide, pl.concat([wide, wide]), wide.columns, 2)
    assert not twice.rows.any()
    assert twice.fewest == 2
    assert find_rare(wide, pl.concat([wide, wide]), wide.columns, 3).rows.any()


def test_types_of_both_sides_may_differ():
    real = pl.DataFrame({"sex": [True] * 9 + [False], "age": [30] * 9 + [40]})
    made = pl.DataFrame({"sex": ["true", "false"], "age": [30.0, 40.0]})
    assert find_rare(made, real, ["sex"], 5).rows.tolist() == [False, True]
    assert find_rare(made, real, ["age"], 5).rows.tolist() == [False, True]
    assert find_rare(real, real, ["sex", "age"], 5).rows.sum() == 1


def test_the_certificate_names_the_columns_and_the_worst_of_them():
    told = rare_check(find_rare(MADE, REAL, ["born", "plz", "job"], 5), MADE.height)
    assert not told.passed
    assert told.said.startswith("born (in 20 parts), plz, job, alone, in pairs and in threes: ")
    assert "in born + plz" in told.said or "in born + plz + job" in told.said
    fine = rare_check(find_rare(MADE, REAL, ["job"], 5), MADE.height)
    assert fine.passed
    assert fine.said.startswith(
        "job, alone: 2 of 400 rows have what 1 to 4 real rows have, most of them (2) in job; they"
    )
    assert "not looked for" in rare_check(find_rare(MADE, REAL, [], 5), MADE.height).said


def test_a_column_that_is_not_there_is_refused():
    with pytest.raises(DataError, match="no column 'town'"):
        find_rare(MADE, REAL, ["town"], 5)


def test_a_code_of_one_person_is_found_among_many_codes():
    real = pl.DataFrame({"plz": [*np.repeat(np.arange(10000, 10200), 6).tolist(), 99999]})
    made = pl.DataFrame({"plz": [10000, 99999, 55555]})
    assert find_rare(made, real, ["plz"], 5).rows.tolist() == [False, True, False]
    assert not find_rare(made.rename({"plz": "income"}), real.rename({"plz": "income"}), ["income"], 5).rows.any()
