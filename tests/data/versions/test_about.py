"""Models and proofs that say what they were trained on, made by hand: the digests are computed here once more."""

import hashlib
import json

import pytest

from datadiet.data.versions import add, attach, replace
from datadiet.errors import DataError
from tests.data.versions.test_results import written


def contents_of(folder):
    return sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "images").iterdir())


def digests_of(folder):
    """Return what a model that was trained on a set of the fixture says of it."""
    contents = contents_of(folder)
    box = json.loads((folder / "annotations.json").read_text())["annotations"][0]["bbox"]
    left, top, width, height = map(float, box)
    sides = {"left": left, "top": top, "right": left + width, "bottom": top + height}
    objects = hashed([{**sides, "label": "cell", "mask": None, "crowd": False}])
    rows = "".join(f"{compact([content, None, objects])}\n" for content in contents)
    everything = hashlib.sha256("\n".join(contents).encode()).hexdigest()
    return {"contents": everything, "labels": hashlib.sha256(rows.encode()).hexdigest()}


def compact(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def hashed(value):
    return hashlib.sha256(compact(value).encode()).hexdigest()


def model(folder, data):
    return written(folder, "model.json", {"trainer": {"name": "x"}, "cost": {"seconds": 2.0}, "data": data})


def proof(folder, a, b):
    rows = [{"measure": "AP", "a": 0.4, "b": 0.6}]
    sides = {"a": {"name": "a", "data": a}, "b": {"name": "b", "data": b}}
    return written(folder, "proof.json", {"overall": rows, "verdict": "better", **sides})


@pytest.fixture
def sets(make):
    return [make(f"s{number}", shade=10 * number) for number in (1, 2)]


@pytest.fixture
def two(store, sets):
    return [add(store, folder, tag=f"v{at}").version for at, folder in enumerate(sets, 1)]


def test_a_model_is_attached_to_its_own_data_alone(store, sets, two, tmp_path):
    trained = model(tmp_path / "m", {"source": "s1", "samples": 3, **digests_of(sets[0])})
    with pytest.raises(DataError, match=r"was trained on other data than v2 .*attach it to v1 .*--force"):
        attach(store, two[1], trained)
    made = attach(store, two[0], trained)
    assert (made.result.checked, made.unchecked) == (True, "")


def test_a_model_of_the_same_pictures_with_other_labels_is_refused(store, make, sets, two, tmp_path):
    file = sets[0] / "annotations.json"
    body = json.loads(file.read_text())
    body["annotations"][0]["bbox"][2] += 1
    file.write_text(json.dumps(body))
    mended = add(store, sets[0]).version
    was = digests_of(make("again", shade=10))
    assert contents_of(sets[0]) == contents_of(tmp_path / "again")
    trained = model(tmp_path / "m", was)
    assert attach(store, two[0], trained).result.checked
    with pytest.raises(DataError, match=r"the samples of .* with other labels.*attach it to v1"):
        attach(store, mended, trained)


def test_each_side_of_a_proof_has_its_own_data(store, sets, two, tmp_path):
    found = proof(tmp_path / "p", *map(digests_of, sets))
    with pytest.raises(DataError, match=r"model b one that was trained on other data than v1.*--side a"):
        attach(store, two[0], found)
    assert attach(store, two[0], found, side="a").result.checked
    assert attach(store, two[1], found, side="b").result.checked


def test_versions_with_the_same_samples_are_the_same_data(store, sets, two, tmp_path):
    made = replace(store, two[0], two[1], why="better").version
    assert attach(store, made, model(tmp_path / "m", digests_of(sets[1]))).result.checked


@pytest.mark.parametrize(
    "data", [None, {}, {"digest": "a" * 64}, {"contents": "a" * 64}, {"contents": 1, "labels": 2}, 7]
)
def test_what_says_nothing_of_its_data_is_attached_and_that_is_told(store, two, tmp_path, data):
    for found in (model(tmp_path / "m", data), proof(tmp_path / "p", data, data)):
        made = attach(store, two[0], found)
        assert not made.result.checked
        assert "does not say by a digest" in made.unchecked


def test_a_damaged_version_beside_it_does_not_hide_the_reason(store, sets, two, tmp_path):
    store.table_file(two[0].id, "samples").write_bytes(b"rot")
    with pytest.raises(DataError, match="was trained on other data than v2"):
        attach(store, two[1], model(tmp_path / "m", digests_of(sets[0])))
