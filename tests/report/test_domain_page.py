"""The section on the domain, inside the report and as a page of its own."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from datadiet.domain.intentionality import Intentionality
from datadiet.errors import OptionError
from datadiet.report import galleries, html, intention
from datadiet.report.intention.page import render
from datadiet.scorecard.card import Scorecard
from tests.report import cards, domains
from tests.report.test_page import Tags

RESULTS: dict[str, Callable[[], Intentionality]] = {
    "suitcases": domains.suitcases,
    "all_met": domains.all_met,
    "open_world": domains.open_world,
    "relevance_only": domains.relevance_only,
    "nothing_known": domains.nothing_known,
    "many": domains.many,
    "hostile": lambda: domains.hostile(cards.HOSTILE),
}


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {name: render(make()) for name, make in RESULTS.items()}


@pytest.fixture(scope="module")
def report() -> str:
    card = cards.card(n=40, levels=("item", "scene"))
    return html.render(replace(card, facts=replace(card.facts, intentionality=domains.suitcases())))


@pytest.mark.parametrize("name", RESULTS)
def test_a_page_refers_to_nothing_outside_and_its_ids_are_unique(pages: dict[str, str], name: str) -> None:
    tags = Tags(pages[name]).tags
    for tag, attributes in tags:
        for key in ("src", "href", "data", "action"):
            value = attributes.get(key) or ""
            assert not value or value.startswith(("data:", "#")), f"<{tag} {key}={value[:60]}>"
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert sorted(ids) == sorted(set(ids))
    for _, attributes in tags:
        for key in ("aria-labelledby", "aria-controls"):
            assert (attributes.get(key) or ids[0]) in ids
    assert "default-src 'none'" in pages[name]
    assert "@import" not in pages[name]


@pytest.mark.parametrize("name", RESULTS)
def test_headings_do_not_skip_a_level(pages: dict[str, str], name: str) -> None:
    levels = [int(tag[1]) for tag, _ in Tags(pages[name]).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_names_that_look_like_markup_are_text(pages: dict[str, str]) -> None:
    page = pages["hostile"]
    assert "<script>window.hacked" not in page
    assert "<img src=x" not in page
    assert "window.hacked" in page


def test_the_same_result_gives_the_same_page(pages: dict[str, str]) -> None:
    assert render(domains.suitcases()) == pages["suitcases"]


def test_every_cell_of_the_maps_is_there_with_its_holes(pages: dict[str, str]) -> None:
    tables = re.findall(r'<table class="heat".*?</table>', pages["suitcases"], flags=re.DOTALL)
    assert len(tables) == 3
    cells = re.findall(r'<td class="([\w-]+)" title', "".join(tables))
    counts = {kind: sum(cell.startswith(kind) for cell in cells) for kind in ("short", "never", "enough")}
    assert counts == {"short": 4, "never": 6 + 4, "enough": 31}


def test_a_figure_says_its_values_on_hover(pages: dict[str, str]) -> None:
    text = pages["suitcases"].replace("\u00a0", " ")
    assert "<title>200 to 294: 40 synthetic (4.05 %), 12 real (4.11 %), 5 % in the field</title>" in text
    assert "<title>synthetic below: 12</title>" in text
    drawings = re.findall(r"<svg viewBox[^>]*role=\"img\".*?</svg>", text, flags=re.DOTALL)
    assert len(drawings) == 5
    assert not any("#d55e00" in drawing or "#0072b2" in drawing for drawing in drawings)


def test_conditions_without_a_known_value_are_told_and_not_drawn(pages: dict[str, str]) -> None:
    assert pages["nothing_known"].count("No value is known.") == 5
    assert 'role="img" aria-label="Distribution' not in pages["nothing_known"]


def test_what_is_not_declared_is_left_out(pages: dict[str, str]) -> None:
    page = pages["relevance_only"]
    assert 'id="domain-coverage"' not in page
    assert 'id="domain-guarantees"' not in page
    assert "The domain declares no combinations to be covered and no guarantees." in page


def test_an_open_world_is_said_in_words(pages: dict[str, str]) -> None:
    assert "bind only what is declared" in pages["open_world"]
    assert "bind only what is declared" not in pages["suitcases"]


def test_a_page_is_written(tmp_path: Path, pages: dict[str, str]) -> None:
    target = intention.write_domain_page(domains.suitcases(), tmp_path / "new" / "domain.html")
    assert target.read_text(encoding="utf-8") == pages["suitcases"]


def test_without_a_domain_there_is_nothing_to_write(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="no domain to be shown"):
        intention.write_domain_page(Intentionality(), tmp_path / "domain.html")
    assert not list(tmp_path.iterdir())


def test_the_report_has_the_section_once_at_its_leading_level(report: str) -> None:
    assert report.count('id="domain"') == 1
    assert (
        report.index('id="mixing-1"')
        < report.index('id="domain"')
        < report.index('id="why-1"' if 'id="why-1"' in report else 'id="companions-1"')
    )
    assert report.index('id="domain"') < report.index('id="look-2"')
    ids = [attributes["id"] for _, attributes in Tags(report).tags if "id" in attributes]
    assert sorted(ids) == sorted(set(ids))
    assert re.search(
        r'data-measure="intentionality">.*?<strong class="pair">0\.50 to 0\.75</strong>', report, re.DOTALL
    )


def test_without_a_domain_the_report_has_no_trace_of_one() -> None:
    page = html.render(cards.card(n=20))
    assert "Not scored: no domain declared." in page
    for absent in ('id="domain"', ".guarantees", "Off-domain", "gallery-1-intended"):
        assert absent not in page


def judged(verdicts: dict[int, tuple[str, str]]) -> Scorecard:
    """A scorecard in which some samples have other verdicts: row -> verdict, reason."""
    card = cards.card(n=40)
    rows = card.verdicts.rows(named=True)
    for at, (verdict, reason) in verdicts.items():
        rows[at] |= {"verdict": verdict, "reason": reason}
    return replace(card, verdicts=pl.DataFrame(rows, schema=card.verdicts.schema))


def test_off_domain_and_intended_samples_have_galleries_where_there_are_any() -> None:
    plain = [gallery.key for gallery in galleries.galleries(judged({}), "scene")]
    assert not {"off-domain", "intended"} & set(plain)
    card = judged({k: ("off-domain", "a" if k < 14 else "b") for k in range(15)} | {20: ("intended", "glare")})
    found = {gallery.key: gallery for gallery in galleries.galleries(card, "scene")}
    assert (found["off-domain"].total, found["intended"].total) == (15, 1)
    reasons = [shown.reason for shown in found["off-domain"].samples]
    assert len(reasons) == 12
    assert reasons[:2] == ["a", "b"]
    assert found["intended"].samples[0].reason == "glare"


@pytest.mark.browser
@pytest.mark.parametrize("width", [375, 820, 1440])
@pytest.mark.parametrize("name", ["suitcases", "many", "hostile"])
def test_no_width_overflows_sideways(
    browser: Any, pages: dict[str, str], tmp_path: Path, name: str, width: int
) -> None:
    (tmp_path / "page.html").write_text(pages[name], encoding="utf-8")
    tab = browser.new_context(viewport={"width": width, "height": 900}, offline=True).new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda m: wrong.append(m.text) if m.type in ("error", "warning") else None)
    tab.goto((tmp_path / "page.html").as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate("window.hacked") is None
    assert wrong == []
    tab.context.close()


@pytest.mark.browser
def test_a_pair_is_chosen_by_its_small_map(browser: Any, pages: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(pages["suitcases"], encoding="utf-8")
    tab = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True).new_page()
    tab.goto((tmp_path / "page.html").as_uri())
    assert tab.locator("#pair-1").is_visible()
    tab.get_by_role("tab").nth(2).click()
    assert tab.locator("#pair-3").is_visible()
    assert not tab.locator("#pair-1").is_visible()
    tab.emulate_media(media="print")
    assert all(tab.locator(f"#pair-{k}").is_visible() for k in (1, 2, 3))
    assert not tab.locator(".minis").is_visible()
    tab.context.close()
