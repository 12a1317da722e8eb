import numpy as np
import pytest
from scipy.ndimage import correlate

from datadiet.generate.images.networks import Shape, convolution, convolved, paint, painter, read, reader, sound

torch = pytest.importorskip("torch")


def generator():
    return torch.Generator().manual_seed(0)


@pytest.mark.parametrize("size", [(4, 4), (5, 9), (8, 8), (32, 17)])
def test_any_size_can_be_painted_and_read(size):
    shape = Shape(*size, 3)
    made = paint(painter(shape, 6, generator()), torch.randn(2, 6, generator=generator()), shape, torch)
    assert made.shape == (2, 3, *size)
    assert 0 < made.min() < made.max() < 1
    said = read(reader(shape, 2, 5, generator()), made, torch.zeros(2, 2), torch)
    assert said.shape == (2, 5)


def test_a_convolution_is_a_correlation_with_nothing_beyond_the_edge():
    weights = convolution("a", 1, 1, 3, generator())
    x = np.random.default_rng(0).normal(size=(6, 7)).astype(np.float32)
    found = convolved(weights, "a", torch.tensor(x[None, None]), torch)[0, 0].numpy()
    kernel = weights["a.weight"][0, 0].numpy()
    assert found == pytest.approx(correlate(x, kernel, mode="constant"), abs=1e-5)


def test_what_stands_beside_a_picture_is_read():
    shape = Shape(8, 8, 1)
    weights, picture = reader(shape, 2, 1, generator()), torch.rand(1, 1, 8, 8, generator=generator())
    one, other = (read(weights, picture, torch.tensor([beside]), torch) for beside in ([1.0, 0.0], [0.0, 1.0]))
    assert one.item() != other.item()


def test_weights_are_sound_only_as_they_are_wanted():
    good = {"a": np.zeros((2, 3)), "b": np.zeros(2)}
    wanted = {"a": (2, 3), "b": (2,)}
    assert sound(good, wanted)
    for bad in (
        {"a": good["a"]},
        {**good, "c": good["b"]},
        {**good, "b": np.zeros(3)},
        {**good, "b": np.full(2, np.inf)},
    ):
        assert not sound(bad, wanted)
