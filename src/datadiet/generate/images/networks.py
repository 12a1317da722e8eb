"""Small convolutional networks as dictionaries of weights: one that paints pictures and one that reads them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from datadiet.generate.deep.weights import Weights

__all__ = ["Shape", "convolution", "convolved", "dense", "paint", "painter", "read", "reader", "sound"]

WIDTH, WIDE = 16, 48
"""Channels at full size, and at smaller ones."""
HIDDEN = 128


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of pictures."""

    height: int
    width: int
    channels: int

    @property
    def sizes(self) -> tuple[tuple[int, int], ...]:
        """A quarter of it, a half, and all: (h, w) each, rounded up."""
        return tuple((-(-self.height // by), -(-self.width // by)) for by in (4, 2, 1))


def painter(shape: Shape, into: int, generator: Any) -> Weights:
    """Return a painter before training: (n, into) numbers -> (n, channels, h, w) before the logistic."""
    h, w = shape.sizes[0]
    return {
        **dense("start", into, WIDE * h * w, generator),
        **convolution("half", WIDE, WIDE, 3, generator),
        **convolution("half_more", WIDE, WIDE, 3, generator),
        **convolution("full", WIDE, WIDTH, 3, generator),
        **convolution("full_more", WIDTH, WIDTH, 3, generator),
        **convolution("last", WIDTH, shape.channels, 3, generator),
    }


def paint(weights: Mapping[str, Any], z: Any, shape: Shape, torch: Any) -> Any:
    """Return (n, channels, h, w) tones, 0 to 1, from (n, into) numbers.

    Sizes double by repeating pixels, which leaves no chequerboard (Odena, Dumoulin & Olah 2016). Channels are brought
    to one length at each pixel (Karras et al. 2018), so that a picture depends on its own numbers alone.
    """
    functional = torch.nn.functional
    quarter, half, full = shape.sizes
    x = functional.linear(z, weights["start.weight"], weights["start.bias"])
    x = _even(functional.silu(x.reshape(len(z), -1, *quarter)), torch)
    for name, size in (("half", half), ("full", full)):
        x = functional.interpolate(x, size=size, mode="nearest")
        x = _even(functional.silu(convolved(weights, name, x, torch)), torch)
        x = x + _even(functional.silu(convolved(weights, f"{name}_more", x, torch)), torch)
    return convolved(weights, "last", x, torch).sigmoid()


def reader(shape: Shape, beside: int, out: int, generator: Any) -> Weights:
    """Return a reader before training: pictures, and (n, beside) numbers -> (n, out) numbers."""
    h, w = shape.sizes[0]
    return {
        **convolution("full", shape.channels, WIDTH, 3, generator),
        **convolution("half", WIDTH, WIDE, 3, generator),
        **convolution("quarter", WIDE, WIDE, 3, generator),
        **dense("hidden", WIDE * h * w + beside, HIDDEN, generator),
        **dense("last", HIDDEN, out, generator),
    }


def read(weights: Mapping[str, Any], pictures: Any, beside: Any, torch: Any) -> Any:
    """Return (n, out) numbers from (n, channels, h, w) tones and (n, beside) numbers."""
    functional = torch.nn.functional
    x = functional.silu(convolved(weights, "full", 2 * pictures - 1, torch))
    x = functional.silu(convolved(weights, "half", x, torch, stride=2))
    x = functional.silu(convolved(weights, "quarter", x, torch, stride=2))
    x = torch.cat([x.flatten(1), beside], dim=1)
    x = functional.silu(functional.linear(x, weights["hidden.weight"], weights["hidden.bias"]))
    return functional.linear(x, weights["last.weight"], weights["last.bias"])


def convolution(name: str, into: int, out: int, side: int, generator: Any) -> Weights:
    """Return the weights of a convolution before training."""
    return _uniform(name, (out, into, side, side), generator)


def dense(name: str, into: int, out: int, generator: Any) -> Weights:
    """Return the weights of a dense layer before training."""
    return _uniform(name, (out, into), generator)


def convolved(weights: Mapping[str, Any], name: str, x: Any, torch: Any, *, stride: int = 1) -> Any:
    """Convolve; what is beyond the edge counts as 0."""
    weight = weights[f"{name}.weight"]
    return torch.nn.functional.conv2d(x, weight, weights[f"{name}.bias"], stride=stride, padding=weight.shape[-1] // 2)


def sound(weights: Mapping[str, np.ndarray], wanted: Mapping[str, tuple[int, ...]]) -> bool:
    """Say whether weights have the shapes that are wanted, and are finite."""
    found = {name: tuple(value.shape) for name, value in weights.items()}
    return found == dict(wanted) and all(bool(np.isfinite(value).all()) for value in weights.values())


def _even(x: Any, torch: Any) -> Any:
    return x * torch.rsqrt((x * x).mean(dim=1, keepdim=True) + 1e-6)


def _uniform(name: str, shape: tuple[int, ...], generator: Any) -> Weights:
    import torch

    # He et al. 2015: the spread of a layer's output is then about that of its input.
    reach = float((3 / np.prod(shape[1:])) ** 0.5)
    weight = (2 * torch.rand(shape, generator=generator) - 1) * reach
    return {f"{name}.weight": weight, f"{name}.bias": torch.zeros(shape[0])}
