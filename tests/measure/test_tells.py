import numpy as np
import pytest

from datadiet.errors import OptionError
from datadiet.measure.tells import tells


def told(real, synthetic, fact="fact"):
    found = tells({fact: real}, {fact: synthetic}, rng=np.random.default_rng(0))
    return found[0] if found else None


def test_a_file_format_that_separates_is_said_plainly():
    tell = told(["JPEG"] * 30, ["PNG"] * 25, "file format")
    assert tell.separation == 1
    assert (tell.real, tell.synthetic) == ("JPEG (100 %)", "PNG (100 %)")
    assert tell.sentence == (
        "Every synthetic file is a PNG and every real one a JPEG: a score may measure the file format."
    )


def test_metadata_that_only_real_files_have_is_a_tell():
    assert told([True] * 20, [False] * 20, "EXIF").sentence.startswith(
        "Every synthetic file has no EXIF and every real one has EXIF"
    )
    assert told([90, 95] * 10, [None] * 20, "JPEG quality").separation == 1


def test_a_threshold_on_a_number_is_found():
    rng = np.random.default_rng(0)
    tell = told(rng.uniform(0, 1, 60).tolist(), rng.uniform(1.05, 2, 60).tolist(), "aspect ratio")
    assert tell.separation > 0.95
    assert "median" in tell.real
    assert tell.sentence.startswith("By the aspect ratio alone real and synthetic are told apart")


def test_a_set_of_values_is_found_where_no_threshold_is():
    assert told([640, 1920] * 15, [1024] * 30, "width").separation == 1


def test_a_shared_value_is_no_tell():
    assert told([640] * 30, [640] * 30) is None
    assert told(["JPEG", "PNG"] * 15, ["PNG"] * 30) is None


def test_values_seen_once_are_not_learned_by_heart():
    rng = np.random.default_rng(0)
    assert told(rng.normal(size=40).tolist(), rng.normal(size=40).tolist()) is None
    assert told([f"r{i}" for i in range(40)], [f"s{i}" for i in range(40)]) is None


def test_too_few_files_are_no_evidence():
    assert told(["JPEG"] * 10, ["PNG"] * 10) is None
    assert told(["JPEG"] * 12, ["PNG"] * 12) is not None
    assert told([], []) is None
    assert told(["JPEG"], ["PNG"]) is None


def test_sides_of_unequal_size_are_balanced():
    assert told(["JPEG"] * 980 + ["PNG"] * 20, ["PNG"] * 12).separation > 0.95
    assert told(["JPEG"] * 500, ["JPEG"] * 12) is None


def test_chance_seldom_makes_a_tell_of_a_fact_that_hardly_separates():
    rng = np.random.default_rng(0)
    found = [
        tells({"x": rng.normal(size=12).tolist()}, {"x": rng.normal(size=12).tolist()}, rng=rng) for _ in range(200)
    ]
    assert sum(map(bool, found)) <= 2


def test_the_clearest_tell_comes_first_and_sides_are_not_swapped():
    real = {"a": [1.0] * 95 + [2.0] * 5, "b": [True] * 100}
    synthetic = {"a": [2.0] * 100, "b": [False] * 100}
    first, second = tells(real, synthetic, rng=np.random.default_rng(0))
    assert (first.fact, second.fact) == ("b", "a")
    assert second.real == "1 (95 %), 2 (5 %)"
    assert second.synthetic == "2 (100 %)"


def test_facts_of_one_side_only_are_refused():
    with pytest.raises(OptionError, match="facts \\['b'\\] of one side only"):
        tells({"a": []}, {"a": [], "b": []}, rng=np.random.default_rng(0))
