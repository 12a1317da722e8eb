import inspect
import pickle
import re

import pytest

from datadiet import errors
from datadiet.errors import DatadietError, DataError, MissingExtra, OptionError


def drawn(error: type, prefix: str = "") -> list[str]:
    """Draw the tree below `error` as the docstring does, without the explanations."""
    children = [each for each in vars(errors).values() if inspect.isclass(each) and each.__base__ is error]
    lines = []
    for child in children:
        last = child is children[-1]
        lines.append(f"{prefix}{'└── ' if last else '├── '}{child.__name__}")
        lines += drawn(child, prefix + ("    " if last else "│   "))
    return lines


def test_the_docstring_draws_the_tree_as_it_is():
    assert errors.__doc__ is not None
    drawing = errors.__doc__.split("```")[1].strip().splitlines()
    names = [re.match(r"[│├└─ ]*\w+", line).group() for line in drawing]
    assert names == ["DatadietError", *drawn(DatadietError)]


def test_every_error_of_the_module_is_in_the_tree():
    classes = [each for each in vars(errors).values() if inspect.isclass(each)]
    assert classes
    assert all(issubclass(each, DatadietError) for each in classes)


def test_a_message_says_what_was_found_expected_and_to_do():
    error = OptionError("level is 'pixel'", expected="item or scene", todo="write --level item")
    assert str(error) == "level is 'pixel'. Expected: item or scene. What to do: write --level item."
    assert (error.found, error.expected, error.todo) == ("level is 'pixel'", "item or scene", "write --level item")


def test_what_follows_lines_that_are_quoted_begins_on_a_line_of_its_own():
    error = DataError("it failed; the last it said:\n  no gpu\n", expected="exit code 0", todo="see log.txt")
    assert str(error) == "it failed; the last it said:\n  no gpu\nExpected: exit code 0. What to do: see log.txt."


def test_a_message_without_advice_is_one_sentence_with_one_full_stop():
    assert str(DataError("The folder is empty.")) == "The folder is empty."


def test_a_missing_extra_names_the_command_that_installs_it():
    error = MissingExtra("timm", "timm")
    assert error.extra == "timm"
    assert "pip install 'datadiet[timm]'" in str(error)


@pytest.mark.parametrize("kind", [OptionError, DataError, MissingExtra])
def test_one_except_clause_catches_all(kind):
    with pytest.raises(DatadietError):
        raise kind("x", "y") if kind is MissingExtra else kind("x")


@pytest.mark.parametrize("error", [OptionError("found", expected="that", todo="do it"), MissingExtra("timm", "timm")])
def test_errors_come_back_from_a_worker_as_they_were(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)
