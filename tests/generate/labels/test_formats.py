"""What is written is read back by the readers that `score` uses, with the same boxes, labels and masks."""

import json
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest
import yaml
from PIL import Image

from datadiet.data import read
from datadiet.data.metadata import join
from datadiet.generate.labels import FORMATS
from datadiet.generate.labels.rle import decoded
from datadiet.generate.run import generate_set
from tests.generate.run.sources import Rectangles, picture

SEED = 4


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made") / "out"
    generate_set(Rectangles(), 12, folder, seed=SEED, formats=tuple(FORMATS), price_per_hour=3.6)
    return folder


def drawn():
    """File name -> (label, bounds of the visible pixels), straight from the pictures."""
    found = {}
    for index in range(12):
        rendered = Rectangles().frame(index, seed=SEED)
        found[f"{index:06d}.png"] = sorted((one.label, *one.visible.box) for one in rendered.instances)
    return found


def boxes(dataset):
    found = {id.rpartition("/")[2]: [] for id in dataset.samples["id"]}
    for row in dataset.annotations.iter_rows(named=True):
        sides = np.array([row[side] for side in ("left", "top", "right", "bottom")])
        np.testing.assert_allclose(sides, np.round(sides), atol=1e-6)
        found[row["sample"].rpartition("/")[2]].append((row["label"], *map(int, np.round(sides))))
    return {name: sorted(rows) for name, rows in found.items()}


@pytest.mark.parametrize("format", ["coco", "yolo", "voc", "fiftyone"])
def test_every_format_reads_back_with_the_boxes_that_were_drawn(made, format):
    source = made / "fiftyone" if format == "fiftyone" else made
    dataset = read(source, origin="synthetic", format=format)
    assert not dataset.problems
    assert sum(map(len, drawn().values())) > 20
    assert boxes(dataset) == drawn()


@pytest.mark.parametrize("format", ["coco", "yolo", "voc"])
def test_a_folder_with_one_format_is_recognised(tmp_path, format):
    generate_set(Rectangles(), 3, tmp_path / "out", seed=SEED, formats=(format,))
    assert read(tmp_path / "out", origin="synthetic").format == format


def test_a_folder_with_all_formats_is_read_as_coco_which_has_the_masks(made):
    dataset = read(made, origin="synthetic")
    assert dataset.format == "coco"
    for row in dataset.annotations.iter_rows(named=True):
        mask = decoded(json.loads(row["mask"])["counts"], (64, 48))
        ys, xs = np.nonzero(mask)
        assert (row["left"], row["top"], row["right"], row["bottom"]) == (
            xs.min(),
            ys.min(),
            xs.max() + 1,
            ys.max() + 1,
        )


def test_coco_has_what_the_scene_knows_beyond_boxes(made):
    content = json.loads((made / "annotations.json").read_text())
    by_image = {}
    for entry in content["annotations"]:
        by_image.setdefault(entry["image_id"], []).append(entry)
    names = {entry["id"]: entry["name"] for entry in content["categories"]}
    assert list(names.values()) == ["box", "crate", "lid"]
    assert [entry["id"] for entry in content["annotations"]] == list(range(1, len(content["annotations"]) + 1))
    for index in range(12):
        rendered = Rectangles().frame(index, seed=SEED)
        for entry, one in zip(by_image.get(index + 1, []), rendered.instances, strict=True):
            left, top, right, bottom = one.amodal.box
            assert entry["amodal_bbox"] == [left, top, right - left, bottom - top]
            assert entry["area"] == one.visible.area
            assert entry["occlusion"] == pytest.approx(one.occlusion, abs=1e-6)
            assert entry["truncation"] == pytest.approx(one.truncation, abs=1e-6)
            assert (entry["depth"], entry["item"], entry["iscrowd"]) == (one.depth, one.item, 0)
            assert entry["parameters"] == dict(one.parameters)
            assert entry["pose"] == dict(one.pose)
            x, y, seen = one.keypoints["corner"]
            assert entry["keypoints"] == [x, y, 2 if seen else 1]
            assert entry["num_keypoints"] == 1


