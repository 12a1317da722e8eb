"""A normalising flow: affine couplings between a standard normal vector and one that is nearly so."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from datadiet.generate.deep.weights import Weights, as_arrays, averaged, begun, mean_of
from datadiet.generate.tables.models.deep.networks import forward, initial, silu, sound

__all__ = ["FlowLearner", "drawn", "fits", "layers_of", "log_density"]

LAYERS, HIDDEN, BATCH = 4, 64, 128
RATE, MEAN = 1e-3, 0.02
_DECAY, _NOISE, _FEW = 10.0, 0.2, 300
"""Weight decay, and noise on the vectors, up to so many rows; they fall as rows grow, as a prior's weight does."""
_MOST = 1.5
"""Greatest logarithm of a factor that one coupling may apply."""


def layers_of(weights: Mapping[str, Any]) -> list[Weights]:
    """Return the weights of each coupling, in the order in which they make rows."""
    count = len({name.split("/")[0] for name in weights})
    return [
        {name.split("/")[1]: value for name, value in weights.items() if name.startswith(f"{at}/")}
        for at in range(count)
    ]


def fits(weights: Mapping[str, np.ndarray], dimensions: int) -> bool:
    """Say whether weights make a flow of so many dimensions; KeyError or IndexError where parts are missing."""
    pairs = [(_sides(dimensions, at), layer) for at, layer in enumerate(layers_of(weights))]
    return all(sound(layer, len(still), 2 * len(moved)) for (still, moved), layer in pairs)


def drawn(weights: Mapping[str, np.ndarray], base: np.ndarray) -> np.ndarray:
    """Return (n, D) vectors from (n, D) standard normal ones."""
    made = base.copy()
    for at, layer in enumerate(layers_of(weights)):
        still, moved = _sides(base.shape[1], at)
        said = forward(layer, made[:, still], silu)
        shift, factor = said[:, : len(moved)], said[:, len(moved) :]
        made[:, moved] = made[:, moved] * np.exp(_MOST * np.tanh(factor / _MOST)) + shift
    return made


def log_density(weights: Mapping[str, Any], vectors: Any, torch: Any) -> Any:
    """Return (n,) log densities of (n, D) vectors, over that of the standard normal law: tensors."""
    x, gain = vectors, 0.5 * (vectors**2).sum(dim=1)
    layers = layers_of(weights)
    for at in reversed(range(len(layers))):
        still, moved = _sides(vectors.shape[1], at)
        shift, factor = forward(layers[at], x[:, still], torch.nn.functional.silu).chunk(2, dim=1)
        log = _MOST * torch.tanh(factor / _MOST)
        x = x.index_copy(1, torch.tensor(moved, device=x.device), (x[:, moved] - shift) * torch.exp(-log))
        gain = gain - log.sum(dim=1)
    return gain - 0.5 * (x**2).sum(dim=1)


class FlowLearner:
    """A flow that begins as nothing, and one optimiser step on its likelihood."""

    def __init__(self, torch: Any, vectors: np.ndarray, seed: int, device: str) -> None:
        self.torch, self.device = torch, device
        self.generator = torch.Generator().manual_seed(seed)
        self.vectors = torch.tensor(vectors, dtype=torch.float32, device=device)
        self.now: Weights = {}
        for at in range(LAYERS):
            still, moved = _sides(vectors.shape[1], at)
            layer = initial((len(still), HIDDEN, 2 * len(moved)), 1, self.generator, 0.0)
            self.now |= begun({f"{at}/{name}": value for name, value in layer.items()}, device)
        self.mean = mean_of(self.now)
        weight = min(1.0, _FEW / len(vectors))
        self.noise = _NOISE * weight**0.5
        self.adam = torch.optim.AdamW(list(self.now.values()), lr=RATE, weight_decay=_DECAY * weight)

    def step(self) -> None:
        """Take one step uphill on the likelihood of a batch."""
        torch, n = self.torch, len(self.vectors)
        batch = torch.randint(n, (min(n, BATCH),), generator=self.generator).to(self.device)
        vectors = self.vectors[batch]
        vectors = vectors + self.noise * torch.randn(vectors.shape, generator=self.generator).to(self.device)
        self.adam.zero_grad()
        (-log_density(self.now, vectors, torch).mean()).backward()
        torch.nn.utils.clip_grad_norm_(list(self.now.values()), 5.0)
        self.adam.step()
        averaged(self.mean, self.now, MEAN)

    def weights(self) -> Weights:
        """Return the running mean of the weights, as arrays."""
        return as_arrays(self.mean)


def _sides(dimensions: int, at: int) -> tuple[list[int], list[int]]:
    """Return what one coupling looks at and what it moves: halves first, then every other one, each both ways."""
    every = range(dimensions)
    first = [j for j in every if (j < dimensions // 2 if at % 4 < 2 else j % 2 == 0)]
    second = [j for j in every if j not in set(first)]
    return (second, first) if at % 2 else (first, second)
