import numpy as np
import pytest
from scipy.spatial.distance import cdist
from sklearn.metrics import roc_auc_score

from datadiet.errors import TooFewSamples
from datadiet.measure.tables.equality import agreement
from datadiet.measure.tables.privacy import privacy


def sides(seed, n=200, d=6):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)), rng.normal(size=(n, d)), rng


def test_the_figures_are_those_of_all_distances():
    train, holdout, rng = sides(0)
    made = train[:150] + 0.3 * rng.normal(size=(150, 6))
    found = privacy(train, holdout, made, rng=rng)
    known, new = cdist(made, train).min(axis=1), cdist(made, holdout).min(axis=1)
    assert found.closest.value == pytest.approx(np.mean(known < new))
    assert found.ratio.value == pytest.approx(np.median(known) / np.median(cdist(holdout, train).min(axis=1)), rel=1e-5)
    near = np.concatenate([cdist(train, made).min(axis=1), cdist(holdout, made).min(axis=1)])
    assert found.membership.value == pytest.approx(roc_auc_score(np.repeat([1, 0], 200), -near))
    assert found.n == 200


def test_copies_are_told():
    train, holdout, rng = sides(1)
    found = privacy(train, holdout, train[rng.integers(200, size=300)], rng=rng)
    assert found.closest.value == 1
    assert found.copies.value == 1
    assert found.ratio.value == 0
    assert set(found.leaks) == {"closest", "ratio", "membership", "copies"}


def test_points_between_neighbours_are_told():
    """SMOTE: each synthetic row lies between a training row and one of its neighbours."""
    train, holdout, rng = sides(2, n=400)
    near = np.argsort(cdist(train, train), axis=1)[:, 1:6]
    first = rng.integers(400, size=500)
    second = near[first, rng.integers(5, size=500)]
    made = train[first] + rng.random((500, 1)) * (train[second] - train[first])
    assert {"closest", "ratio"} <= set(privacy(train, holdout, made, rng=rng).leaks)


def test_rows_of_the_same_law_leak_nothing_in_most_draws():
    leaks = 0
    for seed in range(40):
        train, holdout, rng = sides(100 + seed)
        found = privacy(train, holdout, rng.normal(size=(200, 6)), rng=rng)
        leaks += "closest" in found.leaks
        assert found.copies.value == 0
    assert leaks <= 4  # one-sided 2.5 %


def test_a_larger_training_side_is_not_nearer_for_its_size():
    rng = np.random.default_rng(3)
    found = privacy(rng.normal(size=(2000, 4)), rng.normal(size=(100, 4)), rng.normal(size=(500, 4)), rng=rng)
    assert found.n == 100
    assert found.closest.interval[0] <= 0.5 <= found.closest.interval[1]


def test_rows_that_coincide_in_reality_are_no_copies():
    """Two yes-or-no columns: every row equals some training row, and held-out rows do so as well."""
    rng = np.random.default_rng(4)
    a, b, c = (rng.integers(2, size=(200, 2)).astype(float) for _ in range(3))
    found = privacy(a, b, c, rng=rng)
    assert found.copies.value == found.copies.baseline == 1
    assert found.leaks == ()


def test_few_rows_are_refused():
    with pytest.raises(TooFewSamples, match="at least 20"):
        privacy(np.zeros((30, 2)), np.zeros((10, 2)), np.zeros((30, 2)), rng=np.random.default_rng(0))


def test_of_small_tables_that_give_nothing_away_hardly_any_is_said_to_leak():
    leaks = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        leaks.append(privacy(*(rng.normal(size=(60, 5)) for _ in range(3)), rng=rng).leaks)
    assert sum(map(bool, leaks)) <= 3


@pytest.mark.parametrize("few", [1, 3, 12])
def test_a_few_copies_are_told_and_one_row_repeated_is(few):
    """Twice as many training rows as held-out ones: those that were drawn for nearness may lack what was copied."""
    for seed in range(5):
        train, holdout, rng = sides(20 + seed, n=600)
        made = rng.normal(size=(600, 6))
        made[:few] = train[:few]
        found = privacy(train, holdout[:300], made, rng=rng)
        assert "copies" in found.leaks
        assert found.copies.value == few / 600
        one = privacy(train, holdout[:300], np.repeat(train[:1], 600, axis=0), rng=rng)
        assert one.copies.value == 1
        assert "copies" in one.leaks


@pytest.mark.parametrize("share", [0.1, 0.5, 1])
def test_held_out_rows_that_are_training_rows_are_counted(share):
    train, holdout, rng = sides(30)
    count = int(share * 200)
    holdout[:count] = train[:count]
    assert privacy(train, holdout, rng.normal(size=(200, 6)), rng=rng).seen == count


def test_coarse_tables_of_one_law_leak_no_copies_and_have_strangers_for_held_out_rows():
    said = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        levels, columns = int(rng.integers(2, 6)), int(rng.integers(3, 9))
        sides = [rng.integers(levels, size=(n, columns)).astype(float) for n in (300, 150, 300)]
        found = privacy(*sides, rng=rng, agree=agreement(sides[0]))
        said.append(("copies" in found.leaks, found.seen > 0))
    assert np.sum(said, axis=0).max() <= 2


def test_what_many_real_rows_have_in_common_is_no_copy_and_makes_no_held_out_row_a_known_one():
    """A fifth of all rows is the same row of nothing but zeros, and no other two are equal."""
    for seed in range(5):
        train, holdout, rng = sides(40 + seed, n=300)
        made = rng.normal(size=(300, 6))
        for rows in (train, holdout, made):
            rows[rng.random(300) < 0.2] = 0
        found = privacy(train, holdout, made, rng=rng, agree=agreement(train))
        assert found.seen == 0
        assert "copies" not in found.leaks
        assert found.copies.value == pytest.approx(found.copies.baseline, abs=0.1)
        made[:5] = train[(train != 0).all(axis=1)][:5]
        assert "copies" in privacy(train, holdout, made, rng=rng, agree=agreement(train)).leaks
