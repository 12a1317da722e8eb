"""Fit a refiner: an adversary sees small parts of pictures, and edges are held where they are."""

from typing import Any

import numpy as np

from datadiet.data.dataset import Dataset
from datadiet.engine.progress import Progress, silent
from datadiet.errors import DataError, OptionError
from datadiet.generate.deep.backend import torch_here
from datadiet.generate.deep.training import Budget, Counted, train
from datadiet.generate.deep.weights import Weights, as_arrays, averaged, begun, descend, mean_of
from datadiet.generate.images.look import edges_kept, look
from datadiet.generate.images.networks import convolution, convolved
from datadiet.generate.images.refiner import Refiner, refined, start
from datadiet.generate.images.stack import LARGEST, SMALLEST, Stack
from datadiet.generate.images.windows import SIDE, Windows, windows
from datadiet.measure.gap import gap
from datadiet.randomness import stream

__all__ = ["fit_refiner"]

BATCH, RATE, MEAN = 32, 1e-3, 0.02
KEPT, NEAR = 20.0, 2.0
"""What the square of a change of edges, and of tones, costs beside the adversary. A cost of the change itself holds
a refiner at nothing where composites are nearly real."""
PENALTY, LAZY = 0.1, 4
HISTORY = 256
"""Pictures of earlier refiners, of which half of what the adversary sees is drawn."""
LOOKS, PATIENCE, HELD_OUT = 12, 6, 0.2
FEWEST_IMAGES = 10
"""From which windows are held out by the image; below, one image alone could be all that is held out."""
MOVED = 0.7
"""Correlation of edges before and after, below which a note says that geometry is not kept."""


def fit_refiner(
    composites: Dataset | Stack | np.ndarray,
    real: Dataset | Stack | np.ndarray,
    *,
    side: int = SIDE,
    seed: int,
    steps: int = 1000,
    device: str = "cpu",
    progress: Progress = silent,
) -> Refiner:
    """Fit a refiner, which moves composites towards the look of real pictures and leaves what they show in its place.

    It changes nothing at first. Training ends where held-out composites are nearest to held-out real pictures (the gap
    of their colours, contrasts and sharpness); where that is at the start, the refiner changes nothing and says so.

    Args:
        composites: a data set, of which windows are cut at their own scale, at annotated objects where there are some;
            or 20 or more pictures of one size, 4 to 32 pixels.
        real: a data set, or pictures, likewise; both should show things at one scale.
        side: of the windows, 4 to 32 pixels. Refined pictures may have any size.
        seed: of the split, the weights and the batches; on a CPU, the same seed gives the same refiner.
        steps: at most.
        device: cpu or cuda.
        progress: called after every step.

    Raises:
        DataError: the pictures cannot be used, or are of two sizes.
        MissingExtra: torch is not installed.
        OptionError: a side or a number of steps is out of range.
        TooFewSamples: fewer than 20 pictures on a side.

    Source: Shrivastava et al. 2017 (the adversary of small parts, its history, and a cost of what changes, here of the
    derivatives of the image); Mescheder, Geiger & Nowozin 2018 (the penalty).
    """
    if steps < 1:
        raise OptionError(f"steps is {steps}", expected="1 or more")
    if not SMALLEST <= side <= LARGEST:
        raise OptionError(f"a window of {side} pixels", expected=f"{SMALLEST} to {LARGEST}")
    sides = [_seen(one, side, seed, k) for k, one in enumerate((composites, real))]
    if len({one.pixels.shape[1:] for one in sides}) > 1:
        raise DataError(
            f"composites of {sides[0].pixels.shape[1:3]} and real pictures of {sides[1].pixels.shape[1:3]} pixels",
            expected="one size",
        )
    (learned, held_out), (real_learned, real_out) = (_halves(one, seed, k) for k, one in enumerate(sides))
    wanted = look(real_out)

    def far(weights: Weights) -> float:
        made = look(Refiner(weights, {}).refine(held_out))
        spread = wanted.std(axis=0) + 1e-3
        return gap(wanted / spread, made / spread, rng=stream(seed, "refiner", "gap")).score

    with torch_here(device) as torch:
        learner = _Learner(torch, learned, real_learned, int(stream(seed, "refiner").integers(2**31)), device)
        counted = Counted(learner, "training, at most", steps, progress)
        found = train(counted, far, Budget(steps, max(steps // LOOKS, 1), PATIENCE))
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


def _seen(pictures: Dataset | Stack | np.ndarray, side: int, seed: int, which: int) -> Windows:
    if isinstance(pictures, Dataset):
        return windows(pictures, side=side, rng=stream(seed, "refiner", "windows", which))
    stack = Stack.of(pictures)
    pixels = np.repeat(stack.pixels, 3, axis=3) if stack.pixels.shape[3] == 1 else stack.pixels
    return Windows(pixels, np.arange(len(pixels)), stack.problems)


def _halves(seen: Windows, seed: int, which: int) -> tuple[np.ndarray, np.ndarray]:
    """Return what is learned from and what is held out: whole images, where there are enough of them."""
    groups = seen.groups if len(set(seen.groups.tolist())) >= FEWEST_IMAGES else np.arange(len(seen.groups))
    place = stream(seed, "refiner", "split", which).permutation(int(groups.max()) + 1)
    order = np.argsort(np.argsort(place)[groups], kind="stable")
    out = max(int(len(order) * HELD_OUT), 5)
    out += int(np.argmax(np.append(groups[order[out:]] != groups[order[out - 1]], True)))
    return seen.pixels[order[out:]], seen.pixels[order[:out]]


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
        edges = sum((a - b).square().mean() for a, b in zip(_edges(new), _edges(batch), strict=True))
        doubt = torch.nn.functional.softplus(-self._judged(new)).mean()
        descend(self.adams[0], doubt + KEPT * edges + NEAR * (new - batch).square().mean())
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
