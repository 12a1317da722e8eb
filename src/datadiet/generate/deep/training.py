"""Training that ends where what was held out can least be told from the model's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from datadiet.engine.progress import Progress
from datadiet.errors import OptionError
from datadiet.generate.deep.weights import Weights

__all__ = ["Budget", "Counted", "Learner", "Trained", "Watch", "train"]


Watch = Callable[[int, int, float], None]
"""Called with steps done, steps at most, and how well held-out samples are told from the model's: lower is better."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long is trained. Steps are counted, not passes over the samples, so that a small set gets enough of them."""

    steps: int = 3000
    """At most."""
    every: int = 200
    """Steps between two looks at what was held out."""
    patience: int = 5
    """Looks without a better one, after which training ends."""

    def __post_init__(self) -> None:
        if min(self.steps, self.every, self.patience) < 1:
            raise OptionError(f"a budget of {self}", expected="1 or more of each")


@dataclass(frozen=True, slots=True)
class Trained:
    """What training came to."""

    weights: Weights
    """Arrays: those of the best look."""
    steps: int
    """After which they were reached."""
    scores: tuple[float, ...]
    """Of all looks, from before the first step on."""


class Learner(Protocol):
    """Weights that get better by steps."""

    def step(self) -> None:
        """Take one optimiser step."""
        ...

    def weights(self) -> Weights:
        """Return the weights as they are used to make samples, as arrays."""
        ...


@dataclass(slots=True)
class Counted:
    """A learner that tells of each step."""

    learner: Learner
    stage: str
    most: int
    progress: Progress
    done: int = 0

    def step(self) -> None:
        """Take one optimiser step."""
        self.learner.step()
        self.done += 1
        self.progress(self.stage, self.done, self.most)

    def weights(self) -> Weights:
        """Return those of the learner."""
        return self.learner.weights()


def train(learner: Learner, look: Callable[[Weights], float], budget: Budget, watch: Watch | None = None) -> Trained:
    """Train until looks at what was held out get no better, and return what was best.

    Args:
        learner: is changed.
        look: how well held-out samples are told from the model's: lower is better.
        budget: when to look and when to end.
        watch: is told of every look.
    """
    weights, looks = learner.weights(), _Looks()
    looks.better(look(weights))
    kept, at = weights, 0
    for done in range(1, budget.steps + 1):
        learner.step()
        if done % budget.every and done < budget.steps:
            continue
        weights = learner.weights()
        if looks.better(look(weights)):
            kept, at = weights, done
        if watch:
            watch(done, budget.steps, looks.scores[-1])
        if looks.since >= budget.patience:
            break
    return Trained(kept, at, tuple(looks.scores))


@dataclass(slots=True)
class _Looks:
    """Scores so far; one look's luck is evened out by its neighbours'."""

    scores: list[float] = field(default_factory=list)
    best: float = np.inf
    since: int = 0

    def better(self, score: float) -> bool:
        self.scores.append(score)
        smooth = float(np.mean(self.scores[-2:]))
        if smooth < self.best:
            self.best, self.since = smooth, 0
            return True
        self.since += 1
        return False
