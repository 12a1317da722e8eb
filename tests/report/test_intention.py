"""The third I in words: what is said, counted again by hand."""

from dataclasses import replace

import numpy as np
import pytest

from datadiet.domain.intentionality import Intentionality, RuleCount
from datadiet.report.formats import bounds, portion, score
from datadiet.report.intention import words
from datadiet.report.intention.checks import check_rows
from datadiet.report.intention.conditions import conditions
from datadiet.report.intention.section import section
from datadiet.report.third import intentionality
from tests.report import domains


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


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
        "988 known, 12 unknown), asked for: 5 % to 10 %."
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
    assert shown.own == "images"


def test_without_a_domain_there_is_no_section() -> None:
    assert section(Intentionality()) is None
    assert intentionality(Intentionality()).facts == ()


def test_the_rule_that_most_samples_break_is_the_cause_of_relevance() -> None:
    part = domains.suitcases().relevance
    assert part is not None
    upside_down = replace(part, rules=part.rules[::-1])
    assert (
        "45 of 1,000 images are outside the domain, 38 of them because light_lux is outside 200 to 2,000 lx"
        in words.relevance(upside_down, "scene")
    )
    one = replace(part, outside=1, unknown=0, inside=999, rules=(RuleCount("excluded: x", "", 1, 0),))
    assert words.relevance(one, "scene") == "1 of 1,000 images is outside the domain, because x is excluded."
    bent = replace(one, rules=(RuleCount("against the constraint not (a = 1)", "", 1, 0),))
    assert words.relevance(bent, "rows").endswith("because the constraint not (a = 1) does not hold.")


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
    assert plain(dent.interval) == "3.9 % to 12 %, each end at 97.5 %"
    assert glare.interval == ""
    assert plain(glare.asked) == "at least 8 % and at least 400 samples"
    assert (zipper.needed, dent.needed, glare.needed) == ("31 more", "about 240 more to look at", "–")
    assert plain(dent.basis_means).endswith("share the chance of an error (Holm).")


def test_the_bar_of_a_guarantee_shows_share_and_bounds_on_one_scale() -> None:
    bar = check_rows(domains.compliance(domains.ZIPPER))[0].bar
    assert bar is not None
    assert bar.band is not None
    assert bar.band[0] / bar.value == pytest.approx(0.05 / 0.021, rel=1e-3)
    assert bar.band[1] / bar.value == pytest.approx(0.10 / 0.021, rel=1e-3)


def test_a_guarantee_on_nothing_says_why() -> None:
    gone = replace(domains.DENT, n=0, count=0, share=None, sentence="no audit was given")
    row = check_rows(domains.compliance(gone))[0]
    assert (row.found, row.interval, row.bar, row.why) == ("0 of 0", "", None, "No audit was given")


def test_an_open_world_is_said_once_and_a_closed_one_is_not() -> None:
    assert "bind only what is declared" in words.world(domains.open_world())
    assert words.world(domains.suitcases()) == ""
    told = "The world of this domain is open: only what is declared binds."
    own = replace(domains.open_world(), notes=(told, "another"))
    assert words.world(own) == told
    assert words.notes(own) == ("another",)


def test_places_are_told_without_their_folders() -> None:
    assert words.short_place("/a/b/suit.yaml:5") == words.short_place("c:\\x\\suit.yaml:5") == "suit.yaml:5"
    assert words.short_place("") == ""


def test_rows_of_a_table_are_not_images() -> None:
    rows = replace(domains.suitcases(), things="rows")
    assert "fewer than 20 rows" in intentionality(replace(rows, compliance=None)).sentence
    shown = section(rows)
    assert shown is not None
    assert shown.sizes == "1,000 synthetic rows, 300 real"


@pytest.mark.parametrize(
    ("basis", "n", "told"),
    [("audit", 0, "--audit FILE"), ("field", 0, "--real DATA"), ("field", 205, "--real DATA with known conditions")],
)
def test_where_nothing_is_known_it_says_what_to_give(basis: str, n: int, told: str) -> None:
    gone = replace(domains.DENT, basis=basis, n=n, count=0, unknown=n, share=None, needed=None)
    assert check_rows(domains.compliance(gone))[0].needed == told


def test_the_outer_labels_of_a_range_are_its_bounds_as_declared() -> None:
    edges = tuple(np.linspace(0.0123, 0.102, 6).tolist())
    summary = replace(
        next(each for each in domains.suitcases().conditions if each.kind == "range"),
        bounds=(0.0123, 0.102),
        edges=edges,
        scale="linear",
        integer=False,
        levels=tuple("abcde"),
        synthetic=(1, 2, 3, 4, 5),
        real=None,
        field=None,
    )
    (shown,) = conditions((summary,), "images")
    assert shown.drawn is not None
    assert (shown.drawn.labels[0], shown.drawn.labels[-1]) == ("0.0123", "0.102")
    assert shown.drawn.labels[1] == "0.03"
