import json
import pickle

import numpy as np
import polars as pl
import pytest

from datadiet.data.versions.provenance import read_provenance
from datadiet.errors import OptionError
from datadiet.generate import generate_set
from datadiet.generate.images import Drawn, Refined, Refiner
from datadiet.generate.images.refiner import start
from datadiet.generate.run.source import FromFunction, Source
from tests.generate.run.sources import picture

torch = pytest.importorskip("torch")


@pytest.fixture(scope="module")
def darker():
    weights = {name: value.numpy() for name, value in start(torch.Generator().manual_seed(0)).items()}
    return Refiner(weights | {"last.bias": np.full(3, -0.2, np.float32)}, {"notes": []})


def content(folder):
    return {path.name: path.read_bytes() for path in sorted((folder / "images").iterdir())}


def test_a_set_is_written_with_labels_and_goes_on(models, tmp_path):
    source = Drawn(models["vae"])
    assert isinstance(source, Source)
    generate_set(source, 3, tmp_path / "a", seed=5)
    more = generate_set(source, 6, tmp_path / "a", seed=5)
    once = generate_set(source, 6, tmp_path / "b", seed=5)
    assert (more.made, once.made) == (3, 6)
    assert content(tmp_path / "a") == content(tmp_path / "b")
    table = pl.read_parquet(tmp_path / "a" / "metadata.parquet")
    coco = json.loads((tmp_path / "a" / "annotations.json").read_text())
    names = {each["id"]: each["name"] for each in coco["categories"]}
    assert [names[each["category_id"]] for each in coco["annotations"]] == table["class"].to_list()
    assert all(each["bbox"] == [0, 0, 8, 8] for each in coco["annotations"])
    assert table["method"].to_list() == ["vae"] * 6


def test_a_worker_that_is_sent_a_source_draws_the_same(models):
    source = Drawn(models["vae"])
    sent = pickle.loads(pickle.dumps(source))
    assert sent.spec == source.spec
    assert np.array_equal(sent.frame(3, seed=0).image, source.frame(3, seed=0).image)


def test_pictures_of_other_shares_are_of_those_classes_and_another_set(models):
    source = Drawn(models["gan"], {"4": 1})
    assert {source.frame(k, seed=0).parameters["class"] for k in range(5)} == {"4"}
    assert source.spec != Drawn(models["gan"]).spec != Drawn(models["vae"]).spec
    assert source.spec == Drawn(models["gan"], {"4": 1}).spec


def test_shares_are_checked_before_the_first_picture(models):
    with pytest.raises(OptionError, match="no class 'x'"):
        Drawn(models["gan"], {"x": 1})


def test_a_picture_is_that_of_its_index_and_seed(models):
    source = Drawn(models["gan"])
    once, again, other, later = (
        source.frame(index, seed=seed).image for index, seed in ((3, 0), (3, 0), (4, 0), (3, 1))
    )
    assert np.array_equal(once, again)
    assert not np.array_equal(once, other)
    assert not np.array_equal(once, later)


def test_a_refined_source_keeps_every_label(darker):
    one = picture([("box", 4, 5, 20, 30)])
    plain = FromFunction(lambda index: one, "boxes", ("box",))
    refined = Refined(plain, darker)
    after = refined.frame(0, seed=0)
    assert after.instances is one.instances
    assert after.image[40, 60].tolist() == [128 - 51] * 3
    assert after.parameters["refined"] is True
    assert (refined.classes, refined.name) == (("box",), f"{plain.name}, refined")
    assert refined.spec != Refined(plain, Refiner({**darker.arrays, "last.bias": np.zeros(3)}, {"notes": []})).spec


def test_a_set_of_a_generator_names_it_by_its_digest(models, tmp_path):
    generate_set(Drawn(models["vae"]), 2, tmp_path / "a", seed=5)
    generate_set(Drawn(models["vae"], {"4": 1}), 2, tmp_path / "b", seed=6)
    one, other = (read_provenance(tmp_path / name) for name in "ab")
    assert (one.made_by, one.origins[0].role, one.origins[0].made) == ("image sample", "model", {"method": "vae"})
    assert one.origins[0].digest == other.origins[0].digest != Drawn(models["gan"]).provenance.origins[0].digest
    assert (one.options, other.options) == ({"shares": None}, {"shares": {"4": 1}})
