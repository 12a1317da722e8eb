import numpy as np
import pytest

from datadiet.measure.partition import partition


def test_names_are_slices_in_order():
    parts = partition("class", ["b", "a", None, "b"], ["b", "c"])
    assert [part.value for part in parts] == ["a", "b", "c"]
    assert [part.real.tolist() for part in parts] == [[1], [0, 3], []]
    assert [part.synthetic.tolist() for part in parts] == [[], [0], [1]]


def test_numbers_fall_into_quarters_that_cover_each_known_value_once():
    rng = np.random.default_rng(0)
    real, synthetic = rng.uniform(size=100).tolist(), [*rng.uniform(size=60).tolist(), None, float("nan")]
    parts = partition("brightness", real, synthetic)
    assert len(parts) == 4
    assert sorted(np.concatenate([part.real for part in parts]).tolist()) == list(range(100))
    assert sorted(np.concatenate([part.synthetic for part in parts]).tolist()) == list(range(60))
    assert [len(part.real) + len(part.synthetic) for part in parts] == pytest.approx([40] * 4, abs=1)
    low, high = map(float, parts[1].value.split(" to "))
    assert all(low - 0.01 <= real[row] <= high + 0.01 for row in parts[1].real)


def test_bins_of_values_that_differ_late_keep_different_names():
    parts = partition("time", [1e6 + i for i in range(40)], [1e6 + i for i in range(40)])
    assert len({part.value for part in parts}) == len(parts) == 4


def test_a_number_with_a_spike_has_fewer_bins():
    parts = partition("occlusion", [0.0] * 90 + list(np.linspace(0.1, 1, 10)), [0.0] * 50)
    assert sum(len(part.real) for part in parts) == 100


def test_few_different_numbers_are_levels():
    assert [part.value for part in partition("count", [1, 2, 10], [2, 1, 1])] == ["1", "2", "10"]


def test_a_column_that_one_side_lacks_sets_each_part_against_all_of_it():
    parts = partition("roughness", [None, None, None], ["low", "high", "low"])
    assert [part.value for part in parts] == ["high", "low"]
    assert all(part.real.tolist() == [0, 1, 2] for part in parts)
    assert parts[0].note == "against all real samples, where roughness is not known"


def test_a_column_of_many_names_says_why_it_is_not_sliced():
    (part,) = partition("file", [f"a{i}" for i in range(30)], ["b"])
    assert part.note == "not sliced: 31 different values, and 20 are the most"
    assert not part.real.size


def test_nothing_known_gives_no_slices():
    assert partition("x", [None], [float("nan")]) == ()
