import shutil

import numpy as np
import pytest
from PIL import Image

from datadiet.data.pictures import repeated_pictures, same_pictures
from tests.conftest import blobs


@pytest.fixture
def pictures(tmp_path):
    for seed in range(8):
        image = blobs(np.random.default_rng(seed), 80).resize((192, 144), Image.Resampling.BICUBIC)
        image.save(tmp_path / f"{seed}.png")
    return tmp_path


def named(folder, *names):
    return [str(folder / name) for name in names]


def test_pictures_of_one_law_differ(pictures):
    known, asked = named(pictures, "0.png", "1.png", "2.png", "3.png"), named(pictures, "4.png", "5.png", "6.png")
    assert same_pictures(asked, known) == {}
    assert repeated_pictures([*known, *asked]) == {}


@pytest.mark.parametrize(
    ("size", "name", "settings"),
    [((192, 144), "same.png", {}), ((96, 72), "small.jpg", {"quality": 70}), ((300, 225), "large.webp", {})],
)
def test_a_picture_saved_anew_is_found(pictures, size, name, settings):
    Image.open(pictures / "5.png").resize(size, Image.Resampling.BICUBIC).save(pictures / name, **settings)
    asked, known = str(pictures / name), named(pictures, "3.png", "4.png", "5.png")
    assert same_pictures([asked], known) == {asked: str(pictures / "5.png")}


def test_a_file_is_its_own_picture_but_no_repeated_one(pictures):
    (one,) = named(pictures, "1.png")
    assert same_pictures([one], [one]) == {one: one}
    assert repeated_pictures([one]) == {}
    (other,) = named(pictures, "other.png")
    shutil.copy(one, other)
    assert repeated_pictures([one, other]) == {one: other, other: one}


def test_what_cannot_be_decoded_and_what_has_one_colour_match_by_bytes_alone(pictures):
    (pictures / "junk-a.png").write_bytes(b"junk")
    (pictures / "junk-b.png").write_bytes(b"junk")
    (pictures / "junk-c.png").write_bytes(b"other junk")
    for name, tone in (("grey", 90), ("light", 200)):
        Image.new("RGB", (64, 64), (tone,) * 3).save(pictures / f"{name}.png")
    asked = named(pictures, "junk-a.png", "junk-c.png", "grey.png", "absent.png")
    assert same_pictures(asked, named(pictures, "junk-b.png", "light.png")) == {asked[0]: str(pictures / "junk-b.png")}
