"""The labels of composites tell what was painted: every mask is held against the pixels themselves."""

import numpy as np
import pytest

from datadiet.generate.compose import Pasting, Variation, compose_set, vary_set
from datadiet.generate.labels.frame import labels
from tests.generate.compose.conftest import WHERE, scene

KEPT = {"sizes": "kept", "overlap": 0.0, "per_image": (1, 1)}
LOOSE = {"disc": (36, 16, 60, 40)}
"""Four pixels around the disc on every side."""


def even(grey: int, side: int = 96) -> np.ndarray:
    return np.full((side, side, 3), grey, dtype=np.uint8)


def whole(mask, shape: tuple[int, ...]) -> np.ndarray:
    """A mask as all of its picture."""
    seen = np.zeros(shape[:2], dtype=bool)
    left, top, right, bottom = mask.box
    seen[top:bottom, left:right] = mask.pixels
    return seen


def bounds(pixels: np.ndarray) -> tuple[int, ...]:
    rows, columns = np.nonzero(pixels)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def white_on_black(made, boxes, **options):
    """A picture whose tone is the share that was painted, and its only label: the objects are white, and all around."""
    objects, grounds = made("objects", [even(255, 64)], boxes), made("grounds", [even(0)], {})
    picture = next(compose_set(objects, grounds, 1, seed=0, options=Pasting(**KEPT | options)))
    (one,) = picture.instances
    return picture.image[:, :, 0] / 255, one, labels(picture)[0]


@pytest.mark.parametrize("outline", ["box", "ellipse"])
@pytest.mark.parametrize("feather", [0.0, 3.0, 5.0])
@pytest.mark.parametrize("turn", [0.0, 40.0])
def test_the_mask_is_what_is_at_least_half_painted(made, outline, feather, turn):
    alpha, one, label = white_on_black(made, {"cell": (20, 16, 44, 40)}, outline=outline, feather=feather, turn=turn)
    assert np.array_equal(whole(one.visible, alpha.shape), alpha >= 0.5)
    assert label.box == label.amodal_box == bounds(alpha >= 0.5)
    assert label.area == (alpha >= 0.5).sum()
    assert ((alpha > 0) & (alpha < 0.5)).any() == (feather > 0)


def test_a_soft_edge_by_hand(made):
    alpha, one, _ = white_on_black(made, {"cell": (20, 20, 32, 32)}, blending="feathered", feather=3.0)
    left, top, right, bottom = bounds(alpha > 0)
    assert np.allclose(alpha[top + 6, left : left + 4], [1 / 6, 1 / 2, 5 / 6, 1], atol=0.003)
    assert (right - left, bottom - top) == (12, 12)
    assert one.visible.box == (left + 1, top + 1, right - 1, bottom - 1)


@pytest.mark.parametrize("outline", ["box", "ellipse", "colour"])
def test_a_loose_box_around_an_object_does_not_make_its_mask_loose(made, outline):
    objects, grounds = made("objects", [scene()], LOOSE), made("grounds", [even(100)], {})
    options = Pasting(outline=outline, blending="hard", **KEPT)
    for picture in compose_set(objects, grounds, 3, seed=0, options=options):
        painted = (picture.image != 100).any(axis=2)  # the image of the object has no pixel of this grey
        assert np.array_equal(whole(picture.instances[0].visible, painted.shape), painted)
        assert labels(picture)[0].box == bounds(painted)
        assert picture.instances[0].parameters["box"] == "mask"


def test_boxes_as_they_were_drawn_change_boxes_alone_and_say_so(made):
    objects, grounds = made("objects", [scene()], LOOSE), made("grounds", [even(100)], {})
    options = {"outline": "colour", "turn": 30.0, "blending": "feathered", "sizes": "overall"}
    tight, drawn = (
        list(compose_set(objects, grounds, 4, seed=0, options=Pasting(boxes=boxes, **options)))
        for boxes in ("tight", "drawn")
    )
    for one, other in zip(tight, drawn, strict=True):
        assert np.array_equal(one.image, other.image)
        for close, loose in zip(labels(one), labels(other), strict=True):
            assert close.mask == loose.mask
            assert close.area == loose.area
            assert loose.box[0] < close.box[0] < close.box[2] < loose.box[2]
            assert loose.box[1] < close.box[1] < close.box[3] < loose.box[3]
            assert (close.parameters["box"], loose.parameters["box"]) == ("mask", "drawn")
        assert (one.parameters["boxes"], other.parameters["boxes"]) == ("tight", "drawn")


