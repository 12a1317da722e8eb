import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from datadiet.generate.images.judging import PixelJudge
from datadiet.generate.images.stack import Stack
from tests.generate.images.pictures import digits


@pytest.fixture(scope="module")
def real():
    pictures, labels = digits(300)
    return Stack.of(pictures, labels=labels)


@pytest.fixture(scope="module")
def judge(real):
    return PixelJudge.of(real, real.rows(np.arange(100)), 0)


def test_other_real_digits_are_not_told_and_noise_is(judge, real):
    other = real.rows(np.arange(100, 300))
    assert judge.score(other.pixels, other.codes) < 0.6
    noise = np.random.default_rng(0).permutation(real.pixels.reshape(300, -1), axis=1)
    assert judge.score(noise, real.codes) > 0.95


def test_real_digits_with_the_wrong_names_are_told_and_said(judge, real):
    other = real.rows(np.arange(100, 300))
    wrong = (other.codes + 1) % 10
    assert judge.score(other.pixels, wrong) > 0.85
    said = judge.lost(other.pixels, wrong)
    assert len(said) == 10
    assert all("are most like it" in one for one in said)


def test_real_digits_have_lost_nothing(judge):
    other = Stack.of(digits(300, after=300)[0], labels=digits(300, after=300)[1])
    assert judge.lost(other.pixels, other.codes) == ()


def test_a_model_of_one_picture_has_collapsed(judge, real):
    said = judge.lost(np.repeat(real.pixels[:1], 200, axis=0), real.codes[:200])
    assert said[0] == "The model has collapsed: 200 pictures of it are only 1 different ones."
    assert sum("hardly differ" in one for one in said) == 10


def test_one_class_that_has_lost_its_variety_is_named(judge, real):
    pixels = real.pixels.copy()
    threes = np.flatnonzero(real.codes == 3)
    pixels[threes] = pixels[threes[0]]
    (said,) = judge.lost(pixels, real.codes)
    assert said.startswith("The pictures of class '3' hardly differ: their spread is 0.00")


def test_a_class_that_is_blurred_is_named(judge, real):
    pixels = real.pixels.copy()
    fours = np.flatnonzero(real.codes == 4)
    pixels[fours] = gaussian_filter(pixels[fours].astype(float), (0, 0.8, 0.8, 0)).round()
    (said,) = (one for one in judge.lost(pixels, real.codes) if "blurred" in one)
    assert "class '4'" in said
