import dataclasses
import json
import pickle
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from datadiet.data import read
from datadiet.errors import DataError, OptionError
from datadiet.generate.compose import Composer, Pasting, compose_set
from tests.generate.compose.conftest import WHERE, scene

HARD = {"blending": "hard", "sizes": "kept", "overlap": 0.0}


def ground(side: int = 96, grey: int = 100) -> np.ndarray:
    return np.full((side, side, 3), grey, dtype=np.uint8)


def bytes_of(rendered):
    return rendered.image.tobytes(), [(one.label, one.visible.box) for one in rendered.instances], rendered.parameters


def test_a_pasted_square_is_where_its_label_says_and_nothing_else_has_changed(made):
    objects = made("objects", [scene()], {"square": WHERE["square"]})
    options = Pasting(per_image=(3, 3), **HARD)
    for one in compose_set(objects, made("grounds", [ground()], {}), 4, seed=0, options=options):
        assert one.parameters["pasted"] == 3
        expected = ground()
        for item in one.instances:
            left, top, right, bottom = item.visible.box
            assert (right - left, bottom - top) == (12, 12)
            expected[top:bottom, left:right] = scene()[12:24, 10:22]
            assert item.parameters["source"] == "0.png#0"
        assert np.array_equal(one.image, expected)


def test_masks_are_cut_out_by_themselves(made):
    pixels = scene()
    with_mask = made("objects", [pixels], {"square": (8, 10, 24, 26)}, masks=True)
    polygon = json.dumps([[10, 12, 22, 12, 22, 24, 10, 24]])
    objects = dataclasses.replace(with_mask, annotations=with_mask.annotations.with_columns(mask=pl.lit(polygon)))
    made_one = next(
        compose_set(objects, made("g", [ground()], {}), 1, seed=0, options=Pasting(per_image=(1, 1), **HARD))
    )
    item = made_one.instances[0]
    left, top, right, bottom = item.visible.box
    assert (right - left, bottom - top) == (12, 12)
    assert item.parameters["outline"] == "mask"
    assert (made_one.image != ground()).any(axis=2).sum() == 144


