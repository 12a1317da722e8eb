import numpy as np
import pytest

from datadiet.generate.deep.weights import as_arrays, averaged, begun, descend, mean_of

torch = pytest.importorskip("torch")


def test_a_running_mean_follows_what_is_trained_and_is_no_part_of_it():
    now = begun({"a": torch.tensor([4.0, 8.0])}, "cpu")
    mean = mean_of(now)
    sgd = torch.optim.SGD([now["a"]], lr=0.5)
    for _ in range(2):  # of the second step the first one's slope must be gone
        descend(sgd, now["a"].sum())
    assert as_arrays({"a": now["a"].detach()})["a"].tolist() == [3.0, 7.0]
    assert mean["a"].tolist() == [4.0, 8.0]
    averaged(mean, now, 0.25)
    assert mean["a"].tolist() == [3.75, 7.75]
    assert not mean["a"].requires_grad


def test_arrays_are_copies():
    mean = {"a": torch.zeros(2)}
    arrays = as_arrays(mean)
    mean["a"] += 1
    assert np.array_equal(arrays["a"], [0, 0])
