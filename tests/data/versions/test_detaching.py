import pytest

from datadiet.data.versions import add, attach, attach_all, detach, ranked, replace, verify
from datadiet.errors import DataError
from tests.data.versions.test_about import digests_of, proof
from tests.data.versions.test_results import written


def model(folder, accuracy):
    return written(folder, "model.json", {"trainer": "probe", "test": {"accuracy": accuracy}})


@pytest.fixture
def sets(make):
    return [make(f"s{number}", shade=10 * number) for number in (1, 2)]


@pytest.fixture
def two(store, sets):
    return [add(store, folder, tag=f"v{at}").version for at, folder in enumerate(sets, 1)]


@pytest.mark.parametrize("by", ["folder", "file", "name", "digest", "short"])
def test_what_was_attached_is_taken_away_however_it_is_called(store, two, tmp_path, by):
    kept = attach(store, two[0], model(tmp_path / "good", 0.9)).result
    made = attach(store, two[0], model(tmp_path / "bad", 0.1)).result
    folder = tmp_path / "bad"
    what = {"folder": folder, "file": folder / "model.json", "name": "bad", "digest": made.digest}.get(
        by, made.digest[:7]
    )
    found = detach(store, two[0], what)
    assert (found.results, found.copies) == ((made,), (made.digest,))
    assert not store.result_file(made.digest).exists()
    assert ranked(store)[1][0].measures == {"accuracy": 0.9}
    assert store.result_file(kept.digest).is_file()
    assert verify(store).fine


def test_the_other_lines_stay_as_they_are_byte_for_byte(store, two, tmp_path):
    for name, accuracy in (("a", 0.1), ("b", 0.2), ("c", 0.3)):
        attach(store, two[0], model(tmp_path / name, accuracy))
    first, second, third = store.results_file.read_bytes().splitlines(keepends=True)
    damaged = b"\xff<<<<<<< HEAD\n"
    store.results_file.write_bytes(first + damaged + second + b"\n" + third.rstrip(b"\n"))
    detach(store, two[0], "b")
    assert store.results_file.read_bytes() == first + damaged + b"\n" + third.rstrip(b"\n")


def test_a_copy_that_another_line_names_stays(store, sets, two, tmp_path):
    found = proof(tmp_path / "p", *map(digests_of, sets))
    made = attach(store, two[0], found, side="a").result
    attach(store, two[1], found, side="b")
    assert detach(store, two[0], found).copies == ()
    assert store.result_file(made.digest).is_file()
    assert verify(store).fine
    with store.results_file.open("ab") as file:
        file.write(b"{damaged " + made.digest.encode() + b"\n")
    assert detach(store, two[1], found).copies == ()  # nobody knows what the damaged line says of it
    assert store.result_file(made.digest).is_file()


def test_a_proof_of_both_sides_asks_which(store, two, tmp_path):
    found = proof(tmp_path / "p", None, None)
    for side in ("a", "b"):
        attach(store, two[0], found, side=side)
    with pytest.raises(DataError, match=r"both sides, a and b.*--side"):
        detach(store, two[0], found)
    assert [one.side for one in detach(store, two[0], found, side="b").results] == ["b"]
    assert ranked(store)[1][0].measures == {"mAP": 0.4}


def test_what_is_not_there_and_what_may_be_several_is_told_and_nothing_is_taken(store, two, tmp_path):
    with pytest.raises(DataError, match=r"'m' is no result of v1 .*none is"):
        detach(store, two[0], "m")
    for place, accuracy in (("x", 0.1), ("y", 0.2)):
        attach(store, two[0], model(tmp_path / place / "m", accuracy))
    was = store.results_file.read_bytes()
    with pytest.raises(DataError, match=r"'m' may be model m \([0-9a-f]{12}\), model m \([0-9a-f]{12}\).*SHA-256"):
        detach(store, two[0], "m")
    with pytest.raises(DataError, match=r"'n' is no result of v1 .*Expected: model m \("):
        detach(store, two[0], "n")
    with pytest.raises(DataError, match="is no result of v2"):
        detach(store, two[1], tmp_path / "x/m")
    assert store.results_file.read_bytes() == was
    assert len(detach(store, two[0], tmp_path / "x/m").results) == 1  # the folder says which


def test_a_folder_that_was_changed_since_is_found_by_its_name(store, two, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    attach(store, two[0], model(tmp_path / "m", 0.1))
    model(tmp_path / "m", 0.2)
    assert detach(store, two[0], "m").results[0].measures == {"accuracy": 0.1}


def test_all_seeds_go_with_their_folder_and_one_by_its_own(store, two, tmp_path):
    for seed in range(3):
        model(tmp_path / "m" / f"seed-{seed}", 0.1 * seed)
    attach_all(store, two[0], tmp_path / "m")
    assert [one.name for one in detach(store, two[0], "m/seed-1").results] == ["m/seed-1"]
    assert [one.name for one in detach(store, two[0], tmp_path / "m").results] == ["m/seed-0", "m/seed-2"]


def test_a_result_goes_from_every_version_with_the_same_samples(store, two, tmp_path):
    attach(store, two[1], model(tmp_path / "m", 0.5))
    made = replace(store, two[0], two[1], why="better").version
    detach(store, made, "m")
    assert all(row.results == 0 for row in ranked(store)[1])


def test_a_digest_that_leads_elsewhere_takes_no_file_away(store, two, tmp_path):
    attach(store, two[0], model(tmp_path / "m", 0.5))
    text = store.results_file.read_text()
    digest = detach(store, two[0], "m").copies[0]
    (store.folder / "own.json").write_text("mine")
    store.results_file.write_text(text.replace(digest, "../own"))
    assert detach(store, two[0], "m").copies == ()
    assert (store.folder / "own.json").read_text() == "mine"


def test_a_side_that_is_not_attached_is_told_with_those_that_are(store, two, tmp_path):
    found = proof(tmp_path / "p", None, None)
    attach(store, two[0], found, side="a")
    with pytest.raises(DataError, match=r"is no result of v1 .* as side b of a proof.*Expected: proof p, side a \("):
        detach(store, two[0], found, side="b")
