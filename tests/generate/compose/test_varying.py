import pickle
import re

import numpy as np
import pytest

from datadiet.data import read
from datadiet.errors import OptionError
from datadiet.generate.compose import Variation, Varier, vary_set
from datadiet.generate.compose.artefacts import KINDS, add_artefact
from tests.generate.compose.conftest import COLOURS, WHERE, scene

STILL = {
    "turn": 0.0, "flip": False, "zoom": (1.0, 1.0), "light": 0.0, "gradient": 0.0, "warmth": 0.0,
    "saturation": (1.0, 1.0), "contrast": (1.0, 1.0), "elastic": 0.0,
}  # fmt: skip


def of(label: str, pixels: np.ndarray) -> np.ndarray:
    """Where a picture has more of that colour than of the ground's."""
    colour = np.abs(pixels.astype(int) - COLOURS[label]).sum(axis=2)
    return colour < np.abs(pixels.astype(int) - 180).sum(axis=2)


def bounds(found: np.ndarray) -> np.ndarray:
    rows, columns = np.nonzero(found)
    return np.array([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])


def test_nothing_varied_is_the_image_itself(made):
    one = next(vary_set(made("d", [scene()], WHERE), 1, seed=0, options=Variation(**STILL)))
    assert np.array_equal(one.image, scene())
    assert {item.label: item.visible.box for item in one.instances} == WHERE
    assert one.parameters["image"] == "0.png"


def test_a_mirrored_picture_by_hand(made):
    options = Variation(**STILL | {"flip": True})
    pictures = list(vary_set(made("d", [scene()], WHERE), 12, seed=0, options=options))
    flipped = [one for one in pictures if one.parameters["flip"]]
    assert 0 < len(flipped) < 12
    assert np.array_equal(flipped[0].image, scene()[:, ::-1])
    boxes = {item.label: item.visible.box for item in flipped[0].instances}
    assert boxes == {"square": (42, 12, 54, 24), "disc": (8, 20, 24, 36)}


def test_boxes_are_where_the_objects_are(made):
    alone = scene()
    alone[12:24, 10:22] = 180
    dataset = made("d", [alone], {"disc": WHERE["disc"]})
    options = Variation(**STILL | {"turn": 180.0, "flip": True, "zoom": (1.0, 1.3), "elastic": 1.5, "wavelength": 40.0})
    seen = 0
    for one in vary_set(dataset, 30, seed=0, options=options):
        for item in one.instances:
            if item.truncation < 0.02:
                assert np.abs(np.array(item.visible.box) - bounds(of("disc", one.image))).max() <= 1
                seen += 1
    assert seen > 5


def test_masks_are_turned_as_such(made):
    dataset = made("d", [scene()], {"square": WHERE["square"]}, masks=True)
    overlaps = []
    for one in vary_set(dataset, 20, seed=0, options=Variation(**STILL | {"turn": 40.0})):
        for item in one.instances:
            mask = np.zeros(one.image.shape[:2], dtype=bool)
            left, top, right, bottom = item.visible.box
            mask[top:bottom, left:right] = item.visible.pixels
            reddish = (one.image[:, :, 0] > 200) & (one.image[:, :, 2] < 110)
            overlaps.append((mask & reddish).sum() / (mask | reddish).sum())
    assert len(overlaps) > 10
    assert min(overlaps) > 0.85


def test_nothing_from_outside_of_the_image_is_shown(made):
    pixels = np.zeros((48, 64, 3), dtype=np.uint8)
    pixels[[0, -1]] = pixels[:, [0, -1]] = 255  # whoever continues the edge shows more of it
    pixels[1:-1, 1:-1] = np.random.default_rng(0).integers(0, 100, (46, 62, 1))
    options = Variation(**STILL | {"turn": 180.0, "elastic": 2.0, "wavelength": 30.0})
    for one in vary_set(made("d", [pixels], {}), 20, seed=0, options=options):
        bright = (one.image > 180).all(axis=2)
        assert bright.mean() < 0.06
        assert not bright[6:-6, 6:-6].any() or bright[6:-6, 6:-6].mean() < 0.02


