"""A fitted refiner: small changes of each pixel by what is around it, which move pictures to the look of real ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from datadiet.errors import DataError
from datadiet.generate.deep.backend import torch_here
from datadiet.generate.deep.weights import Weights
from datadiet.generate.images.networks import convolution, convolved, sound
from datadiet.generate.storage import Arrays

__all__ = ["Refiner", "refined", "start"]

WIDTH, BLOCKS = 16, 2
_BATCH = 64


@dataclass(frozen=True, slots=True, eq=False)
class Refiner:
    """A residual network of (n, H, W, 3) uint8 pictures of any size. Nothing moves: labels and masks stay right."""

    arrays: Arrays
    facts: Mapping[str, Any]
    """For people, as JSON: steps, the gap to real pictures before and after, how far edges are kept, and notes."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What is wrong with it, if anything, in sentences."""
        return tuple(self.facts["notes"])

    def refine(self, pictures: np.ndarray) -> np.ndarray:
        """Return (n, H, W, 3) uint8 pictures refined, each by itself, in double precision.

        Raises:
            MissingExtra: torch is not installed.
            DataError: not an array of pictures.
        """
        if pictures.ndim != 4 or pictures.shape[3] != 3 or pictures.dtype != np.uint8:
            raise DataError(f"an array {pictures.shape} of {pictures.dtype}", expected="(n, height, width, 3) of uint8")
        with torch_here() as torch, torch.no_grad():
            weights = {name: torch.tensor(value, dtype=torch.float64) for name, value in self.arrays.items()}
            made = [pictures[:0]]
            for at in range(0, len(pictures), _BATCH):
                tones = torch.tensor(pictures[at : at + _BATCH].transpose(0, 3, 1, 2) / 255.0)
                new = refined(weights, tones, torch).permute(0, 2, 3, 1).numpy()
                made.append(np.rint(255 * new).astype(np.uint8))
        return np.concatenate(made)

    def dump(self) -> tuple[dict[str, Any], Arrays]:
        """Return all of it as facts for JSON and named arrays."""
        return dict(self.facts), self.arrays

    @classmethod
    def load(cls, facts: Mapping[str, Any], arrays: Arrays) -> Self:
        """Return what `dump` took apart.

        Raises:
            DataError: a part is missing or does not fit.
        """
        if not isinstance(facts.get("notes"), list) or not sound(arrays, _wanted()):
            raise DataError("the arrays of the refiner do not fit", todo="fit the refiner again")
        return cls(dict(arrays), dict(facts))


def start(generator: Any) -> Weights:
    """Return the weights of a refiner that changes nothing yet."""
    weights = convolution("first", 3, WIDTH, 3, generator)
    for at in range(BLOCKS):
        weights |= convolution(f"block{at}", WIDTH, WIDTH, 3, generator)
    return weights | {name: 0 * value for name, value in convolution("last", WIDTH, 3, 1, generator).items()}


def refined(weights: Mapping[str, Any], tones: Any, torch: Any) -> Any:
    """Return (n, 3, H, W) tones, 0 to 1, refined."""
    silu = torch.nn.functional.silu
    x = silu(convolved(weights, "first", 2 * tones - 1, torch))
    for at in range(BLOCKS):
        x = x + silu(convolved(weights, f"block{at}", x, torch))
    return (tones + convolved(weights, "last", x, torch)).clamp(0, 1)


def _wanted() -> dict[str, tuple[int, ...]]:
    weights = {"first": (WIDTH, 3, 3, 3), "last": (3, WIDTH, 1, 1)}
    weights |= {f"block{at}": (WIDTH, WIDTH, 3, 3) for at in range(BLOCKS)}
    found: dict[str, tuple[int, ...]] = {f"{name}.weight": shape for name, shape in weights.items()}
    return found | {f"{name}.bias": shape[:1] for name, shape in weights.items()}
