"""Fit a refiner: an adversary sees small parts of pictures, and edges are held where they are."""

from typing import Any

import numpy as np

from datadiet.data.dataset import Dataset
from datadiet.errors import DataError, OptionError
from datadiet.generate.deep.library import torch_here
from datadiet.generate.deep.training import Budget, Watch, train
from datadiet.generate.deep.weights import Weights, as_arrays, averaged, begun, descend, mean_of
from datadiet.generate.images.look import edges_kept, look
from datadiet.generate.images.networks import convolution, convolved
from datadiet.generate.images.refiner import Refiner, refined, start
from datadiet.generate.images.stack import LARGEST, Stack
from datadiet.measure.gap import gap
from datadiet.randomness import stream

__all__ = ["fit_refiner"]

BATCH, RATE, MEAN = 32, 1e-3, 0.02
KEPT, NEAR = 1.0, 0.5
"""What a change of edges, and one of tones, costs beside the adversary."""
PENALTY, LAZY = 0.1, 4
HISTORY = 256
"""Pictures of earlier refiners, of which half of what the adversary sees is drawn."""
LOOKS, PATIENCE, HELD_OUT = 12, 6, 0.2
MOVED = 0.7
"""Correlation of edges before and after, below which a note says that geometry is not kept."""


def fit_refiner(
    composites: Dataset | Stack | np.ndarray,
    real: Dataset | Stack | np.ndarray,
    *,
    size: tuple[int, int] | None = (LARGEST, LARGEST),
    seed: int,
    steps: int = 1000,
    device: str = "cpu",
    progress: Watch | None = None,
) -> Refiner:
    """Fit a refiner, which moves composites towards the look of real pictures and leaves what they show in its place.

    It changes nothing at first. Training ends where held-out composites are nearest to held-out real pictures (the gap
    of their colours, contrasts and sharpness); where that is at the start, the refiner changes nothing and says so.

    Args:
        composites: 20 or more: composites, or their items; see `Stack.of`.
        real: 20 or more real pictures, or their items.
        size: height and width that both are squeezed to while it learns, 4 to 32 pixels; None for that of arrays.
            Refined pictures may have any size, and should show things at that scale.
        seed: of the split, the weights and the batches; on a CPU, the same seed gives the same refiner.
        steps: at most.
        device: cpu or cuda.
        progress: called with steps done, steps at most, and the gap: 0 is best.

    Raises:
        DataError: the pictures cannot be used, or are of two sizes.
        MissingExtra: torch is not installed.
        OptionError: a size or a number of steps is out of range.
        TooFewSamples: fewer than 20 pictures on a side.

    Source: Shrivastava et al. 2017 (the adversary of small parts, its history, and a cost of what changes, here of the
    derivatives of the image); Mescheder, Geiger & Nowozin 2018 (the penalty).
    """
    if steps < 1:
        raise OptionError(f"steps is {steps}", expected="1 or more")
    stacks = [_coloured(Stack.of(one, size=size)) for one in (composites, real)]
    if stacks[0].shape[1:] != stacks[1].shape[1:]:
        raise DataError(
            f"composites of {stacks[0].shape[1:3]} and real pictures of {stacks[1].shape[1:3]} pixels",
            expected="one size",
            todo="name a size that both are squeezed to",
        )
    (learned, held_out), (real_learned, real_out) = (_halves(one, seed, k) for k, one in enumerate(stacks))
    wanted = look(real_out)

    def far(weights: Weights) -> float:
        made = look(Refiner(weights, {}).refine(held_out))
        spread = wanted.std(axis=0) + 1e-3
        return gap(wanted / spread, made / spread, rng=stream(seed, "refiner", "gap")).score

    with torch_here(device) as torch:
        learner = _Learner(torch, learned, real_learned, int(stream(seed, "refiner").integers(2**31)), device)
        found = train(learner, far, Budget(steps, max(steps // LOOKS, 1), PATIENCE), progress)
    return Refiner(found.weights, _facts(found.weights, held_out, found.steps, found.scores, far(found.weights)))


def _facts(
    weights: Weights, held_out: np.ndarray, steps: int, scores: tuple[float, ...], after: float
) -> dict[str, Any]:
    kept, notes = edges_kept(held_out, Refiner(weights, {}).refine(held_out)), []
    if not steps:
        notes.append("No step of training brought the pictures nearer to real ones: the refiner changes nothing.")
    if kept < MOVED:
        notes.append(f"Edges are not where they were: they correlate by {kept:.2f} with those before.")
    return {
        "steps": steps,
        "scores": list(scores),
        "gap_before": scores[0],
        "gap_after": after,
        "edges_kept": kept,
        "notes": notes,
    }


def _coloured(stack: Stack) -> np.ndarray:
    return np.repeat(stack.pixels, 3, axis=3) if stack.pixels.shape[3] == 1 else stack.pixels


def _halves(pixels: np.ndarray, seed: int, which: int) -> tuple[np.ndarray, np.ndarray]:
    order = stream(seed, "refiner", "split", which).permutation(len(pixels))
    out = max(int(len(pixels) * HELD_OUT), 5)
    return pixels[order[out:]], pixels[order[:out]]


class _Learner:
    """Refiner and adversary, and one optimiser step of each."""

    def __init__(self, torch: Any, made: np.ndarray, real: np.ndarray, seed: int, device: str) -> None:
        self.torch, self.device, self.steps = torch, device, 0
        self.generator = torch.Generator().manual_seed(seed)
        self.made, self.real = (
            torch.tensor(one.transpose(0, 3, 1, 2), dtype=torch.float32, device=device) / 255 for one in (made, real)
        )
        self.history = self.made[:0]
        self.refiner = begun(start(self.generator), device)
        self.adversary = begun(
            {
                **convolution("first", 3, 24, 3, self.generator),
                **convolution("second", 24, 48, 3, self.generator),
                **convolution("last", 48, 1, 1, self.generator),
            },
            device,
        )
        self.mean = mean_of(self.refiner)
        both = self.refiner, self.adversary
        self.adams = [torch.optim.Adam(list(w.values()), lr=RATE, betas=(0.5, 0.99)) for w in both]

    def step(self) -> None:
        """Take one step of the adversary and one of the refiner."""
        torch = self.torch
        batch = self._some(self.made, BATCH)
        new = refined(self.refiner, batch, torch)
        self._accuse(self._remembered(new.detach()))
        edges = sum((a - b).abs().mean() for a, b in zip(_edges(new), _edges(batch), strict=True))
        doubt = torch.nn.functional.softplus(-self._judged(new)).mean()
        descend(self.adams[0], doubt + KEPT * edges + NEAR * (new - batch).abs().mean())
        averaged(self.mean, self.refiner, MEAN)
        self.steps += 1

    def weights(self) -> Weights:
        """Return the running mean of the refiner's weights."""
        return as_arrays(self.mean)

    def _accuse(self, made: Any) -> None:
        torch, softplus, lazy = self.torch, self.torch.nn.functional.softplus, self.steps % LAZY == 0
        real = self._some(self.real, BATCH).requires_grad_(lazy)
        says = self._judged(real)
        loss = softplus(-says).mean() + softplus(self._judged(made)).mean()
        if lazy:
            (slope,) = torch.autograd.grad(says.mean(dim=(1, 2, 3)).sum(), real, create_graph=True)
            loss = loss + LAZY * PENALTY / 2 * slope.square().flatten(1).sum(dim=1).mean() * real[0, 0].numel()
        descend(self.adams[1], loss)

    def _remembered(self, new: Any) -> Any:
        """Return half of the new pictures and as many old ones, and remember some of the new."""
        old = self._some(self.history, len(new) // 2) if len(self.history) else new[:0]
        keep = self._some(self.history, HISTORY - len(new) // 2) if len(self.history) >= HISTORY else self.history
        self.history = self.torch.cat([keep, new[: len(new) // 2]])
        return self.torch.cat([new[len(old) :], old])

    def _judged(self, pictures: Any) -> Any:
        """Return (n, 1, h, w): each small part of a picture by itself."""
        silu, torch = self.torch.nn.functional.silu, self.torch
        x = silu(convolved(self.adversary, "first", 2 * pictures - 1, torch))
        x = silu(convolved(self.adversary, "second", x, torch, stride=2))
        return convolved(self.adversary, "last", x, torch)

    def _some(self, pictures: Any, n: int) -> Any:
        which = self.torch.randint(len(pictures), (n,), generator=self.generator)
        return pictures[which.to(self.device)]


def _edges(tones: Any) -> tuple[Any, Any]:
    return tones[:, :, 1:] - tones[:, :, :-1], tones[:, :, :, 1:] - tones[:, :, :, :-1]