def test_a_drawn_box_by_hand_lies_within_the_picture(made):
    objects = made("objects", [scene()], LOOSE)
    options = Pasting(outline="colour", boxes="drawn", blending="hard", **KEPT)
    sides = []
    for picture in compose_set(objects, made("grounds", [even(100, 30)], {}), 12, seed=0, options=options):
        left, top, right, bottom = labels(picture)[0].box
        assert 0 <= left < right <= 30
        assert 0 <= top < bottom <= 30
        sides.append(right - left)
    assert max(sides) == 24  # as it was drawn
    assert min(sides) < 24  # cut at the edge


def test_with_poisson_the_mask_is_the_object_and_the_seam_hides_what_is_behind(made):
    objects = made("objects", [scene()], {"square": WHERE["square"]})
    grounds = made("grounds", [even(100, 40)], {"ground": (0, 0, 40, 40)})
    options = Pasting(blending="poisson", per_image=(1, 1), sizes="kept", overlap=1.0)
    pictures = compose_set(objects, grounds, 12, seed=0, options=options)
    behind, square = next(one.instances for one in pictures if min(one.instances[1].visible.box[:2]) >= 2)
    left, top, right, bottom = square.visible.box
    assert max(right, bottom) <= 38
    assert (right - left, bottom - top, square.visible.area) == (12, 12, 144)
    hidden = ~whole(behind.visible, (40, 40))
    assert bounds(hidden) == (left - 2, top - 2, right + 2, bottom + 2)
    assert hidden.sum() == 144 + 2 * 48 + 4  # two rows on each side, and a pixel in each corner


def test_nothing_that_is_never_half_painted_is_labelled(made):
    objects, grounds = made("objects", [scene()], {"square": WHERE["square"]}), made("grounds", [even(100)], {})
    options = Pasting(feather=40.0, sizes="kept", per_image=(0, 1))
    pictures = list(compose_set(objects, grounds, 6, seed=0, options=options))
    assert not any(one.instances for one in pictures)
    assert any("a soft edge of 40 pixels leaves no pixel half painted" in one.parameters["skipped"] for one in pictures)
    assert all((one.image == 100).all() for one in pictures)


@pytest.mark.parametrize("outline", ["box", "ellipse", "colour"])
def test_the_mask_of_a_background_that_has_boxes_alone_is_its_box_and_says_so(made, outline):
    grounds = made("grounds", [scene()], WHERE)
    options = Pasting(outline=outline, per_image=(0, 0))
    picture = next(compose_set(made("objects", [scene()], WHERE), grounds, 1, seed=0, options=options))
    assert {one.label: one.visible.box for one in picture.instances} == WHERE
    for one in picture.instances:
        assert one.visible.pixels.all()
        assert (one.parameters["outline"], one.parameters["box"]) == ("box", "drawn")


def test_the_mask_of_a_background_is_kept_as_one(made):
    grounds = made("grounds", [scene()], WHERE, masks=True)
    picture = next(
        compose_set(made("objects", [scene()], WHERE), grounds, 1, seed=0, options=Pasting(per_image=(0, 0)))
    )
    assert {one.parameters["outline"] for one in picture.instances} == {"mask"}


@pytest.mark.parametrize("outline", ["box", "ellipse"])
def test_a_variation_invents_no_mask_for_a_box(made, outline):
    options = Variation(turn=40.0, outline=outline)
    turned = 0
    for picture in vary_set(made(outline, [scene()], WHERE), 6, seed=0, options=options):
        for one in picture.instances:
            assert one.visible.pixels.all()
            assert one.amodal.pixels.all()
            assert one.parameters["outline"] == "box"
            turned += 1
    assert turned > 6
