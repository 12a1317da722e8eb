"""Constraints on rows, contradictions, and a domain of operation as a schema."""

import datetime as dt

import polars as pl
import pytest

from datadiet.domain import parse_domain
from datadiet.errors import DataError
from datadiet.generate.tables.constraints import check_constraints, read_schema, satisfied, unique_rows
from datadiet.generate.tables.from_domain import from_domain
from datadiet.schema import Column, Schema

COLUMNS = (
    Column("a", "integer", "Int64", low=0, high=9, step=1),
    Column("b", "real", "Float64"),
    Column("c", "category", "String", ("red", "blue")),
    Column("d", "datetime", "Date"),
    Column("f", "boolean", "Boolean", ("false", "true")),
    Column("t", "datetime", "Datetime[us]"),
)
FRAME = pl.DataFrame(
    {
        "a": [1, 2, None],
        "b": [0.5, 3.5, 1.0],
        "c": ["red", "blue", "red"],
        "d": [dt.date(2024, 5, 1), dt.date(2025, 1, 1), dt.date(2024, 5, 2)],
        "f": [True, False, None],
        "t": [dt.datetime(2024, 5, 1, 9, 30), dt.datetime(2024, 5, 2), dt.datetime(2025, 1, 1)],
    }
)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a < b", [False, True, True]),
        ("c = 'red'", [True, False, True]),
        ("d >= '2024-05-02'", [False, True, True]),
        ("f", [True, False, True]),
        ("a = 1 or b > 2", [True, True, True]),
        ("a > 1 and b > 2", [False, True, False]),
        ("1 = 2", [False, False, False]),
        ("a is null or a < 2", [True, False, True]),
        ("a is not null", [True, True, False]),
        ("not (a is null) and c = 'red'", [True, False, False]),
        ("t > '2024-05-01T09:30'", [False, True, True]),
        ("t = '2024-05-01 09:30'", [True, False, False]),
        ("t between '2024-05-01' and '2024-05-02'", [True, True, False]),
        ("d = '2024-05-01 00:00'", [True, False, False]),
        ("d > '2024-05-01 12:00'", [False, True, True]),
    ],
)
def test_rows_that_keep_a_constraint(text, rows):
    """What is missing breaks nothing, unless the rest of the constraint decides it."""
    assert satisfied(Schema(COLUMNS, (text,)), FRAME)[text].tolist() == rows


def test_uniqueness():
    frame = pl.DataFrame({"a": [1, 1, 1, None, None], "b": [1, 1, 2, 1, 1]})
    assert unique_rows(["a", "b"], frame).tolist() == [True, False, True, True, True]
    assert unique_rows(["b"], frame).tolist() == [True, False, True, False, False]


@pytest.mark.parametrize(
    ("constraints", "refused"),
    [
        (["a > 3", "a < 2"], True),
        (["a > 9"], True),
        (["b > 3", "b <= 3"], True),
        (["c = 'red'", "c <> 'red'"], True),
        (["c = 'green'"], True),
        (["f", "c = 'red' or not f", "c = 'blue'"], True),
        (["a > 3", "a < 5"], False),
        (["b > 1000000"], False),
        (["a = b"], False),
        (["a > 3", "b < 2"], False),
    ],
)
def test_contradictions(constraints, refused):
    schema = Schema(COLUMNS, tuple(constraints))
    if not refused:
        assert len(check_constraints(schema)) == len(constraints)
        return
    with pytest.raises(DataError, match="no row can meet: constraint 1"):
        check_constraints(schema)


def test_lines_of_a_file(tmp_path):
    path = tmp_path / "s.yaml"
    path.write_text("columns:\n  a: {kind: real, type: Float64}\nconstraints:\n  - a > 1\n  - upper(a) = 'X'\n")
    with pytest.raises(DataError, match=r"s.yaml:5: 'upper\(a\) = 'X'' uses 'UPPER\(a\)'"):
        read_schema(path)
    path.write_text(path.read_text().replace("upper(a) = 'X'", "a < 0"))
    with pytest.raises(DataError, match=r"s.yaml:4 \(a > 1\); .*s.yaml:5 \(a < 0\)"):
        read_schema(path)


def test_a_domain_is_a_schema():
    domain = parse_domain(
        """
        domain: parts
        static: {line: 4}
        variables:
          light: {range: [200, 2000], unit: lx}
          count: {range: [0, 9], integer: true}
          surface: {levels: [gloss, matte]}
          wet: {levels: [false, true]}
          dent: {range: [0, 1], when: surface = 'gloss'}
        constraints: ["not (wet = true and surface = 'matte')"]
        exclude: [{where: light > 1900, max_share: 0}, {where: count = 9, max_share: 0.1}]
        """
    )
    made = from_domain(domain)
    assert [(c.name, c.kind, c.type, c.low, c.high) for c in made.columns[:2]] == [
        ("light", "real", "Float64", 200, 2000),
        ("count", "integer", "Int64", 0, 9),
    ]
    assert made.column("surface").levels == ("gloss", "matte")
    assert (made.column("wet").kind, made.column("dent").missing) == ("boolean", True)
    assert (made.column("line").kind, made.column("line").levels) == ("constant", ("4",))
    assert made.constraints == ("not (wet = true and surface = 'matte')", "not (light > 1900)")
    assert len(check_constraints(made)) == 2
