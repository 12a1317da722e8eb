import json
from collections import Counter

import polars as pl
import pytest
from tests.domain.frames import good, known, planted
from tests.domain.specs import suitcases

from datadiet.domain.loading import parse_domain
from datadiet.domain.planning import plan_domain
from datadiet.errors import OptionError

DOMAIN = suitcases("basis: audit, confidence: .95", "basis: metadata")


def share(rows: pl.DataFrame, **values: str) -> float:
    count = sum(all(row[name] == value for name, value in values.items()) for row in rows.iter_rows(named=True))
    return count / rows.height


def test_what_is_outside_is_dropped_with_its_reason_and_nothing_else():
    frame = planted(planted(good(300), 7, camera="other"), 9, light_lux=None)
    plan = plan_domain(DOMAIN, known(frame), n=0, seed=0)
    assert [drop.id for drop in plan.drop] == ["s00007"]
    assert "camera is other" in plan.drop[0].reason
    assert (plan.kept, plan.unknown, plan.rows.height) == (299, 1, 0)


def test_what_is_generated_fills_the_quotas_that_the_data_misses():
    frame = good(500).filter(pl.col("defect") == "none")
    plan = plan_domain(DOMAIN, known(frame), n=200, seed=1)
    assert plan.rows.height == 200
    whole = pl.concat([frame, plan.rows.select(frame.columns)], how="vertical_relaxed")
    assert share(whole, defect="zipper") >= 0.05
    assert share(whole, defect="dent") >= 0.05
    assert plan.before.score is not None
    assert plan.after.score is not None
    assert plan.after.score > plan.before.score
    strata = {stratum.where: stratum for stratum in plan.strata}
    assert strata["defect = 'zipper'"].have == 0
    assert strata["defect = 'zipper'"].factor is None
    assert sum(stratum.generate for stratum in plan.strata) == 200


def test_what_there_is_too_much_of_is_not_generated():
    frame = good(2000).filter(pl.col("defect") == "dent")
    plan = plan_domain(DOMAIN, known(frame), n=300, seed=1)
    assert Counter(plan.rows["defect"])["dent"] == 0


def test_combinations_that_are_missing_come_first():
    frame = good(600).filter(~((pl.col("view") == "back") & (pl.col("light_lux") < 300)))
    plan = plan_domain(DOMAIN, known(frame), n=40, seed=2)
    filled = plan.rows.filter((pl.col("view") == "back") & (pl.col("light_lux") < 293))
    assert filled.height >= 2


def test_a_plan_is_the_same_for_the_same_seed_and_can_be_read():
    frame = known(good(100))
    first, second, third = (plan_domain(DOMAIN, frame, n=50, seed=seed) for seed in (3, 3, 4))
    assert first.json() == second.json() != third.json()
    facts = json.loads(first.json())
    assert {"domain_digest", "drop", "strata", "generate", "seed"} <= set(facts)
    assert len(facts["generate"]) == 50
    assert facts["generate"][0].keys() >= set(DOMAIN.conditions)
    assert "generate 50" in first.words()


def test_a_negative_number_is_refused():
    with pytest.raises(OptionError, match="n is -1"):
        plan_domain(DOMAIN, known(good(10)), n=-1, seed=0)


def test_the_words_are_short_tables_and_the_file_has_every_stratum():
    rules = "".join(f'  - {{where: "light_lux > {300 + 100 * k}", share: {{min: .0{k + 1}}}}}\n' for k in range(9))
    domain = suitcases("basis: audit, confidence: .95", "basis: metadata", "coverage:", rules + "coverage:")
    frame = planted(planted(good(200), 7, camera="other"), 9, camera="other")
    plan = plan_domain(domain, known(planted(frame, 11, light_lux=None)), n=300, seed=1)
    lines = plan.words().splitlines()
    assert lines[0] == "Keep 198, drop 2, generate 300: 498 samples in all."
    assert lines[1].startswith("Of 1 that are kept some condition is unknown")
    assert lines[lines.index("Drop:") + 2].split() == ["2", *plan.drop[0].reason.split()]
    assert len(lines) < 60
    assert "times" in plan.words()
    assert not any(line.strip().startswith("1.00 ") for line in lines)
    assert any(line.startswith("No field distribution is declared for light_lux, surface, view") for line in lines)
    facts = json.loads(plan.json())
    assert facts["schema"] == 2
    assert len(facts["strata"]) == len(plan.strata) > 8
    assert sum(row["generate"] for row in facts["strata"]) == len(facts["generate"]) == 300
    assert all(row["then"] == row["have"] + row["generate"] for row in facts["strata"])


