"""Weights of networks: dictionaries of tensors while they are trained, of arrays afterwards."""

from typing import Any

import numpy as np

__all__ = ["Weights", "as_arrays", "averaged", "begun", "descend", "mean_of"]

Weights = dict[str, Any]
"""Arrays, or tensors while they are trained."""


def begun(weights: Weights, device: str) -> Weights:
    """Return tensors on the device, ready to be trained."""
    return {name: value.to(device).requires_grad_() for name, value in weights.items()}


def mean_of(weights: Weights) -> Weights:
    """Return where a running mean of weights begins."""
    return {name: value.detach().clone() for name, value in weights.items()}


def averaged(mean: Weights, now: Weights, share: float) -> None:
    """Move a running mean of weights towards what they are now."""
    for name, value in now.items():
        mean[name].lerp_(value.detach(), share)


def as_arrays(weights: Weights) -> dict[str, np.ndarray]:
    """Return copies as arrays."""
    return {name: value.cpu().numpy().copy() for name, value in weights.items()}


def descend(optimiser: Any, loss: Any) -> None:
    """Take one step of an optimiser down a loss."""
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
