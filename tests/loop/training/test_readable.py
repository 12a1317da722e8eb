"""Images that nobody could open, in training and in test data."""

import json
from pathlib import Path

import polars as pl
import pytest
from PIL import Image

from datadiet.errors import DataError
from datadiet.loop.proof.swapping import swap
from datadiet.loop.training import Options, train
from datadiet.loop.training.material import material_of
from datadiet.loop.training.readable import check_readable, readable
from tests.loop.training.scenes import colours, scenes

NAMES = "print(sorted(path.name for path in data.rglob('*.png'))); (out / 'w').write_text('')"


def spoil(folder: Path) -> list[str]:
    """Spoil three pictures of a folder of red and blue ones, and return their ids."""
    (folder / "red/red-000.png").write_text("no picture at all")
    whole = (folder / "red/red-001.png").read_bytes()
    (folder / "red/red-001.png").write_bytes(whole[:-20])
    (folder / "blue/blue-000.png").write_bytes(b"")
    return ["blue/blue-000.png", "red/red-000.png", "red/red-001.png"]


@pytest.fixture
def spoilt(tmp_path):
    folder = colours(tmp_path / "train", 4, seed=0)
    return folder, spoil(folder)


def test_a_command_gets_what_can_be_read_and_the_model_names_the_rest(tmp_path, command, spoilt):
    folder, gone = spoilt
    model = train(str(folder), trainer=command(NAMES).replace(" --test {test}", ""), out=tmp_path / "m")
    told = (tmp_path / "m/log.txt").read_text()
    assert told.strip() == "['blue-001.png', 'blue-002.png', 'blue-003.png', 'red-002.png', 'red-003.png']"
    assert [each["where"] for each in model.facts["problems"]] == gone
    assert model.facts["problems"][1]["reason"] == "is not an image, whatever its name says; it is left out"
    assert model.facts["data"]["samples"] == 5
    assert model.facts["notes"][0].startswith("training data, 3 left out or mended, the first: blue/blue-000.png")


def test_boxes_and_items_of_an_image_that_cannot_be_read_go_with_it(tmp_path):
    folder = scenes(tmp_path / "s", 4, seed=0)
    (folder / "images/scene-002.png").write_bytes(b"junk")
    boxes = json.loads((folder / "annotations.json").read_text())["annotations"]
    left = sum(box["image_id"] != 3 for box in boxes)
    found = readable(material_of(str(folder)))
    assert (len(found), found.data.annotations.height) == (3, left)
    items = readable(material_of(str(folder), level="item"))
    assert len(items) == left
    assert [problem.where for problem in items.data.problems] == ["images/scene-002.png"]


def test_a_class_whose_images_are_all_gone_is_none(tmp_path):
    folder = colours(tmp_path / "c", 2, seed=0, classes=("red", "blue", "green"))
    for path in (folder / "green").iterdir():
        path.write_bytes(b"junk")
    assert readable(material_of(str(folder))).classes == ("blue", "red")
    for path in (folder / "blue").iterdir():
        path.write_bytes(b"junk")
    with pytest.raises(DataError, match=r"one class alone, 'red' \(4 left out or mended, the first: blue/blue"):
        train(str(folder), out=tmp_path / "m")


def test_a_format_without_checksums_is_decoded(tmp_path):
    folder = colours(tmp_path / "c", 3, seed=0)
    with Image.open(folder / "red/red-000.png") as image:
        image.save(folder / "red/red-000.tif")
    whole = (folder / "red/red-000.tif").read_bytes()
    assert not readable(material_of(str(folder))).data.problems
    (folder / "red/red-000.tif").write_bytes(whole[: len(whole) // 2])
    (problem,) = readable(material_of(str(folder))).data.problems
    assert problem.where == "red/red-000.tif"


def test_where_nothing_is_left_it_says_so(tmp_path):
    folder = colours(tmp_path / "c", 2, seed=0)
    for path in folder.rglob("*.png"):
        path.write_text("text")
    with pytest.raises(DataError, match=r"not one of 4 images of .* can be read; the first is blue/blue-0"):
        train(str(folder), out=tmp_path / "m")
    boxed = scenes(tmp_path / "s", 2, seed=0)
    content = json.loads((boxed / "annotations.json").read_text())
    content["annotations"] = [box for box in content["annotations"] if box["image_id"] == 1]
    (boxed / "annotations.json").write_text(json.dumps(content))
    (boxed / "images/scene-000.png").write_text("text")
    with pytest.raises(DataError, match=r"1 image of .* cannot be read, and the others show no object"):
        readable(material_of(str(boxed)))


def test_test_images_that_cannot_be_read_stop_any_trainer_before_it_begins(tmp_path, command):
    folders = [colours(tmp_path / name, 3, seed=seed) for seed, name in enumerate(("train", "real"))]
    spoil(folders[1])
    for trainer in ("probe", command("(out / 'began').write_text('')")):
        with pytest.raises(DataError, match=r"3 test images .*, 'blue/blue-000\.png' the first: it is empty"):
            train(str(folders[0]), trainer=trainer, test=str(folders[1]), out=tmp_path / "m")
    assert not (tmp_path / "m").exists()


def test_tables_have_no_images_to_look_at():
    table = material_of(pl.DataFrame({"x": [1.0, 2.0], "label": ["a", "b"]}))
    assert readable(table) is table
    check_readable(table)


def test_recipes_of_a_swap_are_of_one_size_without_what_cannot_be_read(tmp_path):
    folders = [
        colours(tmp_path / name, n, seed=seed) for seed, (name, n) in enumerate((("v1", 6), ("v2", 6), ("t", 4)))
    ]
    spoil(folders[0])
    found, _ = swap(
        str(folders[0]), str(folders[1]), test=folders[2], out=tmp_path / "out", seeds=2, resamples=100,
        options=Options(allow=("leak",)),
    )  # fmt: skip
    facts = [json.loads(path.read_text()) for path in sorted((tmp_path / "out").rglob("model.json"))]
    assert {each["data"]["samples"] for each in facts} == {8} == {found.samples}
