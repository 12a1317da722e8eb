"""The page as text: complete, self-contained, safe, the same every time."""

import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from datadiet.data.dataset import Problem
from datadiet.errors import OutputError
from datadiet.measure.tells import Tell
from datadiet.report import html, samples
from datadiet.scorecard.card import Gate, Scorecard
from tests.report import cards


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))


def test_the_page_refers_to_nothing_outside_itself(page: str) -> None:
    for tag, attributes in Tags(page).tags:
        for name in ("src", "href", "data", "action", "poster", "srcset"):
            value = attributes.get(name) or ""
            assert not value or value.startswith(("data:", "#")), f"<{tag} {name}={value[:60]}>"
    styles = "".join(re.findall(r"<style>(.*?)</style>", page, flags=re.DOTALL))
    assert "@import" not in styles
    assert "url(" not in styles


def test_the_page_forbids_requests_by_its_own_policy(page: str) -> None:
    assert "default-src 'none'; img-src data:" in page


def test_ids_on_the_page_are_unique(page: str) -> None:
    ids = [attributes["id"] for _, attributes in Tags(page).tags if "id" in attributes]
    assert sorted(ids) == sorted(set(ids))


def test_every_image_has_an_alternative_text(page: str) -> None:
    images = [attributes for tag, attributes in Tags(page).tags if tag == "img"]
    assert images
    assert all(attributes.get("alt") for attributes in images)


def test_headings_do_not_skip_a_level(page: str) -> None:
    levels = [int(tag[1]) for tag, _ in Tags(page).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_names_that_look_like_markup_are_text(hostile_page: str) -> None:
    scripts = [tag for tag, _ in Tags(hostile_page).tags if tag == "script"]
    assert "<script>window.hacked" not in hostile_page
    assert "<img src=x" not in hostile_page
    assert len(scripts) == hostile_page.count("</script>")


def test_data_in_the_page_is_json_that_survives_hostile_names(hostile_page: str) -> None:
    found = re.findall(r'<script type="application/json" class="map-samples">(.*?)</script>', hostile_page)
    ids = json.loads(found[0])["id"]
    assert cards.HOSTILE + "synthetic" in ids


def test_the_same_scorecard_gives_the_same_page(pictured: Scorecard, page: str) -> None:
    assert html.render(pictured) == page


def test_what_is_wrong_is_said_before_the_scores() -> None:
    tell = Tell("file format", 1.0, "PNG", "JPEG", "The file format alone tells all samples apart.")
    text = html.render(cards.card(cards.copied(), n=40, tells=(tell,)))
    assert text.index(tell.sentence) < text.index('data-measure="indistinguishability"')
    assert text.index(cards.copied().reasons["copied"]) < text.index('data-measure="indistinguishability"')


def test_a_saturated_score_gives_the_lead_to_the_gap() -> None:
    text = html.render(cards.card(cards.saturated(), n=40))
    card = text[text.index('data-measure="indistinguishability"') :]
    assert re.search(r"<strong>1\.87</strong>\s*<span>gap · score 0\.00, saturated", card)


def test_gates_and_unreadable_items_are_listed() -> None:
    gate = Gate("scene: gap at most 0.3", False, "scene: gap at most 0.3: failed with 0.420")
    text = html.render(cards.card(n=40, gates=(gate,), problems=(Problem("a/b.jpg", "truncated"),)))
    assert "✗ scene: gap at most 0.3: failed with 0.420" in text
    assert "a/b.jpg" in text


def test_without_gates_faults_or_problems_nothing_is_said_of_them() -> None:
    text = html.render(cards.card(cards.good(), n=40))
    assert 'class="gates"' not in text
    assert 'class="alarm"' not in text
    assert "Could not be read" not in text


def test_vectors_are_shown_without_pictures() -> None:
    text = html.render(cards.card(n=40))
    assert "<img" not in re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
    assert "There are no pictures for this data." in text


def test_a_picture_that_is_gone_leaves_the_rest(tmp_path: Path) -> None:
    card = cards.card(folder=tmp_path, n=40)
    for file in tmp_path.glob("real-*.png"):
        file.unlink()
    text = html.render(card)
    assert 'alt="synthetic: ' in text
    assert 'alt="nearest real: ' not in text


def test_of_too_many_points_a_subset_is_drawn_and_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "DRAWN", 60)
    monkeypatch.setattr(samples, "FLOOR", 10)
    assert "60 of 80 samples are drawn, picked at random." in html.render(cards.card(n=40))


def test_a_small_side_is_not_lost_in_the_subset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "DRAWN", 60)
    monkeypatch.setattr(samples, "FLOOR", 20)
    card = cards.card(n=100)
    few = card.points.filter((card.points["origin"] == "synthetic") | (card.points["id"].str.ends_with("0.png")))
    drawn = samples.drawn(type(card)(facts=card.facts, verdicts=card.verdicts, points=few), "scene")
    assert drawn["origin"].value_counts(sort=True).rows() == [("synthetic", 50), ("real", 10)]


def test_the_page_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "new" / "report.html"
    card = cards.card(n=20)
    assert html.write(card, target) == target
    assert [file.name for file in target.parent.iterdir()] == ["report.html"]

    def fail(source: str, goal: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    before = target.read_bytes()
    with pytest.raises(OutputError, match="No space left"):
        html.write(card, target)
    assert target.read_bytes() == before
    assert [file.name for file in target.parent.iterdir()] == ["report.html"]


def test_a_place_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(OutputError, match=r"report\.html cannot be written"):
        html.write(cards.card(n=20), tmp_path / "file" / "report.html")


def test_the_page_stays_small(page: str) -> None:
    assert len(page.encode()) < 6_000_000
