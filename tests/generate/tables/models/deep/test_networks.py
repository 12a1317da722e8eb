import numpy as np
import pytest

from datadiet.generate.tables.models.deep.networks import forward, initial, silu, sound

torch = pytest.importorskip("torch")


def test_numpy_runs_what_torch_trained():
    weights = initial((5, 16, 3), 2, torch.Generator().manual_seed(0))
    x = torch.randn(20, 5, generator=torch.Generator().manual_seed(1))
    by_torch = forward(weights, x, torch.nn.functional.silu).numpy()
    arrays = {name: value.numpy() for name, value in weights.items()}
    assert forward(arrays, x.numpy(), silu) == pytest.approx(by_torch, abs=1e-6)
    assert sound(arrays, 5, 3)


def test_weights_that_do_not_fit_are_seen():
    arrays = {k: v.numpy() for k, v in initial((5, 16, 3), 2, torch.Generator().manual_seed(0)).items()}
    assert not sound(arrays, 4, 3)
    assert not sound({**arrays, "block1.weight": np.zeros((16, 15))}, 5, 3)
    assert not sound({**arrays, "first.bias": np.full(16, np.nan)}, 5, 3)
