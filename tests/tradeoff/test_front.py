import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from datadiet.tradeoff.front import on_front


def test_what_nothing_beats_is_on_the_front():
    assert on_front([3, 2, 1, 1, 2], [1, 2, 3, 2, 1]).tolist() == [True, True, True, False, False]


def test_equal_points_do_not_beat_each_other():
    assert on_front([1, 1, 0], [1, 1, 1]).tolist() == [True, True, False]


points = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12)


@given(points)
def test_it_is_what_the_definition_says(pairs):
    found = on_front(*zip(*pairs, strict=True))
    for i, (a, b) in enumerate(pairs):
        beaten = any(c >= a and d >= b and (c > a or d > b) for c, d in pairs)
        assert found[i] == (not beaten)
    assert np.any(found)
