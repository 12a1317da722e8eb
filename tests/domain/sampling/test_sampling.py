"""Drawing from the case study's domain: counts made row by row, in plain Python, with predicates written anew."""

import itertools
from collections import Counter
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from scipy.stats import qmc
from tests.domain.specs import suitcases

from datadiet.domain.loading import parse_domain
from datadiet.domain.sampling import sample_domain
from datadiet.errors import DomainError, OptionError

QUOTAS = (
    (lambda row: row["light_lux"] > 1500 and row["surface"] == "gloss", "0.08", "1"),
    (lambda row: row["defect"] == "zipper", "0.05", "0.10"),
    (lambda row: row["defect"] == "dent", "0.05", "1"),
)
BIN = np.geomspace(200, 2000, 7)


@pytest.fixture(scope="module")
def long():
    return sample_domain(suitcases(), 4000, seed=0)


def counts(rows):
    return [sum(holds(row) for row in rows) for holds, _, _ in QUOTAS]


def test_every_beginning_holds_every_share(long):
    rows = long.rows.to_dicts()
    held = np.cumsum([[holds(row) for holds, _, _ in QUOTAS] for row in rows], axis=0)
    for n in range(10, len(rows) + 1):
        for count, (_, low, high) in zip(held[n - 1].tolist(), QUOTAS, strict=True):
            assert Fraction(low) * n <= count <= Fraction(high) * n, n


def test_shares_are_those_of_an_independent_count(long):
    assert [share.count for share in long.shares] == counts(long.rows.to_dicts())
    assert [share.share for share in long.shares] == [share.count / 4000 for share in long.shares]
    assert all(share.met for share in long.shares)
    assert long.shortfalls == ()


def test_no_rule_is_broken_and_what_does_not_apply_is_null(long):
    for row in long.rows.to_dicts():
        assert 200 <= row["light_lux"] <= 2000
        assert row["view"] in ("front", "back")
        assert not (row["defect"] == "zipper" and row["view"] == "back")
        assert (row["defect_area"] is None) == (row["defect"] == "none")
        assert row["defect_area"] is None or 0.0005 <= row["defect_area"] <= 0.05
        assert (row["camera"], row["background"]) == ("line_cam_A", "belt")


def test_columns_are_typed_and_ids_are_stable(long):
    names = ["id", "light_lux", "surface", "view", "defect", "defect_area", "camera", "background", "stratum", "weight"]
    assert long.rows.columns == names
    assert long.rows["id"].to_list()[:2] + long.rows["id"].to_list()[-1:] == ["s000000", "s000001", "s003999"]
    assert [long.rows.schema[name] for name in ("light_lux", "surface", "weight")] == [
        pl.Float64,
        pl.String,
        pl.Float64,
    ]
    defects = ("defect = 'zipper'", "defect = 'dent'")
    assert set(long.rows["stratum"]) == {"rest", "glare", *defects, *(f"glare + {defect}" for defect in defects)}


@pytest.mark.parametrize("n", [1, 2, 37, 500, 1024, 3999])
def test_a_longer_sample_begins_with_a_shorter_one(long, n):
    assert_frame_equal(sample_domain(suitcases(), n, seed=0).rows, long.rows.head(n))


def test_the_same_seed_gives_the_same_rows_and_another_gives_others(long):
    assert_frame_equal(sample_domain(suitcases(), 4000, seed=0).rows, long.rows)
    other = sample_domain(suitcases(), 4000, seed=1)
    assert other.rows["light_lux"].to_list() != long.rows["light_lux"].to_list()
    assert all(share.met for share in other.shares)


def test_weights_give_back_the_field():
    rows = sample_domain(suitcases(), 60_000, seed=0).rows
    weight = rows["weight"].to_numpy()
    assert weight.sum() == pytest.approx(60_000, rel=2e-3)
    total = 0.98 * 2 + 0.015 * 2 + 0.005  # two views are left, and zippers are never seen from the back
    for level, share in {"none": 1.96 / total, "dent": 0.03 / total, "zipper": 0.005 / total}.items():
        assert weight[(rows["defect"] == level).to_numpy()].sum() / 60_000 == pytest.approx(share, rel=0.01)
    bright = weight[(rows["light_lux"] > 1000).to_numpy()].sum() / weight.sum()
    assert bright == pytest.approx(np.log10(2), rel=0.02)  # log-uniform from 200 to 2,000


def test_coverage_comes_first_and_often_enough(long):
    rows = long.rows.head(240).to_dicts()
    codes = [
        (int(np.searchsorted(BIN, row["light_lux"], side="right")) - 1, row["defect"], row["view"]) for row in rows
    ]
    for first, second in itertools.combinations(range(3), 2):
        seen = Counter((code[first], code[second]) for code in codes)
        levels = [range(6), ("none", "dent", "zipper"), ("front", "back")]
        for pair in itertools.product(levels[first], levels[second]):
            assert seen[pair] >= 2 or pair == ("zipper", "back")
    assert not any("combinations" in text for text in sample_domain(suitcases(), 240, seed=0).shortfalls)


