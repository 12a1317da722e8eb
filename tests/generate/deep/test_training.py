import numpy as np
import pytest

from datadiet.errors import OptionError
from datadiet.generate.deep.training import Budget, Counted, train


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


def test_a_budget_of_nothing_is_refused():
    with pytest.raises(OptionError, match="1 or more"):
        Budget(steps=0)


def test_a_learner_that_is_counted_learns_the_same():
    told = []
    alone, counted = Counter(), Counted(Counter(), "steps", 30, lambda *each: told.append(each))
    found = [
        train(each, lambda weights: 1 / (1 + int(weights["steps"])), Budget(30, 10, 3)) for each in (alone, counted)
    ]
    assert found[0].scores == found[1].scores
    assert told == [("steps", done, 30) for done in range(1, 31)]