def test_a_crop_is_a_part_of_the_image_and_drops_what_is_outside(made):
    options = Variation(**STILL | {"crop": (0.5, 0.5), "kept": 0.5})
    fates = set()
    for one in vary_set(made("d", [scene()], WHERE), 30, seed=0, options=options):
        assert one.image.shape == (24, 32, 3)
        left = float(one.parameters["x"]) - 16
        top = float(one.parameters["y"]) - 12
        found = {item.label: item for item in one.instances}
        for label, box in WHERE.items():
            wide = max(0, min(box[2] - left, 32) - max(box[0] - left, 0))
            high = max(0, min(box[3] - top, 24) - max(box[1] - top, 0))
            share = wide * high / ((box[2] - box[0]) * (box[3] - box[1]))
            if share > 0.6:
                expected = np.clip([box[0] - left, box[1] - top, box[2] - left, box[3] - top], 0, [32, 24] * 2)
                assert np.abs(np.array(found[label].visible.box) - expected).max() <= 1
                fates.add("kept" if share == 1 else "cut")
            elif share < 0.4:
                assert label not in found
                fates.add("dropped")
        assert one.parameters["dropped"] == 2 - len(found)
    assert fates == {"kept", "cut", "dropped"}


def test_light_is_what_the_parameters_say(made):
    flat = np.full((40, 60, 3), 120, dtype=np.uint8)
    for one in vary_set(made("d", [flat], {}), 6, seed=0, options=Variation(**STILL | {"light": 1.0})):
        light = ((120 / 255 + 0.055) / 1.055) ** 2.4 * 2 ** float(one.parameters["exposure"])
        tone = 255 * (1.055 * light ** (1 / 2.4) - 0.055)
        assert abs(one.image.mean() - tone) < 1
    for one in vary_set(made("e", [flat], {}), 6, seed=0, options=Variation(**STILL | {"gradient": 0.5})):
        share = 1 - float(one.parameters["gradient"])
        assert abs(int(one.image.max()) - 120) < 3
        assert abs(int(one.image.min()) - 120 * share) < 3


@pytest.mark.parametrize("kind", KINDS)
def test_an_artefact_is_small_and_seen(kind):
    ground = np.full((120, 160, 3), 0.5, dtype=np.float32)
    for seed in range(8):
        seen = add_artefact(ground, kind, np.random.default_rng(seed))
        assert seen.dtype == np.float32
        changed = np.abs(seen - ground).max(axis=2) > 0.02
        assert changed.mean() < 0.08
        if changed.any():
            darker = (seen < ground).any()
            assert darker == (kind != "scratches")
    assert changed.any()


def test_artefacts_are_counted_and_leave_the_labels(made):
    dataset = made("d", [scene()], WHERE)
    options = Variation(**STILL | {"artefacts": KINDS, "count": (2, 2)})
    one = next(vary_set(dataset, 1, seed=0, options=options))
    assert [one.parameters[kind] for kind in KINDS] == [2, 2, 2]
    assert (one.image != scene()).any()
    assert {item.label: item.visible.box for item in one.instances} == WHERE


def test_the_same_seed_gives_the_same_bytes_in_any_order(made):
    dataset = made("d", [scene(), scene()[::-1].copy()], WHERE)
    varier = pickle.loads(pickle.dumps(Varier.of(dataset)))
    run = [one.image.tobytes() for one in vary_set(dataset, 4, seed=3)]
    assert [varier.frame(index, seed=3).image.tobytes() for index in (3, 2, 1, 0)] == run[::-1]
    assert varier.frame(0, seed=4).image.tobytes() != run[0]
    assert len(set(run)) == 4


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"turn": 200.0}, "turn is 200. Expected: a number from 0 to 180"),
        ({"artefacts": ("rain",)}, "artefacts is 'rain'. Expected: one of dust, scratches, hairs"),
        ({"elastic": 40.0}, "folds. Expected: less than a sixth of the wavelength"),
        ({"crop": (0.0, 1.0)}, "crop is (0.0, 1.0)"),
        ({"zoom": (float("nan"), 1.0)}, "zoom is (nan, 1.0)"),
    ],
)
def test_options_that_cannot_be_are_errors(options, message):
    with pytest.raises(OptionError, match=re.escape(message)):
        Variation(**options)


def test_a_negative_number_of_pictures_is_an_error(made):
    with pytest.raises(OptionError, match="-1 pictures are asked for"):
        vary_set(made("d", [scene()], {}), -1, seed=0)


def test_variations_of_a_real_smear(bccd):
    one = next(vary_set(read(bccd, origin="real"), 1, seed=0))
    assert one.image.shape == (480, 640, 3)
    assert one.instances
    for item in one.instances:
        left, top, right, bottom = item.visible.box
        assert 0 <= left < right <= 640
        assert 0 <= top < bottom <= 480
