"""The three folders that FiftyOne exports."""

import json

import pytest

from datadiet.data import read
from tests.data.shown import boxes, ids, reasons

CAT = {"label": "cat", "bounding_box": [0.25, 0.5, 0.5, 0.5]}


def test_fiftyone_data_set_gives_labels_boxes_and_conditions(picture, tmp_path):
    picture("data/a.png")
    picture("data/b.png")
    samples = [
        {
            "filepath": "data/a.png", "tags": ["night", "test"], "_id": {"$oid": "1"}, "glare": 0.3,
            "predictions": {"_cls": "Detections", "detections": []},
            "ground_truth": {"_cls": "Detections", "detections": [CAT]},
        },
        {"filepath": "data/b.png", "tags": [], "kind": {"_cls": "Classification", "label": "indoor"}},
        {"filepath": "../c.png"},
    ]  # fmt: skip
    (tmp_path / "samples.json").write_text(json.dumps({"samples": samples}))
    (tmp_path / "metadata.json").write_text("{}")
    dataset = read(tmp_path, origin="real")
    assert dataset.format == "fiftyone"
    assert boxes(dataset) == [("data/a.png", "cat", 10, 15, 30, 30)]
    assert dataset.samples["id", "label", "glare", "tags"].rows() == [
        ("data/a.png", None, 0.3, "night,test"),
        ("data/b.png", "indoor", None, None),
    ]
    assert "leaves the folder" in reasons(dataset)["../c.png"]


@pytest.mark.parametrize("classes", [["cat", "dog"], None])
def test_fiftyone_detection_export(picture, tmp_path, classes):
    picture("data/a.png")
    picture("data/sub/b.png")
    box = {"label": 1 if classes else "dog", "bounding_box": [0.25, 0.5, 0.5, 0.5]}
    content = {"labels": {"a": [box, {"label": "x", "bounding_box": [1]}], "sub/b": None, "gone": []}}
    (tmp_path / "labels.json").write_text(json.dumps({"classes": classes, **content} if classes else content))
    dataset = read(tmp_path, origin="real")
    assert ids(dataset) == ["data/a.png", "data/sub/b.png"]
    assert boxes(dataset) == [("data/a.png", "dog", 10, 15, 30, 30)]
    assert reasons(dataset) == {
        "data/a.png, detection 1": "bounding_box is not four numbers",
        "gone": "the image file is missing from the folder data",
    }


def test_fiftyone_classification_export(picture, tmp_path):
    picture("data/a.png")
    picture("data/b.png")
    (tmp_path / "labels.json").write_text(
        json.dumps({"classes": ["cat", "dog"], "labels": {"a": 1, "b": {"label": "bird"}}})
    )
    assert read(tmp_path, origin="real").samples["label"].to_list() == ["dog", "bird"]
