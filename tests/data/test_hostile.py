"""Junk anywhere in an annotation file costs at most a DataError, never a crash."""

import contextlib
import copy
import json

import numpy as np
import pytest
from PIL import Image

from datadiet.data import images, read
from datadiet.data.dataset import Dataset
from datadiet.errors import DatadietError

JUNK = (None, -1, 10**400, "", "../x", [1], {"a": []}, "\ud800")
COCO = {
    "images": [{"id": 1, "file_name": "a.png", "width": 40, "height": 30, "weather": "rain"}],
    "annotations": [
        {"id": 1, "image_id": 1, "category_id": 7, "bbox": [1, 2, 3, 4], "segmentation": [[1, 2, 3, 4, 5, 6]]}
    ],
    "categories": [{"id": 7, "name": "cell"}],
}
DETECTIONS = {"_cls": "Detections", "detections": [{"label": "cat", "bounding_box": [0.1, 0.2, 0.3, 0.4]}]}
SAMPLES = {"samples": [{"filepath": "data/a.png", "tags": ["x"], "glare": 1, "ground_truth": DETECTIONS}]}
LABELS = {"classes": ["cat"], "labels": {"a": [{"label": 0, "bounding_box": [0.1, 0.2, 0.3, 0.4]}]}}


def places(node, path=()):
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


def replaced(content, path, value):
    if not path:
        return value
    changed = copy.deepcopy(content)
    node = changed
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return changed


@pytest.mark.parametrize(
    ("file", "content", "format"),
    [("boxes.json", COCO, "coco"), ("samples.json", SAMPLES, "fiftyone"), ("labels.json", LABELS, "fiftyone")],
)
def test_junk_anywhere_in_json_is_an_error_of_ours_or_a_data_set(picture, tmp_path, file, content, format):
    picture("a.png" if format == "coco" else "data/a.png")
    (tmp_path / "metadata.json").write_text("{}")
    for path in places(content):
        for junk in JUNK:
            (tmp_path / file).write_text(json.dumps(replaced(content, path, junk)))
            with contextlib.suppress(DatadietError):
                assert isinstance(read(tmp_path, origin="real", format=format), Dataset)


@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.tif", "a.gif", "a.bmp"])
def test_random_damage_to_a_file_is_an_error_of_ours_or_an_image(tmp_path, name, recwarn):
    rng = np.random.default_rng(0)
    path = tmp_path / name
    Image.fromarray(rng.integers(0, 256, (40, 50, 3), dtype=np.uint8)).save(path)
    whole = path.read_bytes()
    for _ in range(60):
        data = bytearray(whole)
        for at in rng.integers(0, min(len(data), 400), 4):
            data[at] = rng.integers(256)
        path.write_bytes(bytes(data[: rng.integers(1, len(data) + 1)] if rng.random() < 0.3 else data))
        for step in (images.decode, images.size):
            with contextlib.suppress(DatadietError):
                step(path)
    assert not recwarn