def test_least_counts_are_reached_in_twice_as_many_rows():
    domain = suitcases(
        "min_count: 40", "min_count: 400", "coverage: {t: 2, over: [light_lux, defect, view], min_each: 2}", ""
    )
    assert counts(sample_domain(domain, 800, seed=0).rows.to_dicts())[0] >= 400
    assert counts(sample_domain(domain, 100, seed=0).rows.to_dicts())[0] <= 50 + 100 * 0.11


def numbers(text):
    return int(text.split("n = ")[1].split(" ")[0].replace(",", ""))


def test_a_shortfall_names_the_line_and_a_number_of_rows_that_is_enough():
    domain = suitcases("min_count: 40", "min_count: 400", "min_each: 2", "min_each: 20")
    short = sample_domain(domain, 300, seed=0).shortfalls
    assert [text.split(": ")[0] for text in short] == ["s.yaml:13", "s.yaml:17"]
    for text, word in zip(short, ("glare", "combinations"), strict=True):
        assert word in text
        assert not any(word in other for other in sample_domain(domain, numbers(text), seed=0).shortfalls)
        if word == "glare":
            assert any(word in other for other in sample_domain(domain, numbers(text) - 1, seed=0).shortfalls)


def test_weights_that_are_not_yet_right_are_told(long):
    assert any("other shares than a long sample" in note for note in sample_domain(suitcases(), 60, seed=0).notes)
    assert any("light_lux, surface, view, defect_area have no declared field" in note for note in long.notes)


@pytest.mark.parametrize(("n", "seed"), [(0, 0), (-1, 0), (10**8 + 1, 0), (2.5, 0), (True, 0), (10, -1), (10, 0.5)])
def test_numbers_out_of_range_are_refused(n, seed):
    with pytest.raises(OptionError, match="a whole number"):
        sample_domain(suitcases(), n, seed=seed)


def test_a_share_that_the_rules_change_is_told_beside_the_declared_one():
    text = (
        "domain: d\nvariables:\n"
        "  night: {levels: [true, false], field: {true: 0.25, false: 0.75}}\n"
        "  light: {levels: [dark, bright], field: {dark: 0.5, bright: 0.5}}\n"
        "constraints: [\"not (night = true and light = 'bright')\"]\n"
        "guarantees: [{where: night = true, share: {min: 0.1}}]\n"
    )
    made = sample_domain(parse_domain(text), 100, seed=0)
    assert made.shares[0].field == pytest.approx(1 / 7)  # 0.125 of the 0.875 that the constraint leaves
    assert any("night = true is declared as 25 % of it, and is 14.3 % of what they leave" in x for x in made.notes)
    unruled = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("constraints"))
    free = sample_domain(parse_domain(unruled), 100, seed=0)
    assert not any("is declared as" in note for note in free.notes)


def test_points_fill_the_space_far_more_evenly_than_random_ones():
    names = [f"x{k}" for k in range(6)]
    domain = parse_domain("domain: d\nvariables:\n" + "".join(f"  {name}: {{range: [0, 1]}}\n" for name in names))
    for seed in range(3):
        points = sample_domain(domain, 1024, seed=seed).rows.select(names).to_numpy()
        random = np.random.default_rng(seed).random((1024, 6))
        assert qmc.discrepancy(points, method="CD") < qmc.discrepancy(random, method="CD") / 5


def test_only_static_conditions_make_equal_rows():
    sampled = sample_domain(parse_domain("domain: d\nstatic: {camera: A, gain: 2, lit: true}\n"), 3, seed=0)
    assert sampled.rows.select("camera", "gain", "lit", "weight").rows() == [("A", 2.0, True, 1.0)] * 3


def test_too_many_strata_are_refused():
    text = "domain: d\nvariables:\n" + "".join(f"  x{k}: {{range: [0, 1]}}\n" for k in range(17)) + "guarantees:\n"
    text += "".join(f"  - {{where: x{k} > 0.5, share: {{min: 0.1}}}}\n" for k in range(17))
    with pytest.raises(DomainError, match=r"131,072 strata\. Expected: 20,000 at most"):
        sample_domain(parse_domain(text), 10, seed=0)


def test_many_combinations_are_refused_in_bounded_memory():
    names = [f"x{k}" for k in range(12)]
    text = "domain: d\nvariables:\n" + "".join(f"  {name}: {{range: [0, 1]}}\n" for name in names)
    with pytest.raises(DomainError, match="combinations"):
        sample_domain(parse_domain(text + f"constraints: ['{' or '.join(f'{x} > 0.5' for x in names)}']\n"), 5, seed=0)
