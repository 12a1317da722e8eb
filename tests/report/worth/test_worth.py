"""The section on value: what it says, and what its pictures show."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest

from datadiet.report.console import text
from datadiet.report.galleries import galleries
from datadiet.report.html import render
from datadiet.report.worth.drawings import histogram, scatter
from datadiet.report.worth.section import worth_section
from datadiet.report.worth.words import value_words
from datadiet.scorecard.valuing.facts import Axis, Histogram, NotValued, Planted, ValueFacts
from tests.report import cards
from tests.report.cards import HOSTILE

AXES = (
    Axis("value", ("wrong labels",), 0.1, 0.93, 0.9, 0.03, 0.12, 50, 40),
    Axis("relevance", ("shuffled pixels",), 0.7, 0.99, 1.0, 0.02, 0.1, 50, 200),
    Axis("novelty", ("near copies",), None, 0.55, 0.0, None, 0.0, 50, 0),
)
VALUE = ValueFacts(
    labels="the label of each sample",
    classes=3,
    k=5,
    resamples=200,
    n=60,
    validation=200,
    groups=150,
    worth=0.82,
    worth_interval=(0.78, 0.86),
    guess=0.34,
    axes=AXES,
    planted=(Planted("wrong labels", "value", 0.93, 0.9), Planted("wrong labels", "relevance", 0.5, 0.02)),
    not_valued=(NotValued(f"no real validation sample has its label '{HOSTILE}'", 2, ("a", "b")),),
    histogram=Histogram((-1.0, 0.0, 1.0), (0.2, 0.8), (0.9, 0.1)),
    notes=(),
)


@pytest.fixture(scope="module")
def card():
    plain = cards.card()
    n = plain.verdicts.height
    values = np.linspace(-1, 2, n)
    verdicts = plain.verdicts.with_columns(
        pl.Series("value", values),
        pl.Series("relevance", np.linspace(0.5, 1.5, n)),
        pl.Series("novelty", np.linspace(0, 3, n)),
        pl.Series("verdict", np.where(values < 0, "harmful", "helpful")),
    )
    return replace(plain, facts=replace(plain.facts, value=VALUE), verdicts=verdicts)


def test_the_section_says_worth_cut_and_false_alarms(card):
    shown = worth_section(card)
    assert (shown.worth, shown.interval) == ("0.82", "0.78 to 0.86")
    assert "82\u00a0% are right; blind votes would be right in 34\u00a0%" in shown.sentence
    assert "90\u00a0% of them have values below 0.10" in shown.cut
    assert "3\u00a0% of 40 real samples" in shown.cut
    assert [row.cut for row in shown.axes] == ["0.10", "0.70", "–"]
    assert shown.planted[0][1][0] == ("0.93", "90\u00a0%", True)
    assert shown.planted[0][1][1][2] is False
    assert shown.not_valued[0][0] == "2 samples"


def test_the_console_says_it_in_a_line(card):
    shown = " ".join(text(card, width=300).replace("\u00a0", " ").split())
    assert "Value: 82 % of the votes on real samples are right (78 % to 86 %; of blind votes 34 %)" in shown
    assert "90 % of planted wrong labels have values below the cut of harm, and 3 % of real samples;" in shown
    assert "Value:" not in text(cards.card())


def test_a_value_that_tells_nothing_says_so(card):
    blind = replace(VALUE, axes=(replace(AXES[0], cut=None), *AXES[1:]))
    shown = worth_section(replace(card, facts=replace(card.facts, value=blind)))
    assert "nothing is called harmful" in shown.cut
    assert "nothing is called harmful" in value_words(blind)


def test_without_a_model_there_is_no_section(card):
    plain = replace(card, facts=replace(card.facts, value=None))
    assert worth_section(plain) is None
    assert 'id="value"' not in render(plain)


def test_the_page_has_the_section_and_escapes_what_the_data_says(card):
    page = render(card)
    assert '<h2 id="value">Value</h2>' in page
    assert HOSTILE not in page
    assert "Most harmful" in page


def test_galleries_begin_with_the_most_harmful_and_the_most_helpful(card):
    first, second, *_ = galleries(card, next(iter(card.levels)))
    assert (first.key, second.key) == ("harmful", "helpful")
    assert first.samples[0].value == "-1.00"
    assert second.samples[0].value == "2.00"
    assert first.total == (card.verdicts["value"] < 0).sum()


def test_a_histogram_draws_each_bin_and_the_cut_between_them():
    svg = histogram((0.0, 1.0, 2.0, 3.0), (0.5, 0.0, 0.5), (0.1, 0.9, 0.0), 1.5, label='"values" <&>')
    tree = ElementTree.fromstring(svg)
    assert tree.attrib["aria-label"] == '"values" <&>'
    bars = re.findall(r'<rect x="([\d.]+)".*?height="([\d.]+)"', svg)
    assert len(bars) == 2
    assert bars[0][1] == bars[1][1]
    assert 'class="cut"' in svg
    assert 'class="cut"' not in histogram((0.0, 1.0), (1.0,), (1.0,), None, label="")


def test_a_scatter_has_a_dot_for_each_sample_inside_its_borders():
    rng = np.random.default_rng(0)
    across, up = rng.normal(size=300), rng.normal(size=300)
    across[0] = 1e9
    svg = scatter(across, up, ["helpful"] * 299 + ["harmful"], ("value", "novelty"), (0.0, None), label="x")
    dots = [(float(x), float(y)) for x, y in re.findall(r'cx="([-\d.]+)" cy="([-\d.]+)"', svg)]
    assert len(dots) == 300
    assert all(40 <= x <= 352 and 10 <= y <= 198 for x, y in dots)
    assert svg.count("verdict-harmful") == 1
    assert svg.count('class="cut"') == 1


def test_equal_values_are_drawn_too():
    assert scatter(np.ones(3), np.ones(3), ["kept"] * 3, ("a", "b"), (None, None), label="x").count("<circle") == 3
