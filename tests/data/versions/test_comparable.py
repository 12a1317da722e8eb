"""What cannot be compared is not: figures of another level, or of other real data."""

import json

import pytest

from datadiet.data.versions import add, attach, attach_all, diff, ranked, verify
from datadiet.data.versions.result_words import ranked_lines
from tests.data.versions.test_results import card, digest, proof, written


@pytest.fixture
def three(store, make):
    return [add(store, make(f"s{number}", shade=10 * number), tag=f"v{number}").version for number in (1, 2, 3)]


def row_of(store, version, by=None):
    return next(row for row in ranked(store, by=by)[1] if row.version == version.id)


@pytest.mark.parametrize("level", ["item", "environment"])
def test_scores_of_another_level_have_it_in_their_name_and_are_not_compared(store, three, tmp_path, level):
    one, other, _ = three
    attach(store, one, card(tmp_path / "items", "0" * 64, first=1.067, level=level))
    attach(store, other, card(tmp_path / "images", digest(store, other), first=0.5))
    by, rows = ranked(store)
    assert (by, rows[0].version) == ("indistinguishability", other.id)
    told = row_of(store, one)
    assert set(told.measures) == {f"{name} ({level})" for name in ("indistinguishability", "richness", "gap")}
    assert told.intervals[f"indistinguishability ({level})"] == pytest.approx((0.967, 1.167))
    assert (diff(store, one, other).gains, diff(store, one, other).apart) == ((), ())
    attach(store, other, card(tmp_path / "more", "0" * 64, first=0.9, level=level))
    gains = {gain.measure: gain for gain in diff(store, other, one).gains}
    assert (gains[f"gap ({level})"].a, gains[f"gap ({level})"].per_point is not None) == (pytest.approx(0.1), True)
    assert ranked(store, by=f"gap ({level})")[1][0].version == one.id  # less of it is better, at any level
    assert verify(store).fine


@pytest.mark.parametrize("level", ["scene", "row"])
def test_whole_images_rows_and_vectors_have_the_plain_names(store, three, tmp_path, level):
    attach(store, three[0], card(tmp_path / "run", digest(store, three[0]), level=level))
    assert set(row_of(store, three[0]).measures) == {"indistinguishability", "richness", "gap"}


def test_a_proof_on_another_test_set_is_marked_named_and_ranked_behind(store, three, tmp_path):
    for version, score in zip(three, (0.3, 0.6, 0.5), strict=True):
        attach(store, version, proof(tmp_path / f"p{score}", 0.1, score, test="a"))
    attach(store, three[0], proof(tmp_path / "val", 0.1, 0.9, test="b"))
    by, rows = ranked(store)
    assert (by, [row.tags[0] for row in rows]) == ("mAP", ["v2", "v3", "v1"])
    assert [set(row.other_test) for row in rows] == [set(), set(), {"mAP"}]
    said = "\n".join(ranked_lines(by, rows))
    assert said.count("0.900 (unchecked, other test data)") == 1
    assert "other test data: mAP of v1: measured on e-b (bbbbbbbbbbbb)" in said
    assert "of what was measured on e-a (aaaaaaaaaaaa)" in said


def test_of_as_many_versions_the_latest_test_data_is_ranked(store, three, tmp_path, monkeypatch):
    days = iter(("2026-01-02", "2026-01-01"))
    monkeypatch.setattr("datadiet.data.versions.attaching.now", lambda: next(days))
    attach(store, three[0], proof(tmp_path / "late", 0.1, 0.4, test="a"))
    attach(store, three[1], proof(tmp_path / "early", 0.1, 0.9, test="b"))
    assert [row.tags[0] for row in ranked(store)[1]][:2] == ["v1", "v2"]
    assert set(row_of(store, three[1]).other_test) == {"mAP"}


def test_what_was_measured_on_different_test_sets_is_no_gain(store, three, tmp_path):
    one, other, _ = three
    attach(store, one, proof(tmp_path / "val", 0.1, 0.4, test="a"))
    attach(store, other, proof(tmp_path / "test", 0.1, 0.6, test="b"))
    found = diff(store, one, other)
    assert (found.gains, [(pair.measure, pair.a, pair.b) for pair in found.apart]) == ((), [("mAP", 0.4, 0.6)])
    assert found.lines()[-1] == (
        "mAP: not compared, as the test data is not the same: 0.400 on e-a (aaaaaaaaaaaa), 0.600 on e-b (bbbbbbbbbbbb)"
    )
    attach(store, one, proof(tmp_path / "again", 0.1, 0.5, test="b"))
    found = diff(store, one, other)
    assert ([(gain.a, gain.b) for gain in found.gains], found.apart) == ([(0.5, 0.6)], ())


def test_scorecards_beside_different_real_data_are_not_compared_but_the_domain_is(store, three, tmp_path):
    for version, real, third in zip(three[:2], "ab", (0.5, 0.7), strict=True):
        folder = card(tmp_path / real, digest(store, version), real=real)
        body = json.loads((folder / "scorecard.json").read_text())
        written(folder, "scorecard.json", body | {"intentionality": {"score": third}})
        attach(store, version, folder)
    found = diff(store, *three[:2])
    assert [gain.measure for gain in found.gains] == ["intentionality"]
    assert {pair.measure for pair in found.apart} == {"indistinguishability", "richness", "gap"}
    assert set(row_of(store, three[0]).other_test) == {"indistinguishability", "richness", "gap"}  # v2 came later


def test_unknown_test_data_and_digests_of_another_kind_of_file_are_not_marked(store, three, tmp_path):
    attach(store, three[0], proof(tmp_path / "old", 0.1, 0.4))
    attach(store, three[1], proof(tmp_path / "new", 0.1, 0.6, test="a"))
    model = {"trainer": "probe", "model": {"mAP": 0.5}, "test": {"digest": "c" * 64, "source": "real"}}
    result = attach(store, three[2], written(tmp_path / "m", "model.json", model)).result
    assert (result.test, result.test_source) == ("c" * 64, "real")
    assert [row.other_test for row in ranked(store)[1]] == [{}] * 3
    assert len(diff(store, *three[:2]).gains) == len(diff(store, *three[1:]).gains) == 1


def test_seeds_that_were_tested_on_other_data_are_not_in_the_mean(store, three, tmp_path):
    for number, (accuracy, test) in enumerate(((0.9, "a"), (0.5, "b"), (0.6, "b"))):
        body = {"trainer": "probe", "model": {"accuracy": accuracy}, "test": {"digest": test * 64, "source": test}}
        written(tmp_path / "m" / f"seed-{number}", "model.json", body)
    attach_all(store, three[0], tmp_path / "m")
    row = row_of(store, three[0])
    assert (row.measures["accuracy"], row.seeds["accuracy"]) == (pytest.approx(0.55), 2)


def test_verify_compares_the_test_data_and_lets_lines_without_it_pass(store, three, tmp_path):
    attach(store, three[0], proof(tmp_path / "p", 0.1, 0.4, test="a"))
    assert verify(store).fine
    line = json.loads(store.results_file.read_text())
    store.results_file.write_text(json.dumps(line | {"test": "f" * 64}) + "\n")
    (finding,) = verify(store).findings
    assert ("test data ffff" in finding.found, "test data aaaa" in finding.expected) == (True, True)
    old = {name: value for name, value in line.items() if not name.startswith("test")}
    store.results_file.write_text(json.dumps(old) + "\n")
    assert verify(store).fine
    assert row_of(store, three[0]).other_test == {}
