import json
import re
from dataclasses import replace

import pytest
from PIL import Image

from datadiet.loop.proof import compare
from datadiet.report.proof import text, write_page
from datadiet.report.proof.summary import Scale, summed
from tests.loop.proof.written import boxes_case, labels_case, predictions, results


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("proof")
    truth, detections = boxes_case(folder, images=24)
    for at in (0, 1):
        results(folder / f"a<b>/seed-{at}/results.json", detections, blur=0.15, seed=at)
        results(folder / f"b/seed-{at}/results.json", detections, blur=0.02, seed=at + 5)
    for entry in json.loads(truth.read_text())["images"]:
        Image.new("RGB", (640, 640), (200, 180, 170)).save(folder / entry["file_name"])
    proof = compare(folder / "a<b>", folder / "b", truth, slices=["light"], resamples=100)
    return proof, write_page(proof, folder / "page.html").read_text(encoding="utf-8")


def test_the_page_says_the_verdict_marks_zero_and_has_a_row_for_every_class_and_slice(told):
    proof, page = told
    assert f'<h1 id="verdict">{proof.sentence}</h1>' in page
    assert page.count('<i class="zero"') >= 1 + len(proof.overall) + len(proof.classes)
    rows = re.findall(r'<th scope="row" data-column>(.*?)</th>', page)
    assert rows == [*(row.measure for row in proof.overall), "c0", "c1", "light = bright", "light = dark"]


def test_names_from_outside_are_escaped_and_nothing_is_fetched(told):
    _, page = told
    assert "a<b>" not in page
    assert "a&lt;b&gt;" in page
    assert not re.search(r'(?:src|href)="https?:', page)


def test_pictures_show_what_is_there_and_what_each_model_found(told):
    proof, page = told
    change = proof.gained[0]
    panels = re.findall(r'<svg viewBox="0 0 640 640" role="img" aria-label="([AB]): (.*?)">(.*?)</svg>', page, re.S)
    assert [panel[0] for panel in panels[:2]] == ["A", "B"]
    assert panels[0][2].count('class="mark there"') == len(change.objects)
    assert panels[1][2].count('class="mark right"') == sum(mark.right for mark in change.b_marks)


def test_seeds_are_dots_and_one_seed_of_each_draws_none(told):
    proof, page = told
    assert page.count('class="seed"') == 4
    assert summed(proof).dots[0].places[0][1].startswith("seed 0: ")


def test_the_text_has_the_same_figures(told):
    proof, _ = told
    said = text(proof)
    assert said.startswith(proof.sentence)
    assert f"{proof.main.difference:+.3f}" in said
    assert "light = dark" in said


def test_a_comparison_of_classes_has_a_page_too(tmp_path):
    truth, labels = labels_case(tmp_path)
    for name, wrong in (("a", 0.3), ("b", 0.3)):
        predictions(tmp_path / f"{name}.csv", labels, wrong=wrong, seed=ord(name))
    proof = compare(tmp_path / "a.csv", tmp_path / "b.csv", truth, resamples=100)
    page = write_page(proof, tmp_path / "page.html").read_text(encoding="utf-8")
    assert "McNemar" in page
    assert 'class="seed"' not in page


def test_a_scale_places_values_and_has_round_ticks():
    scale = Scale(-0.05, 0.15)
    assert (scale.at(0.0), scale.at(0.15), scale.at(9)) == (25, 100, 100)
    assert scale.ticks() == (-0.05, 0.0, 0.05, 0.1, 0.15)


def test_what_can_match_nothing_is_listed_and_the_rank_is_explained_in_text_and_page(tmp_path):
    truth, detections = boxes_case(tmp_path, images=12)
    good = results(tmp_path / "good.json", detections)
    bad = results(tmp_path / "bad.json", detections, blur=0.1, edit=lambda rows: rows[4].update(bbox=[3, 4, 0, 5]))
    proof = compare(good, bad, truth, resamples=100)
    page, said = write_page(proof, tmp_path / "page.html").read_text(encoding="utf-8"), text(proof)
    assert "<li>B, number 5: box (3, 4, 0, 5) has no area</li>" in page
    assert "1 of " in said
    assert "detections has no area or is outside its image, and counts as false: number 5, box (3, 4, 0, 5)" in said
    assert proof.ranked_by in page
    assert proof.ranked_by in said
    first = proof.lost[0]
    assert f"{first.id} ({first.truth}, B {first.difference:+.0f}): A {first.a}; B {first.b}" in said
    assert f"{first.truth}, B {first.difference:+.0f}</span>" in page


def test_one_is_not_called_many(told):
    proof, _ = told
    one = replace(proof, images=30, groups=1, objects=1)
    assert summed(one).extent == "30 real images in 1 independent group, 1 object; the same 100 resamples for A and B."
