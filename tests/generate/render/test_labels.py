"""Labels of scenes computed by hand."""

import numpy as np
import pytest

from datadiet.generate.render.masks import tight
from datadiet.generate.sensor import distort_points
from datadiet.generate.twins.scene import Cutout, Elastic, Shadow
from tests.generate.render.scenes import blob, block, draw, sprite


def test_box_and_mask_of_a_rectangle():
    (found,) = draw(sprite(block(4, 3), 2, 1)).instances
    assert found.visible.box == found.amodal.box == (2, 1, 6, 4)
    assert found.visible.pixels.all()
    assert (found.within, found.occlusion, found.truncation, found.depth) == (12, 0, 0, 0)


def test_a_pixel_half_covered_belongs_and_one_less_does_not():
    assert draw(sprite(block(4, 3), 2.5, 1)).instances[0].visible.box == (2, 1, 7, 4)
    assert draw(sprite(block(4, 3), 2.51, 1)).instances[0].visible.box == (3, 1, 7, 4)
    assert draw(sprite(block(4, 3), 2.49, 1)).instances[0].visible.box == (2, 1, 6, 4)


def test_boxes_are_the_bounds_of_masks_whatever_the_pose():
    for seed in range(30):
        rng = np.random.default_rng(seed)
        x, y, angle = rng.uniform((-5, -5, 0), (25, 25, 360))
        thing = sprite(blob(seed, 9, 14, anchor=(4, 6)), x, y, angle=angle, zoom=rng.uniform(0.3, 2))
        for each in draw(thing, width=20, height=20).instances:
            for mask in (each.visible, each.amodal):
                rows, columns = np.nonzero(mask.pixels)
                bounds = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
                assert mask.box == tuple(np.add(bounds, (mask.left, mask.top) * 2))
            left, top, right, bottom = each.visible.box
            assert 0 <= left < right <= 20
            assert 0 <= top < bottom <= 20


def test_truncation_by_hand():
    (found,) = draw(sprite(block(4, 4), -3, 6)).instances  # of 16 pixels, one column of two rows is inside
    assert found.amodal.box == (-3, 6, 1, 10)
    assert found.visible.box == (0, 6, 1, 8)
    assert found.truncation == pytest.approx(14 / 16)
    assert found.occlusion == 0


def test_occlusion_by_hand():
    back, front = draw(sprite(block(4, 4), 1, 1, item="a"), sprite(block(4, 4), 4, 2, item="b")).instances
    assert (back.item, back.depth, front.item, front.depth) == ("a", 0, "b", 1)
    assert back.occlusion == pytest.approx(3 / 16)
    assert back.visible.box == (1, 1, 5, 5)
    assert back.visible.pixels[1:, 3].sum() == 0
    assert back.amodal.area == 16
    assert (front.occlusion, front.visible.area) == (0, 16)


def test_the_visible_box_shrinks_to_what_is_seen():
    back, _ = draw(sprite(block(4, 4), 1, 1), sprite(block(4, 8), 3, 0)).instances
    assert back.visible.box == (1, 1, 3, 5)


@pytest.mark.parametrize(("alpha", "occlusion"), [(1.0, 0.5), (0.5, 0.5), (0.49, 0.0)])
def test_what_is_transparent_hides_nothing(alpha, occlusion):
    back, _ = draw(sprite(block(4, 4), 1, 1), sprite(block(4, 4, alpha=alpha), 3, 1)).instances
    assert back.occlusion == occlusion


def test_what_filters_hides_nothing():
    back, front = draw(sprite(block(4, 4), 1, 1), sprite(block(4, 4), 3, 1, blend="multiply")).instances
    assert back.occlusion == front.occlusion == 0


def test_what_has_no_label_hides_and_is_not_listed():
    (found,) = draw(sprite(block(4, 4), 1, 1), sprite(block(2, 4), 3, 1, label=None)).instances
    assert found.occlusion == 0.5


def test_what_is_not_seen_is_left_out_and_depths_stay_in_order():
    hidden, front = sprite(block(2, 2), 3, 3, item="hidden"), sprite(block(4, 4), 2, 2, item="front")
    outside, rear = sprite(block(4, 4), 30, 3, item="outside"), sprite(block(1, 1), 0, 0, item="rear")
    nothing = sprite(block(0, 0), 4, 4, item="nothing")
    thin = sprite(block(8, 1), 1, 7, zoom=0.01, item="thin")
    found = draw(rear, outside, hidden, nothing, thin, front).instances
    assert [(each.item, each.depth) for each in found] == [("rear", 0), ("front", 1)]


