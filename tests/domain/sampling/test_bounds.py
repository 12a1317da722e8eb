"""Bounds that bind: tolerated exclusions, contradictions, fields that have nothing of what is asked for."""

import numpy as np
import pytest
from tests.domain.specs import suitcases

from datadiet.domain.loading import parse_domain
from datadiet.domain.sampling import sample_domain
from datadiet.errors import DomainError

HEAD = """\
domain: d
variables:
  kind: {levels: [a, b, c], field: {a: 0.7, b: 0.3, c: 0}}
  size: {range: [0, 10]}
"""


def drawn(text, n, seed=0):
    return sample_domain(parse_domain(HEAD + text, name="d.yaml"), n, seed=seed)


def refused(text):
    with pytest.raises(DomainError) as error:
        drawn(text, 10)
    return error.value


def test_a_tolerated_exclusion_is_never_above_its_share():
    domain = suitcases("max_share: 0}", "max_share: 0.03}")
    top = np.cumsum((sample_domain(domain, 3000, seed=0).rows["view"] == "top").to_numpy())
    n = np.arange(1, 3001)
    assert (top * 100 <= 3 * n).all()
    assert top[-1] >= 88  # a third of the field: as much as is tolerated


def test_a_tolerated_exclusion_goes_before_other_upper_bounds():
    sampled = drawn(
        "exclude: [{where: kind = 'a', max_share: 0.1}]\nguarantees: [{where: size >= 0, share: {max: 1}}, "
        "{where: kind = 'b', share: {max: 0.9}}]\n",
        200,
    )
    a = np.cumsum((sampled.rows["kind"] == "a").to_numpy())
    assert (a * 10 <= np.arange(1, 201)).all()
    assert [share.met for share in sampled.shares] == [True] * 3


def test_equal_bounds_are_held_wherever_they_can_be():
    rows = drawn(
        "guarantees:\n  - {where: kind = 'a', share: {min: 0.25, max: 0.25}}\n"
        "  - {where: kind = 'b', share: {min: 0.35, max: 0.35}}\n",
        400,
    ).rows
    for n in range(20, 401, 20):
        kinds = rows["kind"].head(n).to_list()
        assert (kinds.count("a"), kinds.count("b"), kinds.count("c")) == (n // 4, 7 * n // 20, 2 * n // 5)


def test_what_the_field_never_has_is_drawn_where_it_is_asked_for_and_weighs_nothing():
    sampled = drawn("guarantees: [{where: kind = 'c', share: {min: 0.1}}]\n", 100)
    rows = sampled.rows
    assert 10 <= (rows["kind"] == "c").sum() <= 11
    assert set(rows.filter(rows["kind"] == "c")["weight"]) == {0.0}
    assert rows["weight"].sum() == pytest.approx(100, abs=2)
    assert any("kind = 'c'" in note and "weigh 0" in note for note in sampled.notes)


def test_what_the_field_never_has_is_not_drawn_where_it_is_not_asked_for():
    assert "c" not in drawn("guarantees: [{where: kind = 'b', share: {min: 0.5}}]\n", 1000).rows["kind"].to_list()


def test_a_field_that_is_excluded_as_a_whole_is_replaced_and_told():
    sampled = drawn("exclude: [{where: kind <> 'c', max_share: 0}]\n", 50)
    assert set(sampled.rows["kind"]) == {"c"}
    assert set(sampled.rows["weight"]) == {1.0}
    assert any("nothing of what is allowed of kind" in note for note in sampled.notes)


def test_a_single_value_of_a_range_can_be_asked_for():
    rows = drawn("guarantees: [{where: size = 5, share: {min: 0.1}}]\n", 100).rows
    assert 10 <= (rows["size"] == 5).sum() <= 11


def test_contradicting_guarantees_are_named_with_the_constraint_that_makes_them_so():
    error = refused(
        "constraints:\n  - not (kind = 'a' and size > 5)\n  - size < 9\n"
        "guarantees:\n  - {where: kind = 'a', share: {min: 0.6}}\n  - {where: size > 1, share: {min: 0.2}}\n"
        "  - {where: size > 5, share: {min: 0.6}}\n"
    )
    assert error.found.count("d.yaml:") == 1 + 3
    assert "d.yaml:6 (always not (kind = 'a' and size > 5))" in error.found
    assert "d.yaml:9 (at least 60 % of kind = 'a')" in error.found
    assert "d.yaml:11 (at least 60 % of size > 5)" in error.found


def test_only_the_bound_that_contradicts_is_named():
    error = refused(
        "guarantees:\n  - {where: kind = 'a', share: {min: 0.1, max: 0.2}}\n"
        "  - {where: kind = 'a' and size > 5, share: {min: 0.3, max: 0.9}}\n"
    )
    assert "d.yaml:6 (at most 20 % of kind = 'a')" in error.found
    assert "d.yaml:7 (at least 30 % of kind = 'a' and size > 5)" in error.found


def test_what_cannot_be_is_named_alone_with_what_forbids_it():
    error = refused("constraints: [size < 3]\nedge_cases:\n  big: {where: size > 5, min_count: 1}\n")
    assert "d.yaml:5 (always size < 3); d.yaml:7 (at least 1 row of size > 5)" in error.found
    error = refused("edge_cases:\n  huge: {where: size > 50, min_count: 1}\n")
    assert "this line: d.yaml:6 (at least 1 row of size > 50)" in error.found


def test_rules_on_static_conditions_are_decided_once():
    head = "domain: d\nstatic: {camera: A}\nvariables: {size: {range: [0, 1]}}\n"
    fine = parse_domain(head + "guarantees: [{where: camera = 'A', share: {min: 0.5}}]\n")
    assert sample_domain(fine, 10, seed=0).shares[0].count == 10
    for text in (
        "guarantees: [{where: camera = 'A', share: {max: 0.5}}]\n",
        "guarantees: [{where: camera <> 'A', share: {min: 0.5}}]\n",
        "constraints: [camera <> 'A']\n",
        "exclude: [{where: camera = 'A', max_share: 0}]\n",
    ):
        with pytest.raises(DomainError, match=r"this line: d\.yaml:4"):
            sample_domain(parse_domain(head + text, name="d.yaml"), 10, seed=0)


def test_combinations_that_a_bound_forbids_are_told_and_the_rest_is_covered():
    text = "guarantees: [{where: kind = 'c', share: {max: 0}}]\ncoverage: {t: 2, over: [kind, size]}\n"
    sampled = drawn(text, 100)
    assert sampled.shortfalls == ("d.yaml:6: 5 combinations are asked for and forbidden, by d.yaml:5; no n would do",)
    seen = {(row["kind"], int(row["size"] // 2)) for row in sampled.rows.head(20).to_dicts()}
    assert seen == {(kind, part) for kind in "ab" for part in range(5)}


def test_a_condition_that_applies_only_sometimes_is_covered_where_it_applies():
    text = HEAD + "  load: {range: [0, 4], bins: 4, when: kind <> 'a'}\ncoverage: {t: 2, over: [kind, load]}\n"
    rows = sample_domain(parse_domain(text), 60, seed=0).rows.to_dicts()
    seen = {(row["kind"], int(row["load"])) for row in rows if row["load"] is not None}
    assert seen == {(kind, part) for kind in "bc" for part in range(4)}
    assert all((row["load"] is None) == (row["kind"] == "a") for row in rows)
