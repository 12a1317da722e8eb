import numpy as np
import pytest

from datadiet.generate.twins.light import light_field

SIZE = (40, 30)


def test_without_settings_there_is_no_field():
    assert light_field({}, SIZE, 0) is None


def test_a_slope_rises_by_its_share_from_edge_to_edge_in_its_direction():
    across = light_field({"slope": 0.4, "direction": 0}, SIZE, 0)
    assert across.shape == (30, 40)
    assert across[:, -1] - across[:, 0] == pytest.approx(0.4)
    assert across.mean() == pytest.approx(1)
    down = light_field({"slope": 0.4, "direction": 90}, SIZE, 0)
    assert down[-1] - down[0] == pytest.approx(0.4)
    assert np.ptp(down, axis=1) == pytest.approx(0)


def test_a_spot_is_brightest_where_it_is():
    field = light_field({"power": 2, "spot": 0.5, "spot_x": 0.25, "spot_y": 0.5, "spot_size": 0.1}, SIZE, 0)
    assert np.unravel_index(field.argmax(), field.shape)[1] in (9, 10)
    assert field.max() == pytest.approx(3, rel=0.02)
    assert field[:, -1].max() == pytest.approx(2, rel=0.01)
    # by the formula, at the centre of pixel (20, 7): x = 20.5 / 40, y = 7.5 / 40
    away = (20.5 / 40 - 0.25) ** 2 + (7.5 / 40 - 15 / 40) ** 2
    assert field[7, 20] == pytest.approx(2 * (1 + 0.5 * np.exp(-away / (2 * 0.1**2))))


def test_warmth_takes_blue_and_adds_red():
    red, green, blue = light_field({"warmth": 0.4}, SIZE, 0)[0, 0]
    assert (red, green, blue) == pytest.approx((1.1, 1, 0.9))


def test_the_uneven_pattern_is_a_sum_of_waves_within_its_share_and_belongs_to_its_seed():
    from datadiet.randomness import stream

    field = light_field({"uneven": 0.2, "uneven_size": 0.3}, SIZE, 5)
    draw = stream(5, "light")
    angle, phase = draw.random(6) * 2 * np.pi, draw.random(6) * 2 * np.pi
    wave = 2 * np.pi / (0.3 * (0.75 + 0.75 * draw.random(6)))
    x, y = (11 + 0.5) / 40, (23 + 0.5) / 40
    assert field[23, 11] == pytest.approx(
        1 + 0.2 * np.cos(wave * (x * np.cos(angle) + y * np.sin(angle)) + phase).mean()
    )
    assert 0.8 <= field.min() < 0.95
    assert 1.05 < field.max() <= 1.2
    assert not np.array_equal(field, light_field({"uneven": 0.2, "uneven_size": 0.3}, SIZE, 6))


def test_light_is_never_negative():
    assert light_field({"slope": 9}, SIZE, 0).min() == 0
