"""Predictions that were made on other images than those of the test set."""

import shutil

import numpy as np
from PIL import Image

from datadiet.loop.proof import compare
from datadiet.loop.training import train
from tests.loop.training.scenes import colours


def test_predictions_on_other_images_are_told_of_and_those_on_these_are_not(tmp_path):
    made, seen = str(colours(tmp_path / "made", 8, seed=0)), colours(tmp_path / "seen", 12, seed=1)
    for name, seed in (("a", 0), ("b", 1)):
        train(made, trainer="probe", test=str(seen), out=tmp_path / name, seed=seed)
    sides = tmp_path / "a", tmp_path / "b"
    assert not any("other images" in note for note in compare(*sides, str(seen), resamples=100).notes)
    moved = shutil.copytree(seen, tmp_path / "moved")
    assert not any("other images" in note for note in compare(*sides, str(moved), resamples=100).notes)
    for at, file in enumerate(sorted(moved.rglob("*.png"))):  # other pictures under the same names
        tone = np.random.default_rng(at).integers(0, 255, (24, 24, 3), dtype=np.uint8)
        Image.fromarray(tone).save(file)
    notes = compare(*sides, str(moved), resamples=100).notes
    assert sum("made its predictions on other images than those of this test set" in note for note in notes) == 2
