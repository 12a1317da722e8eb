from dataclasses import fields, replace

import numpy as np
import pytest

from datadiet.demo.twin import BOUNDED, LEVELS, WILD, Bounds, Params, build, sample
from datadiet.randomness import stream


def draw(bounds: Bounds, digit: int, seed: int = 0) -> Params:
    return sample(bounds, digit, rng=stream(seed, "test"))


@pytest.mark.parametrize("bounds", [WILD, BOUNDED])
def test_equal_parameters_build_equal_bytes(bounds):
    for digit in range(10):
        assert build(draw(bounds, digit)).tobytes() == build(draw(bounds, digit)).tobytes()


def test_a_scan_has_eight_by_eight_levels_up_to_sixteen():
    scans = np.stack(
        [build(draw(bounds, digit, seed)) for bounds in (WILD, BOUNDED) for digit in range(10) for seed in range(20)]
    )
    assert scans.shape == (400, 8, 8)
    assert scans.dtype == np.uint8
    assert scans.min() == 0
    assert scans.max() == LEVELS


@pytest.mark.parametrize("bounds", [WILD, BOUNDED])
def test_every_parameter_stays_within_its_bounds(bounds):
    drawn = [draw(bounds, digit, seed) for digit in range(10) for seed in range(30)]
    for field in fields(Bounds):
        allowed = getattr(bounds, field.name)
        values = [getattr(params, field.name) for params in drawn]
        low, high = allowed if isinstance(allowed, tuple) else (0, 1 if allowed else 0)
        assert low <= min(values) <= max(values) <= high, field.name


def test_bounds_of_no_width_draw_the_same_digit_but_for_its_bends():
    pinned = Bounds(**{f.name: 0.0 if f.type is float else (1.0, 1.0) for f in fields(Bounds)})
    one, other = (replace(draw(pinned, 3, seed), seed=0) for seed in (1, 2))
    assert one == other


def test_only_a_seven_wears_a_bar():
    always = replace(BOUNDED, bar=1.0)
    assert [draw(always, digit).bar for digit in range(10)] == [digit == 7 for digit in range(10)]


def test_an_inverted_scan_is_the_complement():
    params = replace(draw(BOUNDED, 5), blur=0.0)
    np.testing.assert_array_equal(build(replace(params, inverted=True)), LEVELS - build(params))


def test_a_wider_pen_leaves_more_ink():
    params = draw(BOUNDED, 8)
    assert build(replace(params, stroke=2.0)).sum() > build(replace(params, stroke=0.0)).sum()


def test_shifts_move_the_ink_right_and_down():
    params = replace(draw(BOUNDED, 0), scale=0.5, noise=0.0, x=0.0, y=0.0)

    def centre(scan: np.ndarray) -> np.ndarray:
        return np.array([(np.indices((8, 8))[axis] * scan).sum() / scan.sum() for axis in (0, 1)])

    moved = centre(build(replace(params, x=0.2, y=0.1))) - centre(build(params))
    np.testing.assert_allclose(moved, [0.1 * 8, 0.2 * 8], atol=0.35)


def test_a_positive_slant_leans_to_the_right():
    params = replace(draw(BOUNDED, 1), rotation=0.0, warp=0.0, taper=0.0, noise=0.0, blur=0.0)
    leaning, upright = (build(replace(params, slant=slant)).astype(float) for slant in (0.5, 0.0))

    def lean(scan: np.ndarray) -> float:
        columns = np.arange(8)
        top, foot = scan[:3].sum(axis=0), scan[-3:].sum(axis=0)
        return float(columns @ top / top.sum() - columns @ foot / foot.sum())

    assert lean(leaning) > lean(upright) + 0.5
