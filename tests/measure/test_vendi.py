import numpy as np
import pytest

from datadiet.errors import TooFewSamples
from datadiet.measure.vendi import vendi_score


def brute(vectors: np.ndarray) -> float:
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    values = np.linalg.eigvals(unit @ unit.T / len(unit)).real
    values = values[values > 1e-12]
    return float(np.exp(-(values * np.log(values)).sum()))


@pytest.mark.parametrize(("n", "dimensions"), [(20, 5), (5, 20), (10, 10)])
def test_it_is_the_exponential_of_the_entropy_of_the_eigenvalues(n: int, dimensions: int):
    vectors = np.random.default_rng(0).standard_normal((n, dimensions))
    assert vendi_score(vectors) == pytest.approx(brute(vectors), rel=1e-9)


def test_orthogonal_samples_all_count_and_identical_ones_count_once():
    assert vendi_score(np.eye(7) * 3) == pytest.approx(7)
    assert vendi_score(np.full((7, 4), 0.2, np.float32)) == pytest.approx(1)
    assert vendi_score(np.repeat(np.eye(3), 4, axis=0)) == pytest.approx(3)


def test_lengths_do_not_count_however_small():
    vectors = np.random.default_rng(0).standard_normal((9, 4))
    scaled = vectors * np.logspace(-200, 200, 9)[:, None]
    assert vendi_score(scaled) == pytest.approx(vendi_score(vectors))


def test_zero_vectors_are_alike_and_unlike_all_others():
    assert vendi_score(np.zeros((4, 3))) == pytest.approx(1)
    assert vendi_score(np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])) == pytest.approx(3)


def test_one_sample_is_worth_one_and_none_is_refused():
    assert vendi_score(np.ones((1, 3))) == pytest.approx(1)
    with pytest.raises(TooFewSamples):
        vendi_score(np.empty((0, 3)))
