import numpy as np
import pytest

from datadiet.generate.images.look import edges_kept, look
from tests.generate.images.pictures import GREEN, discs


def test_the_numbers_of_a_known_picture():
    picture = np.zeros((1, 4, 4, 3), np.uint8)
    picture[0, :, 2:, 0] = 255  # the right half is red
    found = look(picture)[0]
    mean, spread, marks, near, far, together = np.split(found, [3, 6, 15, 18, 21])
    assert mean.tolist() == [0.5, 0, 0]
    assert spread.tolist() == [0.5, 0, 0]
    assert marks.reshape(3, 3)[:, 0].tolist() == [0, 0.5, 1]
    assert near[0] == pytest.approx((0 + 1 / 3) / 2)  # of three steps to the right one is 1
    assert far[0] == pytest.approx((0 + 1) / 2)
    assert together.tolist() == [0, 0, 0]


def test_where_things_are_makes_no_difference_to_the_look():
    picture = np.full((1, 9, 9, 3), 30, np.uint8)
    other = picture.copy()
    picture[0, 2:5, 2:5], other[0, 4:7, 3:6] = (90, 10, 200), (90, 10, 200)
    assert look(picture) == pytest.approx(look(other))


def test_edges_are_kept_by_new_colours_and_not_by_a_move():
    pictures = discs(10, GREEN, seed=0)[0]
    assert edges_kept(pictures, pictures[..., ::-1]) == pytest.approx(1)
    assert edges_kept(pictures, (pictures * 0.6 + 20).astype(np.uint8)) > 0.95
    assert edges_kept(pictures, np.roll(pictures, 5, axis=2)) < 0.5
    flat = np.full_like(pictures, 7)
    assert (edges_kept(flat, flat), edges_kept(pictures, flat)) == (1, 0)
