"""Targets, losses, moves and decoding, each against something simpler."""

import numpy as np
import pytest

from datadiet.loop.training.detector.decoding import decoded, suppressed
from datadiet.loop.training.detector.targets import CROWD, STRIDE, Objects, targets

torch = pytest.importorskip("torch")

from datadiet.loop.training.detector.augmenting import Moves, moved, moves  # noqa: E402
from datadiet.loop.training.detector.loss import focal, giou, loss  # noqa: E402
from datadiet.loop.training.detector.network import Network  # noqa: E402

BOXES = np.array([[8.0, 12.0, 40.0, 36.0], [50.0, 10.0, 58.0, 20.0], [20.0, 40.0, 60.0, 62.0]])
CODES = np.array([0, 1, 0])


def iou(a, b):
    low, high = np.maximum(a[:2], b[:2]), np.minimum(a[2:], b[2:])
    both = np.prod(np.clip(high - low, 0, None))
    return both / (np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - both)


def test_what_is_wanted_decodes_to_the_boxes_it_was_made_from():
    wanted = targets([Objects(BOXES, CODES)], 2, 64, 64)
    found = decoded(wanted.heat[0], wanted.edges[0])
    sure = found.scores > 0.999
    assert sure.sum() == 3
    pairs = {(int(code), *np.round(box, 3)) for code, box in zip(found.codes[sure], found.boxes[sure], strict=True)}
    assert pairs == {(int(code), *box) for code, box in zip(CODES, BOXES, strict=True)}


def test_each_object_weighs_the_same_and_has_one_centre():
    wanted = targets([Objects(BOXES, CODES), Objects(np.zeros((0, 4)), np.zeros(0, int))], 2, 64, 64)
    assert (wanted.heat[0] == 1).sum() == 3
    assert wanted.weight[0].sum() == pytest.approx(3, abs=1e-4)
    assert wanted.heat[1].max() == wanted.weight[1].max() == 0


def test_where_objects_meet_the_smaller_one_has_the_cells():
    outer, inner = [0.0, 0.0, 64.0, 64.0], [24.0, 24.0, 40.0, 40.0]
    wanted = targets([Objects(np.array([inner, outer]), np.array([0, 0]))], 1, 64, 64)
    row = column = int(32 / STRIDE)
    assert wanted.edges[0, :, row, column].sum() * STRIDE == pytest.approx(2 * 16)


def test_overlap_is_that_of_boxes_and_apart_boxes_are_below_zero():
    rng = np.random.default_rng(0)
    a, b = rng.uniform(0.5, 5, (50, 4)), rng.uniform(0.5, 5, (50, 4))
    found = giou(torch.tensor(a), torch.tensor(b)).numpy()
    for one, other, value in zip(a, b, found, strict=True):
        boxes = [np.array([-each[0], -each[1], each[2], each[3]]) for each in (one, other)]
        hull = np.prod(np.maximum(*boxes)[2:] - np.minimum(*boxes)[:2])
        union = sum(np.prod(box[2:] - box[:2]) for box in boxes)
        union -= np.prod(np.minimum(*boxes)[2:] - np.maximum(*boxes)[:2])
        assert value == pytest.approx(iou(*boxes) - (hull - union) / hull, abs=1e-9)
    assert giou(torch.ones(1, 4), torch.ones(1, 4)).item() == pytest.approx(1)


def test_the_loss_is_least_where_the_network_says_what_is_wanted():
    wanted = targets([Objects(BOXES, CODES)], 2, 64, 64)
    maps = wanted.heat, wanted.edges, wanted.weight, wanted.counts
    heat, edges, weight, counts = (torch.from_numpy(each) for each in maps)
    right = torch.where(heat >= 1, 12.0, -12.0)
    best = loss(right, edges, heat, edges, weight, counts).item()
    assert best == pytest.approx(0, abs=0.01)
    assert loss(right, edges + 1, heat, edges, weight, counts).item() > best + 0.05
    assert loss(-right, edges, heat, edges, weight, counts).item() > best + 1


def test_heat_near_a_centre_is_a_smaller_mistake():
    wanted = torch.tensor([[[[1.0, 0.8, 0.0]]]])
    near = focal(torch.tensor([[[[9.0, 3.0, -9.0]]]]), wanted, torch.ones(1, 1, 3))
    far = focal(torch.tensor([[[[9.0, -9.0, 3.0]]]]), wanted, torch.ones(1, 1, 3))
    assert near < 0.1 * far


