import numpy as np
import pytest

from tests.generate.images.pictures import digits


@pytest.fixture(scope="package")
def models():
    """A model of 150 digits by each method, trained for a moment."""
    pytest.importorskip("torch")
    from datadiet.generate.images import fit_images

    pictures, labels = digits(150)
    steps = {"vae": 120, "gan": 160}
    return {method: fit_images(pictures, method=method, labels=labels, seed=1, steps=n) for method, n in steps.items()}


@pytest.fixture(scope="package")
def latent():
    return lambda model, n, seed=0: np.random.default_rng(seed).normal(size=(n, model.dimensions))
