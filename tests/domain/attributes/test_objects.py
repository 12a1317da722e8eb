import numpy as np
import pytest
from shapely.geometry import box

from datadiet.domain.attributes.objects import ITEM, SCENE, SIZED, Objects, count_of, overlaps, shares, touching


def objects(*boxes, labels=None, size=(100, 50)):
    sides = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    return Objects(sides, tuple(labels or ["cell"] * len(sides)), size)


def scene(found):
    return {name: ask(found) for name, ask in SCENE.items()}


def test_a_scene_by_hand():
    found = objects((10, 10, 30, 20), (20, 10, 40, 20), (0, 40, 10, 50), (80, 20, 82, 22))
    assert scene(found) == {
        "objects": 4,
        "largest_object": 200 / 5000,
        "smallest_object": 4 / 5000,
        "truncated_objects": 1,
        "overlap": pytest.approx(100 / 300),
    }


def test_objects_by_hand():
    found = objects((10, 10, 30, 20), (20, 10, 40, 20), (0, 40, 10, 50))
    assert {name: ask(found) for name, ask in ITEM.items()} == {
        "object_area": pytest.approx([0.04, 0.04, 0.02]),
        "object_aspect": [2, 2, 1],
        "object_x": pytest.approx([0.2, 0.3, 0.05]),
        "object_y": pytest.approx([0.3, 0.3, 0.9]),
        "object_truncated": [False, False, True],
        "object_overlap": pytest.approx([1 / 3, 1 / 3, 0]),
    }


def test_without_objects_counts_are_zero_and_sizes_unknown():
    assert scene(objects()) == {
        "objects": 0,
        "largest_object": None,
        "smallest_object": None,
        "truncated_objects": 0,
        "overlap": 0,
    }
    assert [list(ask(objects())) for ask in ITEM.values()] == [[]] * len(ITEM)


def test_one_object_overlaps_nothing():
    assert scene(objects((10, 10, 30, 20)))["overlap"] == 0
    assert overlaps(objects((10, 10, 30, 20))) == [0]


def test_without_the_size_of_the_image_what_needs_it_is_unknown():
    found = objects((10, 10, 30, 20), (20, 10, 40, 20), size=None)
    values = {**scene(found), **{name: ask(found) for name, ask in ITEM.items()}}
    unknown = {name for name, value in values.items() if value is None or value == [None, None]}
    assert unknown == SIZED


def test_each_border_counts_within_a_pixel():
    found = objects((1, 9, 5, 12), (9, 1, 12, 5), (90, 9, 99, 12), (9, 40, 12, 49), (1.1, 1.1, 98.9, 48.9))
    assert touching(found) == [True, True, True, True, False]


def test_only_what_is_inside_the_image_counts_for_its_share():
    assert shares(objects((-10, -10, 10, 10), (90, 40, 190, 90), (200, 0, 210, 9))) == [100 / 5000, 100 / 5000, 0]


def test_boxes_that_share_an_edge_do_not_overlap_and_equal_ones_do_fully():
    assert overlaps(objects((0, 0, 10, 10), (10, 0, 20, 10))) == [0, 0]
    assert overlaps(objects((0, 0, 10, 10), (0, 0, 10, 10), (50, 0, 60, 10))) == [1, 1, 0]


def test_overlaps_agree_with_polygons_and_do_not_depend_on_blocks(monkeypatch):
    rng = np.random.default_rng(0)
    corner = rng.uniform(0, 80, (60, 2))
    found = objects(*np.hstack([corner, corner + rng.uniform(1, 20, (60, 2))]))
    shapes = [box(*sides) for sides in found.boxes]
    expected = [
        max(one.intersection(other).area / one.union(other).area for other in shapes if other is not one)
        for one in shapes
    ]
    assert overlaps(found) == pytest.approx(expected)
    monkeypatch.setattr("datadiet.domain.attributes.objects._BLOCK", 7)
    assert overlaps(found) == pytest.approx(expected)


def test_classes_are_counted_by_their_exact_label():
    found = objects((0, 0, 1, 1), (1, 1, 2, 2), (2, 2, 3, 3), labels=("cell", None, "Cell"))
    assert [count_of(label)(found) for label in ("cell", "Cell", "disc")] == [1, 1, 0]
