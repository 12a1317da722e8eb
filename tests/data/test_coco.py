"""COCO: what is read, and what is listed instead of stopping everything."""

import json

import pytest

from datadiet.data import read
from datadiet.errors import DataError
from tests.data.shown import boxes, ids, reasons

TRIANGLE = [[1, 2, 11, 2, 11, 22]]


@pytest.fixture
def coco(picture, tmp_path):
    """Write a COCO set of two images, changed by `change`, and read it."""

    def make(change=lambda content: None, **options):
        for name in ("a.png", "b.png"):
            picture(f"images/{name}")
        content = {
            "images": [
                {"id": 1, "file_name": "a.png", "width": 40, "height": 30, "weather": "rain", "meta": {"x": 1}},
                {"id": 2, "file_name": "b.png", "width": 40, "height": 30},
            ],
            "annotations": [
                {"id": 1, "image_id": 1, "category_id": 7, "bbox": [1, 2, 10, 20], "segmentation": TRIANGLE},
                {"id": 2, "image_id": 2, "category_id": 9, "bbox": [0, 0, 5, 5], "iscrowd": 1},
            ],
            "categories": [{"id": 7, "name": "cell"}, {"id": 9, "name": "crowd"}],
        }  # fmt: skip
        change(content)
        (tmp_path / "boxes.json").write_text(json.dumps(content))
        return read(options.get("source", tmp_path / "boxes.json"), origin="real")

    return make


def test_coco_gives_boxes_masks_crowds_and_conditions(coco):
    dataset = coco()
    assert dataset.format == "coco"
    assert ids(dataset) == ["images/a.png", "images/b.png"]
    assert boxes(dataset) == [("images/a.png", "cell", 1, 2, 11, 22), ("images/b.png", "crowd", 0, 0, 5, 5)]
    assert dataset.annotations["mask"].to_list() == ["[[1, 2, 11, 2, 11, 22]]", None]
    assert dataset.annotations["crowd"].to_list() == [False, True]
    assert dataset.samples["weather"].to_list() == ["rain", None]
    assert not dataset.problems


def test_coco_is_found_in_a_folder(coco, tmp_path):
    assert coco(source=tmp_path).format == "coco"


def test_coco_in_an_annotations_folder_finds_the_images_of_its_split(picture, tmp_path):
    picture("val2017/a.png")
    (tmp_path / "annotations").mkdir()
    content = {"images": [{"id": 1, "file_name": "a.png"}], "annotations": [], "categories": []}
    for split in ("train", "val"):
        (tmp_path / "annotations" / f"instances_{split}2017.json").write_text(json.dumps(content))
    assert ids(read(f"{tmp_path}#val", origin="real")) == ["val2017/a.png"]
    with pytest.raises(DataError, match=r"holds 2 COCO files: instances_train2017\.json, instances_val2017\.json"):
        read(tmp_path, origin="real")


def test_coco_lists_missing_images_and_reads_the_rest(coco, tmp_path):
    dataset = coco(lambda content: content["images"].append({"id": 3, "file_name": "gone.png"}))
    assert ids(dataset) == ["images/a.png", "images/b.png"]
    assert reasons(dataset)["gone.png"].startswith("the image file is missing")


def test_coco_without_any_of_its_images_is_an_error(coco):
    def rename(content):
        content["images"] = [{"id": 1, "file_name": "x.png"}, {"id": 2, "file_name": "y.png"}]

    with pytest.raises(
        DataError, match=r"none of the 2 items of .*boxes\.json can be used \(x\.png: the image file is miss"
    ):
        coco(rename)


@pytest.mark.parametrize(
    ("bbox", "reason"),
    [
        ([5, 5, 0, 10], r"box (5, 5, 5, 15) has no area"),
        ([5, 5, 10, -2], r"box (5, 5, 15, 3) has no area"),
        ([50, 5, 10, 10], r"box (50, 5, 60, 15) is outside the image, which is 40 x 30"),
        ([float("nan"), 5, 10, 10], "box (nan, 5, nan, 15) is not finite"),
    ],
)
def test_coco_lists_boxes_without_area_or_outside_and_keeps_the_image(coco, bbox, reason):
    dataset = coco(lambda content: content["annotations"][0].update(bbox=bbox))
    assert len(dataset) == 2
    assert [box[0] for box in boxes(dataset)] == ["images/b.png"]
    assert reasons(dataset) == {"images/a.png, annotation 1": reason}


def test_coco_clips_a_box_that_reaches_outside_and_says_so(coco):
    dataset = coco(lambda content: content["annotations"][0].update(bbox=[30, 20, 20, 20]))
    assert boxes(dataset)[0][2:] == (30, 20, 40, 30)
    assert (
        "reaches outside the image, which is 40 x 30; it is clipped" in reasons(dataset)["images/a.png, annotation 1"]
    )


def test_coco_clips_one_pixel_of_overhang_in_silence(coco):
    dataset = coco(lambda content: content["annotations"][0].update(bbox=[30, 20, 11, 10]))
    assert boxes(dataset)[0][2:] == (30, 20, 40, 30)
    assert not dataset.problems


def test_coco_keeps_the_first_of_duplicate_ids(coco):
    def double(content):
        content["images"].append({"id": 1, "file_name": "b.png"})
        content["images"].append({"id": 5, "file_name": "a.png"})
        content["annotations"].append({"id": 1, "image_id": 2, "category_id": 7, "bbox": [0, 0, 1, 1]})

    dataset = coco(double)
    assert len(dataset) == 2
    assert len(dataset.annotations) == 2
    assert reasons(dataset) == {
        "b.png": "a second image with id 1; the first one is kept",
        "images/a.png": "a second sample with this id; the first one is kept",
        "annotation 1": "a second annotation with this id; the first one is kept",
    }


def test_coco_lists_annotations_of_unknown_images_and_categories(coco):
    def stray(content):
        content["annotations"][0]["image_id"] = 99
        content["annotations"][1]["category_id"] = 42

    dataset = coco(stray)
    assert boxes(dataset)[0][1] == "42"
    assert reasons(dataset)["annotation 1"] == "image 99 is not among the images"
    assert reasons(dataset)["annotation 2"].startswith("category 42 is not among the categories")


@pytest.mark.parametrize("name", ["../secret.png", "/etc/passwd"])
def test_coco_refuses_a_path_that_leaves_the_folder(coco, name):
    dataset = coco(lambda content: content["images"].append({"id": 3, "file_name": name}))
    assert len(dataset) == 2
    assert "leaves the folder" in reasons(dataset)[name]


def test_a_coco_file_that_is_broken_says_so(tmp_path):
    (tmp_path / "a.json").write_text('{"images": [], "annotations": [], "categories": [')
    with pytest.raises(DataError, match=r"a\.json is not valid JSON"):
        read(tmp_path / "a.json", origin="real")
    (tmp_path / "a.json").write_text('{"images": 3, "annotations": [], "categories": []}')
    with pytest.raises(DataError, match=r"a\.json is not a COCO file. Expected: lists named images, annotations"):
        read(tmp_path / "a.json", origin="real")


def test_coco_without_categories_is_no_table_and_no_folder_of_images(tmp_path):
    (tmp_path / "images").mkdir()
    (tmp_path / "annotations.json").write_text(json.dumps({"images": [], "annotations": []}))
    for source in (tmp_path, tmp_path / "annotations.json"):
        with pytest.raises(DataError, match="no whole COCO file: it has no list named categories"):
            read(source, origin="real")
