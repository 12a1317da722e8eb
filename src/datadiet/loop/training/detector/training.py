"""Steps of training, and the running mean of the weights that is kept."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from datadiet.engine.progress import Progress
from datadiet.generate.deep.weights import as_arrays, averaged, mean_of
from datadiet.loop.training.detector.augmenting import moved, moves, tinted
from datadiet.loop.training.detector.loss import loss
from datadiet.loop.training.detector.network import Network, laid_out
from datadiet.loop.training.detector.pictures import Canvas, Picture, placed
from datadiet.loop.training.detector.targets import Objects, targets
from datadiet.randomness import stream

__all__ = ["Plan", "fitted"]

WARM = 0.05
"""Part of the steps in which the rate rises."""
DECAY = 1e-3
STEEPEST = 10.0
"""Length that a gradient is cut to."""
LAST = 0.01
"""Share of the rate at the end."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how is trained."""

    steps: int
    batch: int
    rate: float
    flips: tuple[bool, bool]
    augment: bool = True
    device: str = "cpu"


def fitted(
    pictures: Sequence[Picture],
    objects: Sequence[Objects],
    classes: int,
    canvas: Canvas,
    plan: Plan,
    seed: int,
    progress: Progress,
) -> tuple[dict[str, np.ndarray], list[float]]:
    """Return the weights after training, and the mean loss of each twentieth of the steps."""
    network = laid_out(_begun(classes, seed), plan.device)
    weights = dict(network.named_parameters())
    optimiser = torch.optim.AdamW(_groups(weights), lr=plan.rate)
    mean, losses = mean_of(weights), []
    rng = stream(seed, "detector", "batches")
    for step, rows in enumerate(_batches(len(pictures), plan, rng)):
        for group in optimiser.param_groups:
            group["lr"] = plan.rate * _pace(step / plan.steps)
        found = _loss(
            network, [pictures[row] for row in rows], [objects[row] for row in rows], classes, canvas, plan, rng
        )
        optimiser.zero_grad()
        torch.autograd.backward(found)
        torch.nn.utils.clip_grad_norm_(network.parameters(), STEEPEST)
        optimiser.step()
        averaged(mean, weights, 1 / min(step + 1, 10 + plan.steps // 20))
        losses.append(float(found.detach()))
        progress("training the detector", step + 1, plan.steps)
    return as_arrays(mean), [float(np.mean(part)) for part in np.array_split(losses, min(20, len(losses)))]


def _begun(classes: int, seed: int) -> Network:
    """A network before training: torch draws first weights from its one global generator, which is put back."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(int(stream(seed, "detector", "weights").integers(2**63)))
        return Network(classes)


def _groups(weights: dict[str, Any]) -> list[dict[str, Any]]:
    """Only kernels decay, not what normalises or shifts."""
    return [
        {"params": [w for w in weights.values() if w.ndim > 1], "weight_decay": DECAY},
        {"params": [w for w in weights.values() if w.ndim <= 1], "weight_decay": 0.0},
    ]


def _pace(part: float) -> float:
    """Share of the rate: rises, then falls as a cosine."""
    if part < WARM:
        return (part + 1e-3) / (WARM + 1e-3)
    return LAST + (1 - LAST) * (1 + math.cos(math.pi * (part - WARM) / (1 - WARM))) / 2


def _batches(n: int, plan: Plan, rng: np.random.Generator) -> Any:
    """Yield the rows of each step: every picture once before any comes again."""
    waiting: list[int] = []
    for _ in range(plan.steps):
        while len(waiting) < plan.batch:
            waiting += rng.permutation(n).tolist()
        yield waiting[: plan.batch]
        del waiting[: plan.batch]


def _loss(
    network: Network,
    pictures: list[Picture],
    objects: list[Objects],
    classes: int,
    canvas: Canvas,
    plan: Plan,
    rng: np.random.Generator,
) -> torch.Tensor:
    shown = torch.from_numpy(placed(pictures, canvas))
    if plan.augment:
        by = moves(len(pictures), (canvas.width, canvas.height), plan.flips, rng)
        shown, objects = moved(shown, objects, by)
        shown = tinted(shown, rng)
    wanted = targets(objects, classes, canvas.height, canvas.width)
    heat, edges = network(shown.to(plan.device).contiguous(memory_format=torch.channels_last))
    maps = (
        torch.from_numpy(each).to(plan.device) for each in (wanted.heat, wanted.edges, wanted.weight, wanted.counts)
    )
    return loss(heat, edges, *maps)
