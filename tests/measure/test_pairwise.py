import numpy as np
from scipy.spatial.distance import cdist

from datadiet.measure import pairwise


def test_blocks_are_the_whole_matrix_in_order(monkeypatch):
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(50, 7)), rng.normal(size=(40, 7))
    monkeypatch.setattr(pairwise, "_ENTRIES", 7 * 40)
    found = list(pairwise.blocks(x, y))
    assert [rows for rows, _ in found] == [slice(start, min(start + 7, 50)) for start in range(0, 50, 7)]
    np.testing.assert_allclose(np.concatenate([block for _, block in found]), cdist(x, y, "sqeuclidean"), rtol=1e-8)


def test_no_rows_give_no_blocks():
    assert list(pairwise.blocks(np.empty((0, 3)), np.zeros((4, 3)))) == []
