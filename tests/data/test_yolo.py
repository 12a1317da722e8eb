"""YOLO: boxes in pixels of the upright image, splits, and hostile files."""

import json

import numpy as np
import pytest
import yaml
from PIL import Image

from datadiet.data import read
from datadiet.errors import DataError
from tests.data.shown import boxes, ids, reasons


@pytest.fixture
def yolo(picture, tmp_path):
    for split, name in (("train", "a"), ("val", "b")):
        picture(f"images/{split}/{name}.png")
        (tmp_path / "labels" / split).mkdir(parents=True)
    (tmp_path / "labels/train/a.txt").write_text("0 0.5 0.5 0.5 0.5\n1 0.1 0.1 0.5 0.1 0.5 0.6\n")
    (tmp_path / "labels/val/b.txt").write_text("")
    content = {"path": ".", "train": "images/train", "val": "images/val", "names": {0: "cat", 1: "dog"}}
    (tmp_path / "data.yaml").write_text(yaml.safe_dump(content))
    return tmp_path


def test_yolo_gives_boxes_and_polygons_in_pixels(yolo):
    dataset = read(yolo / "data.yaml#train", origin="real")
    assert dataset.format == "yolo"
    assert [box[1] for box in boxes(dataset)] == ["cat", "dog"]
    np.testing.assert_allclose([box[2:] for box in boxes(dataset)], [(10, 7.5, 30, 22.5), (4, 3, 20, 18)])
    np.testing.assert_allclose(json.loads(dataset.annotations["mask"][1]), [[4, 3, 20, 3, 20, 18]])


def test_yolo_reads_all_splits_unless_one_is_named(yolo):
    dataset = read(yolo, origin="real")
    assert dataset.samples.select("id", "split").rows() == [
        ("images/train/a.png", "train"),
        ("images/val/b.png", "val"),
    ]
    assert ids(read(f"{yolo}#val", origin="real")) == ["images/val/b.png"]
    with pytest.raises(DataError, match=r"has no split 'test'. Expected: one of train, val"):
        read(f"{yolo}/data.yaml#test", origin="real")


def test_yolo_boxes_follow_the_upright_image(yolo):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (40, 30)).save(yolo / "images/train/a.png", exif=exif)
    assert boxes(read(f"{yolo}#train", origin="real"))[0][2:] == (7.5, 10, 22.5, 30)


def test_yolo_lists_malformed_lines(yolo):
    (yolo / "labels/train/a.txt").write_text("0 0.5 0.5\nx 1 2 3 4\n0 0.5 0.5 0 0\n0 0.5 0.5 0.2 0.2\n")
    dataset = read(f"{yolo}#train", origin="real")
    assert len(boxes(dataset)) == 1
    assert reasons(dataset) == {
        "labels/train/a.txt, line 1": "'0 0.5 0.5' is neither a box nor a polygon",
        "labels/train/a.txt, line 2": "'x 1 2 3 4' is neither a box nor a polygon",
        "labels/train/a.txt, line 3": "box (20, 15, 20, 15) has no area",
    }


def test_yolo_follows_the_habit_of_exports_to_write_a_parent_folder(yolo):
    content = {"train": "../images/train", "names": ["cat", "dog"]}
    (yolo / "data.yaml").write_text(yaml.safe_dump(content))
    assert ids(read(yolo, origin="real")) == ["images/train/a.png"]


def test_yolo_refuses_a_split_outside_the_folder(picture, yolo, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    content = {"train": "images/train", "val": str(outside), "names": ["cat", "dog"]}
    (yolo / "data.yaml").write_text(yaml.safe_dump(content))
    dataset = read(yolo, origin="real")
    assert ids(dataset) == ["images/train/a.png"]
    assert "leaves the folder" in reasons(dataset)[str(outside)]


def test_yolo_survives_yaml_whose_aliases_explode(yolo):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 10)}]" for k in range(1, 12)]
    (yolo / "data.yaml").write_text("\n".join([*lines, "train: images/train", "val: *a11", "names: {0: *a11, 1: dog}"]))
    dataset = read(yolo, origin="real")
    assert [box[1] for box in boxes(dataset)] == ["0", "dog"]
    assert "neither a path nor a list" in reasons(dataset)["data.yaml"]
