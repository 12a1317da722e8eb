import json
import re

import numpy as np
import pytest

from datadiet.errors import DataError
from datadiet.generate.compose.segments import decode_segment
from datadiet.generate.labels.rle import compressed, counts
from datadiet.generate.twins.rendered import Mask


def test_a_polygon_by_hand():
    mask = decode_segment(json.dumps([[2, 1, 6, 1, 6, 4, 2, 4]]), (10, 8))
    assert mask.box == (2, 1, 6, 4)
    assert mask.pixels.all()


def test_a_triangle_has_its_area():
    mask = decode_segment(json.dumps([[0, 0, 40, 0, 0, 40]]), (60, 60))
    assert abs(mask.area - 800) < 25


def test_two_polygons_are_one_object():
    mask = decode_segment(json.dumps([[0, 0, 3, 0, 3, 3, 0, 3], [5, 5, 8, 5, 8, 8, 5, 8]]), (10, 10))
    assert mask.box == (0, 0, 8, 8)
    assert mask.area == 18


def test_a_polygon_is_cut_at_its_image():
    assert decode_segment(json.dumps([[-5, 2, 4, 2, 4, 30, -5, 30]]), (10, 8)).box == (0, 2, 4, 8)


def test_run_lengths_as_numbers_and_as_text():
    pixels = np.random.default_rng(0).random((5, 7)) > 0.5
    runs = counts(Mask(0, 0, pixels), (7, 5))
    for written in (runs.tolist(), compressed(runs)):
        mask = decode_segment(json.dumps({"size": [5, 7], "counts": written}), (7, 5))
        whole = np.zeros((5, 7), dtype=bool)
        left, top, right, bottom = mask.box or (0, 0, 0, 0)
        whole[top:bottom, left:right] = mask.pixels
        assert np.array_equal(whole, pixels)


@pytest.mark.parametrize(
    ("segment", "message"),
    [
        ({"size": [5, 7], "counts": [3, 4]}, "do not add up to 7 x 5"),
        ({"size": [5, 7], "counts": [-35, 70]}, "do not add up"),
        ({"size": [6, 7], "counts": [42]}, "it is 7 x 6, its image 7 x 5"),
        ({"size": [5, 7]}, "does not decode"),
        ({"size": [5, 7], "counts": "\u00e9"}, "does not decode"),
        ({"size": [5, 7], "counts": [35]}, "no pixel"),
        ([[1, 1, 2, 2]], "fewer than three points"),
        ([[1, 1, 2]], "does not decode"),
        ([], "fewer than three points"),
        ([[20, 20, 30, 20, 30, 30]], "outside its image"),
        ([[float("nan"), 1, 2, 2, 3, 1]], "not finite"),
        ("text", "does not decode"),
        (3, "does not decode"),
    ],
)
def test_what_does_not_decode_is_an_error(segment, message):
    with pytest.raises(DataError, match=re.escape(message)):
        decode_segment(json.dumps(segment), (7, 5))


def test_text_that_is_no_json_is_an_error():
    with pytest.raises(DataError, match="does not decode"):
        decode_segment("{", (7, 5))
