"""A combination of methods: fitted columns in a Gaussian copula, and a small flow that learns what is left over."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np
from scipy.special import ndtri

from datadiet.errors import DataError
from datadiet.generate.deep.backend import torch_here
from datadiet.generate.deep.training import Budget, Trained, Watch, train
from datadiet.generate.deep.weights import Weights
from datadiet.generate.tables.models.contract import Arrays
from datadiet.generate.tables.models.deep.flow import FlowLearner, drawn, fits, log_density
from datadiet.generate.tables.models.deep.judging import Judge, halves
from datadiet.generate.tables.models.gaussian import Progress, find_correlations
from datadiet.generate.tables.models.layout import Fitter, Layout
from datadiet.schema import Coded, Column

__all__ = ["Hybrid", "fit_hybrid"]

KNOTS = 199
_MARGINS = 40_000
"""Vectors from which the margins of a flow are known."""
_WORSE = 0.05
"""Of the two-sample test: less is luck, among the few rows held out of a small table."""


@dataclass(frozen=True, slots=True, eq=False)
class Hybrid:
    """A copula whose normal vectors come from a flow, put right so that each column stays as it was fitted."""

    method: ClassVar[str] = "hybrid"
    layout: Layout
    turn: np.ndarray
    """(D, D): what comes from the flow to the components of the columns, so that these have the correlations found."""
    flow: Weights
    """Empty where nothing more than the copula could be learned."""
    margins: np.ndarray
    """(D, knots) quantiles of the flow's components, which become those of a normal law; (D, 0) without a flow."""
    scores: tuple[float, float]
    """How well held-out rows were told from the copula's, and from those of the flow: .5 is best."""
    gain: tuple[float, float]
    """Log likelihood of a held-out row, in nats over the copula's, and its standard error."""
    steps: int

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that it makes."""
        return self.layout.columns

    @property
    def dimensions(self) -> int:
        """How many components there are."""
        return len(self.turn)

    @property
    def notes(self) -> tuple[str, ...]:
        """What people should know."""
        if self.flow:
            return ()
        return ("Held-out rows show nothing that the flow knows better than the copula: it is the copula alone.",)

    def decode(self, latent: np.ndarray) -> np.ndarray:
        """Return (n, d) values from (n, D) standard normal numbers."""
        if not self.flow:
            return self.layout.values(latent @ self.turn.T)
        return self.layout.values(_put_right(drawn(self.flow, latent) @ self.turn.T, self.margins))

    def dump(self) -> tuple[dict[str, Any], Arrays]:
        """Return it as facts and arrays."""
        facts = {"scores": list(self.scores), "gain": list(self.gain), "steps": self.steps, **self.layout.dump()}
        arrays = {"turn": self.turn, "margins": self.margins}
        return facts, {**arrays, **{f"flow/{name}": value for name, value in self.flow.items()}}

    @classmethod
    def load(cls, columns: tuple[Column, ...], facts: Mapping[str, Any], arrays: Arrays) -> Self:
        """Return what `dump` took apart."""
        layout = Layout.load(columns, facts)
        try:
            turn, margins = np.asarray(arrays["turn"], float), np.asarray(arrays["margins"], float)
            flow = {name[5:]: np.asarray(value) for name, value in arrays.items() if name.startswith("flow/")}
            right = turn.shape == (layout.width,) * 2 and margins.shape == (layout.width, KNOTS if flow else 0)
            right = right and fits(flow, layout.width) and bool((np.diff(margins) > 0).all())
            scores, gain = ((float(facts[name][0]), float(facts[name][1])) for name in ("scores", "gain"))
            steps = int(facts["steps"])
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise DataError(f"a part of the model is missing or not as expected ({error!r})") from error
        if not right:
            raise DataError("the parts of the model do not fit each other", todo="fit the model again")
        return cls(layout, turn, flow, margins, scores, gain, steps)


def fit_hybrid(
    rows: Coded,
    fitter: Fitter,
    *,
    rng: np.random.Generator,
    budget: Budget | None = None,
    device: str = "cpu",
    progress: Progress | None = None,
    watch: Watch | None = None,
) -> Hybrid:
    """Fit a Gaussian copula, and a flow to the normal vectors that it leaves independent in theory.

    The flow begins as nothing, so that the start is the copula; it is kept only where held-out rows are more likely
    under it by more than a standard error, and are not told from its rows plainly better.

    Args:
        rows: ten or more.
        fitter: finds the distribution of each column of numbers.
        rng: splits the rows, draws what rows do not show of their components, seeds the flow.
        budget: of the first fit of the flow, which stops where held-out rows are most likely; a second one to all rows
            takes as many steps.
        device: cpu or cuda.
        progress: of the copula.
        watch: is told of every look at the held-out rows: minus their log likelihood over the copula's.

    Raises:
        MissingExtra: torch is not installed.
        TooFewSamples: fewer than ten rows, or no column.

    Source: Dinh, Sohl-Dickstein & Bengio 2017 (the flow); Papamakarios et al. 2021.
    """
    halves(rows, np.random.default_rng(0))  # refuses too few rows
    rows = rows.rows(rng.permutation(len(rows)))
    layout = Layout.of(rows, fitter)
    found = find_correlations(layout.shown(rows.values), rng=rng, progress=progress)
    seed = int(rng.integers(2**31))
    plain = Hybrid(layout, _turn(found.correlations), {}, np.zeros((layout.width, 0)), (0.5, 0.5), (0.0, 0.0), 0)
    if layout.width < 2:
        return plain
    with torch_here(device) as torch:
        learned = _Learned(torch, np.linalg.solve(plain.turn, found.components.T).T, seed, device)
        first, gain = learned.first(budget or Budget(steps=2000, every=50, patience=6), watch)
        if not first.steps or gain[0] <= gain[1]:
            return replace(plain, gain=gain)
        judge = Judge.of(rows, rows.rows(np.arange(min(learned.out, len(rows)))), seed)
        latent = judge.latent(layout.width)
        tried = _with_flow(plain, first.weights, seed)
        scores = judge.score(plain.decode(latent)), judge.score(tried.decode(latent))
        if scores[1] > scores[0] + _WORSE:
            return replace(plain, gain=gain, scores=scores)
        fitted = _with_flow(plain, learned.again(first.steps), seed)
    return replace(fitted, gain=gain, scores=scores, steps=first.steps)


class _Learned:
    """A flow fitted to some of the vectors, judged by the others, and then fitted to all."""

    def __init__(self, torch: Any, vectors: np.ndarray, seed: int, device: str) -> None:
        self.torch, self.vectors, self.seed, self.device = torch, vectors, seed, device
        self.out = min(max(len(vectors) // 5, 4), 2000)

    def first(self, budget: Budget, watch: Watch | None) -> tuple[Trained, tuple[float, float]]:
        """Return the flow under which the vectors held out are most likely, and how much more than without one."""
        learner = FlowLearner(self.torch, self.vectors[self.out :], self.seed, self.device)
        found = train(learner, lambda weights: -float(self._gains(weights).mean()), budget, watch)
        gains = self._gains(found.weights)
        return found, (float(gains.mean()), float(gains.std(ddof=1) / len(gains) ** 0.5))

    def again(self, steps: int) -> Weights:
        """Return a flow fitted to all."""
        learner = FlowLearner(self.torch, self.vectors, self.seed, self.device)
        for _ in range(steps):
            learner.step()
        return learner.weights()

    def _gains(self, weights: Weights) -> np.ndarray:
        tensors = {name: self.torch.tensor(value) for name, value in weights.items()}
        held_out = self.torch.tensor(self.vectors[: self.out], dtype=self.torch.float32)
        with self.torch.no_grad():
            return np.asarray(log_density(tensors, held_out, self.torch).double().numpy())


def _with_flow(plain: Hybrid, flow: Weights, seed: int) -> Hybrid:
    """Put a flow under a copula, so that correlations and columns stay what they were."""
    made = drawn(flow, np.random.default_rng(seed).standard_normal((_MARGINS, plain.dimensions)))
    values, vectors = np.linalg.eigh(np.cov(made.T))
    turn = plain.turn @ (vectors / np.sqrt(values)) @ vectors.T
    margins = np.quantile(made @ turn.T, _shares(), axis=0).T + 1e-9 * np.arange(KNOTS)  # rising, whatever the flow
    return replace(plain, flow=flow, turn=turn, margins=margins)


def _turn(correlations: np.ndarray) -> np.ndarray:
    """Return what makes components from independent ones, the one that moves most first."""
    values, vectors = np.linalg.eigh(correlations)
    signs = np.where(vectors[np.abs(vectors).argmax(axis=0), np.arange(len(values))] < 0, -1, 1)
    return (vectors * signs * np.sqrt(np.maximum(values, 1e-12)))[:, ::-1]


def _shares() -> np.ndarray:
    return (np.arange(KNOTS) + 1) / (KNOTS + 1)


def _put_right(components: np.ndarray, margins: np.ndarray) -> np.ndarray:
    """Return (n, D) components, each normal: straight between knots, and beyond them as far as it was beyond."""
    normal = ndtri(_shares())
    made = np.empty_like(components)
    for j, knots in enumerate(margins):
        x = components[:, j]
        inner = np.interp(x, knots, normal)
        made[:, j] = inner + _beyond(x, knots, normal)
    return made


def _beyond(x: np.ndarray, knots: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """Return how far a component goes beyond the outer knots, in units of the spread of its own outer part."""
    low, high = ((normal[a] - normal[b]) / max(knots[a] - knots[b], 1e-6) for a, b in ((10, 0), (-1, -11)))
    return np.minimum(x - knots[0], 0) * low + np.maximum(x - knots[-1], 0) * high
