import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial import KDTree

from datadiet.errors import EmbeddingError, OptionError
from datadiet.measure import delaunay
from datadiet.measure.discs import exclusive_areas, union_area
from datadiet.measure.voronoi import area_by_cells
from tests.measure.discs_oracle import by_alpha_complex, by_arcs

DISC = np.pi
GRID = np.stack(np.meshgrid(np.arange(12.0), np.arange(12.0)), axis=-1).reshape(-1, 2)
LINE = np.column_stack([np.arange(40.0), 2 * np.arange(40.0)])
TURN = np.linspace(0, 2 * np.pi, 100, endpoint=False)
RING = np.column_stack([np.cos(TURN), np.sin(TURN)])
CLOUD = np.random.default_rng(0).random((300, 2))

SHAPES = {
    "cloud": CLOUD * 12,
    "clusters": np.concatenate([CLOUD, CLOUD[::-1] * 0.5 + 7, CLOUD * 0.01 + 3]),
    "grid": GRID,
    "grid with centres": np.concatenate([GRID, GRID + 0.5]),
    "line": LINE,
    "almost a line": LINE + CLOUD[:40] * 1e-9,
    "ring": RING,
    "ring with its centre": np.concatenate([RING, [[0.0, 0.0]]]),
    "duplicates": np.concatenate([CLOUD, CLOUD, CLOUD[:7]]) * 8,
    "near duplicates": np.concatenate([CLOUD, CLOUD + 1e-9 * CLOUD[::-1]]) * 8,
    "nearer duplicates": np.concatenate([CLOUD, CLOUD + 1e-13 * CLOUD[::-1]]) * 8,
    "a speck": CLOUD * 1e-9,
}


def close(value: float, truth: float, relative: float = 1e-10) -> bool:
    return abs(value - truth) <= relative * abs(truth)


@pytest.mark.parametrize("radius", [0.3, 0.5, 2**-0.5, 1.0, 4.0])
@pytest.mark.parametrize("name", SHAPES)
def test_the_union_agrees_with_a_walk_along_all_arcs(name: str, radius: float):
    truth = by_arcs(SHAPES[name], radius)
    assert close(union_area(SHAPES[name], radius), truth)
    assert close(area_by_cells(np.unique(SHAPES[name] / radius, axis=0)) * radius**2, truth)


@pytest.mark.parametrize("radius", [0.02, 0.05, 0.2, 1.0])
def test_the_union_agrees_with_inclusion_exclusion_over_the_alpha_complex(radius: float):
    assert close(union_area(CLOUD[:120], radius), by_alpha_complex(CLOUD[:120], radius), 1e-9)


