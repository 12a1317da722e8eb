"""The detector as a whole: it learns eight pictures by heart, the same way each time."""

import json
import sys

import pytest
from faster_coco_eval import COCO, COCOeval_faster

from datadiet.errors import DataError, MissingExtra
from datadiet.loop.training import Options, predict, train
from tests.loop.training.scenes import scenes

pytest.importorskip("torch")

SETTINGS = {"steps": 150, "batch": 4, "side": 96, "augment": False, "rate": 0.005}


@pytest.fixture(scope="module")
def learned(tmp_path_factory):
    """A model that was trained on what it is tested on."""
    home = tmp_path_factory.mktemp("detector")
    data = scenes(home / "scenes", 8, seed=0, numbers=31, categories=(6, 2))
    options = Options(allow=("leak",))
    model = train(str(data), trainer="detector", test=str(data), out=home / "m", settings=SETTINGS, options=options)
    return data, model


def test_it_learns_eight_pictures_by_heart(learned):
    data, model = learned
    losses = model.facts["model"]["losses"]
    assert losses[-1] < 0.25 * losses[0]
    truth = json.loads((data / "annotations.json").read_text())
    for box in truth["annotations"]:
        box |= {"area": box["bbox"][2] * box["bbox"][3], "iscrowd": 0}
    gt = COCO(truth)
    judge = COCOeval_faster(gt, gt.loadRes(json.loads(model.predictions.read_text())), "bbox")
    judge.run()
    assert judge.stats[1] > 0.85  # of 1: some discs are hidden


def test_boxes_lie_inside_their_image_in_its_own_pixels(learned, tmp_path):
    _, model = learned
    for entry in json.loads(model.predictions.read_text()):
        x, y, width, height = entry["bbox"]
        assert x >= 0 <= y
        assert x + width <= 96.01
        assert y + height <= 64.01


def test_the_same_seed_gives_the_same_weights_and_another_one_others(tmp_path):
    data = str(scenes(tmp_path / "s", 3, seed=0))
    settings = {"steps": 3, "batch": 2, "side": 64}
    made = [
        train(data, trainer="detector", out=tmp_path / name, settings=settings, seed=seed)
        for name, seed in (("a", 0), ("b", 0), ("c", 1))
    ]
    one, two, three = ((model.folder / "weights.safetensors").read_bytes() for model in made)
    assert one == two != three


def test_further_pictures_without_annotations_are_predicted(learned, tmp_path):
    _, model = learned
    folder = scenes(tmp_path / "s", 2, seed=5) / "images"
    found = json.loads(predict(model, str(folder), out=tmp_path / "results.json").read_text())
    assert {entry["file_name"] for entry in found} == {"scene-000.png", "scene-001.png"}
    assert {entry["category"] for entry in found} <= {"disc", "square"}


def test_an_image_that_cannot_be_read_is_named(learned, tmp_path):
    data = scenes(tmp_path / "s", 2, seed=0)
    (data / "images/scene-001.png").write_bytes(b"no image")
    with pytest.raises(DataError, match=r"scene-001\.png"):
        predict(learned[1], str(data), out=tmp_path / "results.json")
    model = train(str(data), trainer="detector", out=tmp_path / "m", settings={"steps": 1, "side": 64})
    assert [each["where"] for each in model.facts["problems"]] == ["images/scene-001.png"]


def test_without_torch_the_extra_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtra, match=r"pip install 'datadiet\[deep\]'"):
        train(str(scenes(tmp_path / "s", 2, seed=0)), trainer="detector", out=tmp_path / "m")
