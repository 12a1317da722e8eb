import shutil

import numpy as np
import polars as pl
import pytest
from PIL import Image

from datadiet.loop.training.leaks import leaks
from datadiet.loop.training.material import material_of
from tests.conftest import blobs
from tests.loop.training.scenes import scenes


@pytest.fixture
def pictures(tmp_path):
    for side, seeds in (("train", range(12)), ("test", range(100, 106))):
        (tmp_path / side / "a").mkdir(parents=True)
        for seed in seeds:
            image = blobs(np.random.default_rng(seed), 80).resize((192, 144), Image.Resampling.BICUBIC)
            image.save(tmp_path / side / "a" / f"{seed}.png")
    return tmp_path


def found(folder):
    sides = (material_of(str(folder / side), labelled=False) for side in ("train", "test"))
    return {(leak.test, leak.train) for leak in leaks(*sides)}


def test_pictures_of_one_law_are_no_leak(pictures):
    assert found(pictures) == set()


def test_a_copied_file_is_found_under_another_name(pictures):
    shutil.copy(pictures / "train/a/3.png", pictures / "test/a/other.png")
    assert found(pictures) == {("a/other.png", "a/3.png")}


def test_a_picture_saved_again_smaller_and_compressed_is_found(pictures):
    image = Image.open(pictures / "train/a/5.png")
    image.resize((96, 72), Image.Resampling.BICUBIC).save(pictures / "test/a/small.jpg", quality=80)
    assert found(pictures) == {("a/small.jpg", "a/5.png")}


def test_of_items_the_images_count(tmp_path):
    train, test = scenes(tmp_path / "train", 4, seed=0), scenes(tmp_path / "test", 3, seed=1)
    shutil.copy(train / "images/scene-002.png", test / "images/scene-001.png")
    sides = (material_of(str(each), level="item") for each in (train, test))
    assert {(leak.test, leak.train) for leak in leaks(*sides)} == {("images/scene-001.png", "images/scene-002.png")}


def rows(rng, n, levels=None):
    x = rng.normal(size=n) if levels is None else rng.integers(0, levels, n)
    return pl.DataFrame({"x": x, "y": rng.integers(0, 2, n), "label": rng.choice(["a", "b"], n)})


def test_a_row_of_measured_numbers_that_is_in_both_is_found():
    train, test = rows(np.random.default_rng(0), 50), rows(np.random.default_rng(1), 20)
    assert leaks(material_of(train), material_of(test)) == ()
    test = pl.concat([test, train[7:8]])
    assert [(leak.test, leak.train) for leak in leaks(material_of(train), material_of(test))] == [("20", "7")]


def test_rows_that_are_alike_by_chance_are_no_leak():
    train, test = rows(np.random.default_rng(0), 200, 4), rows(np.random.default_rng(1), 50, 4)
    assert leaks(material_of(train), material_of(test)) == ()
