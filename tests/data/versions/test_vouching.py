"""Whoever changes a line of the results by hand is found out by the copy of the file that it is about."""

import json

import pytest

from datadiet.data.versions import add, attach, verify
from tests.data.versions.test_about import digests_of, model, proof
from tests.data.versions.test_results import card, digest, written

MODEL = {"trainer": "probe", "cost": {"seconds": 12.5}, "test": {"accuracy": 0.9}}


@pytest.fixture
def sets(make):
    return [make(f"s{number}", shade=10 * number) for number in (1, 2)]


@pytest.fixture
def two(store, sets):
    return [add(store, folder, tag=f"v{at}").version for at, folder in enumerate(sets, 1)]


def altered(store, at=0, **changes):
    """Change fields of one line by hand."""
    lines = [json.loads(line) for line in store.results_file.read_text().splitlines()]
    lines[at] |= changes
    store.results_file.write_text("".join(f"{json.dumps(line)}\n" for line in lines))


@pytest.mark.parametrize(
    ("changes", "found", "expected"),
    [
        ({"measures": {"accuracy": 0.99}}, "accuracy 0.99", "accuracy 0.9"),
        ({"measures": {}}, "accuracy not known", "accuracy 0.9"),
        ({"measures": {"accuracy": 0.9, "mAP": 0.8}}, "mAP 0.8", "mAP not known"),
        ({"cost": {"seconds": 1.0}}, "seconds of training 1.0", "seconds of training 12.5"),
        ({"intervals": {"accuracy": [0.8, 1.0]}}, "interval of accuracy (0.8, 1.0)", "interval of accuracy not known"),
        ({"kind": "proof"}, "kind proof", "kind model"),
        ({"checked": True}, "checked to be about the data", "nobody could check"),
        ({"side": "a"}, "side 'a'", "of a proof"),
    ],
)
def test_a_line_that_says_other_than_its_file_is_named_with_its_number(store, two, tmp_path, changes, found, expected):
    attach(store, two[0], card(tmp_path / "run", digest(store, two[0])))
    attach(store, two[0], written(tmp_path / "m", "model.json", MODEL))
    assert verify(store).fine
    altered(store, 1, **changes)
    (finding,) = verify(store).findings
    assert (finding.file, finding.line) == (str(store.results_file), 2)
    assert found in finding.found
    assert expected in finding.expected


def test_an_interval_is_compared_too(store, two, tmp_path):
    attach(store, two[0], card(tmp_path / "run", digest(store, two[0])))
    altered(store, intervals={"indistinguishability": [0.49, 0.51], "richness": [1.1, 1.3]})
    (finding,) = verify(store).findings
    assert "interval of indistinguishability (0.49, 0.51)" in finding.found
    assert "interval of indistinguishability (0.4, 0.6)" in finding.expected


def test_of_a_proof_the_figures_of_its_own_side_are_right(store, sets, two, tmp_path):
    found = proof(tmp_path / "p", *map(digests_of, sets))
    for version, side in zip(two, ("a", "b"), strict=True):
        assert attach(store, version, found, side=side).result.side == side
    assert verify(store).fine
    altered(store, 0, measures={"mAP": 0.6})
    (finding,) = verify(store).findings
    assert (finding.line, "mAP 0.6" in finding.found, "mAP 0.4" in finding.expected) == (1, True, True)
    altered(store, 0, side="b")  # now the figures are those of the side, but the data is not
    (finding,) = verify(store).findings
    assert "other data" in finding.expected
    altered(store, 0, side="", measures={"mAP": 0.7})  # as an older datadiet wrote it: either side
    (finding,) = verify(store).findings
    assert (finding.line, "mAP 0.7" in finding.found) == (1, True)


def test_a_forced_line_that_says_it_was_not_forced_is_named(store, sets, two, tmp_path):
    attach(store, two[1], model(tmp_path / "m", digests_of(sets[0])), force=True)
    assert verify(store).fine
    altered(store, forced=False)
    (finding,) = verify(store).findings
    assert "was forced" in finding.expected
    altered(store, forced=False, checked=True)
    assert len(verify(store).findings) == 1


def test_a_line_may_doubt_more_than_there_is_reason_for(store, sets, two, tmp_path):
    """An older datadiet could not read by what the file names its data."""
    attach(store, two[0], model(tmp_path / "m", digests_of(sets[0])))
    altered(store, checked=False, unchecked="it is old")
    assert verify(store).fine


def test_a_line_about_data_that_no_version_has_is_named(store, two, tmp_path):
    attach(store, two[0], written(tmp_path / "m", "model.json", MODEL))
    altered(store, data="a" * 64)
    (finding,) = verify(store).findings
    assert (finding.line, "samples that no version has: aaaaaaaaaaaa" in finding.found) == (1, True)
    assert two[0].data[:12] in finding.expected
    altered(store, data=two[1].data)
    (finding,) = verify(store).findings
    assert "the samples of another version" in finding.found
    altered(store, data=two[0].data, version="b" * 64)
    (finding,) = verify(store).findings
    assert finding.found == "a result of bbbbbbbbbbbb"


def test_a_copy_that_two_lines_name_is_named_once(store, sets, two, tmp_path):
    found = proof(tmp_path / "p", *map(digests_of, sets))
    made = attach(store, two[0], found, side="a").result
    attach(store, two[1], found, side="b")
    store.result_file(made.digest).write_text("{}")
    (finding,) = verify(store).findings
    assert (finding.file, finding.expected) == (str(store.result_file(made.digest)), made.digest)
    store.result_file(made.digest).unlink()
    (finding,) = verify(store).findings
    assert finding.found == "no such file"


def test_a_line_that_was_taken_away_leaves_a_copy_behind(store, two, tmp_path):
    made = attach(store, two[0], written(tmp_path / "m", "model.json", MODEL)).result
    was = store.results_file.read_text()
    store.results_file.write_text("")
    (finding,) = verify(store).findings
    assert (finding.file, finding.found) == (str(store.result_file(made.digest)), "a copy that no line names")
    store.results_file.write_text(was[:-10] + "\n")  # a damaged line is one finding, and still names the copy
    (finding,) = verify(store).findings
    assert (finding.file, finding.line) == (str(store.results_file), 1)


def test_a_damaged_manifest_is_one_finding_and_not_one_for_each_of_its_results(store, two, tmp_path):
    attach(store, two[0], written(tmp_path / "m", "model.json", MODEL))
    store.manifest(two[0].id).write_text("{}")
    assert [finding.file for finding in verify(store).findings] == [str(store.manifest(two[0].id))]


def test_a_copy_that_is_no_result_is_told_of_the_line_that_names_it(store, two, tmp_path):
    import hashlib

    attach(store, two[0], written(tmp_path / "m", "model.json", MODEL))
    for content in (b"[1]", b"{}"):
        name = hashlib.sha256(content).hexdigest()
        for path in (store.folder / "results").iterdir():
            path.unlink()
        store.result_file(name).write_bytes(content)
        altered(store, digest=name)
        (finding,) = verify(store).findings
        assert (finding.line, "is none of scorecard.json" in finding.found) == (1, True)
