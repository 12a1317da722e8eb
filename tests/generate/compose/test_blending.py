import numpy as np
import pytest

from datadiet.generate.compose import blending
from datadiet.generate.compose.blending import blend


def square(side: int = 20, margin: int = 5) -> np.ndarray:
    inside = np.zeros((side, side), dtype=bool)
    inside[margin:-margin, margin:-margin] = True
    return inside


def planes(value: float, side: int = 20) -> np.ndarray:
    return np.full((side, side, 3), value, dtype=np.float32)


def test_hard_is_one_or_the_other():
    inside = square()
    seen = blend(planes(0.2), planes(0.9), inside, blending="hard", feather=3)
    assert (seen[inside] == np.float32(0.9)).all()
    assert (seen[~inside] == np.float32(0.2)).all()


def test_a_soft_edge_rises_over_its_width_by_hand():
    seen = blend(planes(0.0), planes(1.0), square(), blending="feathered", feather=2)
    assert np.allclose(seen[10, 4:9, 0], [0, 0.25, 0.75, 1, 1])


def test_poisson_keeps_contrasts_and_takes_on_the_colour_around():
    rng = np.random.default_rng(0)
    texture = rng.normal(0, 0.02, (20, 20, 3)).astype(np.float32)
    texture[~square()] = 0  # an even surrounding, so that the correction is even, too
    seen = blend(planes(0.3), planes(0.6) + texture, square(), blending="poisson", feather=0)
    assert np.allclose(seen[3:-3, 3:-3], 0.3 + texture[3:-3, 3:-3], atol=1e-5)


def test_poisson_agrees_with_its_equation_written_out():
    rng = np.random.default_rng(1)
    ground, patch = rng.uniform(0.4, 0.6, (2, 12, 14, 3)).astype(np.float32)
    inside = np.zeros((12, 14), dtype=bool)
    inside[4:7, 5:9] = True
    seen = blend(ground, patch, inside, blending="poisson", feather=0).astype(np.float64)
    worst = 0.0
    for row in range(3, 8):
        for column in range(4, 10):
            around = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
            result = sum(seen[row, column] - seen[place] for place in around)
            wanted = sum(patch[row, column].astype(float) - patch[place] for place in around)
            worst = max(worst, np.abs(result - wanted).max())
    assert worst < 1e-5


def test_poisson_at_the_edge_of_the_picture_needs_no_boundary_there():
    inside = square()
    inside[:10] = True
    seen = blend(planes(0.3), planes(0.6), inside, blending="poisson", feather=0)
    assert np.allclose(seen, 0.3, atol=1e-5)


def test_poisson_of_all_of_the_picture_is_the_patch():
    everywhere = np.ones((8, 8), dtype=bool)
    assert np.allclose(blend(planes(0.3, 8), planes(0.6, 8), everywhere, blending="poisson", feather=0), 0.6)


def test_a_large_poisson_equation_is_solved_coarsely_and_nearly_the_same(monkeypatch):
    x = np.linspace(0.3, 0.5, 90, dtype=np.float32)
    ground = np.repeat((x + x[:, None] / 2)[:, :, None], 3, axis=2)
    patch = planes(0.4, 90)
    y, column = np.mgrid[:90, :90] - 44.5
    inside = np.hypot(y, column) < 35
    fine = blend(ground, patch, inside, blending="poisson", feather=0)
    monkeypatch.setattr(blending, "_LARGEST", 500)
    coarse = blend(ground, patch, inside, blending="poisson", feather=0)
    assert not np.array_equal(coarse, fine)
    assert np.abs(coarse - fine).max() < 0.02
    assert np.abs(coarse - ground).max() < np.abs(patch - ground).max() / 4


@pytest.mark.parametrize("kind", ["hard", "feathered", "poisson"])
def test_the_ground_outside_is_left_to_the_bit(kind):
    rng = np.random.default_rng(2)
    ground, patch = rng.random((2, 20, 20, 3)).astype(np.float32)
    seen = blend(ground, patch, square(), blending=kind, feather=3)
    outside = ~square(margin=3)
    assert np.array_equal(seen[outside], ground[outside])
    assert not np.array_equal(seen, ground)
