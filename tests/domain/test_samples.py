from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image
from tests.domain.frames import CONDITIONS, good, known
from tests.domain.specs import suitcases

from datadiet.domain.checking import check_domain
from datadiet.domain.loading import parse_domain
from datadiet.domain.samples import conditions_of, read_audit, read_both, read_samples, table_bytes
from datadiet.errors import DataError, OptionError


def test_a_table_of_conditions_is_read_as_it_is(tmp_path: Path):
    frame = good(40)
    for suffix in (".csv", ".parquet", ".jsonl"):
        file = tmp_path / f"rows{suffix}"
        file.write_bytes(table_bytes(frame, suffix))
        conditions = conditions_of(suitcases(), read_samples(file))
        assert conditions.frame.select("id", *CONDITIONS).equals(frame), suffix
        assert set(conditions.sources.values()) == {"metadata"}


def test_a_data_frame_and_a_table_without_ids_will_do():
    conditions = conditions_of(suitcases(), read_samples(good(3).drop("id")))
    assert conditions.frame["id"].to_list() == ["0", "1", "2"]


def test_doubled_and_missing_ids_are_listed_and_the_rest_is_used():
    frame = good(6).with_columns(id=pl.Series(["a", "b", "a", None, "c", "b"]))
    data = read_samples(frame)
    assert data.samples["id"].to_list() == ["a", "b", "c"]
    assert [problem.where for problem in data.problems] == [f"a data frame, row {row}" for row in (3, 4, 6)]


@pytest.mark.parametrize("called", ["name", "File", "sample"])
def test_a_name_that_several_rows_have_is_a_column_like_others(called: str):
    frame = good(6).drop("id").with_columns(pl.Series(called, ["Ann", "Bo", "Ann", "Cy", "Ann", "Bo"]))
    data = read_samples(frame)
    assert data.samples["id"].to_list() == [str(row) for row in range(6)]
    assert data.samples[called].to_list() == frame[called].to_list()
    (note,) = data.problems
    assert f"'{called}' names no rows" in note.reason
    assert "'Ann' occurs 3 times" in note.reason
    gap = read_samples(frame.with_columns(pl.Series(called, ["a", "b", None, "d", "e", "f"])))
    assert len(gap) == 6
    assert "a value is missing" in gap.problems[0].reason


def test_a_name_of_their_own_names_the_rows():
    data = read_samples(good(3).drop("id").with_columns(name=pl.Series(["x", "y", "z"])))
    assert data.samples["id"].to_list() == ["x", "y", "z"]
    assert "name" not in data.samples.columns
    assert not data.problems


def test_values_of_another_kind_are_unknown_and_listed():
    frame = good(5).with_columns(light_lux=pl.Series(["300", "bright", "NaN", "", " 900 "]))
    conditions = conditions_of(suitcases(), read_samples(frame))
    assert conditions.frame["light_lux"].to_list() == [300.0, None, None, None, 900.0]
    assert any("'bright', not a number" in problem.reason for problem in conditions.problems)


@pytest.mark.parametrize(
    ("values", "levels", "expected"),
    [
        ([1, 2, 3], "[1, 2]", [1.0, 2.0, 3.0]),
        ([1.0, 2.0, None], "['1', '2']", ["1", "2", None]),
        ([True, False, None], "[true, false]", [True, False, None]),
        (["yes", "FALSE", "maybe"], "[true, false]", [True, False, None]),
        ([" gloss", "matte ", ""], "[gloss, matte]", ["gloss", "matte", None]),
    ],
)
def test_values_become_what_is_declared(values, levels: str, expected):
    domain = parse_domain(f"domain: d\nvariables: {{x: {{levels: {levels}}}}}\n")
    assert conditions_of(domain, read_samples(pl.DataFrame({"x": values, "y": 1}))).frame["x"].to_list() == expected


def test_images_without_metadata_are_measured(tmp_path: Path):
    for name, grey in (("dark", 20), ("light", 230)):
        Image.fromarray(np.full((32, 32, 3), grey, np.uint8)).save(tmp_path / f"{name}.png")
    domain = parse_domain("domain: d\nvariables:\n  brightness: {range: [0.5, 1]}\n  weather: {levels: [sun, rain]}\n")
    conditions = conditions_of(domain, read_samples(tmp_path), cache=tmp_path / "cache")
    assert conditions.frame["brightness"].to_list() == pytest.approx([20 / 255, 230 / 255], abs=0.01)
    assert conditions.sources == {"brightness": "measured", "weather": "missing"}
    result = check_domain(domain, conditions).intentionality
    assert result.relevance is not None
    assert (result.relevance.outside, result.relevance.unknown) == (1, 1)


