from typing import Annotated

import pytest
from pydantic import BaseModel, ConfigDict, Field

from datadiet.data.located import parse_located
from datadiet.data.validated import validated
from datadiet.errors import DataError


class Leg(BaseModel):
    model_config = ConfigDict(extra="forbid")

    length: Annotated[float, Field(gt=0)]
    colour: str = "brown"


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid")

    table: str
    legs: dict[str, Leg] = {}


class Two:
    """Values of two files."""

    def __init__(self, data, places):
        self.data, self.file, self._places = data, "own.yaml", places

    def at(self, keys):
        return self._places[keys]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "t.yaml holds nothing. Expected: a mapping that begins with table: NAME. "),
        ("- 1", "t.yaml holds a list. Expected: a mapping that begins with table: NAME. "),
        ("table", "t.yaml holds text. Expected: a mapping that begins with table: NAME. "),
        ("legs: {}", "t.yaml:1: the file has no 'table'. Expected: table: VALUE. "),
        ("table: a\nlegs:\n  left: {}", "t.yaml:3: legs.left has no 'length'. Expected: length: VALUE. "),
        (
            "table: a\nlegs:\n  left: {length: 1,\n    color: red}",
            "t.yaml:4: the key 'color' is not known. Expected: one of length, colour. "
            "What to do: did you mean 'colour'? ",
        ),
        ("table: a\nwings: 2", "t.yaml:2: the key 'wings' is not known. Expected: one of table, legs. "),
        (
            "table: a\nlegs:\n  left: {length: 0}\n  right: {length: -1}",
            "t.yaml:3: legs.left.length is 0. Expected: greater than 0. What to do: mend 1 more: lines 4. ",
        ),
    ],
)
def test_the_first_mistake_is_named_with_its_line(text, said):
    with pytest.raises(DataError) as caught:
        validated(parse_located(text, "t.yaml"), Table, begins="table: NAME", error=DataError)
    assert str(caught.value).split() == said.split()


def test_the_file_itself_comes_before_those_that_it_names():
    """The mistake of the other file stands in an earlier line, and is listed with its file."""
    places = {("legs", "left", "length"): ("base.yaml", 2), ("legs", "right", "length"): ("own.yaml", 7)}
    found = Two({"table": "a", "legs": {"left": {"length": 0}, "right": {"length": -1}}}, places)
    with pytest.raises(DataError, match=r"own\.yaml:7: legs\.right\.length is -1.*1 more: lines 2 of base\.yaml"):
        validated(found, Table, begins="table: NAME", error=DataError)
