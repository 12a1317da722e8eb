"""A convolutional generative adversarial network: what it learns in a step, and the arrays it comes to."""

from typing import Any

import numpy as np

from datadiet.generate.deep.weights import as_arrays, averaged, begun, descend, mean_of
from datadiet.generate.images.networks import Shape, paint, painter, read, reader
from datadiet.generate.images.stack import Stack

__all__ = ["GanLearner"]

NOISE, BATCH = 32, 64
RATE, MEAN = 1e-3, 0.01
PENALTY, LAZY = 1.0, 4
"""Of the critic's slope at real pictures; steps from one time that it is taken to the next."""
SHIFT = 8
"""A picture is moved by up to an eighth of its sides before it is judged, real and made ones alike."""


class GanLearner:
    """Generator and critic, both told the class, and one optimiser step of each.

    The critic sees all pictures moved a little at random: of a few hundred it would otherwise learn each by heart.

    Source: Goodfellow et al. 2014; Miyato & Koyama 2018 (classes); Mescheder, Geiger & Nowozin 2018 (the penalty);
    Karras et al. 2020 (taken now and then); Zhao et al. 2020 (pictures moved at random on both sides).
    """

    def __init__(self, torch: Any, stack: Stack, seed: int, device: str) -> None:
        self.torch, self.stack, self.device = torch, stack, device
        self.generator = torch.Generator().manual_seed(seed)
        self.shape, self.steps = Shape(*stack.pixels.shape[1:]), 0
        self.tones = torch.tensor(stack.tones, device=device)
        self.codes = torch.tensor(stack.codes, device=device)
        named = len(stack.classes)
        self.maker = begun(painter(self.shape, NOISE + named, self.generator), device)
        self.critic = begun(reader(self.shape, 0, 1 + named, self.generator), device)
        self.mean = mean_of(self.maker)
        self.adams = [torch.optim.Adam(list(w.values()), lr=RATE, betas=(0.0, 0.99)) for w in (self.maker, self.critic)]

    def step(self) -> None:
        """Take one step of the critic and one of the generator."""
        softplus = self.torch.nn.functional.softplus
        self._criticise()
        _, beside = self._batch()
        descend(self.adams[0], softplus(-self._judged(self._moved(self._made(beside)), beside)).mean())
        averaged(self.mean, self.maker, MEAN)
        self.steps += 1

    def weights(self) -> dict[str, np.ndarray]:
        """Return the running mean of the generator's weights; it takes the same normal numbers in every class."""
        found = as_arrays(self.mean)
        classes = max(1, len(self.stack.classes))
        turn = np.tile(np.eye(NOISE), (classes, 1, 1))
        return found | {
            "place": np.zeros((classes, NOISE)),
            "turn": turn,
            "rest": np.zeros((0, self.stack.pixels[0].size)),
        }

    def _criticise(self) -> None:
        torch, softplus = self.torch, self.torch.nn.functional.softplus
        lazy = self.steps % LAZY == 0
        real, beside = self._batch()
        with torch.no_grad():
            made = self._moved(self._made(beside))
        real = self._moved(real).requires_grad_(lazy)
        says = self._judged(real, beside)
        loss = softplus(self._judged(made, beside)).mean() + softplus(-says).mean()
        if lazy:
            (slope,) = torch.autograd.grad(says.sum(), real, create_graph=True)
            loss = loss + LAZY * PENALTY / 2 * slope.square().flatten(1).sum(dim=1).mean()
        descend(self.adams[1], loss)

    def _judged(self, pictures: Any, beside: Any) -> Any:
        """Return (n,): how real a picture is, and how well it goes with its class, which beside it would be missed."""
        says = read(self.critic, pictures, beside[:, :0], self.torch)
        return says[:, 0] + (says[:, 1:] * beside).sum(dim=1)

    def _batch(self) -> tuple[Any, Any]:
        torch, n = self.torch, len(self.tones)
        batch = torch.randint(n, (min(n, BATCH),), generator=self.generator).to(self.device)
        beside = torch.nn.functional.one_hot(self.codes[batch], max(1, len(self.stack.classes))).float()
        return self.tones[batch], beside[:, : len(self.stack.classes)]

    def _made(self, beside: Any) -> Any:
        noise = self._random(self.torch.randn, (len(beside), NOISE))
        return paint(self.maker, self.torch.cat([noise, beside], 1), self.shape, self.torch)

    def _moved(self, pictures: Any) -> Any:
        """Move each by whole pixels; what comes in repeats the edge."""
        torch, (n, _, h, w) = self.torch, pictures.shape
        moved = pictures
        for axis, size in ((2, h), (3, w)):
            reach = max(1, size // SHIFT)
            by = torch.randint(-reach, reach + 1, (n, 1), generator=self.generator).to(self.device)
            where = (torch.arange(size, device=self.device)[None] + by).clamp(0, size - 1)  # (n, size)
            index = where[:, None, :, None] if axis == 2 else where[:, None, None, :]
            moved = moved.gather(axis, index.expand(moved.shape))
        return moved

    def _random(self, draw: Any, shape: Any) -> Any:
        return draw(shape, generator=self.generator).to(self.device)
