"""A model says what it was trained on in a way that a version of the same data can be known by."""

import json
import shutil

import numpy as np
import polars as pl
import pytest

from datadiet.data.versions import add, attach, make_store
from datadiet.errors import DataError
from datadiet.loop.proof import compare, write_proof
from datadiet.loop.proof.drawing import mixed
from datadiet.loop.training import Options, train, train_seeds
from datadiet.loop.training.material import material_of
from datadiet.loop.training.parts import only
from tests.loop.training.doubles import Most
from tests.loop.training.scenes import colours, scenes


@pytest.fixture
def store(tmp_path):
    return make_store(tmp_path / "store")


def folders(tmp_path):
    return [str(colours(tmp_path / name, 3, seed=at)) for at, name in enumerate(("one", "other"))]


def boxes(tmp_path):
    return [str(scenes(tmp_path / name, 3, seed=at)) for at, name in enumerate(("one", "other"))]


def tables(tmp_path):
    made = []
    for name, first in (("one.csv", 1), ("other.csv", 7)):
        rows = {"x": [first, 2, 3, 4], "class": ["a", "b", None, "a"]}  # a row without a class is left out of training
        pl.DataFrame(rows).write_csv(tmp_path / name)
        made.append(str(tmp_path / name))
    return made


@pytest.mark.parametrize(("making", "level"), [(folders, "scene"), (boxes, "item"), (tables, "scene")])
def test_a_model_is_of_the_version_that_it_was_trained_on_and_of_no_other(store, tmp_path, making, level):
    one, other = making(tmp_path)
    versions = [add(store, data).version for data in (one, other)]
    model = train(one, trainer=Most(), out=tmp_path / "m", options=Options(level=level))
    assert attach(store, versions[0], model.folder).result.checked
    with pytest.raises(DataError, match="other data"):
        attach(store, versions[1], model.folder)


def test_the_place_and_the_names_of_files_do_not_matter_and_labels_do(store, tmp_path):
    one = colours(tmp_path / "one", 2, seed=0)
    moved = shutil.copytree(one, tmp_path / "moved")
    (moved / "red/red-000.png").rename(moved / "red/zzz.png")
    swapped = shutil.copytree(one, tmp_path / "swapped")
    (swapped / "red/red-000.png").rename(swapped / "blue/red-000.png")
    model = train(str(one), trainer=Most(), out=tmp_path / "m")
    assert attach(store, add(store, moved).version, model.folder).result.checked
    with pytest.raises(DataError, match="with other labels"):
        attach(store, add(store, swapped).version, model.folder)


def test_a_box_without_a_class_and_a_crowd_are_data_too(store, tmp_path):
    folder = scenes(tmp_path / "s", 3, seed=0)
    file = folder / "annotations.json"
    body = json.loads(file.read_text())
    body["annotations"][0]["iscrowd"] = 1
    file.write_text(json.dumps(body))
    data = material_of(str(folder))
    assert data.data.annotations["crowd"].sum() == 1
    model = train(data, trainer=Boxless(), out=tmp_path / "m")
    assert attach(store, add(store, folder).version, model.folder).result.checked


class Boxless(Most):
    tasks = ("detection",)

    def train(self, data, out, *, seed, progress):
        (out / "weights.txt").write_text("none")
        return {}


def test_a_part_and_a_mixture_do_not_claim_to_be_the_whole(store, tmp_path):
    one, other = (material_of(data) for data in folders(tmp_path))
    version = add(store, tmp_path / "one").version
    for name, data in (("part", only(one, np.arange(5))), ("both", mixed(one, other))):
        model = train(data, trainer=Most(), out=tmp_path / name)
        assert "contents" not in model.facts["data"]
        made = attach(store, version, model.folder)
        assert not made.result.checked
        assert "does not say by a digest" in made.unchecked


def test_the_same_data_gives_the_same_file_apart_from_the_clock(tmp_path):
    one, _ = folders(tmp_path)
    first, again = (train(one, trainer=Most(), out=tmp_path / name).facts for name in ("a", "b"))
    assert {**first, "cost": None} == {**again, "cost": None}


def test_a_proof_says_what_both_sides_were_trained_on(store, tmp_path):
    one, other = folders(tmp_path)
    versions = [add(store, data).version for data in (one, other)]
    test = str(colours(tmp_path / "test", 4, seed=9))
    for name, data in (("a", one), ("b", other)):
        train_seeds(data, seeds=2, trainer=Most(), test=test, out=tmp_path / name)
    found = compare(tmp_path / "a", tmp_path / "b", test, resamples=100)
    write_proof(found, tmp_path / "proof")
    for at, side in enumerate("ab"):
        assert attach(store, versions[at], tmp_path / "proof", side=side).result.checked
        with pytest.raises(DataError, match=f"--side {'ba'[at]}"):
            attach(store, versions[1 - at], tmp_path / "proof", side=side)
    (file,) = (tmp_path / "b/seed-1").glob("predictions.csv")
    pl.read_csv(file).reverse().write_csv(file)  # no longer as the model made it
    assert compare(tmp_path / "a", tmp_path / "b", test, resamples=100).b.data is None
    train_seeds(other, seeds=[3], trainer=Most(), test=test, out=tmp_path / "a")
    assert compare(tmp_path / "a", tmp_path / "a", test, resamples=100).a.data is None  # seeds of different data
