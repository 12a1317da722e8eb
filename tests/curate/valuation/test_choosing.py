from dataclasses import replace

import numpy as np
import pytest

from datadiet.curate.valuation.choosing import doubt, turns
from datadiet.curate.valuation.cut import Cut

CUT = Cut(at=0.0, caught=0.9, false_alarms=0.1, auc=0.95, planted=50, good=9)


def test_doubt_begins_below_the_cut_and_grows_with_the_good_ones_that_are_better():
    good = np.array([-1.0, 1, 2, 3, 4, 5, 6, 7, 8])
    found = doubt(np.array([0.5, 0.0, -0.5, -2.0]), CUT, good)
    assert found[:2].tolist() == [0, 0]
    assert found[2:] == pytest.approx([1 - 2 / 10, 1 - 1 / 10], abs=1e-6)


def test_a_score_below_the_cut_is_doubted_even_where_all_good_ones_are_lower():
    assert doubt(np.array([-1.0]), CUT, np.full(9, -5.0))[0] > 0


@pytest.mark.parametrize("cut", [replace(CUT, at=None), replace(CUT, auc=0.7)])
def test_what_tells_no_junk_raises_no_doubt(cut):
    assert doubt(np.array([-9.0]), cut, np.arange(9.0)).tolist() == [0]


def test_each_beginning_holds_the_classes_in_their_shares_and_is_drawn_blindly():
    labels, worse = np.repeat(["a", "b"], [300, 100]), np.arange(400.0)
    found = turns(labels, np.zeros(400), worse, rng=np.random.default_rng(0))
    assert sorted(found) == list(range(1, 401))
    for first in (40, 100, 200):
        assert (labels[found <= first] == "b").mean() == pytest.approx(0.25, abs=0.03)
    assert worse[found <= 100].mean() == pytest.approx(200, abs=40)
    again = turns(labels, np.zeros(400), worse, rng=np.random.default_rng(1))
    assert not np.array_equal(found, again)
    assert np.array_equal(found, turns(labels, np.zeros(400), worse, rng=np.random.default_rng(0)))


def test_doubtful_samples_come_last_the_least_doubtful_first():
    doubts = np.array([0.9, 0, 0.1, 0, 0.1])
    found = turns(np.array(["a"] * 5), doubts, np.array([0, 0, 5, 0, 4.0]), rng=np.random.default_rng(0))
    assert set(found[[1, 3]]) == {1, 2}
    assert found[[4, 2, 0]].tolist() == [3, 4, 5]
