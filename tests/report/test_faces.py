"""Console, JUnit, notebook and figure files."""

import hashlib
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from datadiet.data.dataset import Problem
from datadiet.report import console, figures, junit, notebook
from datadiet.report.choices import choices
from datadiet.report.figures.drawings import drawing
from datadiet.report.figures.plane import ground
from datadiet.report.samples import Plane
from datadiet.report.summary import summarise
from datadiet.scorecard.card import Gate
from tests.report import cards

GATES = (
    Gate("scene: gap at most 0.3", False, "scene: gap at most 0.3: failed with 0.420"),
    Gate("scene: richness at least 0.5", True, "scene: richness at least 0.5: passed with 0.710"),
)


def test_the_console_ends_with_the_verdict_and_the_next_command() -> None:
    card = cards.card(n=20)
    lines = console.text(card).rstrip().splitlines()
    assert lines[-2:] == [card.facts.sentence, f"Next: {card.facts.next_command}"]


def test_the_console_shows_the_trio_faults_gates_and_problems() -> None:
    problems = tuple(Problem(f"{i}.jpg", "truncated") for i in range(5))
    text = console.text(cards.card(cards.copied(), n=20, gates=GATES, problems=problems))
    for expected in ("Indistinguishability", "Gap", "Information richness", "Intentionality", "! copied: 212 of 300"):
        assert expected in text
    assert "5 could not be used" in text
    assert "and 2 more" in text
    assert "failed with 0.420" in text


def test_the_console_is_plain_unless_asked_for_colour() -> None:
    card = cards.card(n=20)
    assert "\x1b[" not in console.text(card)
    assert "\x1b[" in console.text(card, colour=True)


def test_names_in_brackets_are_not_taken_for_markup() -> None:
    problem = Problem("[bold red]x[/bold red].jpg", "[link=x]")
    assert "[bold red]x[/bold red].jpg: [link=x]" in console.text(cards.card(n=20, problems=(problem,)))


def test_one_gate_is_one_case_and_a_failed_one_says_why() -> None:
    root = ElementTree.fromstring(junit.xml(cards.card(n=20, gates=GATES).facts).encode())
    assert (root.get("tests"), root.get("failures")) == ("2", "1")
    assert [case.get("name") for case in root.iter("testcase")] == [gate.name for gate in GATES]
    assert [failure.get("message") for failure in root.iter("failure")] == [GATES[0].message]


def test_without_gates_the_suite_is_valid_and_empty() -> None:
    root = ElementTree.fromstring(junit.xml(cards.card(n=20).facts).encode())
    assert root.get("tests") == "0"
    assert list(root.iter("testcase")) == []


def test_what_xml_cannot_hold_is_replaced() -> None:
    gate = Gate("a\x00<b>", False, "\x1b[31m & \ud800")
    root = ElementTree.fromstring(junit.xml(cards.card(n=20, gates=(gate,)).facts).encode())
    assert next(root.iter("testcase")).get("name") == "a\ufffd<b>"


def test_a_notebook_gets_a_small_fragment_without_script() -> None:
    card = cards.card(cards.copied(), n=20, hostile=True)
    shown = notebook.html(replace(card, facts=replace(card.facts, sentence=cards.HOSTILE)))
    assert len(shown) < 20_000
    assert "<script" not in shown
    assert "<img" not in shown
    assert "copied" in shown


def _digests(folder: Path) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(folder.iterdir())}


def test_figures_are_written_with_the_same_bytes_every_time(tmp_path: Path) -> None:
    card = cards.card(n=60)
    written = figures.write_all(card, tmp_path / "a")
    figures.write_all(card, tmp_path / "b")
    assert _digests(tmp_path / "a") == _digests(tmp_path / "b")
    names = {
        f"{name}.{suffix}"
        for name in ("trio", "map", "noise", "discs", "saturation", "added", "mixing", "slices")
        for suffix in ("png", "svg")
    }
    assert {path.name for path in written} == names == {file.name for file in (tmp_path / "a").iterdir()}
    with Image.open(tmp_path / "a" / "map.png") as image:
        assert image.width > 800


def test_a_slice_name_with_dollars_is_text_and_not_mathematics(tmp_path: Path) -> None:
    card = cards.card(folder=tmp_path / "pictures", n=20)
    level = card.facts.levels[0]
    odd = replace(level, slices=(replace(level.slices[0], value=r"$\frac{1$ \x"),))
    words = summarise(replace(card, facts=replace(card.facts, levels=(odd,)))).levels[0]
    with drawing("slices", odd, words, (), _plane([], [], 1.0)) as figure:
        figure.savefig(tmp_path / "slices.svg")
    assert r"$\frac{1$" in (tmp_path / "slices.svg").read_text()


def _plane(real: list[tuple[float, float]], synthetic: list[tuple[float, float]], radius: float) -> Plane:
    sides = [np.array(side, dtype=float).reshape(-1, 2) for side in (real, synthetic)]
    return Plane(*sides, *sides, *(np.zeros_like(side) for side in sides), radius)


@pytest.mark.parametrize("apart", [0.0, 1.0, 3.0])
def test_the_drawn_ground_has_the_areas_of_two_discs(apart: float) -> None:
    image, (left, right, bottom, top) = ground(_plane([(0, 0)], [(apart, 0)], 1.0))
    pixel = (right - left) * (top - bottom) / (image.shape[0] * image.shape[1])
    colours, counts = np.unique(image.reshape(-1, 4), axis=0, return_counts=True)
    drawn = {tuple(colour[:3]): n * pixel for colour, n in zip(colours.tolist(), counts, strict=True) if colour[3]}
    half = apart / 2
    lens = 2 * np.arccos(half) - 2 * half * np.sqrt(1 - half**2) if half < 1 else 0.0
    expected = {(0, 114, 178): np.pi - lens, (213, 94, 0): np.pi - lens, (123, 106, 143): lens}
    for colour, area in expected.items():
        assert drawn.get(colour, 0.0) == pytest.approx(area, abs=0.04)


def test_identical_points_and_no_radius_can_still_be_drawn() -> None:
    image, _ = ground(_plane([(1, 1), (1, 1)], [(1, 1)], 0.0))
    assert np.any(image[..., 3])


def test_a_numeric_condition_is_cut_into_ranges_and_words_stay_words() -> None:
    found = {choice.key: choice for choice in choices(cards.card(n=40).points)}
    assert len(found["condition.roughness"].values) == 4
    counts = np.bincount(found["condition.roughness"].codes)
    assert counts.max() - counts.min() <= 1
    assert found["condition.lighting"].values == ("day", "dusk", "night")
    assert found["condition.lighting"].title == "lighting"


def test_what_is_unknown_belongs_to_no_choice() -> None:
    points = cards.card(n=20).points
    verdict = next(choice for choice in choices(points) if choice.key == "verdict")
    assert {code for code, side in zip(verdict.codes, points["origin"], strict=True) if side == "real"} == {-1}


def test_inline_figures_take_the_colours_of_the_page(page: str) -> None:
    drawings = re.findall(r"<svg viewBox.*?</svg>", page, flags=re.DOTALL)
    assert len(drawings) == 12
    assert all("var(--ink)" in drawing or "var(--muted)" in drawing for drawing in drawings)
    assert not any("#1c2430" in drawing for drawing in drawings)
