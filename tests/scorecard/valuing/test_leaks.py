"""Real validation images that were saved anew among the synthetic ones."""

import numpy as np
import polars as pl
import pytest
from PIL import Image

import datadiet
from datadiet.errors import DataError
from tests.conftest import blobs
from tests.loop.training.scenes import scenes

PLAIN = {"workers": 1}


def pictures(folder, seeds):
    for seed in seeds:
        kind = folder / ("few" if seed % 2 else "many")
        kind.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng(seed)
        blobs(rng, 20 if seed % 2 else 80).resize((96, 72), Image.Resampling.BICUBIC).save(kind / f"{seed}.png")


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    folder = tmp_path_factory.mktemp("leaks")
    pictures(folder / "real", range(30))
    pictures(folder / "made", range(100, 140))
    return folder


def test_pictures_of_one_law_are_no_leak(sides):
    assert datadiet.value(sides / "made", sides / "real", **PLAIN).value is not None


def test_a_real_picture_saved_anew_is_refused_and_has_no_value_where_it_is_allowed(sides, tmp_path):
    made = tmp_path / "made"
    pictures(made, range(100, 140))
    image = Image.open(sides / "real/many/4.png")
    brighter = Image.fromarray(np.clip(np.asarray(image) * 0.9 + 10, 0, 255).astype(np.uint8))
    brighter.resize((60, 45)).save(made / "many/new.jpg", quality=60)
    with pytest.raises(DataError, match=r"1 of 41 synthetic samples are copies .* many/new.jpg of many/4.png"):
        datadiet.value(made, sides / "real", **PLAIN)
    found = datadiet.value(made, sides / "real", allow=["leak"], **PLAIN)
    row = found.verdicts.row(by_predicate=pl.col("id") == "many/new.jpg", named=True)
    assert (row["verdict"], row["value"]) == ("copied", None)
    assert row["reason"] == "Its file shows the picture of the real sample many/4.png, saved anew."


def test_of_items_the_images_count(tmp_path):
    real, made = scenes(tmp_path / "real", 12, seed=0), scenes(tmp_path / "made", 8, seed=1)
    copy = Image.open(real / "images/scene-002.png").resize((90, 60))
    copy.resize((96, 64)).save(made / "images/scene-001.png")
    asked = {"level": "item", **PLAIN}
    with pytest.raises(DataError, match=r"synthetic samples are copies .*scene-001.png#\S+ of images/scene-002.png#"):
        datadiet.value(made, real, **asked)
    rows = datadiet.value(made, real, allow=["leak"], **asked).verdicts
    of_copy = rows.filter(pl.col("id").str.contains("scene-001"))
    assert set(of_copy["verdict"]) == {"copied"}
    assert rows.filter(~pl.col("id").str.contains("scene-001"))["value"].null_count() == 0
