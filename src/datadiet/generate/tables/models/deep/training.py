"""Training that stops where rows held out can least be told from the model's, and that leaves torch as it was."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from threadpoolctl import threadpool_limits

from datadiet.embed.rows import RowSpace
from datadiet.errors import MissingExtra, OptionError, TooFewSamples
from datadiet.generate.tables.models.deep.networks import Weights
from datadiet.measure.classifier import two_sample_auc
from datadiet.randomness import stream
from datadiet.schema import Coded

__all__ = ["Budget", "Judge", "Learner", "Trained", "Watch", "averaged", "halves", "torch_here", "train"]

Watch = Callable[[int, int, float], None]
"""Called with steps done, steps at most, and how well held-out rows are told from the model's: .5 is best."""
FEWEST = 10
LIMIT = 100_000
"""Rows that are learned from, at most: that bounds time and memory."""
TRIED = (2000, 20_000)
"""Rows of a model that are looked through for what it has lost: as many as there are real ones, within these."""
JUDGED = 500
"""Held-out rows that judge, at most."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How long is trained. Steps are counted, not passes over the rows, so that a small table gets enough of them."""

    steps: int = 3000
    """At most."""
    every: int = 200
    """Steps between two looks at the held-out rows."""
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
        """Return the weights as they are used for rows, as arrays."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Judge:
    """Says how well held-out rows can be told from rows of a model: the mean of a linear and a boosted classifier."""

    space: RowSpace
    held_out: np.ndarray
    """(n, D)"""
    columns: tuple[Any, ...]
    seed: int

    @classmethod
    def of(cls, real: Coded, held_out: Coded, seed: int) -> "Judge":
        """Judge by held-out rows, in the space that the real ones define."""
        space = RowSpace.of(real)
        few = held_out.rows(np.arange(min(len(held_out), JUDGED)))
        return cls(space, space.vectors(few), real.columns, seed)

    def latent(self, dimensions: int) -> np.ndarray:
        """Return the same normal numbers at every look, so that looks differ by the weights alone."""
        return stream(self.seed, "looks").standard_normal((2 * len(self.held_out), dimensions))

    def score(self, values: np.ndarray) -> float:
        """Return .5 where rows of a model cannot be told, 1 where each can."""
        made = self.space.vectors(Coded(self.columns, values))
        areas = [
            two_sample_auc(self.held_out, made, rng=stream(self.seed, kind), kind=kind).score
            for kind in ("linear", "boosting")
        ]
        return float(np.mean([max(area, 1 - area) for area in areas]))


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


def train(learner: Learner, look: Callable[[Weights], float], budget: Budget, watch: Watch | None = None) -> Trained:
    """Train until looks at held-out rows get no better, and return what was best.

    Args:
        learner: is changed.
        look: how well held-out rows are told from the model's: lower is better.
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


def halves(rows: Coded, rng: np.random.Generator, share: float = 0.2) -> tuple[Coded, Coded]:
    """Return rows to learn from, no more than 100,000, and rows held out: a fifth, no more than 2,000.

    Raises:
        TooFewSamples: fewer than ten rows, or no column.
    """
    if len(rows) < FEWEST or not rows.columns:
        raise TooFewSamples(
            f"{len(rows)} rows of {len(rows.columns)} columns",
            expected=f"at least {FEWEST} rows of one column",
            todo="give more rows, or fit a copula",
        )
    order = rng.permutation(len(rows))
    out = min(max(int(len(rows) * share), 4), 2000)
    return rows.rows(order[out : out + LIMIT]), rows.rows(order[:out])


def averaged(mean: Weights, now: Weights, share: float) -> None:
    """Move a running mean of weights towards what they are now."""
    for name, value in now.items():
        mean[name].lerp_(value.detach(), share)


@contextmanager
def torch_here(device: str = "cpu") -> Iterator[Any]:
    """Yield torch with deterministic algorithms, it and numpy on one thread, and leave all as it was.

    On a CPU the same seed gives the same weights. On a GPU some sums are taken in any order.

    Raises:
        MissingExtra: torch is not installed.
        OptionError: there is no such device.
    """
    try:
        import torch
    except ModuleNotFoundError as error:
        raise MissingExtra("torch", "deep") from error
    _check_device(torch, device)
    threads, strict = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    warn = torch.is_deterministic_algorithms_warn_only_enabled()
    try:
        torch.set_num_threads(1)
        torch.use_deterministic_algorithms(True, warn_only=device != "cpu")
        with threadpool_limits(1), torch.enable_grad():
            yield torch
    finally:
        torch.use_deterministic_algorithms(strict, warn_only=warn)
        torch.set_num_threads(threads)


def _check_device(torch: Any, device: str) -> None:
    try:
        torch.zeros(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise OptionError(
            f"torch cannot use the device '{device}' ({str(error).splitlines()[0]})", expected="cpu, or cuda with a GPU"
        ) from error


def told_collapse(
    real: Coded, decode: Callable[[np.ndarray], np.ndarray], dimensions: int, seed: int
) -> tuple[str, ...]:
    """Say in sentences what a model has lost: a level, or all variety.

    Args:
        real: the rows that it was fitted to.
        decode: makes rows of the model from (n, dimensions) normal numbers.
        dimensions: of these.
        seed: of these.
    """
    few, many = TRIED
    made = decode(stream(seed, "tried").standard_normal((min(max(len(real), few), many), dimensions)))
    said: list[str] = []
    for column, old, new in zip(real.columns, real.values.T, made.T, strict=True):
        said += _lost(column, old, new)
    sample = made[:1000]
    distinct = len(np.unique(np.nan_to_num(sample, nan=-1e300), axis=0))
    if distinct <= max(1, len(sample) // 100) < len(np.unique(np.nan_to_num(real.values, nan=-1e300), axis=0)):
        said.append(f"The model has collapsed: {len(sample)} rows of it are only {distinct} different ones.")
    return tuple(said)


def _lost(column: Any, old: np.ndarray, new: np.ndarray) -> list[str]:
    if column.levels:
        codes, counts = np.unique(old[~np.isnan(old)].astype(int), return_counts=True)
        # A level of this share is absent from that many rows once in a thousand times.
        common = codes[counts / len(old) > 7 / len(new)]
        gone = np.setdiff1d(common, new[~np.isnan(new)].astype(int))
        return [f"{column.name}: the level '{column.levels[code]}' is in no row of the model." for code in gone]
    spread, real = (
        np.subtract(*np.quantile(v[~np.isnan(v)], [0.95, 0.05])) if (~np.isnan(v)).any() else 0.0 for v in (new, old)
    )
    return [f"{column.name}: the values of the model hardly differ."] if spread < 0.05 * real else []
