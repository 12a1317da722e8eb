import numpy as np
import pytest

from datadiet.errors import EmbeddingError, TooFewSamples
from datadiet.measure.paper import paper_ratio, paper_score


@pytest.mark.parametrize(
    ("hits", "n_real", "n_synthetic", "expected"),
    [(0, 50, 50, 0), (20, 50, 50, 0.80), (21, 30, 70, 1), (27, 140, 141, 0.384347)],
)
def test_the_published_vectors(hits, n_real, n_synthetic, expected):
    assert paper_ratio(hits, n_real=n_real, n_synthetic=n_synthetic) == pytest.approx(expected, abs=5e-7)


def test_points_on_a_line_by_hand():
    """Of four synthetic points two lie beside a real one, in three reals: 1/2 * 7/3."""
    real = np.array([[0.0, 0], [10, 0], [20, 0]])
    synthetic = np.array([[1.0, 0], [11, 0], [100, 0], [101, 0]])
    assert paper_score(real, synthetic) == pytest.approx(7 / 6)


@pytest.mark.parametrize(("n_real", "n_synthetic"), [(60, 60), (100, 37)])
def test_the_mean_of_both_directions_is_one_minus_the_henze_penrose_divergence(n_real, n_synthetic):
    """Before clipping: sets that mix less than chance, where dataeval does not clip."""
    core = pytest.importorskip("dataeval.core", reason="dataeval is the peer that is compared with")
    rng = np.random.default_rng(0)
    real, synthetic = rng.normal(size=(n_real, 2)), rng.normal(size=(n_synthetic, 2)) + 1.5
    both = (paper_score(real, synthetic) + paper_score(synthetic, real)) / 2
    divergence = core.divergence_fnn(real, synthetic)
    assert both == pytest.approx(1 - divergence["divergence"], abs=1e-6)
    assert 0 < divergence["divergence"] < 1


def test_it_is_not_clipped():
    rng = np.random.default_rng(0)
    points = rng.normal(size=(50, 2))
    assert paper_score(points, points) == pytest.approx(2)


def test_an_empty_side_and_points_that_are_not_finite_are_refused():
    with pytest.raises(TooFewSamples, match="0 real and 3 synthetic points"):
        paper_score(np.empty((0, 2)), np.zeros((3, 2)))
    with pytest.raises(EmbeddingError, match="not finite"):
        paper_score(np.full((3, 2), np.nan), np.zeros((3, 2)))
