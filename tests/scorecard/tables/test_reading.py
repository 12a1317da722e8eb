import numpy as np
import polars as pl
import pytest
from PIL import Image

from datadiet.errors import DataError, EmbeddingError, OptionError
from datadiet.scorecard.tables.reading import read_rows, table_of
from datadiet.scorecard.tables.samples import dataset
from tests.scorecard.tables.made import mixed

REAL, MADE = mixed(80, 1), mixed(60, 2)


def rows(real=REAL, synthetic=MADE, **options):
    return read_rows(real, synthetic, **{"embedder": "patches", **options})


def test_a_table_with_names_is_rows_and_vectors_are_not():
    assert rows() is not None
    assert rows(np.ones((5, 3)), np.ones((5, 3))) is None
    lists = pl.DataFrame({"embedding": [[1.0, 2.0], [3.0, 4.0]]})
    assert rows(lists, lists) is None
    assert rows(embedder="given") is None


def test_a_table_of_picture_files_is_no_table_of_rows(tmp_path):
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    (tmp_path / "t.csv").write_text("path,light\na.png,3\n")
    assert table_of(tmp_path / "t.csv") is None


def test_ids_and_constants_are_not_compared_and_the_notes_say_so():
    found = rows()
    assert [column.name for column in found.columns] == ["age", "job", "income", "joined", "weight", "ill"]
    assert found.notes == ("Not compared: person (id), country (constant).",)


def test_the_space_depends_on_the_real_rows_alone():
    assert rows().fingerprint == rows(synthetic=MADE.with_columns(job=pl.lit("astronaut"))).fingerprint
    assert rows().fingerprint != rows(real=mixed(80, 5)).fingerprint


def test_columns_in_another_order_give_the_same_rows():
    np.testing.assert_array_equal(rows(synthetic=MADE[:, ::-1]).synthetic.values, rows().synthetic.values)


def test_a_column_that_is_missing_on_one_side_is_named():
    with pytest.raises(DataError, match="the synthetic table has no column 'age'; it has 'years' instead"):
        rows(synthetic=MADE.rename({"age": "years"}))
    with pytest.raises(DataError, match="the held-out table has no column 'age'"):
        rows(holdout=REAL.drop("age"))


def test_what_generators_leave_out_may_be_missing():
    assert rows(synthetic=MADE.drop("person", "country")) is not None


def test_further_synthetic_columns_are_told_of():
    assert "Only the synthetic rows have roughness" in rows(synthetic=MADE.with_columns(roughness=pl.lit(1.0))).notes[1]


@pytest.mark.parametrize(
    ("name", "said"),
    [("nobody", "there is no column 'nobody'"), ("person", "it is id"), ("country", "it is constant, always NL")],
)
def test_a_target_that_cannot_be_used_says_why(name, said):
    with pytest.raises(OptionError, match=said):
        rows(wanted=(name,))


def test_options_of_tables_need_a_table():
    with pytest.raises(OptionError, match="is no table of rows"):
        rows(np.ones((5, 3)), np.ones((5, 3)), wanted=("age",))
    with pytest.raises(DataError, match="the held-out rows"):
        rows(holdout=np.ones((5, 3)))


def test_nothing_to_compare_says_why():
    with pytest.raises(EmbeddingError, match="'a': always 1"):
        rows(pl.DataFrame({"a": [1] * 9}), pl.DataFrame({"a": [1] * 9}))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"a;b\n1;2\n3;4\n", "separated by semicolons"),
        (b"a,a\n1,2\n", "two columns 'a'"),
        (b"a,b\nJos\xe9,1\n", "not UTF-8"),
    ],
)
def test_files_that_were_read_wrongly_are_refused(tmp_path, text, said):
    (tmp_path / "t.csv").write_bytes(text)
    with pytest.raises(DataError, match=said):
        rows(tmp_path / "t.csv", MADE)


def test_ids_name_rows_only_where_they_are_unique():
    frame = pl.DataFrame({"id": ["a", "b", "b"], "x": [1, 2, 3]})
    assert dataset(frame, frame, "real", frame, None).samples["id"].to_list() == ["0", "1", "2"]
    assert dataset(frame[:2], frame, "real", frame, None).samples["id"].to_list() == ["a", "b"]
    (problem,) = dataset(frame, frame, "real", frame, None).problems
    assert problem.reason == "1 values of the column 'id' are there before: rows are called by their numbers, from 0"
    gaps = frame.with_columns(pl.Series("id", ["a", None, "b"]))
    assert dataset(gaps, frame, "real", frame, None).problems[0].reason.startswith("'id' is missing in 1 rows")
    assert dataset(frame[:2], frame, "real", frame, None).problems == ()


def test_a_column_group_is_data_unless_one_side_has_it_alone():
    real = REAL.with_columns(group=pl.Series(["a", "b"] * 40))
    made = MADE.with_columns(group=pl.Series(["a", "b"] * 30))
    both = rows(real, made)
    assert "group" in [column.name for column in both.columns]
    assert dataset(real, made, "real", real, None).samples["group"].null_count() == 80
    assert "group" not in [column.name for column in rows(real, MADE).columns]
    assert dataset(real, MADE, "real", real, None).samples["group"].to_list() == ["a", "b"] * 40


def test_columns_called_like_the_corners_of_a_crop_are_data():
    frame = REAL.rename({"income": "left", "age": "label"})
    data = dataset(frame, frame, "real", frame, None)
    assert "left" not in data.samples.columns
    assert data.samples["label"].to_list() == [str(age) for age in REAL["age"]]
