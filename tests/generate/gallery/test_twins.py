"""The twins that ship: they load, keep their orders, draw what they declare and label it."""

import numpy as np
import pytest

from datadiet.generate.render.sprites import SpritesRenderer
from datadiet.generate.twins.flattening import flatten
from datadiet.generate.twins.twin import WILD, find_twin
from datadiet.randomness import stream


def drawn(twin, seed, width=0.5):
    parameters = twin.sample(stream(seed), width=width)
    return parameters, SpritesRenderer().render(twin.build(parameters), rng=stream(seed, "noise"))


@pytest.mark.parametrize("name", ["blood-smear", "receipt"])
@pytest.mark.parametrize("width", [0.0, WILD])
def test_a_twin_can_be_drawn_fixed_and_wild(name, width):
    twin = find_twin(name)
    for seed in range(2):
        _, picture = drawn(twin, seed, width)
        assert picture.image.shape == (*twin.size[::-1], 3)
        assert picture.image.std() > 5


def test_the_same_seed_gives_the_same_smear():
    twin = find_twin("blood-smear")
    one, again = (drawn(twin, 5)[1] for _ in range(2))
    assert one.image.tobytes() == again.image.tobytes()


def test_cells_are_ordered_by_size_and_labelled_as_what_they_are():
    twin = find_twin("blood-smear")
    for seed in range(4):
        parameters, picture = drawn(twin, seed)
        radii = {name: [] for name in ("platelet", "red_cell", "white_cell")}
        for item in parameters["items"]:
            if item["item"] in radii:
                radii[item["item"]].append(item["values"]["radius"])
        assert max(radii["platelet"], default=0) < min(radii["red_cell"])
        assert max(radii["red_cell"]) < min(radii["white_cell"])
        assert {each.label for each in picture.instances} <= {"RBC", "WBC", "Platelets"}


def test_a_smear_is_as_bright_and_as_sharp_as_those_that_were_measured():
    from datadiet.domain.attributes.pixels import brightness, sharpness

    twin = find_twin("blood-smear")
    pictures = [drawn(twin, seed)[1].image for seed in range(4)]
    # what 90 % of BCCD's training split have, and as much again on either side
    assert 0.65 < np.mean([brightness(picture) for picture in pictures]) < 0.77
    assert 0.36 < np.mean([sharpness(picture) for picture in pictures]) < 0.63


def test_a_receipt_adds_up_and_each_line_has_its_box():
    twin = find_twin("receipt")
    for seed in range(6):
        parameters, picture = drawn(twin, seed)
        values = parameters["values"]
        lines = round(values["paper.lines"])
        labels = [each.label for each in picture.instances]
        assert labels.count("line_item") == lines
        assert sorted(set(labels)) == ["barcode", "date", "line_item", "logo", "total"]
        amount = next(each.parameters["amount"] for each in picture.instances if each.label == "total")
        printed = [round(100 * values[f"line_{line}.price"], 6) for line in range(1, lines + 1)]
        assert all(cents.is_integer() and cents > 0 for cents in printed)
        assert round(100 * amount, 6) == sum(printed)


def test_of_lines_that_are_not_there_a_row_says_so():
    twin = find_twin("receipt")
    for lines in (1, 4, 8):
        row = flatten(twin.sample(stream(lines), given={"paper.lines": lines}))
        there = [line <= lines for line in range(1, 9)]
        assert [row[f"line_{line}.count"] for line in range(1, 9)] == there
        assert [row[f"line_{line}.price"] > 0 for line in range(1, 9)] == there
        assert [f"line_{line}.ink" in row for line in range(1, 9)] == there


def test_print_lies_on_the_paper():
    twin = find_twin("receipt")
    parameters = twin.sample(stream(1), given={"paper.angle": 0, "paper.shear": 0})
    picture = SpritesRenderer().render(twin.build(parameters), rng=stream(1))
    values, (sheet, *_) = parameters["values"], parameters["items"]
    left, right = (sheet["x"] + side * values["paper.width"] / 2 for side in (-1, 1))
    top, bottom = (sheet["y"] + side * values["paper.height"] / 2 for side in (-1, 1))
    boxes = {each.item: each.amodal.box for each in picture.instances}
    assert all(left < box[0] and box[2] < right and top < box[1] and box[3] < bottom for box in boxes.values())
    order = sorted(boxes, key=lambda item: boxes[item][1])
    lines = [f"line_{line}" for line in range(1, round(values["paper.lines"]) + 1)]
    assert order == ["logo", "date", *lines, "total", "barcode"]
