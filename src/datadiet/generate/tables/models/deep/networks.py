"""Small residual networks as dictionaries of weights, so that numpy can run what torch has trained."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.special import expit

from datadiet.generate.deep.weights import Weights

__all__ = ["forward", "initial", "silu", "sound"]


def initial(sizes: tuple[int, int, int], blocks: int, generator: Any, last: float = 1.0) -> Weights:
    """Return the weights of a network before training, as tensors: uniform within 1 / √(fan-in).

    Args:
        sizes: numbers that go in, of a hidden layer, that come out.
        blocks: residual blocks.
        generator: a torch generator, on the CPU.
        last: factor of the weights of the last layer; 0 for a network that begins as nothing.
    """
    into, hidden, out = sizes
    weights = _linear("first", into, hidden, generator)
    for at in range(blocks):
        weights |= _linear(f"block{at}", hidden, hidden, generator)
    weights |= {name: last * value for name, value in _linear("last", hidden, out, generator).items()}
    return weights | {"skip.weight": last * _linear("skip", into, out, generator)["skip.weight"]}


def forward(weights: Mapping[str, Any], x: Any, act: Callable[[Any], Any]) -> Any:
    """Return (n, out) from (n, in): a straight way beside a hidden layer and residual blocks after it.

    Args:
        weights: arrays, or tensors.
        x: of the same kind.
        act: what bends: `silu` for arrays, that of torch for tensors.
    """
    hidden = act(x @ weights["first.weight"].T + weights["first.bias"])
    at = 0
    while f"block{at}.weight" in weights:
        hidden = hidden + act(hidden @ weights[f"block{at}.weight"].T + weights[f"block{at}.bias"])
        at += 1
    return hidden @ weights["last.weight"].T + weights["last.bias"] + x @ weights["skip.weight"].T


def silu(x: np.ndarray) -> np.ndarray:
    """Return x times its logistic, as torch's function of this name."""
    return x * expit(x)


def sound(weights: Mapping[str, np.ndarray], into: int, out: int) -> bool:
    """Say whether weights make a network of these ends."""
    hidden = len(weights["first.bias"])
    wanted = {
        "first.weight": (hidden, into),
        "first.bias": (hidden,),
        "last.weight": (out, hidden),
        "last.bias": (out,),
    }
    wanted |= {"skip.weight": (out, into)}
    blocks = sum(name.startswith("block") for name in weights) // 2
    for at in range(blocks):
        wanted |= {f"block{at}.weight": (hidden, hidden), f"block{at}.bias": (hidden,)}
    return {name: value.shape for name, value in weights.items()} == wanted and all(
        bool(np.isfinite(value).all()) for value in weights.values()
    )


def _linear(name: str, into: int, out: int, generator: Any) -> Weights:
    import torch

    reach = into**-0.5
    weight, bias = ((2 * torch.rand(shape, generator=generator) - 1) * reach for shape in ((out, into), (out,)))
    return {f"{name}.weight": weight, f"{name}.bias": bias}
