import numpy as np
import pytest

from datadiet.errors import OptionError, TooFewSamples
from datadiet.generate.tables.models.deep.training import Budget, Judge, halves, told_collapse, torch_here, train
from tests.generate.tables.models.laws import rows


class Counter:
    """Weights that say how many steps were taken."""

    taken = 0

    def step(self):
        self.taken += 1

    def weights(self):
        return {"steps": np.array(self.taken)}


def test_training_ends_where_looks_get_no_better_and_returns_the_best():
    counter, told = Counter(), []
    found = train(
        counter,
        lambda weights: 0.5 + abs(int(weights["steps"]) - 50) / 100,
        Budget(steps=1000, every=10, patience=3),
        lambda *each: told.append(each),
    )
    assert counter.taken <= 100
    assert found.weights["steps"] == found.steps
    assert 50 <= found.steps <= 60
    assert [done for done, _, _ in told] == list(range(10, counter.taken + 1, 10))
    assert found.scores[1:] == tuple(score for _, _, score in told)


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


def _fails_inside(torch):
    with torch_here():
        assert torch.are_deterministic_algorithms_enabled()
        assert torch.get_num_threads() == 1
        raise ZeroDivisionError


def test_torch_is_left_as_it_was():
    torch = pytest.importorskip("torch")
    state, threads = torch.random.get_rng_state(), torch.get_num_threads()
    with pytest.raises(ZeroDivisionError):
        _fails_inside(torch)
    assert not torch.are_deterministic_algorithms_enabled()
    assert torch.get_num_threads() == threads
    assert torch.equal(torch.random.get_rng_state(), state)
    with pytest.raises(OptionError, match="cannot use the device 'nowhere'"), torch_here("nowhere"):
        pass


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


def test_a_budget_of_nothing_is_refused():
    with pytest.raises(OptionError, match="1 or more"):
        Budget(steps=0)
