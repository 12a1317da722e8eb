"""Boxes that are left out: marked as crowds, in images that keep others."""

import json
import shutil

import numpy as np
import polars as pl
import pytest

from datadiet.data import read
from datadiet.data.crowds import as_crowds, item_ids, without_boxes
from datadiet.data.levels import at_level
from datadiet.errors import DataError
from datadiet.loop.confirming import confirm
from datadiet.loop.confirming.part import part_without
from datadiet.loop.training.material import material_of
from tests.loop.training.scenes import scenes


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return scenes(tmp_path_factory.mktemp("confirming") / "made", 6, seed=0)


def test_boxes_are_called_as_the_level_item_calls_them(data):
    whole = read(data, origin="synthetic")
    assert item_ids(whole).to_list() == at_level(whole, "item").samples["id"].to_list()


def test_boxes_are_marked_or_left_out_and_no_others(data):
    whole = read(data, origin="synthetic")
    chosen = item_ids(whole)[[1, 4]].to_list()
    marked = as_crowds(whole, chosen)
    assert item_ids(marked).filter(marked.annotations["crowd"]).to_list() == chosen
    fewer = without_boxes(whole, chosen)
    assert fewer.annotations.equals(whole.annotations.filter(~item_ids(whole).is_in(chosen)))


def test_an_image_goes_where_no_other_box_is_left(data):
    whole = material_of(str(data))
    boxes = item_ids(whole.data)
    first = whole.data.samples["id"][0]
    all_of_it = boxes.filter(whole.data.annotations["sample"] == first).to_list()
    one_more = boxes.filter(whole.data.annotations["sample"] != first)[0]
    part = part_without(whole, [*all_of_it, one_more])
    assert (part.removed, part.left, part.unit) == (len(all_of_it) + 1, len(boxes) - len(all_of_it) - 1, "box")
    assert part.rest.data.samples["id"].to_list() == whole.data.samples["id"].to_list()[1:]
    assert part.rest.data.annotations["crowd"].sum() == 1


def test_ids_of_no_box_are_refused(data):
    with pytest.raises(DataError, match=r"1 of 1 id is not in .* such as images/scene-001\.png#99"):
        part_without(material_of(str(data)), ["images/scene-001.png#99"])


def test_a_command_is_given_the_same_images_with_crowds(data, tmp_path):
    """A trainer that finds what it was taught: every box that is no crowd, in the images of the training set."""
    test = scenes(tmp_path / "test", 12, seed=7)
    seen = []

    def looking(data, test, out, seed):
        seen.append((len(data), int(data.data.annotations["crowd"].sum())))
        names = test.data.samples["id"].to_list()
        box = {"category": "disc", "bbox": [1, 2, 30, 40], "score": 0.5}
        (out / "results.json").write_text(json.dumps([{"file_name": name, **box} for name in names]))

    chosen = item_ids(read(data, origin="synthetic"))[[0, 3]].to_list()
    found = confirm(str(data), without=chosen, test=str(test), trainer=looking, seeds=1, resamples=100)
    assert seen == [(6, 0), (6, 2)]
    assert (found.removed, found.unit) == (2, "box")
    assert ": without the 2 boxes AP is " in found.sentence
    assert found.sentence.endswith("; one model of each kind, so that other seeds may say otherwise.")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Scenes of which a fifth of the boxes have the wrong class, valued by real ones."""
    import datadiet

    folder = tmp_path_factory.mktemp("kept")
    made, real = scenes(folder / "made", 40, seed=3), scenes(folder / "real", 20, seed=4)
    content = json.loads((made / "annotations.json").read_text())
    wrong = np.random.default_rng(0).random(len(content["annotations"])) < 0.2
    for each in np.array(content["annotations"], dtype=object)[wrong]:
        each["category_id"] = 3 - each["category_id"]
    (made / "annotations.json").write_text(json.dumps(content))
    return datadiet.value(made, real, level="item", workers=1), folder


@pytest.mark.parametrize("harmful", ["crowd", "drop", "label"])
def test_harmful_boxes_of_kept_images_become_what_was_asked(run, tmp_path, harmful):
    from datadiet.scorecard import keep

    card, _ = run
    kept = keep(card, tmp_path / "kept", format="coco", harmful=harmful)
    wrong = set(card.verdicts.filter(pl.col("verdict") == "harmful")["id"].str.replace(".png#", "#", literal=True))
    written = json.loads((tmp_path / "kept/annotations.json").read_text())
    names = {each["id"]: each["file_name"] for each in written["images"]}
    there = sum(item.rpartition("#")[0].rpartition("/")[2] + ".png" in names.values() for item in wrong)
    crowds = sum(each["iscrowd"] for each in written["annotations"])
    assert kept.harmful == there > 3
    assert crowds == (there if harmful == "crowd" else 0)
    before = read(run[1] / "made", origin="synthetic").annotations["sample"].str.split("/").list.last()
    expected = before.is_in(list(names.values())).sum() - (there if harmful == "drop" else 0)
    assert len(written["annotations"]) == expected
    told = {"crowd": "were marked as crowds", "drop": "were left out", "label": "correct those"}[harmful]
    assert told in kept.sentence


def test_yolo_has_no_place_for_crowds(run, tmp_path):
    from datadiet.scorecard import keep

    kept = keep(run[0], tmp_path / "kept", format="yolo")
    assert kept.harmful_as == "drop"
    assert "were left out" in kept.sentence
    shutil.rmtree(tmp_path / "kept")


def _boxes_in_another_order(made):
    content = json.loads((made / "annotations.json").read_text())
    content["annotations"].reverse()
    (made / "annotations.json").write_text(json.dumps(content))


def _another_picture(made):
    shutil.copy(made / "images/scene-001.png", made / "images/scene-002.png")


@pytest.mark.parametrize("change", [_boxes_in_another_order, _another_picture])
def test_a_set_that_was_changed_since_is_not_kept_from(run, tmp_path, change):
    from datadiet.scorecard import keep, load

    card, folder = run
    made = folder / "made"
    card.save(tmp_path / "run")
    before = {path: path.read_bytes() for path in (made / "annotations.json", made / "images/scene-002.png")}
    change(made)
    try:
        with pytest.raises(DataError, match="made was changed since it was scored"):
            keep(load(tmp_path / "run"), tmp_path / "kept")
    finally:
        for path, content in before.items():
            path.write_bytes(content)
    assert keep(load(tmp_path / "run"), tmp_path / "kept").kept > 0
