import itertools

import numpy as np

from datadiet.domain.completions import Completions


def test_codes_that_no_allowed_row_has_are_refused_whatever_stands_beside_them():
    """As digits of one number, 3 and 0 would be 0 and 1."""
    known = np.array([[0, 0], [1, 0], [0, 1], [1, 1]])
    allowed = Completions((([0, 1], known),))
    rows = np.array(list(itertools.product(range(-1, 6), repeat=2)))
    expected = [any(((row < 0) | (row == one)).all() for one in known) for row in rows]
    assert allowed(rows).tolist() == expected
