import sys

import numpy as np
import pytest

from datadiet.embed.patches import Patches
from datadiet.errors import MissingExtra, OptionError, TooFewSamples
from datadiet.generate.images import fit_images
from datadiet.measure.gap import gap
from datadiet.measure.indistinguishability import indistinguishability
from tests.generate.images.pictures import digits

pytest.importorskip("torch")
METHODS = ["vae", "gan"]


def vectors(pictures):
    embedder = Patches()
    grey = np.asarray(pictures).reshape(-1, 8, 8, 1)
    return embedder.embed(np.stack([embedder.prepare(np.repeat(one, 3, axis=2)) for one in grey]))


@pytest.fixture(scope="module")
def unseen():
    return vectors(digits(80, after=1000)[0])


@pytest.mark.parametrize("method", METHODS)
def test_a_model_is_nearer_to_unseen_digits_than_noise_and_the_mean_digit_are(method, models, latent, unseen):
    real, _ = digits(150)
    made = models[method].decode(latent(models[method], 80))
    noise = np.random.default_rng(1).permutation(real[:80].reshape(80, -1), axis=1)  # all tones of the digits, anywhere
    mean = np.clip(real.mean(axis=0) + np.random.default_rng(2).normal(0, 2, (80, 8, 8)), 0, 255).astype(np.uint8)
    far = {name: gap(unseen, vectors(one), rng=np.random.default_rng(0)).score for name, one in
           (("made", made), ("noise", noise), ("mean", mean))}  # fmt: skip
    assert far["made"] < 0.4 * min(far["noise"], far["mean"])


def test_digits_of_the_autoencoder_mix_with_unseen_ones_and_are_no_copies(models, latent, unseen):
    made = vectors(models["vae"].decode(latent(models["vae"], 80)))
    found = indistinguishability(unseen, made, rng=np.random.default_rng(0), permutations=99)
    assert found.score > 0.1
    noise = np.random.default_rng(1).permutation(digits(80)[0].reshape(80, -1), axis=1)
    assert indistinguishability(unseen, vectors(noise), rng=np.random.default_rng(0), permutations=99).score < 0.02
    real = vectors(digits(80)[0])
    assert "copied" not in indistinguishability(real, made, rng=np.random.default_rng(0), permutations=99).faults


@pytest.mark.parametrize("method", METHODS)
def test_a_class_that_is_asked_for_is_what_is_drawn(method, models, latent):
    model, (real, labels) = models[method], digits(400)
    z = latent(model, 100)
    codes = np.arange(100) % 10
    made = model.decode(z, codes=codes).reshape(100, -1).astype(float)
    middles = np.array([real[np.array(labels) == name].reshape(-1, 64).mean(axis=0) for name in model.classes])
    nearest = ((made[:, None] - middles) ** 2).sum(axis=2).argmin(axis=1)
    assert (nearest == codes).mean() > 0.25  # chance is a tenth


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_model_and_another_seed_another_one(method):
    pictures = digits(40)[0][:, 2:6, 2:6]
    once, twice, other = (fit_images(pictures, method=method, seed=seed, steps=3) for seed in (0, 0, 1))
    assert once.dump()[0] == twice.dump()[0]
    assert all(once.arrays[name].tobytes() == array.tobytes() for name, array in twice.arrays.items())
    assert any(once.arrays[name].tobytes() != array.tobytes() for name, array in other.arrays.items())


def test_a_fit_leaves_the_randomness_and_the_threads_of_torch_as_they_were():
    import torch

    before = torch.get_rng_state().numpy().tobytes(), torch.get_num_threads()
    fit_images(digits(20)[0][:, 2:6, 2:6], seed=0, steps=2)
    assert before == (torch.get_rng_state().numpy().tobytes(), torch.get_num_threads())


def test_every_step_is_told_and_what_was_read_is_kept():
    told = []
    pictures = digits(30)[0][:, 2:6, 2:6]
    model = fit_images(pictures, seed=0, steps=40, progress=lambda *each: told.append(each))
    assert told[:40] == [("training, at most", done, 40) for done in range(1, 41)]
    kept = model.facts["steps"]
    assert told[40:] == [("training on all", done, kept) for done in range(1, kept + 1)]
    assert len(model.facts["scores"]) == 3  # before, after 20, after 40
    assert {name: model.facts[name] for name in ("pictures", "squeezed", "grey")} == {
        "pictures": 30,
        "squeezed": 0,
        "grey": 0,
    }


def test_the_look_that_is_kept_is_the_best(models):
    for model in models.values():
        scores = model.facts["scores"]
        assert all(0.5 <= score <= 1 for score in scores)
        assert min(scores) < scores[0] - 0.1


def test_a_model_that_has_not_learned_says_so():
    assert fit_images(digits(30)[0][:, 2:6, 2:6], method="gan", seed=0, steps=1).notes


def test_bad_input_is_refused():
    pictures = digits(30)[0]
    with pytest.raises(OptionError, match="no method 'diffusion'"):
        fit_images(pictures, method="diffusion", seed=0)
    with pytest.raises(OptionError, match="steps is 0"):
        fit_images(pictures, seed=0, steps=0)
    with pytest.raises(TooFewSamples, match="19 pictures"):
        fit_images(pictures[:19], seed=0)
    with pytest.raises(OptionError, match="abacus"):
        fit_images(pictures, seed=0, steps=1, device="abacus")


def test_without_torch_the_extra_is_named(monkeypatch, models, latent):
    monkeypatch.setitem(sys.modules, "torch", None)
    for act in (
        lambda: fit_images(digits(30)[0], seed=0),
        lambda: models["gan"].decode(latent(models["gan"], 1)),
    ):
        with pytest.raises(MissingExtra, match=r"datadiet\[deep\]"):
            act()
