from itertools import pairwise

import numpy as np
import pytest

from datadiet.errors import OptionError
from datadiet.measure.attribution import attribute

N = 400


@pytest.fixture
def conditions():
    rng = np.random.default_rng(0)
    light = rng.uniform(size=N)
    light[rng.uniform(size=N) < 0.15] = np.nan
    return {
        "roughness": rng.uniform(size=N),
        "surface": rng.choice(["gloss", "matte", "wet"], size=N).tolist(),
        "light": light,
    }


def realism_where(low):
    return np.where(low, 0.2, 0.7) + 0.1 * np.random.default_rng(1).normal(size=N)


def attributed(realism, conditions, **options):
    return attribute(realism, conditions, rng=np.random.default_rng(2), **options)


def test_a_planted_threshold_is_found_alone(conditions):
    (found,) = attributed(realism_where(conditions["roughness"] > 0.6), conditions)
    assert found.where == "roughness > 0.6"
    assert found.realism == pytest.approx(0.2, abs=0.05)
    assert found.elsewhere == pytest.approx(0.7, abs=0.05)
    assert found.share == pytest.approx(np.mean(conditions["roughness"] > 0.6), abs=0.01)
    assert found.r2 > 0.7
    assert found.sentence == (
        f"roughness > 0.6: realism {found.realism:.2f} against {found.elsewhere:.2f} elsewhere, "
        f"{100 * found.share:.0f} % of samples"
    )


def test_a_planted_range_is_found(conditions):
    rough = conditions["roughness"]
    (found,) = attributed(realism_where((rough > 0.3) & (rough < 0.6)), conditions)
    low, high = found.where.split(" < roughness <= ")
    assert (float(low), float(high)) == pytest.approx((0.3, 0.6), abs=0.02)


def test_a_planted_set_of_names_is_found(conditions):
    (found,) = attributed(realism_where(np.isin(conditions["surface"], ["gloss", "wet"])), conditions)
    assert found.where == "surface is gloss or wet"


def test_missing_values_are_a_branch_of_their_own(conditions):
    (found,) = attributed(realism_where(np.isnan(conditions["light"])), conditions)
    assert found.where == "light is missing"
    surface = [None if name == "wet" else name for name in conditions["surface"]]
    (named,) = attributed(realism_where([name is None for name in surface]), {"surface": surface})
    assert named.where == "surface is missing"


def test_two_conditions_are_named_where_neither_explains_it_alone(conditions):
    low = (conditions["roughness"] > 0.5) & (np.array(conditions["surface"]) == "wet")
    found = attributed(realism_where(low), conditions)
    assert found[0].where == "roughness > 0.5 and surface is wet"
    assert all(first.r2 >= second.r2 for first, second in pairwise(found))


def test_noise_is_attributed_to_nothing(conditions):
    rng = np.random.default_rng(3)
    found = [attribute(rng.uniform(size=N), conditions, rng=rng) for _ in range(30)]
    assert sum(map(bool, found)) <= 3


def test_a_condition_of_whole_groups_is_no_evidence_by_the_number_of_their_frames():
    rng = np.random.default_rng(4)
    video = np.repeat(np.arange(50), 20)
    fooled = {"declared": 0, "undeclared": 0}
    for _ in range(10):
        realism = rng.uniform(size=50)[video]
        condition = {"speed": rng.uniform(size=50)[video]}
        fooled["declared"] += bool(attribute(realism, condition, rng=rng, groups=video))
        fooled["undeclared"] += bool(attribute(realism, condition, rng=rng))
    assert fooled["declared"] <= 2
    assert fooled["undeclared"] >= 5


def test_constant_realism_few_samples_and_no_conditions_give_nothing(conditions):
    assert attributed(np.full(N, 0.4), conditions) == ()
    assert attributed(realism_where(conditions["roughness"] > 0.5), {}) == ()
    assert attributed(np.linspace(0, 1, 20), {"x": np.linspace(0, 1, 20)}) == ()
    assert attributed(np.linspace(0, 1, N), {"x": ["same"] * N, "y": [None] * N}) == ()


def test_the_sentence_calls_realism_what_it_is(conditions):
    (found,) = attributed(realism_where(conditions["roughness"] > 0.6), conditions, name="rank")
    assert ": rank 0." in found.sentence


def test_a_condition_of_another_length_is_refused():
    with pytest.raises(OptionError, match=r"condition 'x' has 3 values. Expected: 4"):
        attributed(np.zeros(4), {"x": [1, 2, 3]})


def test_many_names_are_cut_short():
    rng = np.random.default_rng(0)
    names = [f"n{i:02d}" for i in rng.integers(18, size=1000)]
    realism = np.where([name < "n12" for name in names], 0.1, 0.8) + 0.05 * rng.normal(size=1000)
    (found,) = attributed(realism, {"name": names})
    assert found.where == "name is n00, n01, n02, n03, n04 or 7 more"


def test_conditions_that_mean_the_same_samples_are_one_explanation():
    rng = np.random.default_rng(0)
    rough = rng.random(400)
    realism = np.where(rough > 0.7, 0.1, 0.8) + 0.02 * rng.normal(size=400)
    found = attribute(realism, {"copy": 10 * rough, "rough": rough, "other": rng.random(400)}, rng=rng)
    assert len(found) == 1
    assert found[0].share == pytest.approx(0.3, abs=0.06)
