import json
from dataclasses import replace as replace_in

import pytest

from datadiet.data.versions import add, attach, diff, ranked, replace, verify
from datadiet.data.versions.canonical import contents_digest
from datadiet.errors import DataError, OptionError


def card(folder, digest, *, first=0.5, level="scene", problems=(), real=""):
    body = {
        "indistinguishability": {"score": first, "interval": [first - 0.1, first + 0.1], "gap": 1 - first},
        "richness": {"score": 1.2, "interval": [1.1, 1.3]},
        "intentionality": {"score": None},
        "levels": [{"name": level}],
        "problems": list(problems),
        "provenance": {
            "synthetic_digest": digest,
            **({"real_digest": real * 64, "real": f"real-{real}"} if real else {}),
        },
    }
    return written(folder, "scorecard.json", body)


def proof(folder, a, b, *, test=""):
    overall = [{"measure": "AP", "a": a, "b": b, "a_interval": [a - 0.1, a + 0.1], "b_interval": None}]
    body = {"overall": overall, "verdict": "better", "truth": f"e-{test}", "truth_digest": test * 64}
    return written(folder, "proof.json", body if test else {"overall": overall, "verdict": "better"})


def written(folder, name, body):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(json.dumps(body))
    return folder


def digest(store, version):
    return contents_digest(store.table(version, "samples")["content"])


@pytest.fixture
def two(store, make):
    return [add(store, make(f"s{number}", shade=10 * number), tag=f"v{number}").version for number in (1, 2)]


def test_which_data_made_the_model_better_is_one_question(store, two, tmp_path):
    one, other = two
    run = proof(tmp_path / "proof", 0.4, 0.6)
    attach(store, one, run, side="a")
    attach(store, other, run, side="b")
    by, rows = ranked(store)
    assert by == "mAP"
    assert [(row.tags, row.measures["mAP"]) for row in rows] == [(("v2",), 0.6), (("v1",), 0.4)]
    assert rows[1].intervals == {"mAP": pytest.approx((0.3, 0.5))}
    # 0.2 are 20 points, and the three pictures of v2 cost 2 + 3 + 4 seconds and 3 times 0.5.
    gain = diff(store, one, other).gains[0]
    assert gain.per_point == {"seconds": pytest.approx(9 / 20), "money": pytest.approx(1.5 / 20)}
    assert diff(store, other, one).gains[0].per_point is None


def test_a_scorecard_of_other_data_is_refused(store, two, tmp_path):
    run = card(tmp_path / "run", digest(store, two[0]))
    made = attach(store, two[0], run)
    assert (made.result.checked, made.unchecked, made.new, made.result.kind) == (True, "", True, "scorecard")
    assert made.result.measures == {"indistinguishability": 0.5, "richness": 1.2, "gap": 0.5}
    with pytest.raises(DataError, match="about other data"):
        attach(store, two[1], run)
    forced = attach(store, two[1], run, force=True)
    assert (forced.result.checked, "--force overruled" in forced.unchecked) == (False, True)
    crops = attach(store, two[1], card(tmp_path / "crops", "0" * 64, level="item"))
    assert (crops.result.checked, "cut-out objects" in crops.unchecked) == (False, True)


def test_what_could_not_be_checked_is_marked_with_the_reason(store, two, tmp_path):
    one, other = two
    attach(store, one, card(tmp_path / "known", digest(store, one), first=0.4))
    attach(store, other, card(tmp_path / "run", digest(store, one), first=0.5), force=True)
    rows = {row.version: row for row in ranked(store)[1]}
    assert (rows[one.id].marks, rows[one.id].doubts) == ({}, ())
    assert rows[other.id].marks == dict.fromkeys(("indistinguishability", "richness", "gap"), "forced")
    assert [(each.name, each.mark) for each in rows[other.id].doubts] == [("run", "forced")]
    assert "--force overruled" in rows[other.id].doubts[0].why
    assert next(gain.line for gain in diff(store, one, other).gains).startswith(
        "indistinguishability: 0.400 -> 0.500 (forced) (+0.100)"
    )
    body = {"trainer": "probe", "cost": {"seconds": 1.0}, "test": {"accuracy": 0.9}}
    attach(store, other, written(tmp_path / "m", "model.json", body))
    row = next(row for row in ranked(store)[1] if row.version == other.id)
    assert (row.marks["accuracy"], row.marks["gap"], row.training_mark) == ("unchecked", "forced", "unchecked")
    attach(store, other, card(tmp_path / "own", digest(store, other)))
    row = next(row for row in ranked(store)[1] if row.version == other.id)
    assert (set(row.marks), len(row.doubts)) == ({"accuracy"}, 2)  # the last word on the scores was checked