@pytest.mark.parametrize("size", [(0, 0), (0, 3), (3, 0)])
def test_a_cut_out_without_pixels_draws_nothing(size):
    assert (draw(sprite(block(*size), 4, 4, shadow=Shadow(1, 1, 1, 1)), grey=0.5).image == 128).all()


def test_solid_counts_where_alpha_does_not():
    ring = np.full((5, 5), 0.8, np.float32)
    ring[1:4, 1:4] = 0.1
    glass = Cutout(np.ones((5, 5, 3), np.float32), ring, (0, 0), solid=np.ones((5, 5), np.float32))
    back, front = draw(sprite(block(3, 3), 3, 3), sprite(glass, 2, 2)).instances
    assert front.visible.area == 25
    assert back.occlusion == 0  # seen through the middle


def test_a_glow_is_no_part_of_the_lamp():
    solid = np.zeros((5, 5), np.float32)
    solid[2, 1:4] = 1
    lamp = Cutout(np.ones((5, 5, 3), np.float32), np.ones((5, 5), np.float32), (0, 0), solid=solid)
    assert draw(sprite(lamp, 2, 2)).instances[0].visible.box == (3, 4, 6, 5)


def test_a_faint_stain_is_an_item_too():
    (found,) = draw(sprite(block(4, 3, alpha=0.3), 2, 1, blend="multiply")).instances
    assert found.visible.box == (2, 1, 6, 4)


def test_what_is_invisible_has_no_label():
    assert draw(sprite(block(4, 3, alpha=0.0), 2, 1)).instances == ()


def test_shadows_are_no_part_of_the_item():
    (found,) = draw(sprite(block(4, 3), 2, 1, shadow=Shadow(1, 1, 1, 1))).instances
    assert found.visible.box == found.amodal.box == (2, 1, 6, 4)


def test_an_amodal_mask_does_not_depend_on_where_the_picture_ends():
    thing = sprite(blob(3, 9, 14, anchor=(4, 6), density=1.4), -1, 7, angle=20, zoom=1.5, elastic=Elastic(1, 9, 2))
    (small,), (large,) = (draw(thing, width=width, height=8).instances for width in (2, 30))
    assert small.amodal.box == large.amodal.box
    assert (small.amodal.pixels == large.amodal.pixels).all()
    assert small.within < large.within < large.amodal.area


def test_keypoints_are_seen_unless_covered_or_outside():
    points = {"free": (0.5, 0.5), "covered": (3.5, 0.5), "outside": (0.5, 9.5)}
    back, _ = draw(sprite(block(4, 10, keypoints=points), 1, 1), sprite(block(2, 8), 4, 0)).instances
    assert back.keypoints == {"free": (1.5, 1.5, True), "covered": (4.5, 1.5, False), "outside": (1.5, 10.5, False)}


def test_pose_and_parameters_are_told():
    thing = sprite(block(4, 3), 2, 1, angle=5, zoom=1.5)
    thing.parameters["hue"] = 0.25
    (found,) = draw(thing).instances
    assert found.pose == {"x": 2, "y": 1, "angle": 5, "zoom": 1.5}
    assert found.parameters == {"hue": 0.25}


def test_a_lens_bends_labels_as_it_bends_the_picture():
    sensor = {"k1": 0.25}
    tip = {"tip": (12.0, 10.0)}
    back = sprite(block(24, 20, (1, 1, 1), keypoints=tip), 2, 3)
    front = sprite(block(10, 40, (0, 0, 0)), 20, 0)
    drawn = draw(back, front, width=60, height=40, grey=0.0, sensor=sensor)
    seen = drawn.instances[0]
    bright = tight(drawn.image[..., 1] > 127)
    assert np.abs(np.subtract(seen.visible.box, bright.box)).max() <= 1
    assert seen.visible.area == pytest.approx(bright.area, rel=0.05)
    assert seen.visible.box != (2, 3, 20, 23)
    assert np.allclose(seen.keypoints["tip"][:2], distort_points(np.array([[14.0, 13.0]]), (60, 40), sensor)[0])