@pytest.mark.parametrize("radius", [0.3, 0.5, 1.0, 4.0])
@pytest.mark.parametrize("name", SHAPES)
def test_an_exclusive_area_is_what_the_union_loses_without_the_disc(name: str, radius: float):
    points = SHAPES[name]
    alone, whole = exclusive_areas(points, radius), union_area(points, radius)
    for i in range(0, len(points), max(1, len(points) // 15)):
        lost = whole - union_area(np.delete(points, i, axis=0), radius)
        assert abs(alone[i] - lost) < 1e-9 * DISC * radius**2


def test_vectors_of_the_definitions():
    assert close(union_area(np.array([[3.0, -4.0]]), 2.0), 4 * DISC)
    assert close(union_area(np.full((9, 2), 0.3), 2.0), 4 * DISC)
    assert close(union_area(10.0 * GRID, 2.0), len(GRID) * 4 * DISC)
    for distance in (1e-6, 0.5, 1.0, 1.9999, 2.0, 3.0):
        lens = 2 * np.arccos(min(1, distance / 2)) - distance / 2 * np.sqrt(max(0, 4 - distance**2))
        assert close(union_area(np.array([[0.0, 0.0], [0.0, distance]]), 1.0), 2 * DISC - lens)


def test_no_points_cover_nothing():
    assert union_area(np.empty((0, 2)), 1.0) == 0.0
    assert exclusive_areas(np.empty((0, 2)), 1.0).shape == (0,)


def test_duplicates_have_nothing_to_themselves_and_a_lone_disc_has_all():
    alone = exclusive_areas(np.array([[0.0, 0.0], [0.0, 0.0], [9.0, 9.0]]), 2.0)
    np.testing.assert_allclose(alone, [0.0, 0.0, 4 * DISC], rtol=1e-12)


def test_a_disc_hidden_by_others_has_nothing_to_itself():
    assert exclusive_areas(np.concatenate([[[0.0, 0.0]], 0.5 * RING]), 1.0)[0] < 1e-12


@pytest.mark.parametrize("offset", [1e3, 1e6, 1e9])
def test_an_offset_costs_no_more_than_the_rounding_of_the_points(offset: float):
    moved = CLOUD + offset
    assert close(union_area(moved, 0.05), union_area(moved - offset, 0.05), 1e-11)
    assert close(union_area(moved, 0.05), union_area(CLOUD, 0.05), 1e-15 * offset / 0.05 + 1e-12)


@pytest.mark.parametrize("radius", [1e-150, 1e-12, 1e-6])
def test_tiny_discs_do_not_meet(radius: float):
    assert close(union_area(CLOUD, radius) / radius**2, len(CLOUD) * DISC)


def test_clusters_that_are_far_apart_keep_their_precision():
    right, down = np.array([2.0**40, 0]), np.array([0, -(2.0**40)])
    far = np.concatenate([CLOUD, CLOUD + right, CLOUD + down])
    parts = (union_area(part, 0.1) for part in (CLOUD, (CLOUD + right) - right, (CLOUD + down) - down))
    assert close(union_area(far, 0.1), sum(parts))


def test_cutting_into_pieces_changes_nothing(monkeypatch: pytest.MonkeyPatch):
    points, radius = np.random.default_rng(1).random((4000, 2)) * 40, 0.5
    whole, alone = area_by_cells(points / radius), exclusive_areas(points, radius)
    monkeypatch.setattr(delaunay, "WIDEST", 9.0)
    assert len(list(delaunay.pieces(points / radius))) > 20
    assert close(area_by_cells(points / radius), whole, 1e-12)
    np.testing.assert_allclose(exclusive_areas(points, radius), alone, atol=1e-12)


def test_the_union_agrees_with_random_locations():
    rng = np.random.default_rng(2)
    low, high = CLOUD.min(axis=0) - 0.05, CLOUD.max(axis=0) + 0.05
    places = rng.uniform(low, high, (200_000, 2))
    covered = np.isfinite(KDTree(CLOUD).query(places, distance_upper_bound=0.05)[0])
    share, box = covered.mean(), np.prod(high - low)
    assert abs(share * box - union_area(CLOUD, 0.05)) < 4 * box * np.sqrt(share * (1 - share) / len(places))


def test_polygons_approach_the_union_with_the_square_of_their_segments():
    shapely = pytest.importorskip("shapely", reason="the peer of this test")
    exact = union_area(CLOUD, 0.04)
    buffers = (shapely.buffer(shapely.points(CLOUD), 0.04, quad_segs=quarter) for quarter in (16, 32, 64))
    coarse, middle, fine = (shapely.area(shapely.unary_union(buffer)) for buffer in buffers)
    assert coarse < middle < fine < exact
    assert 3.7 < (exact - coarse) / (exact - middle) < 4.3
    assert close(exact, fine + (fine - middle) / 3, 1e-6)


@pytest.mark.parametrize("bad", [0.0, -1.0, float("nan"), float("inf")])
def test_a_radius_that_is_no_positive_number_is_refused(bad: float):
    with pytest.raises(OptionError, match="positive"):
        union_area(CLOUD, bad)


def test_points_must_be_finite_pairs():
    with pytest.raises(EmbeddingError, match=r"\(n, 2\)"):
        union_area(np.zeros((3, 3)), 1.0)
    with pytest.raises(EmbeddingError, match="NaN"):
        exclusive_areas(np.array([[0.0, np.nan]]), 1.0)


coordinates = st.one_of(st.integers(-4, 4).map(float), st.floats(-4, 4, width=32))
clouds = st.integers(1, 14).flatmap(lambda n: arrays(np.float64, (n, 2), elements=coordinates))


@settings(max_examples=150, deadline=None)
@given(clouds, st.sampled_from([0.05, 0.5, 1.0, 3.0]))
def test_any_small_cloud_agrees_with_the_walk(points: np.ndarray, radius: float):
    assert close(union_area(points, radius), by_arcs(points, radius), 1e-9)


@settings(max_examples=60, deadline=None)
@given(clouds, st.floats(0, 6.3), st.floats(0.1, 10), st.randoms(use_true_random=False))
def test_moving_turning_scaling_and_reordering_change_nothing(points, angle, scale, random):
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    order = random.sample(range(len(points)), len(points))
    other = (points @ turn + [3.0, -5.0])[order] * scale
    assert close(union_area(other, scale), scale**2 * union_area(points, 1.0), 1e-9)
    moved, still = exclusive_areas(other, scale), scale**2 * exclusive_areas(points, 1.0)[order]
    twins = (np.abs(points[:, None] - points[None]).max(axis=2) < 1e-6).sum(axis=1)[order] > 1
    np.testing.assert_allclose(moved[~twins], still[~twins], atol=1e-9 * DISC * scale**2)


@settings(max_examples=60, deadline=None)
@given(clouds, st.tuples(coordinates, coordinates))
def test_another_disc_adds_at_most_its_own_area_and_takes_nothing_away(points, another):
    before = union_area(points, 1.0)
    gained = union_area(np.concatenate([points, [another]]), 1.0) - before
    assert -1e-9 < gained < DISC + 1e-9
    assert exclusive_areas(points, 1.0).sum() <= before + 1e-9