def test_a_predicate_that_two_quotas_share_is_said_once():
    again = "  - {where: \"defect = 'zipper'\", share: {min: .06}, name: again}\ncoverage:"
    domain = suitcases("basis: audit, confidence: .95", "basis: metadata", "coverage:", again)
    plan = plan_domain(domain, known(good(100)), n=50, seed=1)
    assert "defect = 'zipper'" in {stratum.where for stratum in plan.strata}
    assert all(len(set(stratum.conditions)) == len(stratum.conditions) for stratum in plan.strata)


EXCLUDING = """
domain: d
variables:
  road: {levels: [asphalt, cobble], field: {asphalt: 0.6, cobble: 0.4}}
  cold: {levels: [true, false], field: {true: 0.5, false: 0.5}}
exclude: [{where: "road = 'cobble' and cold = true", max_share: 0.1}]
edge_cases: {ice: {where: "cold = true and road = 'asphalt'", share: {min: 0.3}}}
guarantees: [{name: chilly, where: cold = true, share: {min: 0.3}}]
"""


def roads(asphalt: int, cobble: int) -> pl.DataFrame:
    road = ["asphalt"] * asphalt + ["cobble"] * cobble
    return pl.DataFrame({"id": [f"r{k}" for k in range(len(road))], "road": road, "cold": [False] * len(road)})


def excluded(rows: pl.DataFrame) -> int:
    return rows.filter((pl.col("road") == "cobble") & pl.col("cold")).height


def test_nothing_excluded_is_generated_unless_something_cannot_be_held_without():
    data = known(roads(60, 40))
    plan = plan_domain(parse_domain(EXCLUDING), data, n=100, seed=0)
    assert plan.rows.height == 100
    assert excluded(plan.rows) == 0
    forced = EXCLUDING + "  - {where: \"cold = true and road = 'cobble'\", share: {min: 0.05}}\n"
    forced = forced.replace("}]\n  - {", "}\n  - {").replace("guarantees: [{", "guarantees:\n  - {")
    assert excluded(plan_domain(parse_domain(forced), data, n=100, seed=0).rows) >= 10
    covered = parse_domain(EXCLUDING + "coverage: {t: 2, over: [road, cold], min_each: 3}\n")
    assert 3 <= excluded(plan_domain(covered, data, n=100, seed=0).rows) <= 20


def test_totals_are_those_of_an_independent_count_and_are_told_first():
    frame = roads(60, 40)
    plan = plan_domain(parse_domain(EXCLUDING), known(frame), n=100, seed=0)
    whole = pl.concat([frame, plan.rows.select(frame.columns)])
    total = {total.name: total for total in plan.totals}["chilly"]
    assert (total.before, total.share_before) == (0, 0.0)
    assert (total.after, total.share_after) == (int(whole["cold"].sum()), whole["cold"].mean())
    assert total.verdict == "met"
    assert total.share_after >= 0.3
    lines = plan.words().splitlines()
    assert lines.index("Totals:") < lines.index("Generate:")
    assert any("do not overlap" in line for line in lines)
    assert json.loads(plan.json())["totals"][2]["name"] == "chilly"


def test_what_predicates_share_is_said_once_and_no_name_is_cut():
    long = EXCLUDING.replace("asphalt", "asphalt-that-has-been-laid-anew-within-the-last-two-years-or-so")
    frame = roads(6, 4).with_columns(pl.col("road").str.replace("asphalt", long.split("[")[1].split(",")[0]))
    said = plan_domain(parse_domain(long), known(frame), n=100, seed=0).words()
    strata = said[said.index("Generate:") :]
    assert max(line.count("cold = TRUE") + line.count("cold = true") for line in strata.splitlines()) == 1
    assert "…" not in said
    assert "asphalt-that-has-been-laid-anew-within-the-last-two-years-or-so" in strata
