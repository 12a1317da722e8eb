import json

import numpy as np
import pytest
from PIL import Image

import datadiet


def annotated(folder, n, *, seed, tint=0.0):
    """Write n scenes with one box each as COCO; a tint falls on the boxes alone."""
    folder.mkdir()
    boxes, images = [], []
    for number in range(n):
        rng = np.random.default_rng([seed, number])
        pixels = rng.normal(150, 10, (40, 60, 3)) + rng.normal(0, 8, 3)
        x, y = (int(value) for value in rng.integers(2, 25, 2))
        pixels[y : y + 12, x : x + 20] = rng.normal((200, 80, 90), 10) + np.array([0, tint, -tint])
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(folder / f"{number}.png")
        images.append({"id": number, "file_name": f"{number}.png", "width": 60, "height": 40})
        boxes.append({"id": number, "image_id": number, "category_id": 1, "bbox": [x, y, 20, 12]})
    coco = {"images": images, "annotations": boxes, "categories": [{"id": 1, "name": "box"}]}
    (folder / "annotations.json").write_text(json.dumps(coco))
    return folder


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    base = tmp_path_factory.mktemp("scenes")
    real, synthetic = annotated(base / "real", 60, seed=1), annotated(base / "synthetic", 60, seed=2, tint=90)
    return datadiet.score(real, synthetic, explain=True, workers=1, cache=base / "cache")


def test_what_differs_closes_the_gap_when_it_is_taken_away(card):
    found = {aspect.aspect: aspect for aspect in card.levels["scene"].aspects}
    assert set(found) == {
        "colour",
        "hue and saturation",
        "sharpness and noise",
        "size",
        "items",
        "surroundings and layout",
    }
    assert found["items"].interval[0] > 0.7
    assert found["surroundings and layout"].share < found["items"].share
    assert "look at the objects themselves first" in found["items"].sentence


def test_without_explain_nothing_is_taken_apart(card):
    again = datadiet.score(card.provenance.real, card.provenance.synthetic, workers=1)
    assert again.levels["scene"].aspects == ()
