import json

import numpy as np
import pytest

from datadiet.errors import DataError
from datadiet.generate.images import Refiner, load_images, load_refiner, save_images, save_refiner
from datadiet.generate.images.refiner import start
from datadiet.generate.images.storage import digest
from datadiet.generate.tables import load_model

torch = pytest.importorskip("torch")


@pytest.fixture
def folder(models, tmp_path):
    save_images(models["vae"], tmp_path / "model")
    return tmp_path / "model"


def test_what_was_saved_draws_the_same(models, latent, folder):
    model, z = models["vae"], latent(models["vae"], 10)
    assert np.array_equal(load_images(folder).decode(z), model.decode(z))
    assert digest(load_images(folder).dump()) == digest(model.dump())


def test_a_model_that_is_saved_over_another_leaves_one(models, folder):
    save_images(models["gan"], folder)
    assert len(list(folder.iterdir())) == 2
    assert load_images(folder / "model.json").method == "gan"


def test_a_model_that_was_changed_is_refused(folder):
    path, (arrays,) = folder / "model.json", list(folder.glob("*.safetensors"))
    facts, content = path.read_text(), arrays.read_bytes()
    path.write_text(facts.replace('"vae"', '"gan"'))
    with pytest.raises(DataError, match="changed"):
        load_images(folder)
    path.write_text(facts)
    arrays.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(DataError, match=r"arrays-.*changed since"):
        load_images(folder)
    arrays.unlink()
    with pytest.raises(DataError, match="cannot be read"):
        load_images(folder)


def test_what_is_no_model_is_refused(tmp_path):
    for content in (
        "",
        "[]",
        "{}",
        json.dumps({"format": 2}),
        json.dumps({"sha256": "", "format": 1, "kind": "sonnet"}),
    ):
        (tmp_path / "model.json").write_text(content)
        with pytest.raises(DataError, match="cannot be read"):
            load_images(tmp_path)


def test_a_refiner_is_no_generator(tmp_path):
    weights = {name: value.numpy() for name, value in start(torch.Generator().manual_seed(0)).items()}
    save_refiner(Refiner(weights, {"notes": []}), tmp_path)
    assert load_refiner(tmp_path).arrays.keys() == weights.keys()
    with pytest.raises(DataError, match="was written by `datadiet image refine`"):
        load_images(tmp_path)


def test_a_table_is_no_picture(folder):
    with pytest.raises(DataError, match="was written by `datadiet image fit`"):
        load_model(folder)
    facts = json.loads((folder / "model.json").read_text())
    del facts["kind"]
    (folder / "model.json").write_text(json.dumps(facts))
    with pytest.raises(DataError, match="was written by `datadiet table fit`"):
        load_images(folder)
