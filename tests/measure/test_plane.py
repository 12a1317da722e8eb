import numpy as np
import pytest

from datadiet.errors import EmbeddingError, OptionError, TooFewSamples
from datadiet.measure import plane as module
from datadiet.measure.plane import displacements, fit_axes, fit_plane


def vectors(n: int, dimensions: int, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (rng.standard_normal((n, dimensions)) * np.linspace(3, 1, dimensions)).astype(np.float32)


@pytest.mark.parametrize(("n", "dimensions"), [(200, 20), (20, 200), (30, 2)])
def test_the_axes_are_those_of_scikit_learn(n: int, dimensions: int):
    decomposition = pytest.importorskip("sklearn.decomposition", reason="the oracle of this test")
    pooled = vectors(n, dimensions)
    model = decomposition.PCA(2, svd_solver="full").fit(pooled.astype(float))
    axes = fit_axes(pooled)
    agreement = np.abs((axes.axes * model.components_.T).sum(axis=0))
    np.testing.assert_allclose(agreement, 1.0, atol=1e-8)
    assert axes.explained == pytest.approx(model.explained_variance_ratio_.sum(), abs=1e-8)


def test_noisy_copies_are_projected_as_the_samples_are():
    real, synthetic = vectors(50, 10), vectors(40, 10, seed=1)
    plane = fit_plane(real, synthetic, noisy=(real, synthetic), rng=np.random.default_rng(0))
    np.testing.assert_array_equal(plane.noisy[0], plane.real)
    np.testing.assert_array_equal(plane.noisy[1], plane.synthetic)
    np.testing.assert_array_equal(plane.transform(synthetic[:7]), plane.synthetic[:7])


def test_pca_keeps_the_distances_of_points_that_are_on_a_plane_already():
    real, synthetic = vectors(30, 2), vectors(30, 2, seed=1)
    plane = fit_plane(real, synthetic, rng=np.random.default_rng(0))
    np.testing.assert_allclose(
        np.linalg.norm(plane.real - plane.synthetic, axis=1), np.linalg.norm(real - synthetic, axis=1), rtol=1e-5
    )
    assert plane.explained == pytest.approx(1.0)


def test_the_blocks_that_the_sums_run_in_do_not_matter(monkeypatch: pytest.MonkeyPatch):
    real, synthetic = vectors(100, 8), vectors(70, 8, seed=1)
    whole = fit_plane(real, synthetic, rng=np.random.default_rng(0))
    monkeypatch.setattr(module, "BLOCK", 13)
    blocks = fit_plane(real, synthetic, rng=np.random.default_rng(0))
    np.testing.assert_allclose(blocks.real, whole.real, atol=1e-10)


@pytest.mark.parametrize("n", [3, 50])
def test_vectors_without_any_variance_lie_on_one_spot(n: int):
    constant = np.full((n, 6), 0.1, np.float32)
    plane = fit_plane(constant, constant, rng=np.random.default_rng(0))
    assert np.abs(plane.real).max() < 1e-6
    assert plane.explained == 1.0


def test_one_dimension_lies_on_a_line():
    plane = fit_plane(vectors(9, 1), vectors(9, 1, seed=1), rng=np.random.default_rng(0))
    assert plane.real.shape == (9, 2)
    assert not plane.real[:, 1].any()


def test_tsne_fits_the_noisy_copies_along_and_names_its_seed():
    real, synthetic = vectors(20, 4), vectors(20, 4, seed=1)
    planes = [fit_plane(real, synthetic, reducer="tsne", noisy=(real,), rng=np.random.default_rng(5)) for _ in "ab"]
    assert planes[0].noisy[0].shape == (20, 2)
    assert planes[0].transform is None
    assert "seed" in planes[0].reducer
    np.testing.assert_array_equal(planes[0].real, planes[1].real)


@pytest.mark.slow
def test_umap_projects_noisy_copies():
    pytest.importorskip("umap", reason="umap-learn is an optional part")
    real, synthetic = vectors(30, 4), vectors(30, 4, seed=1)
    plane = fit_plane(real, synthetic, reducer="umap", noisy=(real,), rng=np.random.default_rng(5))
    assert plane.real.shape == plane.noisy[0].shape == (30, 2)
    assert plane.reducer.startswith("umap ")


def test_a_displacement_is_the_distance_of_a_sample_to_its_own_copy():
    moved = displacements(np.zeros((2, 3)), np.array([[3.0, 4.0, 0.0], [0.0, 0.0, 0.0]]))
    np.testing.assert_array_equal(moved, [5.0, 0.0])
    with pytest.raises(EmbeddingError, match="one noisy copy for each"):
        displacements(np.zeros((2, 3)), np.zeros((3, 3)))


def test_what_cannot_be_fitted_is_refused():
    rng, real = np.random.default_rng(0), vectors(5, 3)
    with pytest.raises(OptionError, match="pca, umap, tsne"):
        fit_plane(real, real, reducer="lda", rng=rng)  # type: ignore[arg-type]
    with pytest.raises(EmbeddingError, match="dimensions"):
        fit_plane(real, vectors(5, 4), rng=rng)
    with pytest.raises(EmbeddingError, match="NaN"):
        fit_plane(real, np.full((2, 3), np.nan), rng=rng)
    with pytest.raises(TooFewSamples):
        fit_plane(real, np.empty((0, 3)), rng=rng)
