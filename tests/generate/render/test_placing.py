"""Where pixels come to lie: exact coverage, turns, flips, zooms, and what averaging keeps."""

import numpy as np
import pytest

from datadiet.generate.render.elastic import Waves
from datadiet.generate.render.placing import Placement
from datadiet.generate.twins.scene import Cutout, Elastic, Pose
from tests.generate.render.scenes import blob, block, coverage


def expected(left, right, top, bottom, size=12):
    """Coverage of an axis-aligned rectangle: the product of its overlaps with rows and columns."""
    i = np.arange(size)
    columns = np.clip(np.minimum(right, i + 1) - np.maximum(left, i), 0, 1)
    rows = np.clip(np.minimum(bottom, i + 1) - np.maximum(top, i), 0, 1)
    return np.outer(rows, columns)


@pytest.mark.parametrize(("x", "y"), [(2, 3), (2.5, 3), (2.25, 3.75), (-1.5, 0.5), (10.5, 7.25)])
def test_a_rectangle_covers_exactly_its_area(x, y):
    found = coverage(block(4, 3), width=12, height=12, x=x, y=y)
    assert np.allclose(found, expected(x, x + 4, y, y + 3), atol=1e-6)


@pytest.mark.parametrize("density", [2.0, 3.0, 2.5, 7.0])
@pytest.mark.parametrize(("x", "y"), [(2, 3), (2.3, 3.9), (-1.2, 8.4)])
def test_a_finer_rectangle_covers_exactly_its_area(density, x, y):
    found = coverage(block(14, 7, density=density), width=12, height=12, x=x, y=y)
    assert np.allclose(found, expected(x, x + 14 / density, y, y + 7 / density), atol=1e-5)


def test_a_finer_picture_is_averaged_over_each_pixel():
    cutout = blob(width=8, height=6, density=2.0)
    found = coverage(cutout, x=3, y=4)[4:7, 3:7]
    assert np.allclose(found, cutout.alpha.reshape(3, 2, 4, 2).mean(axis=(1, 3)), atol=1e-6)


@pytest.mark.parametrize("turns", [-3, -1, 0, 1, 2, 3, 5])
def test_right_angles_are_rot90(turns):
    cutout = blob(width=6, height=6, anchor=(3, 3))
    found = coverage(cutout, angle=90.0 * turns)[17:23, 17:23]
    assert np.allclose(found, np.rot90(cutout.alpha, -turns), atol=1e-6)  # rot90 turns anticlockwise


def test_flip_exchanges_left_and_right_about_the_anchor():
    cutout = blob(width=6, height=5, anchor=(2, 0))
    assert np.allclose(coverage(cutout, flip=True)[20:25, 16:22], cutout.alpha[:, ::-1], atol=1e-6)


def test_flip_comes_before_the_turn():
    cutout = blob(width=6, height=6, anchor=(3, 3))
    found = coverage(cutout, flip=True, angle=90)[17:23, 17:23]
    assert np.allclose(found, np.rot90(cutout.alpha[:, ::-1], -1), atol=1e-6)


def test_zoom_two_is_bilinear_and_keeps_the_half_line():
    found = coverage(block(3, 2), zoom=2)
    across = [0.25, 0.75, 1, 1, 1, 1, 0.75, 0.25]
    assert np.allclose(found[19:25, 19:27], np.outer([0.25, 0.75, 1, 1, 0.75, 0.25], across), atol=1e-6)
    assert found[19:25, 19:27].sum() == pytest.approx(found.sum())


def test_zoom_half_is_the_mean_of_four():
    cutout = blob(width=8, height=6)
    found = coverage(cutout, zoom=0.5)[20:23, 20:24]
    assert np.allclose(found, cutout.alpha.reshape(3, 2, 4, 2).mean(axis=(1, 3)), atol=1e-6)


def test_stretch_changes_the_shape_and_not_the_area():
    found = coverage(block(8, 8, density=2.0), stretch=4.0)
    assert np.allclose(found[20:22, 20:28], 1, atol=1e-6)
    assert found.sum() == pytest.approx(16, abs=1e-4)


def test_shear_moves_right_by_rows_further_down():
    found = coverage(block(4, 4), shear=1.0)
    assert found.sum() == pytest.approx(16, rel=0.02)
    middles = (found * (np.arange(40) + 0.5)).sum(axis=1)[20:24] / found.sum(axis=1)[20:24]
    assert np.allclose(middles, 20 + 2 + np.arange(4) + 0.5, atol=0.05)


