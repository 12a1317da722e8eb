import json

import numpy as np
import pytest
from PIL import Image

from datadiet.data.costs import Cost, made_for, per_point, read_lines, total
from datadiet.data.reading import read


@pytest.fixture
def generated(tmp_path):
    """Pictures 0, 1 and 7, and what 0, 7 and one that is gone cost."""
    for index in (0, 1, 7):
        Image.fromarray(np.full((8, 8, 3), index, np.uint8)).save(tmp_path / f"{index:06d}.png")
    lines = [{"index": 0, "seconds": 2.0, "money": 0.5}, {"index": 7, "seconds": 3.0}, {"index": 9, "seconds": 50.0}]
    (tmp_path / "costs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + '{"index": 1, "sec')
    return tmp_path


def test_pictures_cost_what_their_lines_say_and_others_are_not_counted(generated):
    assert made_for(read(str(generated), origin="synthetic")) == Cost(3, 2, 5.0, 0.5)


def test_a_folder_that_says_nothing_has_no_cost(generated):
    (generated / "costs.jsonl").write_text('{"index": 9, "seconds": 50.0}\nnonsense\n')
    assert made_for(read(str(generated), origin="synthetic")) is None
    (generated / "costs.jsonl").unlink()
    assert made_for(read(str(generated), origin="synthetic")) is None


@pytest.mark.parametrize("line", [b"", b"[]", b"null", b'{"index": "x", "seconds": 1}', b'{"seconds": 1}', b"\xff"])
def test_a_line_that_says_nothing_is_passed_over(line):
    assert list(read_lines([line, b'{"index": 4, "seconds": 1.5}'])) == [(4, (1.5, None))]


def test_a_point_is_a_hundredth():
    assert per_point(0.05, Cost(4, 4, 10.0, 2.0)) == {"seconds": pytest.approx(2), "money": pytest.approx(0.4)}
    assert per_point(0.05, Cost(4, 4, 10.0, None)) == {"seconds": pytest.approx(2)}
    assert per_point(0.0, Cost(4, 4, 10.0, None)) is None
    assert per_point(0.05, Cost(4, 0, 0.0, None)) is None


def test_money_is_of_those_with_a_price():
    assert total([(1.0, None), None, (2.0, 3.0)]) == Cost(3, 2, 3.0, 3.0)
    assert total([]) == Cost(0, 0, 0.0, None)
