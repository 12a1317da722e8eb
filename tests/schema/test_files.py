"""A schema as a file: the way back, and mistakes with their lines."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
import yaml

from datadiet.data.located import read_located
from datadiet.errors import DataError
from datadiet.schema import encode, infer, load_schema, save_schema
from datadiet.schema.files import schema, schema_of


def test_what_is_written_is_read(tmp_path):
    frame = pl.DataFrame(
        {
            "id": [f"A-{i:03}" for i in range(60)],
            "on": ["yes", "no", "NA"] * 20,
            "odd: name": ["1e3", "null", "2024-05-01"] * 20,
            "a": np.arange(60) % 37,
            "b": np.arange(60) % 41 / 4,
            "t": np.arange(60) % 37 + np.arange(60) % 41 / 4,
        }
    )
    found = replace(infer(frame), constraints=("a > -1",), unique=(("a", "b"),))
    assert found.sums
    save_schema(found, tmp_path / "schema.yaml")
    assert load_schema(tmp_path / "schema.yaml") == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- 1", "holds a list"),
        ("columns:\n  a: {kind: reel, type: Int64}", "yaml:2: columns.a.kind is 'reel'"),
        ("columns:\n  a: {kind: real, type: Float64, stepp: 1}", "yaml:2: the key 'stepp' is not known"),
        ("columns:\n  a: {kind: real}", "yaml:2: columns.a has no 'type'"),
        ("columns:\n  a: {kind: real, type: Flote}", "yaml:2: there is no type 'Flote'"),
        ("columns:\n  a: {kind: real, type: String}", "yaml:2: column 'a' is real of type String"),
        ("columns:\n  a: {kind: category, type: String}", "yaml:2: column 'a' is category and has no levels"),
        ("columns:\n  a: {kind: category, type: Int64, levels: [1, x]}", "yaml:2: column 'a': the level 'x'"),
        ("columns:\n  a: {kind: id, type: String, form: 'A-['}", "yaml:2: column 'a': ids of the form 'A-\\['"),
        ("columns:\n  a: {kind: real, type: Float64, low: 2, high: 1}", "yaml:2: column 'a': low 2 above high 1"),
        ("columns:\n  a: {kind: real, type: Float64}\nsums:\n  a: b + 1", "yaml:4: 'b \\+ 1' names 'b'"),
        ("columns:\n  a: {kind: real, type: Float64}\nunique:\n  - [b]", "yaml:4: there is no column 'b'"),
    ],
)
def test_mistakes_name_their_line(tmp_path, text, said):
    (tmp_path / "s.yaml").write_text(text)
    with pytest.raises(DataError, match=said):
        load_schema(tmp_path / "s.yaml")


def test_the_json_schema_names_every_key():
    made = schema()
    assert set(made["properties"]) == {"columns", "constraints", "sums", "unique", "notes"}
    assert made["$defs"]["ColumnSpec"]["additionalProperties"] is False


def test_text_that_is_given_buckets_is_a_category_and_what_was_said_of_it_is_forgotten(tmp_path):
    """As a person does it: one line is added to what was written."""
    real = pl.DataFrame(
        {
            "remark": ["so " * (row % 5) + f"{row * row}" for row in range(60)],
            "mail": [f"{chr(97 + row % 26)}{'x' * (row % 7)}{row}@a.de" for row in range(60)],
            "size": [row / 7 for row in range(60)],
        }
    )
    path = tmp_path / "s.yaml"
    save_schema(infer(real), path)
    assert load_schema(path).notes == ("left out: remark, mail",)
    said = yaml.safe_load(path.read_text())
    said["columns"]["remark"]["buckets"] = 5
    said["columns"]["mail"] |= {"kind": "id", "form": "[a-z][0-9]@a.de"}
    path.write_text(yaml.safe_dump(said, sort_keys=False))
    found = load_schema(path)
    assert (found.column("remark").kind, len(found.column("remark").levels)) == ("category", 5)
    assert found.column("remark").why == "text, hashed into 5 levels"
    assert (found.column("mail").why, found.notes) == ("as declared", ())
    assert set(encode(real, found).values[:, 0]) == {0, 1, 2, 3, 4}
    said["columns"]["size"]["buckets"] = 5
    path.write_text(yaml.safe_dump(said, sort_keys=False))
    with pytest.raises(DataError, match="'size' is real and has buckets"):
        load_schema(path)


def test_a_category_without_levels_has_those_of_the_real_rows(tmp_path):
    (tmp_path / "s.yaml").write_text(
        "columns:\n  a: {kind: category, type: String}\n  b: {kind: category, type: Int64}\n"
        "  c: {kind: category, type: String, levels: [x]}"
    )
    rows = pl.DataFrame({"a": ["q", None, "p", "q"], "b": [3, 1, 20, 3], "c": ["y", "y", "y", "y"]})
    found = schema_of(read_located(tmp_path / "s.yaml"), rows)
    assert [column.levels for column in found.columns] == [("p", "q"), ("1", "3", "20"), ("x",)]
