import json
from dataclasses import asdict

import numpy as np
import pytest

from datadiet.errors import OptionError
from datadiet.measure import slices as module
from datadiet.measure.corrections import holm
from datadiet.measure.slices import slices


def gaussians(n, seed, shift=0.0):
    return (np.random.default_rng(seed).normal(size=(n, 6)) + shift).astype(np.float32)


def sliced(real, synthetic, columns, **options):
    return slices(real, synthetic, columns, rng=np.random.default_rng(0), **options)


def classes(n, names):
    return [names[i % len(names)] for i in range(n)]


@pytest.fixture
def two_classes():
    """Class b of the synthetic side is far away; class a is of the real law."""
    labels = classes(120, "ab")
    synthetic = gaussians(120, 2)
    synthetic[1::2] += 8
    return gaussians(120, 1), synthetic, {"label": (labels, labels)}


def test_only_the_class_that_is_off_scores_low(two_classes):
    a, b = sliced(*two_classes)
    assert (a.column, a.value, a.n_real, a.n_synthetic) == ("label", "a", 60, 60)
    assert a.score > 0.6
    assert b.score == 0
    assert b.gap > 1 > a.gap
    assert b.p_adjusted < 0.05 < a.p_adjusted
    assert a.interval[0] <= a.score <= a.interval[1]


def test_p_values_are_corrected_for_the_number_of_slices(two_classes):
    found = sliced(*two_classes)
    np.testing.assert_allclose([part.p_adjusted for part in found], holm(np.array([part.p_value for part in found])))


def test_a_slice_with_too_few_groups_says_so():
    labels = ["rare"] * 12 + ["usual"] * 88
    rare, usual = sliced(gaussians(100, 1), gaussians(100, 2), {"label": (labels, labels)})
    assert rare.score is rare.interval is rare.p_value is rare.p_adjusted is None
    assert rare.note == "12 real and 12 synthetic independent samples; 20 and 10 are needed"
    assert usual.score is not None
    groups = np.arange(100) // 10
    grouped = sliced(gaussians(100, 1), gaussians(100, 2), {"label": (labels, labels)}, real_groups=groups)
    assert all(part.score is None for part in grouped)


def test_a_generators_parameter_is_set_against_all_real_samples():
    synthetic = gaussians(100, 2)
    wear = np.linspace(0, 1, 100)
    synthetic[wear > 0.75] += 8
    found = sliced(gaussians(120, 1), synthetic, {"wear": ([None] * 120, wear.tolist())})
    assert [part.n_real for part in found] == [120] * 4
    assert found[-1].score < 0.1 < min(part.score for part in found[:-1])
    assert found[-1].note == "against all real samples, where wear is not known"


def test_richness_is_the_ratio_of_areas_at_equal_number():
    labels = classes(80, "a")
    real_points = np.array([[10.0 * (i % 8), 0] for i in range(80)])
    synthetic_points = np.array([[10.0 * (i % 4), 0] for i in range(80)])
    (part,) = sliced(
        gaussians(80, 1),
        gaussians(80, 2),
        {"label": (labels, labels)},
        points=(real_points, synthetic_points),
        radius=1.0,
    )
    assert part.richness == pytest.approx(0.5)


def test_only_the_largest_slices_are_scored(monkeypatch):
    monkeypatch.setattr(module, "MOST", 1)
    labels = ["small"] * 40 + ["large"] * 80
    large, small = sliced(gaussians(120, 1), gaussians(120, 2), {"label": (labels, labels)})
    assert large.score is not None
    assert small.note.startswith("not scored: one of the smaller slices")


def test_large_slices_are_sampled(monkeypatch):
    monkeypatch.setattr(module, "LIMIT", 40)
    labels = classes(100, "a")
    (part,) = sliced(gaussians(100, 1), gaussians(100, 2), {"label": (labels, labels)})
    assert (part.n_real, part.n_synthetic) == (100, 100)
    assert part.score is not None


def test_facts_are_plain_and_repeatable(two_classes):
    found = sliced(*two_classes)
    assert found == sliced(*two_classes)
    json.dumps([asdict(part) for part in found], allow_nan=False)


def test_real_samples_that_are_all_alike_have_no_score():
    labels = classes(60, "a")
    (part,) = sliced(np.ones((60, 6), np.float32), gaussians(60, 2), {"label": (labels, labels)})
    assert part.score is None
    assert "all 60 real samples have the same vector" in part.note


def test_no_columns_give_no_slices_and_a_short_column_is_refused():
    assert sliced(gaussians(40, 1), gaussians(40, 2), {}) == ()
    with pytest.raises(OptionError, match="column 'label' has 1 real and 40 synthetic values"):
        sliced(gaussians(40, 1), gaussians(40, 2), {"label": (["a"], ["a"] * 40)})
