import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from datadiet import engine
from datadiet.embed import load
from datadiet.embed.patches import PATCH, SIDE, STRIDE, Patches, Weights, activations, cut_patches, pooled
from datadiet.errors import EmbeddingError

SCRIPTS = Path(__file__).parents[2] / "scripts"
SHIPPED = Path(sys.modules[Patches.__module__].__file__ or "").with_name("patches.npz")


@pytest.fixture(scope="module")
def batch() -> np.ndarray:
    rng = np.random.default_rng(3)
    coarse = rng.integers(0, 256, (9, 17, 23, 3), dtype=np.uint8)
    return np.stack([Patches().prepare(image) for image in coarse])


def test_vectors_are_the_same_bytes_in_any_batch_order_and_process(batch: np.ndarray) -> None:
    embedder = load("patches")
    together = embedder.embed(batch)
    assert together.shape == (9, 128)
    assert together.dtype == np.float32
    assert np.concatenate([embedder.embed(image[None]) for image in batch]).tobytes() == together.tobytes()
    assert embedder.embed(batch[::-1])[::-1].tobytes() == together.tobytes()
    parts = [batch[:2], batch[2:7], batch[7:]]
    assert np.concatenate(engine.map(embedder.embed, parts, workers=2)).tobytes() == together.tobytes()


def test_activations_are_the_triangle_of_coates_and_ng(batch: np.ndarray) -> None:
    weights = Weights.load(SHIPPED)
    patches = cut_patches(batch[0])
    white = patches.astype(np.float64) @ weights.whitening - weights.centre
    distances = cdist(white, weights.filters.T)
    expected = np.maximum(0, distances.mean(axis=1, keepdims=True) - distances)
    np.testing.assert_allclose(activations(patches, weights), expected, atol=2e-3)


def test_patches_are_cut_by_hand_alike(batch: np.ndarray) -> None:
    found = cut_patches(batch[1])
    row, column = 4, 9
    across = (SIDE - PATCH) // STRIDE + 1
    patch = batch[1][row * STRIDE :, column * STRIDE :][:PATCH, :PATCH].astype(float)
    expected = (patch - patch.mean()) / np.sqrt(patch.var() + 10)
    np.testing.assert_allclose(found[row * across + column], expected.transpose(2, 0, 1).ravel(), atol=1e-5)


def test_a_flat_image_is_embedded_like_any_other() -> None:
    vectors = Patches().embed(np.stack([np.full((SIDE, SIDE, 3), grey, np.uint8) for grey in (0, 128, 255)]))
    assert np.isfinite(vectors).all()
    assert len(np.unique(vectors, axis=0)) == 3


def test_exposure_alone_changes_the_vector(batch: np.ndarray) -> None:
    bright = batch[:1] // 2 + 100
    vectors = Patches().embed(np.concatenate([batch[:1] // 2, bright]))
    assert np.linalg.norm(vectors[0] - vectors[1]) > 1


def test_projected_procedural_images_are_white() -> None:
    draw = _script("dead_leaves").draw
    weights = Weights.load(SHIPPED)
    images = [draw(SIDE, np.random.default_rng(seed)) for seed in range(150)]
    vectors = np.stack([(pooled(image, weights) - weights.pooled_mean) @ weights.projection for image in images])
    spread = vectors[:, :20].std(axis=0)
    assert abs(vectors.mean()) < 0.2
    assert spread.min() > 0.4
    assert spread.max() < 1.6


def test_the_fingerprint_belongs_to_the_weights() -> None:
    weights = Weights.load(SHIPPED)
    assert weights.digest() in Patches().fingerprint
    changed = Weights(weights.whitening, weights.centre, weights.filters, weights.pooled_mean + 1, weights.projection)
    assert changed.digest() != weights.digest()


def test_the_shipped_file_is_small() -> None:
    assert SHIPPED.stat().st_size < 400_000


def test_learning_twice_gives_the_same_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    learn_patches = _script("learn_patches")
    monkeypatch.setattr(learn_patches, "FILTERS", 8)
    monkeypatch.setattr(learn_patches, "DIMENSIONS", 5)
    first, second = (learn_patches.learn(12) for _ in range(2))
    assert first.digest() == second.digest()
    assert first.projection.shape == (4 * (8 + 6), 5)


@pytest.mark.parametrize(
    "bad",
    [np.zeros((8, 8), np.uint8), np.zeros((8, 8, 4), np.uint8), np.zeros((8, 8, 3)), np.zeros((0, 8, 3), np.uint8)],
)
def test_what_is_no_image_is_refused(bad: np.ndarray) -> None:
    with pytest.raises(EmbeddingError, match=r"Expected: .*uint8"):
        Patches().prepare(bad)


def test_images_that_were_not_prepared_are_refused() -> None:
    with pytest.raises(EmbeddingError, match="through the embedder's prepare first"):
        Patches().embed(np.zeros((1, 32, 32, 3), np.uint8))


def _script(name: str) -> object:
    if str(SCRIPTS) not in sys.path:
        sys.path.insert(0, str(SCRIPTS))
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
