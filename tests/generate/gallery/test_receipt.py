"""The receipt's print: it is what its parameters say, and where they say."""

import numpy as np
import pytest

from datadiet.generate.gallery.printing import ean13, written
from datadiet.generate.gallery.receipt import barcode, paper, total


def test_a_bar_code_has_95_modules_guards_and_the_right_check_digit():
    modules = "".join(map(str, ean13([5, 9, 0, 1, 2, 3, 4, 1, 2, 3, 4, 5])))  # 5901234123457, the usual example
    assert len(modules) == 95
    assert (modules[:3], modules[45:50], modules[-3:]) == ("101", "01010", "101")
    left = ["0001011", "0100111", "0110011", "0010011", "0111101", "0011101"]  # 9L 0G 1G 2L 3L 4G
    right = ["1100110", "1101100", "1000010", "1011100", "1001110", "1000100"]  # 1 2 3 4 5 7
    assert modules[3:45] == "".join(left)
    assert modules[50:92] == "".join(right)


def test_text_keeps_to_its_line_and_what_is_too_long_is_made_smaller():
    line = written([(0.0, "Milk"), (1.0, "1.20")], 300, 40)
    assert line.shape == (40, 300)
    assert line.min() >= 0
    assert line.max() == 1
    columns = np.flatnonzero(line.max(0) > 0.2)
    assert columns[0] < 12
    assert columns[-1] > 288
    assert np.diff(columns).max() > 60  # a gap between the two
    crowded = written([(0.0, "Tomatoes " * 4), (1.0, "1000.00")], 300, 40)
    assert crowded.shape == (40, 300)
    assert np.flatnonzero(crowded.max(1) > 0.2).size < 20


def test_the_box_is_that_of_what_is_printed_and_lies_where_it_is_told(seeded):
    code = barcode({"width": 120, "height": 40, "down": 100, "across": -10}, seeded(0))
    height, width = code.alpha.shape
    assert (width / code.density, height / code.density) == pytest.approx((120, 40), abs=1)
    centre = (width / 2 - code.anchor[0]) / code.density, (height / 2 - code.anchor[1]) / code.density
    assert centre == pytest.approx((-10, 100), abs=1)
    assert (code.solid == 1).all()


def test_the_amount_is_what_is_printed(seeded):
    one, same, other = (total({"amount": amount}, seeded(0)).alpha for amount in (12.5, 12.501, 12.6))
    assert np.array_equal(one, same)
    assert one.shape != other.shape or not np.array_equal(one, other)


def test_paper_has_its_size_and_folds_are_seen(seeded):
    smooth = {"width": 200, "height": 300, "folds": 0, "curl": 0, "grain": 0, "torn": 0, "warmth": 0}
    sheet = paper(smooth, seeded(0))
    assert sheet.solid.sum() / sheet.density**2 == pytest.approx(200 * 300, rel=0.01)
    inside = sheet.alpha > 0.99
    assert np.ptp(sheet.rgb[inside]) < 1e-5
    folded = paper({**smooth, "folds": 2, "fold_strength": 0.2}, seeded(0))
    assert np.ptp(folded.rgb[inside]) > 0.1