def test_lines_of_an_older_datadiet_are_read_and_marked(store, two, tmp_path):
    attach(store, two[0], proof(tmp_path / "p", 0.4, 0.6), side="a")
    body = json.loads(store.results_file.read_text())
    for name in ("unchecked", "forced", "side"):
        del body[name]
    store.results_file.write_text(json.dumps(body) + "\n")
    assert verify(store).fine
    row = next(row for row in ranked(store)[1] if row.version == two[0].id)
    assert (row.measures, row.marks) == ({"mAP": 0.4}, {"mAP": "unchecked"})
    assert "older datadiet" in row.doubts[0].why
    assert not attach(store, two[0], tmp_path / "p", side="a").new


def test_results_hold_of_every_version_with_the_same_samples(store, two, tmp_path):
    attach(store, two[1], card(tmp_path / "run", digest(store, two[1]), first=0.7))
    made = replace(store, two[0], two[1], why="better").version
    by, rows = ranked(store)
    assert by == "indistinguishability"
    assert {row.version: row.measures.get(by) for row in rows} == {two[0].id: None, two[1].id: 0.7, made.id: 0.7}
    assert rows[-1].version == two[0].id


def test_less_of_the_gap_is_better(store, two, tmp_path):
    for version, first in zip(two, (0.8, 0.3), strict=True):
        attach(store, version, card(tmp_path / version.id, digest(store, version), first=first))
    assert [row.version for row in ranked(store, by="gap")[1]] == [two[0].id, two[1].id]
    with pytest.raises(OptionError, match="no version has a result 'mAP'"):
        ranked(store, by="mAP")


def test_a_model_says_what_it_cost_and_what_it_reached(store, two, tmp_path):
    body = {"trainer": "probe", "cost": {"seconds": 12.5, "money": None}, "test": {"accuracy": 0.9, "n": 50}}
    result = attach(store, two[0], written(tmp_path / "model", "model.json", body)).result
    assert (result.measures, result.cost, result.name) == ({"accuracy": 0.9}, {"seconds": 12.5}, "model")
    assert ranked(store)[1][0].training == {"seconds": 12.5}


def test_the_same_file_counts_once_and_a_changed_copy_is_found(store, two, tmp_path):
    run = proof(tmp_path / "proof", 0.4, 0.6)
    made = attach(store, two[0], run)
    assert made.new
    assert attach(store, two[0], run) == replace_in(made, new=False)
    assert verify(store).fine
    store.result_file(made.result.digest).write_text("{}")
    assert [finding.expected for finding in verify(store).findings] == [made.result.digest]


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("[1]", "is none of"),
        ("{", "is not valid JSON"),
        ('{"a": 1}', "is none of"),
        ('{"overall": [], "verdict": "better"}', "says nothing that can be compared"),
        ('{"trainer": "x", "accuracy": "high"}', "says nothing that can be compared"),
    ],
)
def test_what_is_no_result_is_refused(store, two, tmp_path, content, match):
    (tmp_path / "file.json").write_text(content)
    with pytest.raises(DataError, match=match):
        attach(store, two[0], tmp_path / "file.json")
    with pytest.raises(DataError, match="holds no result"):
        attach(store, two[0], tmp_path)
