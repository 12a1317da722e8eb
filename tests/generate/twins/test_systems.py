from itertools import combinations

import numpy as np
import pytest

from datadiet.errors import TwinError
from datadiet.generate.twins.systems import grid, scatter
from tests.generate.twins.specs import dots

BOX = (0.0, 0.0, 300.0, 200.0)


def rng(seed=0):
    return np.random.default_rng(seed)


def gaps(layout, radii):
    """Distances of all pairs of centres that were placed, and the sums of their radii."""
    points, sizes = layout.points[layout.kept], radii[layout.kept]
    pairs = list(combinations(range(len(points)), 2))
    apart = np.array([np.hypot(*(points[i] - points[j])) for i, j in pairs])
    return apart, np.array([sizes[i] + sizes[j] for i, j in pairs])


@pytest.mark.parametrize("clumping", [0.0, 0.8])
@pytest.mark.parametrize("overlap", [0.0, 0.4])
def test_no_two_discs_overlap_by_more_than_allowed(overlap, clumping):
    radii = rng(1).uniform(4, 14, 60)
    layout = scatter(radii, BOX, {"overlap": overlap, "clumping": clumping}, rng())
    apart, sums = gaps(layout, radii)
    assert (apart >= (1 - overlap) * sums - 1e-6).all()
    assert layout.kept.sum() > 50


def test_without_a_bound_they_do_overlap():
    radii = rng(1).uniform(4, 14, 60)
    apart, sums = gaps(scatter(radii, BOX, {}, rng()), radii)
    assert (apart < 0.5 * sums).any()


def test_the_least_distance_is_kept():
    apart, _ = gaps(scatter(np.zeros(60), BOX, {"distance": 15}, rng()), np.zeros(60))
    assert apart.min() >= 15


def test_clumps_lie_closer_than_what_is_scattered():
    radii = np.full(40, 6.0)
    nearest = []
    for clumping in (0.0, 0.5, 1.0):
        found = []
        for seed in range(5):
            points = scatter(radii, BOX, {"overlap": 0.1, "clumping": clumping}, rng(seed)).points
            between = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1)) + 1e9 * np.eye(40)
            found.append(between.min(0).mean())
        nearest.append(np.mean(found))
    assert nearest[0] > nearest[1] > nearest[2]
    assert nearest[2] < 1.1 * 12


def test_what_finds_no_place_is_left_out_and_counted():
    radii = np.full(100, 40.0)
    layout = scatter(radii, BOX, {"overlap": 0.0}, rng())
    assert 3 <= layout.kept.sum() < 20
    twin = dots(("small: {integers: [2, 9]}", "small: 200"), ("uniform: [0, .3]", "uniform: [0, .001]"))
    drawn = twin.sample(rng())
    assert drawn["dropped"]["smear"] > 0
    asked = sum(drawn["values"][f"{item}.count"] for item in ("small", "middle", "large"))
    assert len(drawn["items"]) == asked - drawn["dropped"]["smear"]
    assert len(drawn["items"]) == sum(drawn["placed"].values())


def test_centres_lie_in_the_box_and_its_margin():
    points = scatter(np.zeros(500), BOX, {"margin": 20}, rng()).points
    assert points.min() >= -20
    assert points.min() < -15
    inner = scatter(np.zeros(500), BOX, {"margin": -50}, rng()).points
    assert inner.min() >= 50
    assert inner[:, 0].max() <= 250
    with pytest.raises(TwinError, match="leaves nothing"):
        scatter(np.zeros(5), BOX, {"margin": -120}, rng())


def test_a_grid_by_hand():
    layout = grid((10, 20, 70, 60), {"rows": 2, "columns": 3}, rng())
    assert layout.points.tolist() == [[20, 30], [40, 30], [60, 30], [20, 50], [40, 50], [60, 50]]
    assert layout.kept.all()


def test_a_grid_is_filled_and_jittered_as_declared():
    settings = {"rows": 40, "columns": 50, "fill": 0.3, "jitter": 2.0}
    layout = grid(BOX, settings, rng())
    assert layout.kept.mean() == pytest.approx(0.3, abs=0.05)
    off = layout.points - grid(BOX, {"rows": 40, "columns": 50}, rng()).points
    assert 1.9 < np.abs(off).max() <= 2


@pytest.mark.parametrize(("rows", "columns"), [(0, 3), (200, 200)])
def test_a_grid_has_cells_but_not_too_many(rows, columns):
    with pytest.raises(TwinError, match="a grid of"):
        grid(BOX, {"rows": rows, "columns": columns}, rng())


def arranged(system):
    """What a twin with discs and squares places under one system."""
    from datadiet.generate.twins.loading import parse_twin

    return parse_twin(
        f"twin: t\nsystems: [{{name: s, {system}}}]\nrender: {{size: [100, 80]}}\n"
        "items: [{name: a, visual: disc}, {name: b, visual: rectangle}]\n"
    )


def test_grid_and_scatter_mix_items_and_place_puts_one_where_it_is_declared():
    drawn = arranged("behaviour: grid, rows: 8, columns: 9, area: [0, .5, 1, 1]").sample(rng())
    assert set(drawn["placed"]) == {"a", "b"}
    assert 15 < drawn["placed"]["a"] < 57
    assert sum(drawn["placed"].values()) == 72
    assert min(each["y"] for each in drawn["items"]) == 40 + 2.5
    drawn = arranged("behaviour: scatter, count: 30").sample(rng())
    assert sum(drawn["placed"].values()) == 30
    assert drawn["placed"]["a"] not in (0, 30)
    drawn = arranged("behaviour: place, x: 12, y: {uniform: [3, 4]}").sample(rng())
    assert len(drawn["items"]) == 1
    assert drawn["items"][0]["x"] == 12
    assert 3 <= drawn["items"][0]["y"] <= 4


@pytest.mark.parametrize(
    ("system", "found"),
    [
        ("behaviour: place, x: 3", "place without y"),
        ("behaviour: grid, rows: 3", "grid without columns"),
        ("behaviour: scatter", "how many 's' scatters is not said"),
        ("behaviour: grid, rows: 1, columns: 2, items: {a: 1}", "decides itself"),
        ("behaviour: scatter, items: [], count: 2", "items"),
        ("behaviour: scatter, items: a, count: 2", "no system places 'b'"),
        ("behaviour: scatter, items: [a, c], count: 2", "places 'c'"),
        ("behaviour: place, x: a, y: 1", "can be a word"),
    ],
)
def test_systems_that_say_too_little_are_refused(system, found):
    with pytest.raises(TwinError, match=found):
        arranged(system)


def test_a_size_that_is_a_word_is_no_size():
    with pytest.raises(TwinError, match="of which no size is known"):
        dots(("radius: {uniform: [2, 6]}", "radius: {choice: [wide, narrow]}"), ("small.radius < ", ""))