def test_boxes_move_with_their_pixels():
    """A bright box on black ground is where its box says it is, whatever the move."""
    rng = np.random.default_rng(3)
    for _ in range(8):
        pictures = torch.zeros(1, 3, 64, 96)
        pictures[0, :, 20:40, 30:70] = 1
        by = moves(1, (96, 64), (True, True), rng)
        shown, (objects,) = moved(pictures, [Objects(np.array([[30.0, 20.0, 70.0, 40.0]]), np.array([0]))], by)
        rows, columns = np.nonzero(shown[0, 0].numpy() > 0.5)
        seen = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert np.abs(objects.boxes[0] - seen).max() <= 1.01


def test_mirrored_without_a_shift_is_mirrored():
    picture = torch.rand(1, 3, 16, 32)
    by = Moves(np.array([[-1.0, 1.0]]), np.zeros((1, 2)))
    shown, (objects,) = moved(picture, [Objects(np.array([[2.0, 3.0, 10.0, 12.0]]), np.array([0]))], by)
    assert torch.allclose(shown, picture.flip(3), atol=1e-5)
    assert objects.boxes.tolist() == [[22.0, 3.0, 30.0, 12.0]]


def test_what_is_moved_out_of_the_picture_is_no_object():
    by = Moves(np.ones((1, 2)), np.array([[30.0, 0.0]]))
    objects = Objects(np.array([[0.0, 0.0, 20.0, 20.0], [40.0, 0.0, 60.0, 20.0]]), np.array([0, 1]))
    _, (left,) = moved(torch.zeros(1, 3, 64, 64), [objects], by)
    assert left.codes.tolist() == [1]


def test_doubles_are_suppressed_as_by_looking_at_every_pair():
    rng = np.random.default_rng(0)
    corner = rng.uniform(0, 40, (60, 2))
    boxes = np.concatenate([corner, corner + rng.uniform(10, 30, (60, 2))], axis=1)
    kept: list[int] = []
    for at in range(60):
        if all(iou(boxes[at], boxes[other]) <= 0.5 for other in kept):
            kept.append(at)
    assert suppressed(boxes, 0.5).tolist() == kept


def test_boxes_of_different_classes_do_not_suppress_each_other():
    heat = np.zeros((2, 8, 8), np.float32)
    heat[:, 4, 4] = 0.9, 0.8
    found = decoded(heat, np.full((4, 8, 8), 2.0, np.float32))
    assert found.codes.tolist() == [0, 1]
    assert np.allclose(found.boxes, [10, 10, 26, 26])


def test_the_network_is_small_and_begins_with_background():
    network = Network(3)
    assert sum(each.numel() for each in network.parameters()) < 500_000
    heat, edges = network(torch.zeros(2, 3, 64, 96))
    assert heat.shape == (2, 3, 16, 24)
    assert edges.shape == (2, 4, 16, 24)
    assert heat.sigmoid().max() < 0.2
    assert edges.min() > 0


def test_in_a_crowd_nothing_is_wanted_but_the_objects_in_it():
    """What the network says in a crowd changes no loss; outside, and where an object is, it does."""
    crowd = np.array([[16.0, 8.0, 64.0, 40.0]])
    wanted = targets([Objects(np.concatenate([BOXES, crowd]), np.array([*CODES, CROWD]))], 2, 64, 64)
    plain = targets([Objects(BOXES, CODES)], 2, 64, 64)
    assert (wanted.heat == plain.heat).all()
    assert (wanted.weight == plain.weight).all()
    inside = np.zeros((16, 16), bool)
    inside[2:10, 4:16] = True
    assert (wanted.counts[0] == np.where(inside & (plain.weight[0] == 0), 0, 1)).all()
    heat, counts = torch.from_numpy(wanted.heat), torch.from_numpy(wanted.counts)
    quiet = torch.where(heat >= 1, 12.0, -12.0)

    def after(row, column):
        loud = quiet.clone()
        loud[0, :, row, column] = 8.0
        return focal(loud, heat, counts).item() - focal(quiet, heat, counts).item()

    free = tuple(np.argwhere(wanted.counts[0] == 0)[0])
    assert after(*free) == 0
    assert after(0, 0) > 1


def test_of_a_crowd_that_is_moved_out_the_rest_stays_one():
    box, shift = np.array([[0.0, 0.0, 60.0, 60.0]]), Moves(np.ones((1, 2)), np.full((1, 2), 50.0))
    for code, left in ((CROWD, 1), (0, 0)):
        _, (there,) = moved(torch.zeros(1, 3, 64, 64), [Objects(box, np.array([code]))], shift)
        assert len(there.boxes) == left
