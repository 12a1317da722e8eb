import dataclasses

import numpy as np
import pytest
from PIL import ImageColor

from datadiet.errors import OptionError
from datadiet.generate.run import preview
from datadiet.generate.run.preview import COLOURS
from datadiet.generate.twins.rendered import Instance
from tests.generate.run.sources import cropped, picture


def test_boxes_are_drawn_where_the_items_are_in_the_colour_of_their_class():
    # 64 pixels shown on 192: each is three wide. The sheet has a margin of 8.
    sheet = np.asarray(preview([picture([("box", 10, 20, 30, 40), ("crate", 40, 2, 60, 12)])], width=192 + 16))
    for number, (left, top, right, bottom) in enumerate([(10, 20, 30, 40), (40, 2, 60, 12)]):
        colour = ImageColor.getrgb(COLOURS[number])
        for x, y in ((3 * left, 3 * bottom - 1), (3 * right - 1, 3 * bottom - 1), (3 * right - 1, 3 * top + 20)):
            assert tuple(sheet[8 + y, 8 + x]) == colour
        assert tuple(sheet[8 + 3 * bottom + 2, 8 + 3 * left + 5]) == (128, 128, 128)


def test_the_outline_follows_the_mask_and_not_the_box():
    y, x = np.mgrid[:48, :64]
    mask = cropped((x - 30) ** 2 + (y - 24) ** 2 < 15**2)
    base = picture([])
    item = Instance("a", "box", mask, mask, depth=0, within=mask.area)
    plain = np.asarray(preview([base], width=192 + 16))[: 8 + 144]
    shown = np.asarray(preview([dataclasses.replace(base, instances=(item,))], width=192 + 16))[: 8 + 144]
    drawn = (shown == ImageColor.getrgb(COLOURS[0])).all(axis=2) & (plain == 128).all(axis=2)
    ys, xs = np.nonzero(drawn)
    far = np.hypot((xs - 8) / 3 - 30.5, (ys - 8) / 3 - 24.5)
    on_circle = np.abs(far - 15) < 1
    inside_box = (np.abs((xs - 8) / 3 - 30.5) < 13) & (np.abs((ys - 8) / 3 - 24.5) < 13)
    assert on_circle[inside_box].mean() > 0.95
    assert on_circle.sum() > 150


def test_a_sheet_has_rows_of_pictures_and_nothing_is_random():
    pictures = [picture([("box", 2, 2, 9, 9)])] * 5
    one, two = preview(pictures, width=640), preview(pictures, width=640)
    assert one.tobytes() == two.tobytes()
    assert one.width == 640
    assert preview(pictures, width=640, columns=5).height < one.height < preview(pictures, width=640, columns=1).height


def test_pictures_without_items_can_be_shown():
    assert preview([picture([])]).size[0] == 1280


def test_no_picture_and_no_room_are_refused():
    with pytest.raises(OptionError, match="there is no picture to show"):
        preview([])
    with pytest.raises(OptionError, match="50 columns in 200 pixels"):
        preview([picture([])] * 50, width=200, columns=50)
