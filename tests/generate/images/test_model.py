import numpy as np
import pytest

from datadiet.errors import DataError, OptionError
from datadiet.generate.images import ImageModel

pytest.importorskip("torch")


@pytest.fixture(params=["vae", "gan"])
def model(request, models):
    return models[request.param]


def test_pictures_have_the_shape_and_the_values_of_real_ones(model, latent):
    made = model.decode(latent(model, 30))
    assert (made.shape, made.dtype) == ((30, 8, 8, 1), np.uint8)
    assert set(np.unique(made)) <= set(np.rint(np.arange(17) * 255 / 16))
    assert model.decode(latent(model, 0)).shape == (0, 8, 8, 1)


def test_a_picture_depends_on_its_own_numbers_alone(model, latent):
    z = latent(model, 300)
    whole = model.decode(z)
    assert np.array_equal(whole[290:], model.decode(z[290:]))
    assert np.array_equal(whole[7], model.decode(z[7:8])[0])


def test_what_was_dumped_is_loaded(model, latent):
    again = ImageModel.load(*model.dump())
    z = latent(model, 20)
    assert np.array_equal(again.decode(z), model.decode(z))
    assert (again.method, again.classes, again.facts) == (model.method, model.classes, model.facts)


def test_classes_come_as_often_as_real_ones_or_as_asked(model, latent):
    z = latent(model, 20_000)
    assert np.bincount(model.codes(z), minlength=10) / 20_000 == pytest.approx(model.arrays["shares"], abs=0.015)
    asked = np.bincount(model.codes(z, shares={"3": 3, "7": 1}), minlength=10) / 20_000
    assert asked == pytest.approx([0, 0, 0, 0.75, 0, 0, 0, 0.25, 0, 0], abs=0.015)


def test_shares_that_are_none_are_refused(model, latent):
    for shares, said in (({"x": 1}, "no class 'x'"), ({"3": -1}, "shares of"), ({"3": 0}, "shares of"), ({}, "shares")):
        with pytest.raises(OptionError, match=said):
            model.codes(latent(model, 1), shares=shares)


def test_numbers_of_another_shape_are_refused(model):
    with pytest.raises(DataError, match=f"expected|{model.dimensions}"):
        model.decode(np.zeros((2, model.dimensions + 1)))


@pytest.mark.parametrize("name", ["start.weight", "place", "rest", "values", "shares"])
def test_a_model_with_a_part_of_another_shape_is_refused(name, model):
    facts, arrays = model.dump()
    with pytest.raises(DataError):
        ImageModel.load(facts, {**arrays, name: np.zeros((3, 5, 2, 2, 2))})
    with pytest.raises(DataError):
        ImageModel.load(facts, {key: value for key, value in arrays.items() if key != name})


def test_weights_that_are_not_finite_and_facts_that_are_missing_are_refused(model):
    facts, arrays = model.dump()
    with pytest.raises(DataError):
        ImageModel.load(facts, {**arrays, "last.bias": np.array([np.nan], np.float32)})
    for name in ("method", "shape", "classes", "notes"):
        with pytest.raises(DataError):
            ImageModel.load({key: value for key, value in facts.items() if key != name}, arrays)
