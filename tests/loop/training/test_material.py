import json

import polars as pl
import pytest

from datadiet.errors import DataError, OptionError
from datadiet.loop.training.digests import digest_of
from datadiet.loop.training.material import material_of
from tests.loop.training.scenes import colours, scenes


def test_boxes_mean_detection_and_the_numbers_are_those_of_the_file(tmp_path):
    found = material_of(str(scenes(tmp_path / "s", 3, seed=0, numbers=10, categories=(9, 4))))
    assert (found.task, found.classes, len(found)) == ("detection", ("disc", "square"), 3)
    assert found.numbers == {f"images/scene-{at:03}.png": 10 + at for at in range(3)}
    assert found.categories == {"disc": 9, "square": 4}


def test_folders_mean_classes(tmp_path):
    found = material_of(str(colours(tmp_path / "c", 2, seed=0)))
    assert (found.task, found.classes, found.labels) == ("classification", ("blue", "red"), ["blue"] * 2 + ["red"] * 2)


def test_items_are_samples_with_the_class_of_their_box(tmp_path):
    folder = scenes(tmp_path / "s", 3, seed=0)
    found = material_of(str(folder), level="item")
    boxes = json.loads((folder / "annotations.json").read_text())["annotations"]
    assert found.task == "classification"
    assert sorted(found.labels) == sorted(("disc", "square")[box["category_id"] - 1] for box in boxes)


def test_the_target_of_a_table_is_its_label_and_rows_without_are_left_out():
    frame = pl.DataFrame({"x": [1.0, 2.0, 3.0], "town": ["Ulm", None, "Jena"]})
    found = material_of(frame, target="town")
    assert (found.labels, found.target, found.table["x"].to_list()) == (["Ulm", "Jena"], "town", [1.0, 3.0])
    assert [problem.where for problem in found.data.problems] == ["1"]


@pytest.mark.parametrize(
    ("how", "error", "complaint"),
    [
        ({"task": "detection"}, DataError, "no annotated boxes"),
        ({"level": "item"}, DataError, "no annotated boxes"),
        ({"level": "pixel"}, OptionError, "level is 'pixel'"),
        ({"target": "x"}, OptionError, "data that is no table"),
    ],
)
def test_what_does_not_fit_pictures_is_refused(tmp_path, how, error, complaint):
    with pytest.raises(error, match=complaint):
        material_of(str(colours(tmp_path / "c", 1, seed=0)), **how)


@pytest.mark.parametrize(
    ("how", "complaint"),
    [
        ({}, "no column of the table is said to be its target"),
        ({"target": "z"}, "no column 'z'"),
        ({"target": "x"}, "measured numbers"),
        ({"task": "detection"}, "a table where images"),
    ],
)
def test_what_does_not_fit_a_table_is_refused(how, complaint):
    with pytest.raises(OptionError, match=complaint):
        material_of(pl.DataFrame({"x": [row / 7 for row in range(30)], "y": ["a", "b"] * 15}), **how)


@pytest.mark.parametrize("target", [None, "label"])
def test_a_table_that_is_not_there_is_said_not_to_be_there(tmp_path, target):
    with pytest.raises(DataError, match=r"gone\.csv does not exist"):
        material_of(str(tmp_path / "gone.csv"), target=target)


def test_pictures_without_any_label_teach_nothing(tmp_path):
    folder = colours(tmp_path / "c", 2, seed=0) / "red"
    with pytest.raises(DataError, match=r"no sample of .* has a label"):
        material_of(str(folder))
    assert material_of(str(folder), labelled=False).classes == ()


def test_the_digest_follows_content_and_not_the_place(tmp_path):
    one, two = (scenes(tmp_path / name, 2, seed=0) for name in ("one", "two"))
    digest = digest_of(material_of(str(one)))
    assert digest == digest_of(material_of(str(two)))
    assert digest != digest_of(material_of(str(one), level="item"))
    annotations = two / "annotations.json"
    content = json.loads(annotations.read_text())
    content["annotations"][0]["bbox"][2] += 1
    annotations.write_text(json.dumps(content))
    moved = digest_of(material_of(str(two)))
    assert moved != digest
    image = one / "images" / "scene-001.png"
    image.write_bytes((one / "images" / "scene-000.png").read_bytes())
    assert digest_of(material_of(str(one))) not in (digest, moved)
