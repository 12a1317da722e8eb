"""Numbers, sentences and rows."""

from dataclasses import replace

import pytest

from datadiet.report import sentences
from datadiet.report.formats import interval, number, percent, probability
from datadiet.report.intention import words
from datadiet.report.scales import linear, logarithmic
from datadiet.report.summary import summarise
from datadiet.report.tables import verdict_counts
from datadiet.scorecard.card import Intentionality
from tests.report import cards


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0.00"),
        (0.1234, "0.12"),
        (0.00123, "0.0012"),
        (-0.034, "-0.034"),
        (12.34, "12.3"),
        (1234.5, "1,234"),
        (None, "–"),
    ],
)
def test_numbers_are_as_long_as_they_are_worth(value: float | None, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0 %"), (0.004, "0.4 %"), (0.09, "9 %"), (0.996, "99.6 %"), (1, "100 %"), (-0.1, "-10 %")]
)
def test_a_share_is_none_or_all_only_when_it_is(share: float, text: str) -> None:
    assert percent(share).replace("\u00a0", " ") == text


def test_intervals_and_probabilities_are_words() -> None:
    assert interval((-0.1, 0.25)) == "-0.10 to 0.25"
    assert interval(None) == "–"
    assert probability(0.0004) == "< 0.001"
    assert probability(0.04) == "0.040"


def test_a_bar_puts_its_value_where_the_scale_has_it() -> None:
    bar = linear(0.5, (0.25, 3.0), top=2, band=(0.9, 1.1))
    assert (bar.value, bar.low, bar.high, bar.band) == (0.25, 0.125, 1.0, (0.45, 0.55))
    assert [(tick.at, tick.label) for tick in bar.ticks] == [(0, "0"), (0.5, "1"), (1, "2")]


def test_a_log_bar_has_even_decades_and_takes_negative_values_to_its_left_end() -> None:
    bar = logarithmic(0.1, (-0.2, 1.0), bottom=0.01, top=10, band=(0.01, 0.1))
    assert bar.low == 0
    assert bar.value == pytest.approx(1 / 3, abs=1e-3)
    assert bar.high == pytest.approx(2 / 3, abs=1e-3)
    assert [tick.label for tick in bar.ticks] == ["0.01", "0.1", "1", "10"]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_sets_apart_are_said_to_be_apart_with_their_share_and_that_of_chance() -> None:
    assert plain(sentences.indistinguishability(cards.apart(), "items")) == (
        "Synthetic items sit apart from real ones: a real neighbour 9 % of the time, 50 % would be chance."
    )


def test_the_weaker_direction_is_the_one_that_is_told() -> None:
    other = replace(cards.apart(), synthetic_to_real=0.9, real_to_synthetic=0.1, real_to_synthetic_share=0.05)
    told = plain(sentences.indistinguishability(other, "items"))
    assert "real ones have a synthetic neighbour 5 % of the time" in told


@pytest.mark.parametrize(
    ("fault", "word"), [("copied", "repeat"), ("dispersed", "surround"), ("collapsed", "huddle inside")]
)
def test_each_fault_has_its_own_picture(fault: str, word: str) -> None:
    assert word in sentences.indistinguishability(replace(cards.good(), faults=(fault,)), "items")


def test_an_undecided_score_says_how_many_samples_would_decide() -> None:
    undecided = replace(cards.good(), verdict="undecided", needed=1200)
    assert "about 1,200 a side would decide" in sentences.indistinguishability(undecided, "images")


def test_richness_is_told_at_equal_n_with_real_and_new_ground() -> None:
    told = plain(sentences.richness(cards.richness(), "images"))
    assert told.startswith("300 synthetic images cover 0.71 times the ground of as many real ones")
    assert "42 % of the real ground, and 40 % of their own is new" in told


def test_a_set_without_ground_is_told_without_dividing_by_it() -> None:
    nothing = replace(cards.richness(), area_synthetic=0.0, novel=0.0, area_real=0.0, discs_real=0.0)
    assert "0 % of their own is new" in plain(sentences.richness(nothing, "images"))


def test_saturation_says_whether_more_would_help() -> None:
    richness = cards.richness()
    assert sentences.saturation(richness.synthetic).startswith("Samples still add ground: the next 300 would add")
    assert sentences.saturation(richness.added).startswith("Each sample past 240 adds less than a twentieth of a disc")
    assert sentences.saturation(replace(richness.added, plateau=1)).startswith("Hardly any sample adds ground")


def test_without_a_domain_there_is_no_third_score() -> None:
    assert "no domain declared" in words.sentence(Intentionality())


def test_a_fault_makes_the_badge_and_the_tone() -> None:
    summary = summarise(cards.card(cards.copied(), n=20))
    assert summary.tone == "bad"
    assert (summary.measures[0].badge, summary.measures[0].tone) == ("copied", "bad")
    assert summary.faults[0].sentence.startswith("212 of 300")


def test_a_failed_gate_is_bad_news_for_a_good_set() -> None:
    from datadiet.scorecard.card import Gate

    gate = Gate("scene: richness at least 2", False, "failed")
    assert summarise(cards.card(cards.good(), n=20)).tone == "good"
    assert summarise(cards.card(cards.good(), n=20, gates=(gate,))).tone == "bad"


def test_verdicts_are_counted_worst_first_and_unknown_ones_are_not_lost() -> None:
    rows = verdict_counts({"kept": 3, "copied": 1, "novelty": 4, "harmful": 0})
    assert [(row.name, row.n, row.share) for row in rows] == [
        ("copied", 1, 0.125),
        ("kept", 3, 0.375),
        ("novelty", 4, 0.5),
    ]
