import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datadiet.measure.detection import AREAS, Boxes, average_precisions, match
from tests.measure.detection.made import coco, made, peer

pytest.importorskip("faster_coco_eval", reason="the peer is not installed")


def ours(objects: Boxes, detections: Boxes, images: int, classes: int, weights: np.ndarray | None = None) -> np.ndarray:
    weights = np.ones(images, int) if weights is None else weights
    return average_precisions(match(objects, detections), weights[None], categories=classes)[0]


@pytest.mark.parametrize(
    ("seed", "images", "classes", "steps"), [(0, 40, 3, None), (1, 20, 2, 10), (2, 5, 1, 4), (3, 150, 5, 20)]
)
def test_average_precision_is_that_of_faster_coco_eval_for_every_class_threshold_and_size(seed, images, classes, steps):
    case = made(seed, images, classes, steps=steps)
    np.testing.assert_allclose(ours(*case), peer(*coco(*case)), rtol=0, atol=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_a_weight_is_what_so_many_copies_of_the_image_give(seed):
    case = made(seed, 30, 3)
    weights = np.random.default_rng(seed).multinomial(30, np.full(30, 1 / 30))
    np.testing.assert_allclose(ours(*case, weights), peer(*coco(*case, weights)), rtol=0, atol=1e-12)


coordinate = st.integers(0, 60)
side = st.integers(1, 120)
box = st.tuples(coordinate, coordinate, side, side)


@settings(max_examples=60, deadline=None)
@given(
    objects=st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), box, st.booleans()), min_size=1, max_size=8),
    detections=st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 1), box, st.integers(0, 4)), min_size=1, max_size=10
    ),
)
def test_tiny_cases_full_of_ties_are_those_of_faster_coco_eval(objects, detections):
    there, found = boxes(objects, crowd=True), boxes(detections, crowd=False)
    np.testing.assert_allclose(ours(there, found, 3, 2), peer(*coco(there, found, 3, 2)), rtol=0, atol=1e-12)


def boxes(rows: list, *, crowd: bool) -> Boxes:
    image, category, box, last = (np.array(each) for each in zip(*rows, strict=True))
    none = np.zeros(len(rows), dtype=bool)
    return Boxes(
        image, category, box.astype(float), np.prod(box[:, 2:], axis=1).astype(float), last if crowd else none, last / 4
    )


def test_more_than_a_hundred_detections_of_a_class_in_an_image_do_not_count():
    case = made(7, 2, 1, false=150)
    assert np.bincount(case[1].image).max() > 100
    np.testing.assert_allclose(ours(*case), peer(*coco(*case)), rtol=0, atol=1e-12)


def test_many_weightings_at_once_are_those_one_by_one(monkeypatch):
    monkeypatch.setattr("datadiet.measure.detection.precision.CELLS", 1000)
    objects, detections, _, classes = made(4, 30, 2)
    matches = match(objects, detections)
    weights = np.random.default_rng(0).multinomial(30, np.full(30, 1 / 30), size=25)
    together = average_precisions(matches, weights, categories=classes)
    alone = np.concatenate([average_precisions(matches, each[None], categories=classes) for each in weights])
    np.testing.assert_array_equal(together, alone)


def test_all_found_is_1_nothing_found_is_0_and_nothing_to_be_found_is_unknown():
    objects, _, images, _ = made(5, 10, 2)
    plain = Boxes(
        objects.image, objects.category, objects.box, objects.area, np.zeros(len(objects), bool), objects.score
    )
    found = ours(plain, plain, images, 3)
    assert found[0, :2].min() == 1
    assert np.isnan(found[:, 2]).all()
    nothing = Boxes(*(getattr(plain, name)[:0] for name in ("image", "category", "box", "area", "crowd", "score")))
    assert ours(plain, nothing, images, 2)[0].max() == 0
    assert list(AREAS) == ["all", "small", "medium", "large"]
