import numpy as np
import pytest

from datadiet.errors import OptionError, TooFewSamples
from datadiet.measure.design import Design, Groups

REAL = np.repeat(np.arange(12), np.arange(1, 13))
SYNTHETIC = np.repeat(np.arange(30), 2)


def _draw(real, synthetic, seed=0, subsamples=25):
    sides = Groups.read(real, len(real)), Groups.read(synthetic, len(synthetic))
    return Design.draw(*sides, rng=np.random.default_rng(seed), subsamples=subsamples)


@pytest.mark.parametrize(
    ("real", "synthetic", "m"),
    [(REAL, SYNTHETIC, 6), (SYNTHETIC, REAL, 12), (np.arange(40), np.arange(30), 20), (np.arange(9), np.arange(2), 2)],
)
def test_subsamples_take_one_member_from_each_of_m_groups_a_side(real, synthetic, m):
    design = _draw(real, synthetic)
    assert design.m == m
    for rows, groups in ((design.real, real), (design.synthetic, synthetic)):
        assert rows.shape == (25, m)
        assert all(len(set(groups[row])) == m for row in rows)


def test_halves_of_the_control_share_no_group():
    design = _draw(REAL, SYNTHETIC)
    for first, second in design.control:
        assert len(set(REAL[first])) == len(set(REAL[second])) == design.m
        assert not set(REAL[first]) & set(REAL[second])


def test_groups_and_their_members_are_drawn_equally_often():
    designs = [_draw(REAL, SYNTHETIC, seed=seed, subsamples=25) for seed in range(400)]
    real, synthetic = (np.concatenate([getattr(d, side).ravel() for d in designs]) for side in ("real", "synthetic"))
    np.testing.assert_allclose(np.bincount(REAL[real]) / 10_000, 6 / 12, atol=0.03)
    np.testing.assert_allclose(np.bincount(real)[REAL == 3] / 10_000, 6 / 12 / 4, atol=0.02)
    np.testing.assert_allclose(np.bincount(SYNTHETIC[synthetic]) / 10_000, 6 / 30, atol=0.02)


def test_each_group_keeps_its_block_so_that_swaps_are_consistent():
    design = _draw(REAL, SYNTHETIC)
    for rows, groups in ((design.real, REAL), (design.synthetic, SYNTHETIC)):
        pairs = set(zip(groups[rows].ravel().tolist(), design.block.ravel().tolist(), strict=True))
        assert len(pairs) == len({group for group, _ in pairs})


@pytest.mark.parametrize(("real", "synthetic"), [(3, 50), (50, 1), (1, 1), (0, 9), (9, 0)])
def test_too_few_groups_are_refused_with_the_number_needed(real, synthetic):
    with pytest.raises(TooFewSamples, match="at least 4 real and 2 synthetic ones"):
        _draw(np.arange(real), np.arange(synthetic))


def test_groups_that_do_not_fit_are_refused():
    with pytest.raises(OptionError, match="groups have shape"):
        Groups.read(np.arange(3), 4)


def test_the_same_seed_draws_the_same_design():
    one, two = _draw(REAL, SYNTHETIC, seed=5), _draw(REAL, SYNTHETIC, seed=5)
    np.testing.assert_array_equal(one.real, two.real)
    np.testing.assert_array_equal(one.control, two.control)
