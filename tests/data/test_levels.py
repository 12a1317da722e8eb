import dataclasses
import json

import numpy as np
import polars as pl
import pytest

from datadiet.data import images, read
from datadiet.data.dataset import ANNOTATIONS, Dataset
from datadiet.data.levels import at_level, image_refs
from datadiet.errors import DataError, OptionError


@pytest.fixture
def annotated(picture, tmp_path):
    """Two images; three usable boxes, one crowd, one box without area, one that is not finite."""
    picture("a.png", seed=1)
    picture("b.png", seed=2)
    plain = read(tmp_path, origin="real")
    nan = float("nan")
    rows = [
        ("a.png", "cell", 10.0, 10.0, 20.0, 15.0, None, False),
        ("a.png", "cell", 5.0, 5.0, 5.0, 9.0, None, False),
        ("a.png", "disc", 0.0, 0.0, 4.0, 4.0, None, None),
        ("b.png", "cell", 30.0, 20.0, 40.0, 30.0, None, False),
        ("b.png", "cell", 0.0, 20.0, 10.0, 30.0, None, True),
        ("b.png", "cell", 0.0, nan, 10.0, 30.0, None, False),
    ]
    boxes = pl.DataFrame(rows, schema=ANNOTATIONS, orient="row")
    samples = plain.samples.with_columns(glare=pl.Series([0.1, 0.9]))
    return dataclasses.replace(plain, samples=samples, annotations=boxes)


def test_items_are_one_row_a_box_in_order_with_the_conditions_of_their_image(annotated):
    items = at_level(annotated, "item", margin=0.0)
    assert items.samples["id", "label", "group", "left", "top", "right", "bottom", "glare"].rows() == [
        ("a.png#0", "cell", "a.png", 10, 10, 20, 15, 0.1),
        ("a.png#2", "disc", "a.png", 0, 0, 4, 4, 0.1),
        ("b.png#0", "cell", "b.png", 30, 20, 40, 30, 0.9),
    ]
    assert [(problem.where, problem.reason) for problem in items.problems] == [
        ("a.png#1", "the box has no area"),
        ("b.png#2", "the box has no area"),
    ]


def test_the_margin_is_a_share_of_the_box_on_each_side(annotated):
    first = image_refs(at_level(annotated, "item", margin=0.1))[0]
    assert first.crop == (9, 9.5, 21, 15.5)
    corner = image_refs(at_level(annotated, "item", margin=0.5))[1]
    assert corner.crop == (0, 0, 6, 6), "it does not reach over the edge of the image"


def test_a_declared_group_is_kept_by_items(annotated):
    declared = annotated.samples.with_columns(group=pl.Series(["film", None]))
    items = at_level(dataclasses.replace(annotated, samples=declared), "item")
    assert items.samples["group"].to_list() == ["film", "film", "b.png"]


def test_the_pixels_of_an_item_are_those_of_its_box(annotated):
    ref = image_refs(at_level(annotated, "item", margin=0.0))[0]
    np.testing.assert_array_equal(images.load(ref).pixels, images.decode(ref.uri).pixels[10:15, 10:20])


def test_environments_are_whole_images_with_all_boxes_blanked_crowds_too(annotated):
    environment = at_level(annotated, "environment", margin=0.0)
    refs = image_refs(environment)
    assert [ref.id for ref in refs] == ["a.png", "b.png"]
    assert refs[1].masked == ((30, 20, 40, 30), (0, 20, 10, 30))
    grey = (images.load(refs[1]).pixels == images.GROUND).all(axis=2)
    assert grey[20:30, 30:40].all()
    assert grey[20:30, 0:10].all()
    assert not grey[:20].all()
    assert all(ref.crop is None for ref in refs)


def test_scenes_are_the_data_set_as_it_is(annotated):
    assert at_level(annotated, "scene") is annotated
    refs = image_refs(annotated)
    assert [(ref.id, ref.crop, ref.masked) for ref in refs] == [("a.png", None, ()), ("b.png", None, ())]
    assert refs[0].uri == annotated.samples["uri"][0]


@pytest.mark.parametrize("level", ["item", "environment"])
def test_a_level_that_needs_boxes_says_so(picture, tmp_path, level):
    picture("a.png")
    with pytest.raises(DataError, match=f"no annotated boxes, which the level '{level}' needs.*use the level scene"):
        at_level(read(tmp_path, origin="real"), level)


def test_boxes_of_which_none_has_an_area_are_an_error(annotated):
    flat = annotated.annotations.with_columns(right=pl.col("left"))
    with pytest.raises(DataError, match=r"not one of the 6 boxes of .* has an area"):
        at_level(dataclasses.replace(annotated, annotations=flat), "item")


def test_an_unknown_level_lists_the_choices(annotated):
    with pytest.raises(OptionError, match=r"level is 'items'. Expected: item, environment or scene"):
        at_level(annotated, "items")


def test_vectors_have_no_images():
    vectors: Dataset = read(np.ones((2, 2)), origin="real")
    with pytest.raises(DataError, match="is a set of vectors"):
        image_refs(vectors)


def test_the_levels_of_the_real_blood_cells(bccd):
    dataset = read(f"{bccd}#val", origin="real")
    items = at_level(dataset, "item")
    assert len(items) == len(dataset.annotations)
    assert items.samples["group"].n_unique() == 87
    assert len(image_refs(at_level(dataset, "environment"))) == 87


def test_what_is_said_of_an_object_is_a_condition_of_its_item(picture, tmp_path):
    """Plain values of an annotation, its attributes, and parameters under the name of the item that they made."""
    picture("a.png")
    boxes = [
        {"occlusion": 0.25, "item": "nut", "parameters": {"radius": 7.5, "seen": [1, 2]}, "bbox": [1, 1, 8, 8]},
        {"occlusion": 0.0, "item": "bolt", "parameters": {"length": 3}, "bbox": [4, 4, 8, 8]},
        {"attributes": {"rusty": True, "label": "no column of its own"}, "bbox": [2, 2, 5, 5]},
    ]
    entries = [{"id": k, "image_id": 1, "category_id": 1, "iscrowd": 0, **box} for k, box in enumerate(boxes)]
    images = [{"id": 1, "file_name": "a.png", "width": 40, "height": 30, "occlusion": 9, "place": "shop"}]
    content = {"images": images, "annotations": entries, "categories": [{"id": 1, "name": "part"}]}
    (tmp_path / "coco.json").write_text(json.dumps(content))
    items = at_level(read(tmp_path / "coco.json", origin="synthetic"), "item").samples
    assert items["occlusion"].to_list() == [0.25, 0.0, None]
    assert items["nut.radius"].to_list() == [7.5, None, None]
    assert items["bolt.length"].to_list() == [None, 3, None]
    assert items["rusty"].to_list() == [None, None, True]
    assert items["place"].to_list() == ["shop"] * 3
    assert set(items.columns) & {"nut.seen", "item", "iscrowd", "image_id"} == set()
