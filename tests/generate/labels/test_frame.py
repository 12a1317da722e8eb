import dataclasses
import math

import numpy as np
import pytest

from datadiet.errors import DataError
from datadiet.generate.labels.frame import Frame, dump, labels, load
from datadiet.generate.labels.parameters import flat
from datadiet.generate.twins.rendered import Instance, Mask, Rendered
from tests.generate.run.sources import picture, rectangle


def record(rendered):
    height, width, _ = rendered.image.shape
    return Frame(3, "3.png", "0" * 64, width, height, labels(rendered), flat(rendered.parameters))


def test_a_scene_worked_out_by_hand():
    # A crate of 20 x 10, its right half behind a box; another box of 20 x 20 of which 10 x 8 are in the picture.
    rendered = picture([("crate", 4, 6, 24, 16), ("box", 14, 0, 29, 30), ("box", 54, 40, 74, 60)])
    crate, box, corner = labels(rendered)
    assert (crate.box, crate.amodal_box, crate.area) == ((4, 6, 14, 16), (4, 6, 24, 16), 100)
    assert (crate.occlusion, crate.truncation, crate.visible) == (0.5, 0.0, 0.5)
    assert (box.box, box.occlusion, box.truncation) == ((14, 0, 29, 30), 0.0, 0.0)
    assert corner.box == (54, 40, 64, 48)
    assert corner.amodal_box == (54, 40, 74, 60)
    assert (corner.truncation, corner.occlusion) == (1 - 80 / 400, 0.0)
    assert [one.depth for one in (crate, box, corner)] == [0, 1, 2]


def test_the_box_is_the_bounds_of_the_mask_even_where_the_mask_has_a_margin():
    margin = Mask(10, 20, np.pad(np.ones((2, 3), dtype=bool), ((1, 2), (3, 4))))
    one = Instance("a", "box", margin, margin, depth=0, within=6)
    (label,) = labels(Rendered(picture([]).image, (one,)))
    assert label.box == label.amodal_box == (13, 21, 16, 23)


def test_a_record_survives_the_disk_to_the_last_bit():
    more = {"light": {"power": 0.1 + 0.2}, "seed": 2**63 + 5, "on": True, "word": "é", "many": 2, "whole": 2.0}
    frame = record(picture([("crate", -4, 6, 24, 16), ("box", 14, 0, 29, 30)], keypoints=True, parameters=more))
    again = load(dump(frame))
    assert again == frame
    assert [type(value) for value in again.parameters.values()] == [float, int, bool, str, int, float]


@pytest.mark.parametrize(
    "damage", [lambda data: data[:-40], lambda data: data.replace(b"crate", b"chute"), lambda _: b""]
)
def test_a_damaged_record_is_refused(damage):
    data = dump(record(picture([("crate", 4, 6, 24, 16)])))
    with pytest.raises(DataError, match="record of a frame is damaged"):
        load(damage(data))


def instance(**changes):
    mask = rectangle(1, 1, 4, 4)
    return dataclasses.replace(Instance("a", "box", mask, mask, depth=0, within=9), **changes)


EMPTY = Mask(0, 0, np.zeros((0, 0), dtype=bool))


@pytest.mark.parametrize(
    ("one", "reason"),
    [
        (instance(label=""), "class of item 'a' is ''"),
        (instance(label="a\x00b"), "printable letters"),
        (instance(visible=EMPTY), "nothing of it is seen"),
        (instance(visible=rectangle(60, 1, 66, 4)), "reaches outside the picture"),
        (instance(within=5), r"occlusion is -0\.8"),
        (instance(keypoints={"tip": (math.nan, 0.0, True)}), "tip is nan"),
        (instance(pose={"x": math.inf}), "x is inf"),
        (instance(parameters={"hue": math.nan}), "parameter 'hue' is nan"),
    ],
)
def test_what_contradicts_itself_is_refused_with_the_reason(one, reason):
    with pytest.raises(DataError, match=reason):
        labels(Rendered(picture([]).image, (one,)))


@pytest.mark.parametrize("image", [np.zeros((4, 4, 3)), np.zeros((4, 4), np.uint8), np.zeros((0, 4, 3), np.uint8)])
def test_a_picture_of_another_kind_is_refused(image):
    with pytest.raises(DataError, match="the picture is"):
        labels(Rendered(image, ()))


def test_nested_parameters_become_columns_and_long_lists_one_of_json():
    found = flat(
        {
            "light": {"power": np.float32(0.5), "on": np.bool_(True)},
            "tint": (1, 0.5),
            "none": None,
            "cells": [{"r": 3.5}, {"r": np.float64(4)}],
            "many": list(range(9)),
        }
    )
    assert found == {
        "light.power": 0.5,
        "light.on": True,
        "tint.0": 1,
        "tint.1": 0.5,
        "cells": '[{"r":3.5},{"r":4.0}]',
        "many": "[0,1,2,3,4,5,6,7,8]",
    }
    assert found["light.on"] is True


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"a": {"b": math.inf}}, "parameter 'a.b' is inf"),
        ({"a.b": 1, "a": {"b": 2}}, "two parameters are called 'a.b'"),
        ({"a": object()}, "of type object"),
        ({"a": [[math.nan]]}, "parameter 'a' holds"),
    ],
)
def test_parameters_that_no_table_holds_are_refused(parameters, reason):
    with pytest.raises(DataError, match=reason):
        flat(parameters)
