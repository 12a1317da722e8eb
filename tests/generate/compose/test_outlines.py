import numpy as np
import pytest

from datadiet.errors import DataError
from datadiet.generate.compose.outlines import box_mask, colour_mask, ellipse_mask
from tests.generate.compose.conftest import COLOURS, scene


def shared_share(mask, truth: np.ndarray) -> float:
    """Intersection over union."""
    seen = np.zeros_like(truth)
    left, top, right, bottom = mask.box
    seen[top:bottom, left:right] = mask.pixels
    return (seen & truth).sum() / (seen | truth).sum()


def cell(size: int = 120, radius: float = 30.0, *, hole: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """A red cell on noisy grey with a neighbour of its own colours that touches it; and where the cell is."""
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:size, :size] + 0.5
    away = np.hypot(x - size / 2, y - size / 2)
    pixels = np.full((size, size, 3), 200.0)
    pixels[np.hypot(x - size / 2 - 2 * radius, y - size / 2) <= radius] = (190, 120, 120)
    pixels[away <= radius] = (190, 120, 120)
    if hole:
        pixels[away <= radius / 3] = 200
    return np.clip(pixels + rng.normal(0, 4, pixels.shape), 0, 255).astype(np.uint8), away <= radius


@pytest.mark.parametrize("hole", [False, True])
def test_colour_finds_a_cell_that_touches_its_like_and_one_with_a_pale_middle(hole):
    pixels, truth = cell(hole=hole)
    assert shared_share(colour_mask(pixels, (30, 30, 90, 90)), truth) > 0.9


def test_colour_finds_the_disc_in_a_loose_box():
    pixels = scene()
    truth = (pixels == COLOURS["disc"]).all(axis=2)
    assert shared_share(colour_mask(pixels, (36, 16, 60, 40)), truth) > 0.8


def test_what_colour_does_not_tell_from_its_surroundings_is_refused():
    rng = np.random.default_rng(0)
    noise = rng.normal(150, 4, (80, 80, 3)).astype(np.uint8)
    with pytest.raises(DataError, match=r"its colours differ from those around it by|of its box from what is around"):
        colour_mask(noise, (20, 20, 60, 60))
    with pytest.raises(DataError, match=r"\d pixels of its image are around it. Expected: at least 60"):
        colour_mask(scene()[:14, :14], (1, 1, 13, 13))


def test_outlines_by_hand():
    assert box_mask((1.4, 2, 5.6, 4)).box == (1, 2, 6, 4)
    disc = ellipse_mask((10, 20, 30, 60))
    assert disc.box == (10, 20, 30, 60)
    assert np.isclose(disc.area, np.pi * 10 * 20, rtol=0.02)
