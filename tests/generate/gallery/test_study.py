"""The case study of the blood smear: what it says about items, without the real images."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from datadiet.generate.twins.loading import load_twin

STUDY = Path(__file__).parents[3] / "examples" / "blood-smear"


@pytest.fixture(scope="module")
def items():
    sys.path.insert(0, str(STUDY))
    try:
        import items
    finally:
        sys.path.remove(str(STUDY))
    return items


def test_without_real_images_it_says_what_to_set(tmp_path):
    call = [sys.executable, STUDY / "run.py", "--out", tmp_path / "out"]
    done = subprocess.run(call, capture_output=True, text=True, check=False, env={"DATADIET_DATA": str(tmp_path)})
    assert done.returncode == 2
    assert "set DATADIET_DATA to the folder that holds bccd/" in done.stderr
    assert not (tmp_path / "out").exists()


def test_the_floor_is_a_twin_of_flat_discs_in_the_same_classes():
    assert set(load_twin(STUDY / "flat.yaml").classes) == {"RBC", "WBC", "Platelets"}


def test_the_parameter_that_was_made_to_hurt_is_named(items, tmp_path):
    rng = np.random.default_rng(0)
    pallor, tilt = rng.random((2, 200))
    images = [{"id": index, "file_name": f"{index:06}.png"} for index in range(100)]
    written = [
        {
            "image_id": index // 2,
            "occlusion": 0.0,
            "truncation": 0.0,
            "parameters": {"pallor": pallor[index], "tilt": tilt[index]},
        }
        for index in range(200)
    ]
    (tmp_path / "annotations.json").write_text(json.dumps({"images": images, "annotations": written}))
    order = rng.permutation(200)
    verdicts = pl.DataFrame(
        {
            "level": ["item"] * 200,
            "id": [f"images/{index // 2:06}.png#{index % 2}" for index in order],
            "label": ["RBC"] * 200,
            "distance": (pallor + 0.1 * rng.normal(size=200))[order],
        }
    )
    found = items.blame(tmp_path, SimpleNamespace(verdicts=verdicts))
    assert found[0].startswith("RBC: pallor > ")
    assert not any("tilt" in line for line in found)
    assert found[-2:] == ["WBC: nothing that is sure", "Platelets: nothing that is sure"]


def test_classes_are_told_by_the_side_that_was_asked_for(items):
    rng = np.random.default_rng(0)
    labels = np.repeat(["RBC", "WBC", "Platelets"], 40)
    corners = np.repeat(np.eye(3) * 6, 40, axis=0)
    swapped = np.roll(corners, 40, axis=0)
    vectors = np.concatenate([corners, swapped]) + rng.normal(size=(240, 3))
    points = pl.DataFrame(
        {"level": ["item"] * 240, "origin": ["real"] * 120 + ["synthetic"] * 120, "label": [*labels, *labels]}
    )
    card = SimpleNamespace(points=points, embeddings={"item": vectors.astype(np.float32)})
    assert items.accuracy(card, "real", card, "real") > 0.95
    assert items.accuracy(card, "synthetic", card, "real") < 0.1