def test_an_audit_overrules_what_was_known_where_it_speaks(tmp_path: Path):
    conditions = known(good(10))
    file = tmp_path / "audit.csv"
    file.write_text("id,defect\ns00002,dent\ns00005,\ns99999,dent\n")
    audit = read_audit(suitcases(), conditions, file)
    assert audit.frame["id"].to_list() == ["s00002", "s00005"]
    assert audit.frame["defect"].to_list() == ["dent", conditions.frame["defect"][5]]
    assert audit.frame["view"].to_list() == [conditions.frame["view"][row] for row in (2, 5)]
    assert any("s99999" in problem.where for problem in audit.problems)
    file.write_text("id,defect\nx,dent\n")
    with pytest.raises(DataError, match="names a sample"):
        read_audit(suitcases(), conditions, file)
    file.write_text("id,Defect\ns00002,dent\n")
    with pytest.raises(DataError, match="did you mean 'Defect'"):
        read_audit(suitcases(), conditions, file)


def test_an_audit_names_samples_as_metadata_does(tmp_path: Path):
    frame = good(5).with_columns(id=pl.Series(["a/one.png", "a/two.png", "b/two.png", "b/three.png", "four.png"]))
    file = tmp_path / "audit.csv"
    file.write_text("filename,id,defect\none.png,7,dent\ntwo.png,8,dent\nthree,9,zipper\nb\\four.png,1,dent\n")
    audit = read_audit(suitcases(), known(frame), file)
    assert audit.frame["id"].to_list() == ["a/one.png", "b/three.png", "four.png"]  # there are two two.png
    assert audit.frame["defect"].to_list() == ["dent", "zipper", "dent"]
    assert [problem.where for problem in audit.problems] == [f"{file}: two.png"]


def test_what_went_wrong_at_reading_stays_with_the_conditions():
    frame = good(4).with_columns(id=pl.Series(["a", "b", "a", "c"]))
    assert [problem.where for problem in conditions_of(suitcases(), read_samples(frame)).problems] == [
        "a data frame, row 3"
    ]


def test_metadata_that_names_one_side_only_is_a_problem_of_the_other(tmp_path: Path):
    for side in ("made", "real"):
        (tmp_path / side).mkdir()
        Image.new("RGB", (8, 8)).save(tmp_path / side / f"{side}.png")
    (tmp_path / "m.csv").write_text("file,weather\nmade.png,sun\n")
    made, real = read_both(tmp_path / "made", tmp_path / "real", table=tmp_path / "m.csv")
    assert (made.samples["weather"].to_list(), made.problems) == (["sun"], ())
    assert "weather" not in real.samples.columns
    assert [problem.where for problem in real.problems] == [str(tmp_path / "m.csv")]
    (tmp_path / "m.csv").write_text("file,weather\nother.png,sun\n")
    with pytest.raises(DataError, match="no row of"):
        read_both(tmp_path / "made", tmp_path / "real", table=tmp_path / "m.csv")
    with pytest.raises(DataError):  # its own metadata has to fit
        read_both(tmp_path / "made", tmp_path / "real", real_table=tmp_path / "m.csv")


def test_a_column_that_is_nearly_called_so_is_named():
    frame = good(3).rename({"surface": "Surface", "light_lux": "light lux"})
    told = {p.where: p.reason for p in conditions_of(suitcases(), read_samples(frame)).problems}
    assert set(told) == {"surface", "light_lux"}
    assert "did you mean 'light lux'?" in told["light_lux"]


def test_a_table_without_conditions_is_refused(tmp_path: Path):
    (tmp_path / "ids.csv").write_text("id\na\nb\n")
    with pytest.raises(DataError, match="no column of conditions"):
        read_samples(tmp_path / "ids.csv")
    with pytest.raises(OptionError, match="suffix"):
        table_bytes(good(2), ".xls")


def test_a_parameter_of_a_twin_tells_of_the_condition_that_is_called_as_its_last_part():
    domain = parse_domain(
        "domain: d\nvariables: {lines: {range: [0, 9]}, folds: {range: [0, 9]}, noise: {range: [0, 1]}}"
    )
    frame = pl.DataFrame({"paper.lines": [3], "paper.folds": [1], "back.folds": [2], "camera.noise": [0.5]})
    found = conditions_of(domain, read_samples(frame))
    assert found.frame.row(0, named=True) == {"id": "0", "lines": 3.0, "folds": None, "noise": None}
    assert found.sources == {"lines": "metadata", "folds": "missing", "noise": "missing"}
