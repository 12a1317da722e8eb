import json
from dataclasses import replace

import polars as pl
import pytest
from tests.domain.frames import good, known, planted, with_condition
from tests.domain.specs import suitcases

from datadiet.data import Problem
from datadiet.domain.checking import as_json, check_domain, digest
from datadiet.domain.compliance import edge_case_members
from datadiet.domain.conditions import Conditions
from datadiet.errors import DomainError, TooFewSamples


def checks(frame: pl.DataFrame, domain=None, **more: Conditions):
    result = check_domain(domain or suitcases(), known(frame), **more).intentionality
    assert result.compliance is not None
    return {check.where: check for check in result.compliance.checks}, result


def with_zippers(n: int, zippers: int) -> pl.DataFrame:
    """Return n samples of which exactly so many have a broken zipper."""
    frame = good(6 * n)
    broken = frame.filter(frame["defect"] == "zipper")[:zippers]
    return broken.vstack(frame.filter(frame["defect"] != "zipper")[: n - zippers])


@pytest.mark.parametrize(
    ("zippers", "verdict", "needed"), [(4, "violated", 2), (5, "met", 0), (10, "met", 0), (11, "violated", 10)]
)
def test_a_counted_share_is_a_fact(zippers: int, verdict: str, needed: int):
    found, _ = checks(with_zippers(100, zippers))
    check = found["defect = 'zipper'"]
    assert (check.verdict, check.count, check.n, check.basis) == (verdict, zippers, 100, "metadata")
    assert check.share == zippers / 100
    assert check.needed == needed
    assert check.place == "s.yaml:15"


def test_what_is_unknown_leaves_a_count_undecided():
    frame = with_zippers(100, 5)
    found, result = checks(planted(frame, 0, defect=None, defect_area=None))
    assert found["defect = 'zipper'"].verdict == "undecided"
    assert result.compliance is not None
    assert result.compliance.low < result.compliance.high


def test_an_edge_case_needs_its_share_and_its_number():
    frame = good(1000)
    glare = frame.filter((frame["light_lux"] > 1500) & (frame["surface"] == "gloss"))
    other = frame.filter(~((frame["light_lux"] > 1500) & (frame["surface"] == "gloss")))
    where = "light_lux > 1500 and surface = 'gloss'"
    for n_glare, n_other, verdict in ((40, 400, "met"), (39, 400, "violated"), (40, 461, "violated"), (40, 460, "met")):
        found, _ = checks(glare[:n_glare].vstack(other[:n_other]))
        assert (found[where].verdict, found[where].kind) == (verdict, "edge case"), (n_glare, n_other)


def test_without_an_audit_nothing_is_known_of_what_asks_for_one():
    found, _ = checks(good(100))
    check = found["defect = 'dent'"]
    assert (check.verdict, check.n, check.share) == ("undecided", 0, None)


@pytest.mark.parametrize(("dents", "n", "verdict"), [(40, 60, "met"), (0, 60, "violated"), (3, 40, "undecided")])
def test_an_audit_is_a_sample(dents: int, n: int, verdict: str):
    frame = good(n)
    audit = frame.with_columns(
        defect=pl.Series(["dent" if row < dents else "none" for row in range(n)]),
        defect_area=pl.Series([0.01 if row < dents else None for row in range(n)]),
    )
    found, _ = checks(frame, audit=known(audit))
    check = found["defect = 'dent'"]
    assert (check.verdict, check.count, check.n) == (verdict, dents, n)
    assert check.p is not None
    assert (check.needed is not None and check.needed > 0) == (verdict == "undecided")


def test_the_score_is_the_least_of_the_parts():
    domain = suitcases("basis: audit, confidence: .95", "basis: metadata", "share: {min: .08}, ", "")
    frame = with_zippers(1200, 90)
    result = check_domain(domain, known(frame)).intentionality
    assert (result.score, result.high) == (1.0, 1.0)
    result = check_domain(domain, known(planted(frame, 3, camera="other"))).intentionality
    assert result.score == 1199 / 1200
    assert result.least == "relevance"
    front = with_zippers(6000, 160).filter(pl.col("view") == "front")
    result = check_domain(domain, known(front)).intentionality
    assert result.least == "coverage"
    assert result.coverage is not None
    assert result.score == result.coverage.low < 1


