from dataclasses import dataclass, field
from pathlib import Path

import pytest

from datadiet.domain.intentionality import Intentionality, Relevance
from datadiet.errors import OptionError
from datadiet.scorecard.gates import check, check_allowed, check_intent, parse_bounds
from datadiet.scorecard.options import Options


@dataclass
class Mixing:
    score: float = 0.7
    gap: float = 0.2
    synthetic_to_real: float = 0.7
    real_to_synthetic: float = 0.9
    faults: tuple = ()


@dataclass
class Ground:
    score: float = 1.1


@dataclass
class FakeLevel:
    name: str = "scene"
    indistinguishability: Mixing = field(default_factory=Mixing)
    richness: Ground = field(default_factory=Ground)


def judge(level, allow=frozenset(), **bounds):
    return check(
        [level],
        bounds.get("intent", Intentionality()),
        fail_under=bounds.get("under", {}),
        fail_over=bounds.get("over", {}),
        allow=frozenset(allow),
    )


@pytest.mark.parametrize(("bound", "passed"), [(0.6, True), (0.7, True), (0.71, False)])
def test_fail_under_passes_at_and_above_the_bound(bound, passed):
    assert judge(FakeLevel(), under={"indistinguishability": bound})[0].passed is passed


@pytest.mark.parametrize(("bound", "passed"), [(0.3, True), (0.2, True), (0.19, False)])
def test_fail_over_passes_at_and_below_the_bound(bound, passed):
    assert judge(FakeLevel(), over={"gap": bound})[0].passed is passed


@pytest.mark.parametrize("name", ["indistinguishability", "synthetic_to_real", "real_to_synthetic", "gap", "richness"])
def test_every_score_that_may_be_named_can_be_read(name):
    assert judge(FakeLevel(), over={name: 5.0})[0].passed


def test_a_fault_fails_every_gate_until_it_is_allowed_by_name():
    level = FakeLevel(indistinguishability=Mixing(faults=("copied",)))
    (gate,) = judge(level, under={"richness": 0.1})
    assert not gate.passed
    assert "--allow copied" in gate.message
    assert judge(level, under={"richness": 0.1}, allow=["copied"])[0].passed
    assert not judge(level, under={"richness": 0.1}, allow=["repeated"])[0].passed


def test_a_gate_on_intentionality_needs_a_domain():
    with pytest.raises(OptionError, match="without a domain"):
        Options(fail_under={"intentionality": 0.5})
    assert Options(fail_under={"intentionality": 0.5}, domain=Path("d.yaml"))


def test_without_rules_there_is_no_gate():
    assert judge(FakeLevel(indistinguishability=Mixing(faults=("copied",)))) == ()


def test_bounds_are_parsed():
    assert parse_bounds("--fail-over", ["gap=0.3", "richness=2"]) == {"gap": 0.3, "richness": 2.0}


@pytest.mark.parametrize("rule", ["gap", "gap=", "gap=x", "gap=nan", "gap=inf", "mood=1", "=1"])
def test_a_bound_that_cannot_be_used_is_refused_with_the_choices(rule):
    with pytest.raises(OptionError, match="indistinguishability, synthetic_to_real"):
        parse_bounds("--fail-over", [rule])


def test_an_unknown_fault_lists_the_known_ones():
    with pytest.raises(OptionError, match="dispersed, collapsed, copied, repeated"):
        check_allowed(["copeid"])


INTENT = Intentionality(score=0.6, high=0.9, relevance=Relevance(0.8, 0.9, 8, 1, 1, ()))


@pytest.mark.parametrize(
    ("under", "passed"),
    [
        ({"intentionality": 0.6}, True),
        ({"intentionality": 0.7}, False),
        ({"relevance": 0.8}, True),
        ({"relevance": 0.85}, False),
        ({"coverage": 0.1}, False),
    ],
)
def test_what_is_unknown_does_not_help_over_a_gate_on_intentionality(under, passed):
    (gate,) = judge(FakeLevel(), under=under, intent=INTENT)
    assert gate.passed is passed
    assert gate.name.startswith("domain: ")


def test_a_fault_fails_a_gate_on_intentionality_too():
    level = FakeLevel(indistinguishability=Mixing(faults=("copied",)))
    assert not judge(level, under={"intentionality": 0.1}, intent=INTENT)[0].passed
    assert judge(level, under={"intentionality": 0.1}, intent=INTENT, allow=["copied"])[0].passed


@pytest.mark.parametrize("name", ["indistinguishability", "intentionality", "relevance", "coverage", "compliance"])
@pytest.mark.parametrize("bound", ["90", "1.0001", "-0.1"])
def test_a_bound_that_no_score_can_reach_is_refused(name, bound):
    with pytest.raises(OptionError, match="from 0 to 1"):
        parse_bounds("--fail-under", [f"{name}={bound}"])
    assert parse_bounds("--fail-under", [f"{name}=0", "richness=1.5", "gap=-1"])["richness"] == 1.5


def test_two_bounds_on_one_score_are_refused():
    with pytest.raises(OptionError, match="relevance twice"):
        parse_bounds("--fail-under", ["relevance=0.5", "relevance=0.9"])


def test_the_number_that_is_told_does_not_belie_the_verdict():
    found = Intentionality(score=0.99962, high=1.0, relevance=Relevance(0.99962, 1.0, 2631, 0, 1, ()))
    (gate,) = check_intent(found, fail_under={"relevance": 1.0})
    assert (gate.passed, gate.message) == (False, "domain: relevance at least 1: failed with 0.99962")
    (gate,) = check_intent(found, fail_under={"coverage": 0.0})
    assert not gate.passed  # nothing of the kind is declared
