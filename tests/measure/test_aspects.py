import numpy as np
import pytest
from scipy.spatial.distance import cdist, pdist

from datadiet.errors import EmbeddingError, TooFewSamples
from datadiet.measure.aspects import shares


def sides(n=150, shift=0.0, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 6)), rng.normal(size=(n, 6)) + shift


def shared(whole, removed, **options):
    return shares(whole, removed, rng=np.random.default_rng(0), **options)


def gap(real, synthetic):
    spread = pdist(real).mean()
    return (2 * cdist(real, synthetic).mean() - spread - pdist(synthetic).mean()) / spread


def test_gap_and_share_are_those_of_the_formula():
    whole, removed = sides(shift=1.0), sides(shift=0.5)
    (found,) = shared(whole, {"colour": removed})
    assert found.gap == pytest.approx(gap(*removed))
    assert found.share == pytest.approx(1 - gap(*removed) / gap(*whole))
    assert found.interval[0] < found.share < found.interval[1]
    assert found.sentence.startswith(f"Taking away colour closes {100 * found.share:.0f} % of the gap")
    assert "palette" in found.sentence


def test_the_largest_share_comes_first_and_what_widens_the_gap_is_negative():
    found = shared(sides(shift=1.0), {"size": sides(shift=1.5), "layout": sides(shift=0.1)})
    assert [share.aspect for share in found] == ["layout", "size"]
    assert found[0].share > 0.9
    assert found[1].share < 0
    assert "widens the gap" in found[1].sentence


def test_an_aspect_without_effect_is_not_sure():
    whole = sides(shift=1.0)
    rng = np.random.default_rng(9)
    blurred = tuple(side + 0.1 * rng.normal(size=side.shape) for side in whole)
    (found,) = shared(whole, {"layout": blurred})
    assert abs(found.share) < 0.1


def test_the_interval_holds_the_share_of_large_sets():
    large, removed = sides(2000, 1.0, 100), sides(2000, 0.6, 100)
    truth = 1 - gap(*removed) / gap(*large)
    held = 0
    for seed in range(100):
        (found,) = shared(sides(60, 1.0, seed), {"x": sides(60, 0.6, seed)})
        held += found.interval[0] <= truth <= found.interval[1]
    assert held >= 88


def test_no_gap_has_no_shares():
    assert shared(sides(seed=1), {"colour": sides(seed=1)}) == ()
    assert shared((np.ones((5, 2)), np.ones((5, 2))), {"colour": (np.ones((5, 2)), np.ones((5, 2)))}) == ()


def test_an_aspect_without_which_all_is_alike_is_left_out():
    whole = sides(shift=1.0)
    assert shared(whole, {"all": (np.zeros((150, 2)), np.zeros((150, 2)))}) == ()


def test_a_group_counts_once():
    real, synthetic = sides(60, shift=1.0)
    names = np.repeat(np.arange(60), 10)
    repeated = np.repeat(real, 10, axis=0), np.repeat(synthetic, 10, axis=0)
    (once,) = shared((real, synthetic), {"x": (real, synthetic - 0.5)})
    (grouped,) = shared(repeated, {"x": (repeated[0], repeated[1] - 0.5)}, real_groups=names, synthetic_groups=names)
    assert grouped.interval == pytest.approx(once.interval)


def test_vectors_of_other_samples_are_refused():
    with pytest.raises(EmbeddingError, match="without colour there are 149 real"):
        shared(sides(), {"colour": (sides()[0][1:], sides()[1])})


def test_too_few_samples_are_refused():
    with pytest.raises(TooFewSamples, match="2 independent samples"):
        shared(sides(2, 1.0), {"colour": sides(2, 1.0)})
