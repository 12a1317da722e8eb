import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import datadiet
from datadiet.comparison import as_json, compare, in_words
from datadiet.data.costs import Cost
from datadiet.errors import DataError, OptionError

COLUMNS = [f"c{number}" for number in range(6)]


def frame(n, shift, seed, off_class=0.0):
    rng = np.random.default_rng(seed)
    labels = np.where(np.arange(n) % 2, "cat", "dog")
    values = rng.normal(size=(n, 6)) + shift + off_class * (labels == "dog")[:, None]
    return pl.DataFrame(values, schema=COLUMNS).with_columns(pl.Series("label", labels))


@pytest.fixture(scope="module")
def real():
    return frame(200, 0, 0)


@pytest.fixture(scope="module")
def far(real):
    return datadiet.score(real, frame(180, 1.5, 1), workers=1)


@pytest.fixture(scope="module")
def near(real):
    return datadiet.score(real, frame(190, 0.3, 2), workers=1)


def test_the_nearer_version_is_better_with_an_interval_that_says_so(far, near):
    (level,) = compare([far, near], names=["v1", "v2"]).levels
    (candidate,) = level.candidates
    assert candidate.gap.better is True
    assert candidate.indistinguishability.better is True
    assert candidate.gap.interval[1] < 0
    assert candidate.sentence.startswith("At equal size v2 is better than v1 in the gap")
    assert [run.name for run in level.runs] == ["v1", "v2"]


def test_the_order_of_the_runs_is_the_direction(far, near):
    (level,) = compare([near, far]).levels
    assert level.candidates[0].gap.better is False


def test_a_run_is_no_different_from_itself(near):
    (level,) = compare([near, near]).levels
    assert level.candidates[0].gap.better is None
    first, second = level.runs
    assert first.richness == second.richness


def test_where_a_class_got_worse_is_said(real, near):
    worse = datadiet.score(real, frame(190, 0.3, 3, off_class=1.5), workers=1)
    (level,) = compare([near, worse]).levels
    where = {found.value: found for found in level.candidates[0].where}
    assert where["dog"].gap.better is False
    assert where["dog"].p_adjusted < 0.05 <= where["cat"].p_adjusted
    assert level.candidates[0].where[0].value == "dog"


def test_runs_that_were_saved_compare_as_those_in_memory(far, near, tmp_path):
    cards = [datadiet.load(card.save(tmp_path / name)) for card, name in ((far, "v1"), (near, "v2"))]
    assert compare(cards) == compare([far, near])


def test_equal_seeds_give_equal_comparisons(far, near):
    assert as_json(compare([far, near], seed=1)) == as_json(compare([far, near], seed=1))


def test_words_and_json_hold_the_same_runs(far, near):
    found = compare([far, near], names=["v1", "v2"])
    assert [run["name"] for run in json.loads(as_json(found))["levels"][0]["runs"]] == ["v1", "v2"]
    words = in_words(found)
    assert "v2 is better than v1" in words
    assert words.splitlines()[-2:] == [
        "Verdict: v2 is nearest to the real data, and surely nearer than the baseline v1.",
        "Next: datadiet keep v2 --to kept",
    ]


def test_a_fault_is_said_beside_what_got_better(real, far):
    copies = datadiet.score(real, real, workers=1)
    found = compare([far, copies], names=["v1", "v2"])
    assert found.levels[0].candidates[0].sentence.endswith("But it has a fault: copied.")
    assert "the baseline v1 is nearest" in in_words(found)


def test_runs_against_other_real_data_are_refused(near):
    other = datadiet.score(frame(200, 0, 9), frame(190, 0.3, 2), workers=1)
    with pytest.raises(DataError, match="different real data"):
        compare([near, other], names=["v1", "v2"])


def test_runs_whose_real_samples_are_grouped_differently_are_refused(real, near):
    grouped = real.with_columns(pl.Series("group", [f"video {row // 2}" for row in range(real.height)]))
    other = datadiet.score(grouped, frame(190, 0.3, 2), workers=1)
    with pytest.raises(DataError, match="grouped differently"):
        compare([near, other], names=["v1", "v2"])


def test_one_run_is_too_few(near):
    with pytest.raises(OptionError, match="two or more"):
        compare([near])


def test_a_point_that_was_surely_gained_has_a_price_and_no_other(far, near):
    paid, cheap = (
        replace(card, facts=replace(card.facts, cost=Cost(10, 10, seconds, 1.0)))
        for card, seconds in ((near, 60.0), (far, 5.0))
    )
    found = compare([cheap, paid], names=["v1", "v2"])
    (candidate,) = found.levels[0].candidates
    assert candidate.per_point["gap"]["seconds"] == pytest.approx(60 / (-candidate.gap.difference / 0.01))
    assert candidate.per_point["gap"]["money"] == pytest.approx(1 / (-candidate.gap.difference / 0.01))
    assert "made in: v1 5.00 s of work and 1 of money, v2 60.00 s of work and 1 of money; that is " in in_words(found)
    assert compare([paid, cheap]).levels[0].candidates[0].per_point == {}
    assert compare([cheap, near]).levels[0].candidates[0].per_point == {}
    assert "made in" not in in_words(compare([cheap, near]))
