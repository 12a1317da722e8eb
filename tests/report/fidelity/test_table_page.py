"""The sections on a table, from a small run."""

import re

import numpy as np
import polars as pl
import pytest

import datadiet
from datadiet.report import html
from datadiet.report.console import text
from datadiet.report.fidelity.drawings import heat_map, steps
from datadiet.report.fidelity.rows import RowPairs
from datadiet.report.fidelity.section import table_section
from datadiet.report.fidelity.words import figure_row
from datadiet.report.summary import summarise
from datadiet.scorecard.tables.facts import Figure
from tests.report import cards

HOSTILE = '<script>alert("x")</script>'


def rows(n: int, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    return pl.DataFrame(
        {
            "x": x.round(3),
            "y": (2 * x + rng.normal(size=n)).round(3),
            HOSTILE: rng.choice(["a", "b", "<b>"], n),
            "name": [f"someone {k} {seed} of many" for k in range(n)],
        }
    )


@pytest.fixture(scope="module")
def card() -> datadiet.Scorecard:
    made = rows(90, 2).with_columns(y=rows(90, 3)["y"])
    return datadiet.score(rows(90, 1), made, workers=1, protected=[HOSTILE])


@pytest.fixture(scope="module")
def page(card: datadiet.Scorecard) -> str:
    return html.render(card)


def test_every_section_is_there_and_names_are_escaped(page: str) -> None:
    for title in ("The table", "Privacy", "Columns", "How columns go together", "Columns, as they were read"):
        assert title in page
    assert 'alert("x")</script>' not in page
    assert "&lt;script&gt;" in page


def test_without_held_out_rows_the_page_says_what_to_give(page: str) -> None:
    assert "Privacy is undecided" in page
    assert "--holdout FILE" in page


def test_images_have_no_such_section() -> None:
    assert 'id="privacy"' not in html.render(cards.card(n=40))
    assert table_section(None) is None


def test_columns_are_sorted_by_how_much_worse_they_are_than_real_ones(card: datadiet.Scorecard) -> None:
    found = table_section(card.fidelity)
    assert found is not None
    lag = {c.name: c.equal - c.reference for c in card.fidelity.columns if c.shape is not None}
    assert [each.name for each in found.first] == sorted(lag, key=lag.__getitem__)
    assert found.left_out[0][:2] == ("name", "text")


def test_galleries_show_rows_with_what_differs_marked(card: datadiet.Scorecard, page: str) -> None:
    pairs = RowPairs(card, "row")
    first = card.verdicts.row(0, named=True)
    compared = pairs.compare(first["id"], ("real", first["nearest_real"]))
    assert compared is not None
    assert {cell.name for cell in compared.cells} == {"x", "y", HOSTILE}
    real = rows(90, 1)["x"][int(first["nearest_real"])]
    shown = next(cell for cell in compared.cells if cell.name == "x")
    assert float(shown.other) == pytest.approx(real)
    vectors = card.embeddings["row"].astype(float)
    there = card.points.with_row_index().filter(pl.col("origin") == "real", pl.col("id") == first["nearest_real"])
    here = card.points.with_row_index().filter(pl.col("origin") == "synthetic", pl.col("id") == first["id"])
    apart = (vectors[there["index"][0]] - vectors[here["index"][0]]) ** 2
    assert shown.differs == (apart[:2].sum() >= 0.1 * apart.sum())
    assert page.count('class="row-pair"') > 12


def test_the_console_says_what_it_was_taken_for_and_what_real_rows_reach(card: datadiet.Scorecard) -> None:
    said = " ".join(text(card).split())
    assert "Scored as rows of a table with 3 columns (2 real, 1 category); left out: name (text)." in said
    assert "--embedder given" in said
    assert "Pair trends (mean)" in said
    assert "Privacy is undecided" in said


def test_filters_of_the_map_are_the_columns_that_matter(card: datadiet.Scorecard) -> None:
    found = re.findall(r'<select name="choice".*?data-choice="(\d+)"', html.render(card))
    assert 1 <= len(found) <= 7
    assert summarise(card).columns[0].name == "x"


def test_the_height_of_a_step_is_its_share() -> None:
    svg = steps([0.5, 0.25], [0.0, 1.0], label="x")
    heights = [float(each) for each in re.findall(r'height="([\d.]+)"', svg)]
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.02)
    assert svg.count("L") == 5


def test_a_heat_map_has_a_cell_for_each_association_that_is_not_nothing() -> None:
    svg = heat_map(["a", "b"], [[1, -0.6], [-0.6, 1]])
    assert svg.count('class="minus"') == 2
    assert 'fill-opacity="0.60"' in svg
    assert "a, b: -0.60" in svg
    assert heat_map(["a", "b"], [[1, 0.3], [0.3, 1]], difference=True).count('fill-opacity="0.60"') == 2


@pytest.mark.parametrize(("judgement", "tone"), [("as real", "good"), ("worse", "bad"), ("undecided", "unsure")])
def test_a_figure_is_written_with_its_reference(judgement: str, tone: str) -> None:
    row = figure_row(Figure("outliers", "outliers", 0.1, (0.05, 0.2), None, 0.05, 0.05, "nearer", "", judgement))  # type: ignore[arg-type]
    said = [text.replace("\u00a0", " ") for text in (row.value, row.interval, row.reference)]
    assert (said, row.tone) == (["10 %", "5 % to 20 %", "5 %"], tone)
    gone = figure_row(Figure("pairs", "pairs", None, None, None, None, 1.0, "higher", "", "undecided", "too few"))
    assert (gone.value, gone.interval, gone.bar) == ("–", "–", None)
