import numpy as np
import pytest

from datadiet.errors import TooFewSamples
from datadiet.generate.tables.models.deep.judging import Judge, halves, told_collapse
from tests.generate.tables.models.laws import rows


def test_the_judge_knows_the_law_from_another():
    rng = np.random.default_rng(0)
    judge = Judge.of(rows(400, rng), rows(200, rng), seed=0)
    right, wrong = rows(400, rng).values, rows(400, rng).values
    wrong[:, 1] = rng.permutation(wrong[:, 1]) + 15
    assert judge.score(right) < 0.6
    assert judge.score(wrong) > 0.8
    assert judge.score(wrong) == judge.score(wrong)


def test_rows_are_held_out_once():
    real = rows(100, np.random.default_rng(1))
    learned, held_out = halves(real, np.random.default_rng(2))
    assert (len(learned), len(held_out)) == (80, 20)
    both = np.concatenate([learned.values, held_out.values])
    assert np.array_equal(np.sort(both[:, 0]), np.sort(real.values[:, 0]))
    with pytest.raises(TooFewSamples, match="9 rows"):
        halves(real.rows(np.arange(9)), np.random.default_rng(2))


def test_what_is_lost_is_said():
    real = rows(500, np.random.default_rng(3))
    good, lost = rows(2000, np.random.default_rng(4)).values, rows(2000, np.random.default_rng(5)).values
    assert told_collapse(real, lambda latent: good, 1, seed=0) == ()
    lost[:, 3] = np.where(lost[:, 3] == 2, 1, lost[:, 3])
    lost[:, 1] = 40
    said = " ".join(told_collapse(real, lambda latent: lost, 1, seed=0))
    assert "grade: the level 'high' is in no row" in said
    assert "age: the values of the model hardly differ" in said
    alike = told_collapse(real, lambda latent: np.repeat(good[:1], len(latent), axis=0), 1, seed=0)
    assert "only 1 different ones" in " ".join(alike)
