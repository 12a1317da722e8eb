import numpy as np
import pytest

from datadiet.errors import TwinError
from datadiet.generate.twins.expressions import ARITHMETIC, evaluate, names
from datadiet.generate.twins.parsing import parse_expression

VALUES = {"a": 2.0, "b": 3.0, "c.d": 5.0}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("8 / 4 / 2", 1),
        ("8 - 4 - 2", 2),
        ("-a + b", 1),
        ("--a", 2),
        ("2 * -b", -6),
        (".5 * 1e1 + 2.", 7),
        ("min(a, b, c.d)", 2),
        ("max(a, min(b, c.d) * 2)", 6),
        ("abs(a - c.d) + round(2.6) + sqrt(4)", 8),
    ],
)
def test_arithmetic_is_as_taught_at_school(text, expected):
    assert float(evaluate(parse_expression(text, ARITHMETIC).tree, VALUES)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b", True),
        ("a < b < c.d", True),
        ("a < b and b > c.d", False),
        ("a > b or not b > c.d", True),
        ("not (a > b or b > a)", False),
        ("a > b or a < b and a > 9", False),  # and binds tighter
        ("(a + 1) * 2 = 6", True),
        ("((a) + (b)) <= 5", True),
        ("a <> b and a != b and a == 2", True),
    ],
)
def test_conditions(text, expected):
    assert bool(evaluate(parse_expression(text, ARITHMETIC, condition=True).tree, VALUES)) is expected


def test_arrays_are_worked_out_element_by_element():
    found = evaluate(parse_expression("min(a, 2) * b", ARITHMETIC).tree, {"a": np.array([1.0, 5.0]), "b": 3})
    assert found.tolist() == [3, 6]


def test_names_are_listed_once_in_their_order():
    assert names(parse_expression("b.x + a * max(b.x, c)", ARITHMETIC).tree) == ["b.x", "a", "c"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "ends too early"),
        ("1 +", "ends too early"),
        ("1 2", "'2' is too much"),
        ("(1", "a \\) is missing"),
        ("min(1, 2", "a comma or \\) is missing"),
        ("min(1)", "min of 1"),
        ("abs(1, 2)", "abs of 2"),
        ("a.__class__", None),
        ("exec(a)", "calls 'exec'"),
        ("a[0]", "holds '\\['"),
        ("a; b", "holds ';'"),
        ("'x'", "holds"),
        ("a ** 2", "out of place"),
        ("1 < 2", "'<' is too much"),
        ("and", "out of place"),
        ("(" * 60 + "1" + ")" * 60, "nested too deeply"),
        ("-" * 900 + "1", "nested too deeply"),
        ("1+" * 600 + "1", "1,201 characters"),
    ],
)
def test_what_cannot_be_read_is_refused(text, found):
    if found is None:
        assert names(parse_expression(text, ARITHMETIC).tree) == [text]  # a name like any other: it is looked up
        return
    with pytest.raises(TwinError, match=found):
        parse_expression(text, ARITHMETIC)


@pytest.mark.parametrize("text", ["not " * 200 + "a < b", "(" * 200 + "a < b" + ")" * 200, "a and b", "a"])
def test_conditions_that_cannot_be_read_are_refused(text):
    with pytest.raises(TwinError, match=r"nested too deeply|nothing is compared"):
        parse_expression(text, ARITHMETIC, condition=True)
