import numpy as np
import pytest

from datadiet.report.columns.chance import by_chance


def facts(real, made, n):
    order = np.argsort(-real, kind="stable")
    listed = [[str(j), float(real[j]), float(made[j])] for j in order[:20]]
    rest = order[20:]
    return {"n": n, "levels": listed, "others": [len(rest), float(real[rest].sum()), float(made[rest].sum())]}


def test_many_levels_of_few_rows_are_unlike_by_chance_and_no_more_is_excused():
    rng = np.random.default_rng(1)
    real = rng.multinomial(2000, np.full(120, 1 / 120)) / 2000
    made = rng.multinomial(2000, np.full(120, 1 / 120)) / 2000
    alike = 1 - np.abs(real - made).sum() / 2
    assert alike < 0.92
    assert by_chance(facts(real, made, 2000)) < alike
    half = np.where(np.arange(120) < 60, 2 * made, 0)
    assert 1 - np.abs(real - half / half.sum()).sum() / 2 < by_chance(facts(real, half, 2000))


def test_few_levels_and_numbers_are_read_as_they_are():
    assert by_chance({"n": 5000, "levels": [["a", 0.5, 0.4], ["b", 0.5, 0.6]]}) == pytest.approx(0.97, abs=0.02)
    assert by_chance({"n": 5000, "edges": [0, 1]}) == 1
