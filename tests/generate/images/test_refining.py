import sys

import numpy as np
import pytest

from datadiet.errors import DataError, MissingExtra, OptionError
from datadiet.generate.images import Refiner, fit_refiner
from tests.generate.images.pictures import GREEN, VIOLET, discs

pytest.importorskip("torch")


@pytest.fixture(scope="module")
def refiner():
    return fit_refiner(discs(80, GREEN, seed=1)[0], discs(80, VIOLET, seed=2)[0], seed=0, steps=160)


def segmented(pictures):
    tones = pictures.astype(float).sum(axis=3)
    return tones < (tones.max(axis=(1, 2), keepdims=True) + tones.min(axis=(1, 2), keepdims=True)) / 2


def iou(one, other):
    return float(np.mean((one & other).sum(axis=(1, 2)) / (one | other).sum(axis=(1, 2))))


def test_composites_move_to_the_real_palette_and_nothing_changes_its_place(refiner):
    (new, masks), (real, _) = discs(40, GREEN, seed=9), discs(40, VIOLET, seed=10)
    made = refiner.refine(new)
    ground = [pictures[:, 0].mean(axis=(0, 1)) for pictures in (new, made, real)]
    assert np.abs(ground[1] - ground[2]).max() < 0.5 * np.abs(ground[0] - ground[2]).max()
    assert iou(segmented(made), masks) > 0.95
    assert refiner.facts["gap_after"] < 0.6 * refiner.facts["gap_before"]
    assert refiner.facts["edges_kept"] > 0.9
    assert refiner.notes == ()


def test_composites_that_are_nearly_real_are_not_held_where_they_are():
    near = tuple(tuple(tone - 8 for tone in colour) for colour in VIOLET)
    facts = fit_refiner(discs(60, near, seed=1)[0], discs(60, VIOLET, seed=2)[0], seed=0, steps=120).facts
    assert facts["gap_after"] < 0.5 * facts["gap_before"] < 0.3


def test_pictures_of_any_size_are_refined_each_by_itself(refiner):
    large = discs(3, GREEN, seed=3, side=40)[0]
    made = refiner.refine(large)
    assert made.shape == large.shape
    assert np.array_equal(made[1:2], refiner.refine(large[1:2]))


def test_a_refiner_that_helps_nothing_changes_nothing_and_says_so():
    both = discs(60, VIOLET, seed=1)[0]
    found = fit_refiner(both[:30], both[30:], seed=0, steps=1)
    assert np.array_equal(found.refine(both), both)
    assert found.facts["gap_after"] == found.facts["gap_before"]
    assert "changes nothing" in found.notes[0]


def test_the_same_seed_gives_the_same_refiner():
    sides = discs(20, GREEN, seed=1)[0], discs(20, VIOLET, seed=2)[0]
    once, twice, other = (fit_refiner(*sides, seed=seed, steps=4) for seed in (0, 0, 1))
    assert once.facts == twice.facts
    assert all(once.arrays[name].tobytes() == array.tobytes() for name, array in twice.arrays.items())
    assert any(once.arrays[name].tobytes() != array.tobytes() for name, array in other.arrays.items())


def test_what_was_dumped_is_loaded_and_what_does_not_fit_is_refused(refiner):
    facts, arrays = refiner.dump()
    picture = discs(2, GREEN, seed=4)[0]
    assert np.array_equal(Refiner.load(facts, arrays).refine(picture), refiner.refine(picture))
    with pytest.raises(DataError):
        Refiner.load(facts, {**arrays, "last.bias": np.zeros(4)})
    with pytest.raises(DataError):
        Refiner.load({}, arrays)


def test_bad_input_is_refused(refiner, monkeypatch):
    pictures = discs(20, GREEN, seed=1)[0]
    with pytest.raises(DataError, match="one size"):
        fit_refiner(pictures, discs(20, VIOLET, seed=1, side=16)[0], seed=0)
    with pytest.raises(OptionError, match="steps is 0"):
        fit_refiner(pictures, pictures, seed=0, steps=0)
    with pytest.raises(DataError, match="uint8"):
        refiner.refine(pictures / 255)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtra, match="deep"):
        refiner.refine(pictures)