def test_what_is_covered_is_cut_back_or_dropped(made):
    objects = made("objects", [np.zeros((60, 60, 3), np.uint8)], {"block": (10, 10, 50, 50)})
    box = {"cell": (30, 30, 50, 50)}
    backgrounds = made("backgrounds", [ground(64)], box)
    options = Pasting(per_image=(1, 1), blending="hard", sizes="kept", overlap=1.0, covered=0.6)
    fates = set()
    for one in compose_set(objects, backgrounds, 30, seed=1, options=options):
        block = next(item for item in one.instances if item.label == "block")
        left, top, right, bottom = block.visible.box
        seen = np.zeros((64, 64), dtype=bool)
        seen[30:50, 30:50] = True
        seen[top:bottom, left:right] = False
        cells = [item for item in one.instances if item.label == "cell"]
        if seen.sum() < 0.4 * 400:
            assert not cells
            assert one.parameters["dropped"] == 1
            fates.add("dropped")
            continue
        rows, columns = np.nonzero(seen)
        assert cells[0].visible.box == (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert cells[0].visible.area == seen.sum()
        assert np.isclose(cells[0].occlusion, 1 - seen.sum() / 400)
        assert cells[0].depth < block.depth
        fates.add("cut back" if seen.sum() < 400 else "whole")
    assert fates >= {"dropped", "cut back"}


def test_overlap_is_bounded(made):
    objects = made("objects", [scene()], WHERE)
    backgrounds = made("backgrounds", [ground(60)], {"cell": (20, 20, 40, 40)})
    options = Pasting(per_image=(12, 12), blending="hard", sizes="kept", overlap=0.1)
    crowded = False
    for one in compose_set(objects, backgrounds, 5, seed=0, options=options):
        canvases = []
        for item in one.instances:
            canvas = np.zeros((60, 60), dtype=bool)
            left, top, right, bottom = item.amodal.box
            canvas[top:bottom, left:right] = item.amodal.pixels
            canvases.append(canvas)
        for i, first in enumerate(canvases):
            for second in canvases[:i]:
                assert (first & second).sum() <= 0.1 * min(first.sum(), second.sum())
        crowded |= one.parameters["pasted"] < 12
    assert crowded  # some did not fit, and that is said


def test_sizes_and_places_follow_the_backgrounds(made):
    objects = made("objects", [scene()], {"square": WHERE["square"]})
    far, near = (45, 20, 51, 26), (40, 80, 60, 100)
    small = made("small", [ground(120)], {"square": far})
    options = {"per_image": (1, 1), "blending": "hard", "overlap": 1.0}
    for one in compose_set(objects, small, 5, seed=0, options=Pasting(sizes="vertical", **options)):
        left, top, right, bottom = one.instances[-1].visible.box
        assert abs(right - left - 6) <= 1
        assert abs((top + bottom) / 2 - 23) < 12
    large = made("large", [ground(120)], {"square": near})
    heights = []
    for one in compose_set(objects, large, 8, seed=0, options=Pasting(sizes="overall", **options)):
        left, top, right, bottom = one.instances[-1].visible.box
        assert abs(right - left - 20) <= 1
        heights.append(top)
    assert np.ptp(heights) > 30


def test_a_size_that_nobody_has_seen_is_kept(made):
    objects = made("objects", [scene()], {"square": WHERE["square"]})
    one = next(compose_set(objects, made("g", [ground()], {}), 1, seed=0, options=Pasting(per_image=(1, 1))))
    left, _, right, _ = one.instances[0].visible.box
    assert (
        right - left == 22
    )  # 12 of 48 rows, as in its own image, on 96 rows: 24, less a pixel on each side that is less than half painted


def test_the_same_seed_gives_the_same_bytes_in_any_order(made):
    objects, backgrounds = made("objects", [scene()], WHERE), made("backgrounds", [ground(), ground(90, 60)], {})
    options = Pasting(turn=180, flip=True, blending="poisson", outline="ellipse")
    composer = Composer.of(objects, backgrounds, options=options)
    run = [bytes_of(one) for one in compose_set(objects, backgrounds, 4, seed=3, options=options)]
    again = pickle.loads(pickle.dumps(composer))
    assert [bytes_of(again.frame(index, seed=3)) for index in (3, 2, 1, 0)] == run[::-1]
    assert run[0][0] != bytes_of(composer.frame(0, seed=4))[0]
    assert composer.classes == ("disc", "square")
    assert composer.spec == again.spec
    moved = made("moved", [scene()], {"square": (11, 12, 22, 24)})
    assert Composer.of(moved, backgrounds, options=options).spec != composer.spec


def test_every_background_comes_once_before_one_comes_again(made):
    backgrounds = made("backgrounds", [ground(60, grey) for grey in (10, 20, 30, 40)], {})
    ones = list(compose_set(made("o", [scene()], WHERE), backgrounds, 8, seed=0, options=Pasting(per_image=(0, 0))))
    names = [one.parameters["background"] for one in ones]
    assert len(set(names[:4])) == len(set(names[4:])) == 4


def test_a_corrupt_background_is_told_once_and_left_out(made):
    backgrounds = made("backgrounds", [ground(60, 10), ground(60, 20)], {})
    path = Path(backgrounds.samples["uri"][0])
    path.write_bytes(path.read_bytes()[:-30])
    told = []
    ones = list(compose_set(made("o", [scene()], WHERE), backgrounds, 4, seed=0, tell=told.append))
    assert {one.parameters["background"] for one in ones} == {"1.png"}
    assert [problem.where for problem in told] == ["0.png"]
    path.write_bytes(b"")
    told.clear()
    list(compose_set(made("o2", [scene()], WHERE), backgrounds, 1, seed=0, tell=told.append))
    assert [problem.where for problem in told] == ["0.png"]
    Path(backgrounds.samples["uri"][1]).write_bytes(b"")
    with pytest.raises(DataError, match="has no image that can be read"):
        Composer.of(made("o3", [scene()], WHERE), backgrounds)


def test_objects_that_are_not_whole_are_not_cut_out(made):
    edge = made("edge", [scene()], {"square": (1, 12, 22, 24)})
    within = made("within", [scene()], {"square": (10, 12, 22, 24), "big": (8, 10, 30, 30)})
    grounds = made("g", [ground()], {})
    with pytest.raises(DataError, match="1 annotations, and none can be cut out whole"):
        compose_set(edge, grounds, 1, seed=0)
    with pytest.raises(DataError, match="has no annotations, read as coco"):
        compose_set(made("none", [scene()], {}), grounds, 1, seed=0)
    with pytest.raises(DataError, match="none of square can be cut out whole"):
        compose_set(within, grounds, 1, seed=0, options=Pasting(labels=("square",)))
    with pytest.raises(OptionError, match=r"no class 'Sqare'. Expected: some of big, square. .*mean square"):
        compose_set(within, grounds, 1, seed=0, options=Pasting(labels=("Sqare",)))


def test_an_object_larger_than_every_background_is_an_error_that_says_so(made):
    objects = made("objects", [scene()], {"square": WHERE["square"]})
    composer = Composer.of(objects, made("g", [ground(10)], {}), options=Pasting(per_image=(1, 1), sizes="kept"))
    with pytest.raises(DataError, match="12 x 12 it is larger than the background, which is 10 x 10"):
        composer.frame(0, seed=0)
    mixed = made("mixed", [ground(10), ground(40)], {})
    composer = Composer.of(objects, mixed, options=Pasting(per_image=(1, 1), sizes="kept"))
    made_ones = [composer.frame(index, seed=0) for index in range(4)]
    assert {one.parameters["background"] for one in made_ones} == {"1.png"}
    assert "larger than the background" in "".join(str(one.parameters["skipped"]) for one in made_ones)
    none = Composer.of(objects, mixed, options=Pasting(per_image=(0, 0), sizes="kept"))
    assert {none.frame(index, seed=0).parameters["background"] for index in range(2)} == {"0.png", "1.png"}


def test_a_mask_that_does_not_decode_is_told(made):
    dataset = made("objects", [scene()], WHERE)
    mask = pl.when(pl.col("label") == "square").then(pl.lit('{"size": [1, 1], "counts": "x"}'))
    objects = dataclasses.replace(dataset, annotations=dataset.annotations.with_columns(mask=mask))
    told = []
    options = Pasting(per_image=(1, 1))
    ones = list(compose_set(objects, made("g", [ground()], {}), 6, seed=0, options=options, tell=told.append))
    assert {item.label for one in ones for item in one.instances} == {"disc"}
    assert len(told) == 1
    assert told[0].where.endswith("(square)")
    assert "a mask does not decode" in told[0].reason
    only = Pasting(labels=("square",))
    with pytest.raises(DataError, match="none of the 1 objects"):
        compose_set(objects, made("g2", [ground()], {}), 1, seed=0, options=only)


def test_other_pixels_under_the_same_name_are_another_set(made):
    objects, backgrounds = made("objects", [scene()], WHERE), made("g", [ground()], {})
    before = Composer.of(objects, backgrounds).spec
    Image.fromarray(ground(96, 101)).save(backgrounds.samples["uri"][0])
    assert Composer.of(objects, backgrounds).spec != before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"blending": "soft"}, "blending is 'soft'. Expected: one of hard, feathered, poisson"),
        ({"per_image": (3, 1)}, "per_image is (3, 1)"),
        ({"overlap": float("nan")}, "overlap is nan"),
        ({"outline": "circle"}, "outline is 'circle'"),
        ({"zoom": (0.0, 1.0)}, "zoom is (0.0, 1.0)"),
    ],
)
def test_options_that_cannot_be_are_errors(options, message):
    with pytest.raises(OptionError, match=re.escape(message)):
        Pasting(**options)


def test_cells_of_real_smears(bccd):
    smears = read(f"{bccd}#val", origin="real")
    options = Pasting(outline="colour", per_image=(3, 6), turn=180, labels=("Platelets",), blending="hard")
    one, two = compose_set(smears, smears, 2, seed=0, options=options)
    assert one.image.shape == (480, 640, 3)
    pasted = [item for item in one.instances if item.parameters["origin"] == "pasted"]
    assert len(pasted) == one.parameters["pasted"] >= 3
    source = np.asarray(Image.open(bccd / str(one.parameters["background"])).convert("RGB"))
    changed = (one.image != source).any(axis=2)
    everywhere = np.zeros_like(changed)
    for item in pasted:
        left, top, right, bottom = item.amodal.box
        everywhere[top:bottom, left:right] |= item.amodal.pixels
    assert not (changed & ~everywhere).any()
    assert changed.sum() > 0.3 * everywhere.sum()
    assert two.parameters["background"] != one.parameters["background"]
