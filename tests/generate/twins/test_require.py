from itertools import product

import numpy as np
import pytest

from datadiet.generate.twins.parameters import NOWHERE
from datadiet.generate.twins.rendered import Instance, Mask, Rendered
from datadiet.generate.twins.require import holds, parse_requirement

LABELLED = {"red": "cell", "white": "cell", "speck": "dust"}


def box(left, top, width, height):
    return Mask(left, top, np.ones((height, width), bool))


def instance(item, visible, amodal, within):
    return Instance(item, LABELLED[item], box(*visible), box(*amodal), 0, within=within)


SCENE = Rendered(
    image=np.full((20, 30, 3), 51, np.uint8),
    instances=(
        instance("red", (0, 0, 10, 4), (0, 0, 10, 8), 80),  # its lower half is covered
        instance("red", (20, 0, 10, 10), (20, 0, 15, 10), 100),  # a third lies outside
        instance("white", (0, 4, 10, 8), (0, 4, 10, 8), 80),  # covers the first
    ),
    parameters={"red.count": 2, "white.count": 1, "speck.count": 0},
)


def fails(*texts, rendered=SCENE):
    return holds([parse_requirement(text, LABELLED, NOWHERE) for text in texts], rendered)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("count(red) = 2", True),
        ("count(cell) = 3", True),  # by class
        ("count() = 3", True),
        ("count(speck) >= 1", False),
        ("visible(red) >= .5", True),  # 40 of 80; 100 of 150
        ("visible(red) > .5", False),
        ("visible(red) > .6", False),  # one of two is not enough
        ("not visible(red) > .6", True),
        ("visible(speck) > .9", True),  # of what is not there it holds
        ("occlusion(red) <= .5", True),
        ("occlusion(white) = 0", True),
        ("truncation(red) < .34", True),
        ("truncation(red) < .3", False),
        ("area(red) >= 40 and area(white) = 80", True),
        ("width(red) = 10", True),
        ("height(cell) <= 10", True),
        ("width(red) >= height(red)", True),  # within each instance: 10 and 4, 10 and 10
        ("width(red) > height(red)", False),
        ("height(red) < height(white) * 2", True),  # each with each
        ("overlap(red, white) <= .5", True),  # 4 rows of 8
        ("overlap(red, white) < .5", False),
        ("overlap(white) = .5", True),
        ("overlap(red, red) = 0", True),
        ("brightness() = .2 or contrast() > 1", True),
        ("abs(brightness() - .2) < .001 and contrast() = 0", True),
        ("max(count(red), count(white), 7) = 7", True),
    ],
)
def test_a_scene_measured_by_hand(text, true):
    assert fails(text) == ([] if true else [text])


def test_what_was_placed_and_is_not_seen_at_all_is_not_visible():
    hidden = Rendered(SCENE.image, SCENE.instances[1:], SCENE.parameters)
    assert fails("visible(red) > 0", rendered=hidden) == ["visible(red) > 0"]
    assert fails("visible(cell) > 0", rendered=hidden) == ["visible(cell) > 0"]
    assert fails("visible(white) > 0", rendered=hidden) == []


def test_the_clauses_that_fail_come_back_as_written_in_their_order():
    assert fails(" count(red) > 5", "count() = 3", "visible(red) > .9") == ["count(red) > 5", "visible(red) > .9"]


def test_an_empty_picture_fails_only_what_counts():
    empty = Rendered(SCENE.image, ())
    assert fails("count() >= 1", "visible(red) > .3", "area(red) > 5", rendered=empty) == ["count() >= 1"]


def test_overlap_agrees_with_counting_pixels():
    rng = np.random.default_rng(0)
    for _ in range(20):
        masks = []
        for _ in range(2):
            pixels = rng.random((7, 9)) < 0.6
            pixels[[0, -1]] = True
            masks.append(Mask(int(rng.integers(-6, 6)), int(rng.integers(-6, 6)), pixels))
        pair = [Instance("red", "cell", masks[0], masks[0], 0), Instance("white", "cell", masks[1], masks[1], 1)]
        sets = [{(m.left + x, m.top + y) for y, x in product(range(7), range(9)) if m.pixels[y, x]} for m in masks]
        share = len(sets[0] & sets[1]) / len(sets[0])
        rendered = Rendered(SCENE.image, tuple(pair))
        clauses = [f"overlap(red, white) < {share + 1e-6:.9f}", f"overlap(red, white) > {share:.9f} - .000001"]
        assert fails(*clauses, rendered=rendered) == []