@pytest.mark.parametrize("zoom", [0.11, 0.37, 0.9, 1.0, 1.6, 2.3])
@pytest.mark.parametrize("angle", [0.0, 17.0, 45.0, 90.0])
def test_alpha_adds_up_to_zoom_squared(zoom, angle):
    cutout = block(31, 23, anchor=(15.5, 11.5))
    found = coverage(cutout, width=120, height=120, x=60.3, y=59.6, zoom=zoom, angle=angle)
    exact = angle % 90 == 0 and zoom <= 1  # elsewhere samples of a tent add up to 1 only nearly
    assert found.sum() == pytest.approx(31 * 23 * zoom**2, rel=1e-5 if exact else 0.02)


def test_a_disc_is_a_disc_at_any_density():
    y, x = np.mgrid[:80, :80] + 0.5
    disc = (np.hypot(x - 40, y - 40) <= 32).astype(np.float32)
    fine = Cutout(np.ones((80, 80, 3), np.float32), disc, (40, 40), density=4.0)
    found = coverage(fine, x=20.37, y=19.81, angle=33)
    y, x = (np.mgrid[:400, :400] + 0.5) / 10
    truth = (np.hypot(x - 20.37, y - 19.81) <= 8).reshape(40, 10, 40, 10).mean(axis=(1, 3))
    assert found.sum() == pytest.approx(truth.sum(), rel=0.005)
    assert np.abs(found - truth).max() < 0.25  # bilinear softness at the rim
    assert np.abs(found - truth).mean() < 0.012


def test_elastic_of_amplitude_0_is_identity():
    cutout = blob(anchor=(3, 2))
    bent = coverage(cutout, angle=20, elastic=Elastic(0.0, 10.0, 3))
    assert np.array_equal(bent, coverage(cutout, angle=20))


def test_elastic_bends_by_no_more_than_its_amplitude_and_does_bend():
    y, x = (np.mgrid[:200, :200]).reshape(2, -1)
    points = np.stack([x, y], axis=1).astype(float)
    for seed in range(10):
        moved = np.hypot(*Waves.of(Elastic(3.0, 25.0, seed), np.eye(2)).at(points).T)
        assert 1.2 < moved.max() <= 3.0


def test_elastic_on_a_grid_is_that_at_its_points():
    waves = Waves.of(Elastic(3.0, 25.0, 1), np.eye(2))
    x, y = np.linspace(-9, 9, 7), np.linspace(0, 30, 5)
    dx, dy = waves.on_grid(x, y)
    points = np.stack(np.meshgrid(x, y), axis=2).reshape(-1, 2)
    assert np.allclose(np.stack([dx, dy], axis=2).reshape(-1, 2), waves.at(points))


def test_elastic_turns_with_the_item():
    cutout = blob(width=20, height=20, anchor=(10, 10))
    elastic = Elastic(2.0, 9.0, 5)
    straight, turned = (coverage(cutout, angle=angle, elastic=elastic) for angle in (0, 90))
    assert np.allclose(np.rot90(straight, -1), turned, atol=1e-5)
    assert np.abs(straight - coverage(cutout)).max() > 0.1


@pytest.mark.parametrize("elastic", [None, Elastic(2.0, 20.0, 4)])
def test_points_go_where_pixels_go(elastic):
    alpha = np.zeros((40, 30), np.float32)
    alpha[28:31, 20:23] = 1  # a dot around (21.5, 29.5)
    cutout = Cutout(np.ones((40, 30, 3), np.float32), alpha, (15, 12), density=1.5)
    pose = {"angle": 33.0, "zoom": 1.7, "stretch": 1.3, "shear": 0.2, "flip": True, "elastic": elastic}
    found = coverage(cutout, width=80, height=80, x=41.2, y=37.7, **pose)
    y, x = np.mgrid[:80, :80] + 0.5
    middle = (found * x).sum() / found.sum(), (found * y).sum() / found.sum()
    place = Placement.of(cutout, Pose(41.2, 37.7, **pose)).places(np.array([[21.5, 29.5]]))[0]
    assert np.allclose(place, middle, atol=0.06)
