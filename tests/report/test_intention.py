"""The third I in words: what is said, counted again by hand."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from datadiet.domain.intentionality import Intentionality, RuleCount
from datadiet.report import console, intention, junit, notebook
from datadiet.report.formats import bounds, portion, score
from datadiet.report.intention import words
from datadiet.report.intention.checks import check_rows
from datadiet.report.intention.conditions import conditions, statics
from datadiet.report.intention.maps import CELLS, pair_maps
from datadiet.report.intention.section import section
from datadiet.report.trio import intentionality
from datadiet.scorecard.card import Scorecard
from tests.report import cards, domains


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def with_domain(result: Intentionality) -> Scorecard:
    card = cards.card(n=20)
    return replace(card, facts=replace(card.facts, intentionality=result))


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1.00"), (0.9999, "0.9999"), (0.998, "0.998"), (0.955, "0.95"), (0.0, "0.00")]
)
def test_a_score_is_one_only_when_it_is(value: float, text: str) -> None:
    assert score(value) == text


def test_bounds_are_told_where_they_differ() -> None:
    assert bounds(0.62, 0.81) == "0.62 to 0.81"
    assert bounds(0.62, 0.62) == bounds(0.62, None) == "0.62"
    assert bounds(0.9, 0.999) == "0.90 to 0.999"


@pytest.mark.parametrize(
    ("share", "against", "text"),
    [(0.0496, (0.05,), "4.96 %"), (0.04999, (0.05,), "4.999 %"), (0.05, (0.05,), "5 %"), (1, (), "100 %")],
)
def test_a_share_is_not_rounded_onto_what_is_asked(share: float, against: tuple[float, ...], text: str) -> None:
    assert plain(portion(share, *against)) == text


def test_a_share_near_all_is_not_all() -> None:
    assert plain(portion(0.99999)) == "99.999 %"
    assert plain(portion(0.0)) == "0 %"


def test_the_third_card_names_the_part_that_sets_it_and_its_largest_cause() -> None:
    shown = intentionality(domains.suitcases())
    assert (shown.value, shown.badge, shown.tone) == ("0.50 to 0.75", "falls short", "bad")
    assert plain(shown.sentence) == (
        "Compliance sets it: 1 of 4 guarantees and edge cases is violated, 1 is undecided; zipper: 2.1 % (21 of "
        "1,000), asked for: 5 % to 10 %."
    )
    facts = {fact.label: fact.value for fact in shown.facts}
    assert facts == {
        "relevance": "0.94 to 0.95",
        "coverage": "0.89 to 0.94",
        "compliance": "0.50 to 0.75",
        "samples checked": "1,000",
    }
    assert (shown.bar.value, shown.bar.low, shown.bar.high) == (0.5, 0.5, 0.75)


def test_a_score_that_may_still_be_one_is_undecided() -> None:
    shown = intentionality(domains.nothing_known())
    assert (shown.value, shown.badge, shown.tone) == ("0.00 to 1.00", "undecided", "unsure")
    assert "1,000 of 1,000 images have conditions that are not known" in shown.sentence


def test_all_as_declared_is_good_and_says_what_holds() -> None:
    shown = intentionality(domains.all_met())
    assert (shown.value, shown.badge, shown.tone) == ("1.00", "as declared", "good")
    assert "all 1,000 images are inside the domain" in shown.sentence
    assert "both guarantees and edge cases are met" in shown.sentence


def test_parts_that_are_not_declared_are_not_scored() -> None:
    facts = {fact.label: fact.value for fact in intentionality(domains.relevance_only()).facts}
    assert (facts["coverage"], facts["compliance"]) == ("not declared", "not declared")
    shown = section(domains.relevance_only())
    assert shown is not None
    assert [part.key for part in shown.parts] == ["relevance"]
    assert shown.undeclared == "The domain declares no combinations to be covered and no guarantees."
    assert shown.own == "samples"


def test_without_a_domain_there_is_no_section() -> None:
    assert section(Intentionality()) is None
    assert intentionality(Intentionality()).facts == ()


def test_the_rule_that_most_samples_break_is_the_cause_of_relevance() -> None:
    part = domains.suitcases().relevance
    assert part is not None
    upside_down = replace(part, rules=part.rules[::-1])
    assert "38 by light_lux outside 200 to 2,000 lx" in words.relevance(upside_down, "scene")
    one = replace(part, outside=1, unknown=0, inside=999, rules=(RuleCount("excluded: x", "", 1, 0),))
    assert words.relevance(one, "scene") == "1 of 1,000 images is outside the domain, all by excluded: x."


def test_coverage_names_the_first_missing_combination_with_its_figures() -> None:
    part = domains.suitcases().coverage
    assert part is not None
    assert words.coverage(part, "scene") == (
        "4 of 35 pairs of levels have fewer than 20 images, first light_lux = 200 to 294 with defect = zipper (3, 17 "
        "more needed)."
    )


def test_the_farthest_from_what_is_asked_comes_first_then_undecided_then_met() -> None:
    near = domains.check("near", "violated", share=0.049, count=49)
    over = domains.check("over", "violated", share=0.9, count=900)
    rows = check_rows(domains.compliance(domains.FRONT, near, domains.DENT, over, domains.ZIPPER))
    assert [row.name for row in rows] == ["over", "zipper", "near", "dent", "front"]


def test_counted_shares_have_bounds_and_sampled_ones_an_interval() -> None:
    zipper, dent, glare = check_rows(domains.compliance(domains.ZIPPER, domains.DENT, domains.GLARE))
    assert plain(zipper.interval) == "2.1 % to 3.3 %, as 12 are unknown"
    assert plain(dent.interval) == "95 % interval 3.9 % to 12 %"
    assert glare.interval == ""
    assert plain(glare.asked) == "at least 8 % and at least 400 samples"
    assert (zipper.needed, dent.needed, glare.needed) == ("31 more", "about 240 more to look at", "–")
    assert plain(dent.basis_means).endswith("Confidence 95 %.")


def test_the_bar_of_a_guarantee_shows_share_and_bounds_on_one_scale() -> None:
    bar = check_rows(domains.compliance(domains.ZIPPER))[0].bar
    assert bar is not None
    assert bar.band is not None
    assert bar.band[0] / bar.value == pytest.approx(0.05 / 0.021, rel=1e-3)
    assert bar.band[1] / bar.value == pytest.approx(0.10 / 0.021, rel=1e-3)


def test_a_guarantee_on_nothing_says_why() -> None:
    gone = replace(domains.DENT, n=0, count=0, share=None, sentence="no audit was given")
    row = check_rows(domains.compliance(gone))[0]
    assert (row.found, row.interval, row.bar, row.why) == ("0 of 0", "", None, "no audit was given")


def test_a_hole_is_what_can_be_and_has_too_few() -> None:
    part = domains.suitcases().coverage
    assert part is not None
    maps = pair_maps(part, "synthetic")
    assert maps is not None
    assert [(each.rows, each.columns, each.holes) for each in maps.maps] == [
        ("light_lux", "defect", 3),
        ("defect", "view", 1),
        ("light_lux", "view", 0),
    ]
    cells = {
        (each.rows, each.columns, row, column): cell
        for each in maps.maps
        for row, body in each.body
        for column, cell in zip(each.column_levels, body, strict=True)
    }
    for pair in part.pairs:
        for i, row in enumerate(pair.first_levels):
            for j, column in enumerate(pair.second_levels):
                cell = cells[pair.first, pair.second, row, column]
                n, can = pair.counts[i][j], pair.feasible[i][j]
                assert (cell.kind == "never") == (not can)
                assert (cell.kind == "short") == (can and n < 20)
                assert cell.text == (str(n) if can else "")
                assert cell.more == (f"+{20 - n}" if can and n < 20 else "")
                assert f"{row}, {pair.second} = {column}: {n} synthetic" in cell.title
                assert f"{pair.real[i][j]} real" in cell.title


def test_a_map_with_more_columns_than_rows_is_turned_and_keeps_its_cells() -> None:
    wide = domains.pair("a", "b", ("x", "y"), ("1", "2", "3", "4"), 3, holes={(1, 3): 7}, never={(0, 2)})
    maps = pair_maps(domains.covered((wide,), names=("a", "b")), "synthetic")
    assert maps is not None
    turned = maps.maps[0]
    assert (turned.rows, turned.columns, turned.column_levels) == ("b", "a", ("x", "y"))
    assert turned.body[3][1][1].text == "7"
    assert turned.body[2][1][0].kind == "never"


def test_shades_grow_with_the_count_and_the_legend_covers_all_counts() -> None:
    part = domains.many().coverage
    assert part is not None
    maps = pair_maps(part, "synthetic")
    assert maps is not None
    shades = [
        (int(cell.text), int(cell.kind[-1]))
        for each in maps.maps
        for _, row in each.body
        for cell in row
        if cell.kind.startswith("enough")
    ]
    assert all(a[1] <= b[1] for a, b in zip(sorted(shades), sorted(shades)[1:], strict=False))
    spans = {line.kind: line.text for line in maps.legend if line.kind.startswith("enough")}
    for n, shade in shades:
        low, _, high = spans[f"enough-{shade}"].partition(" to ")
        assert int(low) <= n <= int(high or low)


def test_too_many_levels_are_named_instead_of_drawn() -> None:
    levels = tuple(str(k) for k in range(120))
    huge = domains.pair("a", "b", levels, levels, 0)
    small = domains.pair("c", "d", ("x",), ("y",), 0)
    assert CELLS < 120 * 120
    maps = pair_maps(domains.covered((small, huge), names=("a", "b", "c", "d")), "synthetic")
    assert maps is not None
    assert maps.left_out == "Too many levels to be drawn: a with b."


def test_shares_of_a_condition_add_up_with_what_is_outside() -> None:
    light = conditions(domains.suitcase_conditions(), "synthetic")[0]
    shown = light.drawn
    assert shown is not None
    assert sum(shown.synthetic) + sum(shown.outside) == pytest.approx(1)
    assert shown.synthetic[0] == pytest.approx(40 / 988)
    assert shown.outside == pytest.approx((12 / 988, 26 / 988))
    assert light.remarks == ("12 below", "26 above", "12 unknown")
    assert plain(shown.tips[0]) == "200 to 294: 40 synthetic (4.05 %), 12 real (4.11 %), 5 % in the field"
    assert len(shown.tips) == len(shown.synthetic) + 2


def test_of_many_levels_the_most_frequent_are_drawn_and_all_are_listed() -> None:
    levels = tuple(f"level {k}" for k in range(50))
    counts = tuple(1000 if k in (7, 31) else 1 for k in range(50))
    shown = conditions([domains.condition("c", levels, synthetic=counts, real=None)], "synthetic")[0]
    assert shown.drawn is not None
    assert {"level 7", "level 31"} <= set(shown.drawn.labels)
    assert len(shown.drawn.labels) == 20
    assert len(shown.rows) == 50
    assert shown.remarks == ("the 20 most frequent levels are drawn",)


def test_static_conditions_say_how_many_are_otherwise() -> None:
    camera, background = statics(domains.suitcase_conditions())
    assert (camera.value, camera.same, camera.other, camera.broken) == ("line_cam_A", "996", "4", True)
    assert (background.unknown, background.broken) == ("1,000", False)


def test_an_open_world_is_said_once_and_a_closed_one_is_not() -> None:
    assert "bind only what is declared" in words.world(domains.open_world())
    assert words.world(domains.suitcases()) == ""
    told = "The world of this domain is open: only what is declared binds."
    own = replace(domains.open_world(), notes=(told, "another"))
    assert words.world(own) == told
    assert words.notes(own) == ("another",)


def test_the_console_shows_the_third_i_and_what_is_not_met() -> None:
    text = plain(console.text(with_domain(domains.suitcases()), width=200))
    assert "Intentionality: relevance 0.94 to 0.95, coverage 0.89 to 0.94, compliance 0.50 to 0.75" in text
    assert "violated: zipper, 2.1 % (21 of 1,000); asked for: 5 % to 10 %; still needed: 31 more" in text
    assert "undecided: dent, 7.22 % (13 of 180)" in text
    assert "met: front" not in text


def test_the_terminal_alone_has_every_guarantee_and_ends_with_the_verdict() -> None:
    text = plain(intention.text(domains.suitcases(), width=300))
    for expected in ("zipper", "dent", "front", "glare", "38, of 12 not known: light_lux outside", "needs 17 more"):
        assert expected in text
    assert text.splitlines()[-1].startswith("Intentionality 0.50 to 0.75, falls short. Compliance sets it")
    assert "\x1b[" not in text
    assert "\x1b[" in intention.text(domains.suitcases(), colour=True)


def test_each_guarantee_is_a_test_case() -> None:
    root = ElementTree.fromstring(junit.xml(with_domain(domains.suitcases()).facts).encode())
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("4", "1", "1")
    cases = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}
    assert cases == {
        "guarantee: zipper": ["failure"],
        "guarantee: dent": ["skipped"],
        "guarantee: front": [],
        "edge case: glare": [],
    }
    assert "suit.yaml:18" in (next(root.iter("failure")).get("message") or "")


def test_the_notebook_names_what_is_violated() -> None:
    shown = plain(notebook.html(with_domain(domains.suitcases())))
    assert "<b>violated</b>: zipper, 2.1 % (21 of 1,000)" in shown
    assert "front" not in shown
    assert len(shown) < 20_000