def test_an_item_without_a_keypoint_of_its_class_has_zeros(tmp_path):
    def make(index):
        return picture([("box", 2, 2, 9, 9)], keypoints=index == 1)

    generate_set(make, 2, tmp_path / "out", seed=0, formats=("coco",))
    content = json.loads((tmp_path / "out" / "annotations.json").read_text())
    assert [entry["keypoints"] for entry in content["annotations"]] == [[0, 0, 0], [2.0, 2.0, 2]]
    assert [entry["num_keypoints"] for entry in content["annotations"]] == [0, 1]


def test_yolo_names_every_declared_class_and_an_empty_picture_has_an_empty_file(tmp_path):
    def make(index):
        return picture([("crate", 16, 12, 48, 24)] if index else [])

    generate_set(make, 2, tmp_path / "out", seed=0, formats=("yolo",))
    assert (tmp_path / "out" / "labels" / "000000.txt").read_text() == ""
    assert (tmp_path / "out" / "labels" / "000001.txt").read_text() == "0 0.5 0.375 0.5 0.25\n"
    content = yaml.safe_load((tmp_path / "out" / "data.yaml").read_text())
    assert content == {"train": "images", "val": "images", "names": {0: "crate"}}


def test_voc_says_what_is_cut_off_covered_or_hardly_seen(tmp_path):
    # The crate has 40 of its 200 pixels in front of the box, the corner 80 of its 400 in the picture.
    items = [("crate", 4, 6, 24, 16), ("box", 7, 0, 24, 30), ("box", 54, 40, 74, 60), ("lid", 30, 30, 40, 40)]
    generate_set(lambda _: picture(items), 1, tmp_path / "out", seed=0, formats=("voc",))
    root = ElementTree.parse(tmp_path / "out" / "Annotations" / "000000.xml").getroot()
    flags = [[item.findtext(name) for name in ("truncated", "occluded", "difficult")] for item in root.iter("object")]
    assert flags == [["0", "1", "1"], ["0", "0", "0"], ["1", "0", "0"], ["0", "0", "0"]]


def test_masks_show_the_class_and_the_item_in_front(tmp_path):
    items = [("crate", 4, 6, 24, 16), ("box", 14, 0, 29, 30)]
    generate_set(lambda _: picture(items), 1, tmp_path / "out", seed=0, formats=("masks",))
    folder = tmp_path / "out" / "masks"
    instance = Image.open(folder / "instance" / "000000.png")
    assert instance.mode == "I;16"
    expected = np.zeros((48, 64), dtype=int)
    expected[6:16, 4:24] = 1
    expected[0:30, 14:29] = 2
    np.testing.assert_array_equal(np.asarray(instance), expected)
    np.testing.assert_array_equal(np.asarray(Image.open(folder / "semantic" / "000000.png")), expected)
    names = {"0": "background", "1": "crate", "2": "box"}
    assert json.loads((folder / "classes.json").read_text()) == names


def test_metadata_has_a_row_for_each_picture_with_everything_that_made_it(made):
    table = pl.read_parquet(made / "metadata.parquet")
    assert table.columns == ["file", "seed", "index", "light.power", "count", "tint.0", "tint.1"]
    assert table["file"].to_list() == [f"images/{index:06d}.png" for index in range(12)]
    powers = [Rectangles().frame(index, seed=SEED).parameters["light"]["power"] for index in range(12)]
    assert table["light.power"].to_list() == powers


@pytest.mark.parametrize("format", ["coco", "yolo", "voc", "fiftyone"])
def test_metadata_joins_every_format(made, format):
    source = made / "fiftyone" if format == "fiftyone" else made
    dataset = join(read(source, origin="synthetic", format=format), made / "metadata.parquet")
    assert not dataset.problems
    assert dataset.samples["index"].to_list() == list(range(12))
    assert dataset.samples["light.power"].null_count() == 0


def test_parameters_that_differ_in_kind_or_are_absent_still_make_columns(tmp_path):
    given = [{"a": 1, "file": "x"}, {"a": 2.5, "b": "word"}, {"b": 3, "seed": 2**64}]
    generate_set(lambda index: picture([], parameters=given[index]), 3, tmp_path / "out", seed=9, formats=())
    table = pl.read_parquet(tmp_path / "out" / "metadata.parquet")
    assert table["a"].to_list() == [1.0, 2.5, None]
    assert table["b"].to_list() == [None, "word", "3"]
    assert table["parameter.file"].to_list() == ["x", None, None]
    assert table["parameter.seed"].to_list() == [None, None, str(2**64)]
    assert table["seed"].to_list() == [9, 9, 9]
