import contextlib
import io

import numpy as np
import pytest

from datadiet.errors import TooFewSamples
from datadiet.measure import pairwise
from datadiet.measure.prdc import prdc


@pytest.mark.parametrize(("shift", "dimensions"), [(0.0, 4), (0.7, 4), (0.2, 64)])
def test_values_are_those_of_the_reference_implementation(shift, dimensions):
    peer = pytest.importorskip("prdc", reason="the reference implementation is not installed")
    rng = np.random.default_rng(1)
    real, synthetic = rng.normal(size=(220, dimensions)), rng.normal(size=(150, dimensions)) + shift
    with contextlib.redirect_stdout(io.StringIO()):
        expected = peer.compute_prdc(real, synthetic, nearest_k=5)
    found = prdc(real, synthetic, k=5)
    assert {name: getattr(found, name) for name in expected} == pytest.approx(expected)


def test_synthetic_that_huddles_is_precise_and_recalls_little():
    rng = np.random.default_rng(0)
    found = prdc(rng.normal(size=(300, 8)), 0.2 * rng.normal(size=(300, 8)))
    assert found.precision == 1
    assert found.recall < 0.1
    assert found.density > 2
    assert found.coverage < 0.5


def test_synthetic_that_spreads_recalls_much_and_is_not_precise():
    rng = np.random.default_rng(0)
    found = prdc(0.2 * rng.normal(size=(300, 8)), rng.normal(size=(300, 8)))
    assert found.recall == 1
    assert found.precision < 0.1


def test_apart_sets_have_nothing_in_common():
    rng = np.random.default_rng(0)
    found = prdc(rng.normal(size=(50, 3)), rng.normal(size=(50, 3)) + 100)
    assert (found.precision, found.recall, found.density, found.coverage) == (0, 0, 0, 0)


def test_exact_copies_lie_in_open_balls_only():
    real = np.random.default_rng(0).normal(size=(200, 32))
    found = prdc(real, real.copy())
    assert (found.precision, found.recall, found.coverage) == (1, 1, 1)
    assert found.density == pytest.approx(1)  # the copy itself and the four nearer than the edge


def test_blocks_do_not_change_the_values(monkeypatch):
    rng = np.random.default_rng(2)
    real, synthetic = rng.normal(size=(90, 5)), rng.normal(size=(70, 5))
    whole = prdc(real, synthetic)
    monkeypatch.setattr(pairwise, "_ENTRIES", 500)
    assert prdc(real, synthetic) == whole


def test_a_side_without_a_kth_neighbour_is_refused():
    with pytest.raises(TooFewSamples, match="more than k = 5 a side"):
        prdc(np.zeros((5, 2)), np.zeros((9, 2)))
