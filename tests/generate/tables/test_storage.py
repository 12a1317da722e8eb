import json

import numpy as np
import pytest

from datadiet.errors import DataError
from datadiet.generate.tables.models import fit_copula
from datadiet.generate.tables.models.tree import fit_tree
from datadiet.generate.tables.sampling import draw
from datadiet.generate.tables.storage import MODEL, Saved, load_model, save_model
from datadiet.schema import Schema
from tests.generate.tables.models.laws import COLUMNS, fitter, rows

FITS = {
    "copula": lambda source: fit_copula(source, fitter, rng=np.random.default_rng(1)),
    "tree": lambda source: fit_tree(source, rng=np.random.default_rng(1)),
}


@pytest.fixture(params=FITS)
def folder(request, tmp_path):
    model = FITS[request.param](rows(300, np.random.default_rng(0), missing=0.05))
    save_model(Saved(model, Schema(COLUMNS, constraints=("age > 0",)), {"rows": 300}), tmp_path / "m")
    return tmp_path / "m", model


def test_it_draws_the_same_rows_when_it_is_read_again(folder):
    path, model = folder
    for place in (path, path / MODEL):
        again = load_model(place)
        assert np.array_equal(draw(again.model, 50, seed=2).values, draw(model, 50, seed=2).values, equal_nan=True)
        assert again.schema == Schema(COLUMNS, constraints=("age > 0",))
        assert again.facts == {"rows": 300}


def test_saving_again_leaves_no_old_arrays(folder):
    path, model = folder
    save_model(Saved(FITS[model.method](rows(200, np.random.default_rng(5))), Schema(COLUMNS)), path)
    assert len(list(path.iterdir())) == 2
    assert load_model(path).schema.constraints == ()


def test_what_was_changed_is_refused_by_name(folder):
    path, _ = folder
    facts = json.loads((path / MODEL).read_text())
    facts["facts"]["rows"] = 3000
    (path / MODEL).write_text(json.dumps(facts))
    with pytest.raises(DataError, match=r"model.json was changed"):
        load_model(path)


def test_changed_or_missing_arrays_are_refused_by_name(folder):
    path, _ = folder
    (arrays,) = path.glob("arrays-*")
    content = bytearray(arrays.read_bytes())
    content[-3] ^= 1
    arrays.write_bytes(content)
    with pytest.raises(DataError, match=r"arrays-.*changed since"):
        load_model(path)
    arrays.unlink()
    with pytest.raises(DataError, match=r"arrays-.*cannot be read"):
        load_model(path)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\x80\x04pickle", b'{"sha256": 1, "format": 9}', b"[" * 100_000]
)
def test_what_is_no_model_is_refused(tmp_path, content):
    (tmp_path / MODEL).write_bytes(content)
    with pytest.raises(DataError, match=r"model.json"):
        load_model(tmp_path)
    with pytest.raises(DataError, match="cannot be read as a model"):
        load_model(tmp_path / "none")
