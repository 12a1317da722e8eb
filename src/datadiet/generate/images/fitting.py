"""Fit a generator of small pictures, and stop where held-out pictures can least be told from its own."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from datadiet.data.dataset import Dataset
from datadiet.engine.progress import Progress, silent
from datadiet.errors import OptionError
from datadiet.generate.deep.backend import torch_here
from datadiet.generate.deep.training import Budget, Counted, Learner, Trained, train
from datadiet.generate.images.gan import GanLearner
from datadiet.generate.images.judging import PixelJudge
from datadiet.generate.images.model import METHODS, ImageModel
from datadiet.generate.images.networks import Shape
from datadiet.generate.images.stack import Stack
from datadiet.generate.images.vae import VaeLearner
from datadiet.randomness import stream

__all__ = ["fit_images"]

STEPS = {"vae": 3000, "gan": 4000}
PATIENCE, EVERY, LEAST_EVERY = 6, 15, 20
"""Looks without a better one that end training; looks in all; steps between two of them at least."""
HELD_OUT, MOST_HELD_OUT = 0.2, 1000
REFITTED = 5000
"""Pictures up to which an autoencoder is fitted once more to all of them, the held-out ones too."""
FEW_VALUES = 64
"""A picture of no more values than this has no others."""
TRIED = 600
"""Pictures of a model that are looked through for what it has lost."""


def fit_images(
    pictures: Dataset | Stack | np.ndarray,
    *,
    method: str = "vae",
    size: tuple[int, int] | None = None,
    labels: Sequence[str] | None = None,
    seed: int,
    steps: int | None = None,
    device: str = "cpu",
    progress: Progress = silent,
) -> ImageModel:
    """Fit a generator of small pictures, told their classes where they have some.

    A fifth of the pictures is held out. Training ends where they are least told from pictures of the model (two-sample
    test on the principal components of pixels), and the weights of that look are kept. What the model has lost is said
    in `facts["notes"]`.

    Args:
        pictures: 20 or more: a data set of images or items, or an array; see `Stack.of`.
        method: vae, a variational autoencoder; gan, a generative adversarial network.
        size: height and width of what is learned and made, 4 to 32 pixels; None for that which all pictures have, and
            32 x 32 for a data set in which they differ or are larger.
        labels: of an array, the class of each picture.
        seed: of the split, the weights, the batches and the noise; on a CPU, the same seed gives the same model.
        steps: at most; None for 3,000 (vae) or 4,000 (gan).
        device: cpu or cuda.
        progress: called after every step.

    Raises:
        DataError: the pictures cannot be used.
        MissingExtra: torch is not installed.
        OptionError: no such method or device, or a size or a number of steps out of range.
        TooFewSamples: fewer than 20 pictures.
    """
    if method not in METHODS:
        raise OptionError(f"there is no method '{method}'", expected=" or ".join(METHODS))
    stack = Stack.of(pictures, size=size, labels=labels)
    budget = _budget(STEPS[method] if steps is None else steps)
    fitting = _Fitting(stack, seed, device, progress, budget)
    arrays, facts = fitting.vae() if method == "vae" else fitting.gan()
    return fitting.finished(method, arrays, facts)


def _budget(steps: int) -> Budget:
    if steps < 1:
        raise OptionError(f"steps is {steps}", expected="1 or more")
    return Budget(steps, max(steps // EVERY, LEAST_EVERY), PATIENCE)


class _Fitting:
    """Pictures in two parts, the judge of both methods, and how a fit of each goes."""

    def __init__(self, stack: Stack, seed: int, device: str, progress: Progress, budget: Budget) -> None:
        order = stream(seed, "images", "split").permutation(len(stack))
        out = min(max(int(len(stack) * HELD_OUT), 4), MOST_HELD_OUT)
        self.stack, self.learned, self.held_out = stack, stack.rows(order[out:]), stack.rows(order[:out])
        self.judge = PixelJudge.of(stack, self.held_out, int(stream(seed, "images", "judge").integers(2**31)))
        self.seed = int(stream(seed, "images", "weights").integers(2**31))
        self.device, self.progress, self.budget = device, progress, budget

    def vae(self) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Fit to the part until it is best, and then as many steps to all; what is missed is that of the held-out."""
        with torch_here(self.device) as torch:
            learner = VaeLearner(torch, self.learned, self.held_out, self.seed, self.device)
            found = self._trained("vae", learner)
            weights = found.weights
            if found.steps and len(self.stack) <= REFITTED:
                learner = VaeLearner(torch, self.stack, None, self.seed, self.device)
                again = Counted(learner, "training on all", found.steps, self.progress)
                for _ in range(found.steps):
                    again.step()
                weights = {**weights, **again.weights()}
        return self._whole(weights), {"steps": found.steps, "scores": list(found.scores)}

    def gan(self) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Fit to the part: an adversarial fit has no loss that says how far another one has come."""
        with torch_here(self.device) as torch:
            learner = GanLearner(torch, self.learned, self.seed, self.device)
            found = self._trained("gan", learner)
        return self._whole(found.weights), {"steps": found.steps, "scores": list(found.scores)}

    def finished(self, method: str, arrays: Mapping[str, np.ndarray], facts: dict[str, Any]) -> ImageModel:
        """Return the model with what it has lost."""
        model = self._model(method, arrays, {"notes": []})
        latent = stream(self.seed, "tried").standard_normal((TRIED, model.dimensions))
        codes = model.codes(latent)
        notes = [*self.judge.lost(model.decode(latent, codes=codes), codes)]
        if not facts["steps"]:
            notes.append(
                "No step of training made pictures that are harder to tell: the model is as good as untrained."
            )
        stack = self.stack
        read = {"pictures": len(stack), "left_out": len(stack.problems), "squeezed": stack.squeezed, "grey": stack.grey}
        said = {**facts, **read, "notes": notes}
        return self._model(method, arrays, said)

    def _trained(self, method: str, learner: Learner) -> Trained:
        counted = Counted(learner, "training, at most", self.budget.steps, self.progress)
        return train(counted, lambda weights: self._look(method, weights), self.budget)

    def _look(self, method: str, weights: Mapping[str, np.ndarray]) -> float:
        model = self._model(method, self._whole(weights), {"notes": []})
        latent = self.judge.latent(model.dimensions)
        codes = model.codes(latent)
        return self.judge.score(model.decode(latent, codes=codes), codes)

    def _model(self, method: str, arrays: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> ImageModel:
        return ImageModel(method, Shape(*self.stack.pixels.shape[1:]), self.stack.classes, arrays, facts)

    def _whole(self, weights: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        shares = np.bincount(self.stack.codes, minlength=1) / len(self.stack)
        values = np.unique(self.stack.pixels)
        few = values if len(values) <= FEW_VALUES else values[:0]
        return {**weights, "values": few, "shares": shares}
