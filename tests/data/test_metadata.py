import json

import polars as pl
import pytest

from datadiet.data import read
from datadiet.data.metadata import join
from datadiet.errors import DataError


@pytest.fixture
def pictures(picture, tmp_path):
    for name in ("x/a.png", "x/b.png", "y/a.png", "y/more/c.png"):
        picture(f"set/{name}")
    return read(tmp_path / "set", origin="real")


def column(dataset, name):
    return dict(dataset.samples["id", name].rows())


@pytest.mark.parametrize("suffix", ["csv", "parquet", "jsonl", "json"])
def test_rows_are_matched_by_relative_path_from_any_kind_of_table(pictures, tmp_path, suffix):
    table = pl.DataFrame({"file": ["y/a.png", "x/a.png"], "glare": [0.7, 0.2]})
    path = tmp_path / f"m.{suffix}"
    write = {
        "csv": table.write_csv,
        "parquet": table.write_parquet,
        "jsonl": table.write_ndjson,
        "json": table.write_json,
    }
    write[suffix](path)
    assert column(join(pictures, path), "glare") == {
        "x/a.png": 0.2,
        "x/b.png": None,
        "y/a.png": 0.7,
        "y/more/c.png": None,
    }


def test_rows_are_matched_by_name_or_stem_where_that_is_unambiguous(pictures, tmp_path):
    (tmp_path / "m.csv").write_text("filename,glare\nb.png,1\nc,2\na.png,3\n")
    assert column(join(pictures, tmp_path / "m.csv"), "glare") == {
        "x/b.png": 1, "y/more/c.png": 2, "x/a.png": None, "y/a.png": None,
    }  # fmt: skip


def test_the_first_of_duplicate_rows_counts_and_the_others_are_listed(pictures, tmp_path):
    (tmp_path / "m.csv").write_text("filename,glare\nb.png,1\nb.png,2\n")
    joined = join(pictures, tmp_path / "m.csv")
    assert column(joined, "glare")["x/b.png"] == 1
    assert [(p.where, p.reason) for p in joined.problems] == [
        (f"{tmp_path / 'm.csv'}: b.png", "2 rows with this name; the first one is kept")
    ]


def test_a_value_of_the_table_wins_and_its_gaps_do_not(pictures, tmp_path):
    (tmp_path / "one.csv").write_text("path,label,glare\nx/a.png,cat,1\nx/b.png,dog,2\n")
    (tmp_path / "two.csv").write_text("path,label,glare\nx/a.png,bird,\nx/b.png,,5\n")
    joined = join(join(pictures, tmp_path / "one.csv"), tmp_path / "two.csv")
    assert joined.samples["id", "label", "glare"].rows()[:2] == [("x/a.png", "bird", 1), ("x/b.png", "dog", 5)]
    assert joined.samples.columns[:4] == ["id", "uri", "label", "group"]


def test_a_group_of_numbers_becomes_text(pictures, tmp_path):
    (tmp_path / "m.jsonl").write_text(json.dumps({"path": "x/a.png", "group": 3}))
    assert column(join(pictures, tmp_path / "m.jsonl"), "group")["x/a.png"] == "3"


def test_a_table_of_which_no_row_fits_shows_both_kinds_of_names(pictures, tmp_path):
    (tmp_path / "m.csv").write_text("path,glare\n/elsewhere/q.png,1\n")
    with pytest.raises(
        DataError, match=r"0 of the 1 rows of .*m\.csv match the 4 samples .*'x/a\.png'.*'/elsewhere/q\.png'"
    ):
        join(pictures, tmp_path / "m.csv")


def test_a_table_without_names_lists_its_columns(pictures, tmp_path):
    (tmp_path / "m.csv").write_text("glare\n1\n")
    with pytest.raises(DataError, match=r"has no column that names files, only glare\. Expected: one called path"):
        join(pictures, tmp_path / "m.csv")


def test_a_missing_table_says_so(pictures, tmp_path):
    with pytest.raises(DataError, match=r"m\.csv does not exist"):
        join(pictures, tmp_path / "m.csv")


def test_vectors_are_matched_by_id(tmp_path):
    (tmp_path / "m.csv").write_text("id,site\nq,north\n")
    dataset = read(pl.DataFrame({"id": ["p", "q"], "x": [1.0, 2.0]}), origin="real")
    assert column(join(dataset, tmp_path / "m.csv"), "site") == {"p": None, "q": "north"}