def test_a_condition_that_nothing_tells_is_said_and_leaves_all_open():
    frame = with_condition(suitcases(), good(100), "surface")
    result = check_domain(suitcases(), known(frame, surface="missing")).intentionality
    assert result.relevance is not None
    assert (result.relevance.low, result.relevance.high) == (0.0, 1.0)
    assert "Nothing says surface of any sample" in result.notes[0]


def test_a_level_that_no_sample_has_is_said_beside_what_is_there_instead():
    result = check_domain(suitcases("[gloss, matte]", "[gloss, mate]"), known(good(50))).intentionality
    assert "No sample has surface = mate, but matte is there." in result.notes
    assert "No sample has view = top." in result.notes


def test_an_open_world_says_so():
    result = check_domain(suitcases("coverage:", "open_world: true\ncoverage:"), known(good(50))).intentionality
    assert result.open_world
    assert "open" in result.notes[0]


def test_conditions_are_summed_up_beside_real_ones():
    frame = planted(planted(good(200), 0, light_lux=5000.0), 1, surface="wood")
    result = check_domain(suitcases(), known(frame), real=known(good(80, seed=5))).intentionality
    by_name = {each.name: each for each in result.conditions}
    light, surface, area, camera = (by_name[n] for n in ("light_lux", "surface", "defect_area", "camera"))
    assert (sum(light.synthetic), light.above, light.below) == (199, 1, 0)
    assert light.real is not None
    assert sum(light.real) == 80
    assert light.bounds == (200, 2000)
    assert surface.below == 1
    assert area.absent == (frame["defect"] == "none").sum()
    assert sum(area.synthetic) + area.absent == 200
    assert camera.synthetic == (200,)
    assert by_name["defect"].field == (0.98, 0.015, 0.005)


def test_edge_cases_and_how_many_are_wanted():
    frame = good(1000)
    (case,) = edge_case_members(suitcases(), known(frame))
    assert case.quota == 80  # 8 % of 1,000, more than the least number of 40
    assert case.members.sum() == frame.filter((pl.col("light_lux") > 1500) & (pl.col("surface") == "gloss")).height


def test_json_names_the_samples_that_are_not_inside():
    frame = known(planted(good(20), 4, camera="other"))
    facts = json.loads(as_json(check_domain(suitcases(), frame), frame))
    assert [sample["id"] for sample in facts["samples"]] == ["s00004"]
    assert facts["relevance"]["outside"] == 1


def test_a_digest_is_that_of_what_is_declared():
    assert digest(suitcases()) == digest(suitcases("domain: suitcase", "# a comment\ndomain: suitcase"))
    assert digest(suitcases()) != digest(suitcases("min_count: 40", "min_count: 41"))


def test_nothing_to_check_is_refused():
    with pytest.raises(TooFewSamples, match="no sample"):
        check_domain(suitcases(), known(good(5)[:0]))


def test_rules_that_cannot_all_hold_are_no_domain_to_check_against():
    wrong = suitcases(
        "view = 'back')", "surface = 'gloss')",  # so that glare and zippers exclude each other
        "share: {min: .08}, min_count: 40", "share: {min: .6}",
        "{min: .05, max: .10}", "{min: .5}",
    )  # fmt: skip
    with pytest.raises(DomainError, match=r"s\.yaml:10 .*s\.yaml:13 .*s\.yaml:15") as caught:
        check_domain(wrong, known(good(50)))
    assert "s.yaml:11" not in str(caught.value)  # what it excludes is not to blame


def test_what_is_guaranteed_of_the_world_does_not_bind_the_data():
    domain = suitcases("basis: metadata", "basis: field", "{min: .05}, basis: audit", "{min: .97}, basis: audit")
    result = check_domain(domain, known(good(80)), real=known(good(80))).intentionality
    assert [check.basis for check in result.compliance.checks][:2] == ["field", "audit"]


def test_the_problems_of_all_that_was_read_are_kept_once():
    mine, theirs = Problem("a.csv, row 3", "twice"), Problem("b.csv, row 4", "twice")
    frame = known(good(60))
    checked = check_domain(suitcases(), replace(frame, problems=(mine,)), real=replace(frame, problems=(theirs, mine)))
    assert checked.problems == (mine, theirs)
    assert [p["where"] for p in json.loads(as_json(checked, frame))["problems"]] == [mine.where, theirs.where]
