import numpy as np
import pytest

from datadiet.measure import contour
from datadiet.measure.contour import enclosed_area
from datadiet.measure.discs import union_area
from datadiet.measure.sectors import COUNT, WIDTH, places, sectors
from datadiet.measure.voronoi import area_by_cells
from tests.measure.discs_oracle import by_arcs

MANY = 4000


def cloud(law: str, depth: float) -> np.ndarray:
    """Return MANY points, in radii, with `depth` discs over a location on average (at its densest: Gaussian)."""
    rng = np.random.default_rng(3)
    if law == "Gaussian":
        return rng.standard_normal((MANY, 2)) * np.sqrt(MANY / (2 * depth))
    wide = np.sqrt(np.pi * MANY / depth)
    if law == "ring":
        turn = rng.uniform(0, 2 * np.pi, MANY)
        return np.column_stack([np.cos(turn), np.sin(turn)]) * wide / 3 + rng.normal(0, 0.5, (MANY, 2))
    return rng.random((MANY, 2)) * wide


@pytest.mark.parametrize("law", ["uniform", "Gaussian", "ring"])
@pytest.mark.parametrize("depth", [0.3, 1, 3, 10, 30])
def test_the_boundary_and_the_voronoi_cells_give_the_same_area(law: str, depth: float):
    points = cloud(law, depth)
    area = enclosed_area(points)
    assert area is not None
    assert abs(area / area_by_cells(points) - 1) < 1e-12


@pytest.mark.parametrize("depth", [1, 30])
def test_blocks_of_any_size_add_up(monkeypatch: pytest.MonkeyPatch, depth: float):
    points = cloud("uniform", depth)
    whole = enclosed_area(points)
    monkeypatch.setattr(contour, "BLOCK", 37)
    monkeypatch.setattr(contour, "AT_ONCE", 1000)
    assert len(list(contour._strips(points))) > 100
    assert enclosed_area(points) == pytest.approx(whole, rel=1e-12)


def test_copies_of_points_enclose_nothing_more():
    points = cloud("uniform", 3)[:600]
    assert enclosed_area(np.concatenate([points, points, points[:50]])) == pytest.approx(enclosed_area(points))


def test_deep_piles_are_seen_to_be_hidden():
    (strip,) = contour._strips(cloud("uniform", 30))
    showing = contour._showing(strip)
    assert len(showing) < MANY / 10


def test_a_circle_that_is_taken_for_hidden_has_no_bare_arc():
    points = cloud("Gaussian", 10)
    (strip,) = contour._strips(points)
    hidden = np.setdiff1d(np.arange(MANY), contour._showing(strip))
    assert len(hidden) > MANY / 4
    turn = np.linspace(0, 2 * np.pi, 200)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    for i in hidden[::40]:
        others = np.delete(strip.points, i, axis=0)
        others = others[np.abs(others - strip.points[i]).max(axis=1) < 2]
        distance = np.linalg.norm(strip.points[i] + circle[:, None] - others, axis=2).min(axis=1)
        assert distance.max() < 1


def test_sectors_are_covered_by_every_disc_at_such_places():
    rng = np.random.default_rng(5)
    table, claimed = sectors(), 0
    for column, row, added in table.steps:
        own, other = rng.random((2, 200, 2))
        bits = table.covered[places(other) + added - places(own)]
        step = (other - own + np.array([column, row])) * contour.CELL
        for sector in range(COUNT):
            turn = (sector + np.linspace(0, 1, 9)) * 2 * np.pi / COUNT
            circle = np.column_stack([np.cos(turn), np.sin(turn)])
            covered = (np.linalg.norm(circle - step[:, None], axis=2) < 1).all(axis=1)
            said = (bits >> np.uint64(sector)) & np.uint64(1) == 1
            assert not (said & ~covered).any()
            claimed += said.sum()
    assert claimed > 0.15 * 200 * COUNT * len(table.steps)
    assert not table.covered[WIDTH * WIDTH :].any()


CROWDED = np.column_stack([np.linspace(0, 5, 3000), 1e-3 * np.sin(np.arange(3000.0))])
SPARSE = np.arange(3000.0)[:, None] * [3.0, -3.0]


@pytest.mark.parametrize("points", [CROWDED, SPARSE])
def test_where_the_boundary_does_not_pay_the_cells_take_over(points: np.ndarray):
    assert enclosed_area(points) is None
    some = points[::10]
    assert union_area(some, 1.0) == pytest.approx(by_arcs(some, 1.0), rel=1e-10)
    assert union_area(points, 1.0) >= union_area(some, 1.0) - 1e-9


def test_no_points_enclose_nothing():
    assert enclosed_area(np.empty((0, 2))) == 0.0
