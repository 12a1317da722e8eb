"""The methods by which a generator is fitted, by name."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from datadiet.engine.progress import Progress, silent
from datadiet.errors import OptionError, TooFewSamples
from datadiet.generate.tables.marginals import Marginals
from datadiet.generate.tables.models import TableModel, fit_copula, fit_independent, fit_tree, fit_vine
from datadiet.generate.tables.models.stratified import fit_stratified
from datadiet.randomness import stream
from datadiet.schema import Coded

__all__ = ["DEEP", "METHODS", "QUICK", "WORDS", "Task", "check_method", "fit_method"]

WORDS = {
    "independent": "each column alone",
    "copula": "a Gaussian copula over fitted columns",
    "vine": "a vine copula over fitted columns",
    "tree": "one tree after the other, column by column",
    "hybrid": "a Gaussian copula over fitted columns, and a flow for what it leaves over",
    "vae": "a variational autoencoder",
    "gan": "a generative adversarial network",
}
"""Method -> what it is, the plainest first: of two that are as good, the earlier one is chosen."""
METHODS = tuple(WORDS)
QUICK, DEEP = METHODS[:4], METHODS[4:]
"""Deep ones need torch."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a method is given besides rows and the distributions of columns."""

    rng: np.random.Generator
    device: str
    progress: Progress

    def rounds(self, done: int, total: int) -> None:
        """Tell how far the search for correlations is."""
        self.progress("dependence", done, total)

    def steps(self, done: int, total: int, score: float) -> None:
        """Tell how far training is."""
        self.progress("training", done, total)


def check_method(method: str) -> None:
    """Refuse a method that is not known."""
    if method not in METHODS:
        raise OptionError(f"there is no method '{method}'", expected=f"one of auto, {', '.join(METHODS)}")


def fit_method(
    rows: Coded,
    method: str,
    marginals: Marginals,
    *,
    seed: int,
    by: str | None = None,
    device: str = "cpu",
    progress: Progress = silent,
) -> TableModel:
    """Fit one method to coded rows.

    Args:
        rows: two or more, of one column or more.
        method: one of `METHODS`.
        marginals: find the distributions of columns, for the methods that go by them.
        seed: of all draws.
        by: a column of levels, for each of which the method is fitted anew.
        device: cpu or cuda, for the deep ones.
        progress: called as the work goes on.

    Raises:
        OptionError: there is no such method.
        TooFewSamples: too few rows, or no column that has a distribution.
        MissingExtra: the method needs what is not installed.
    """
    check_method(method)
    if len(rows) < 2 or not rows.columns:
        raise TooFewSamples(
            f"{len(rows)} rows of {len(rows.columns)} columns that have a distribution",
            expected="two rows or more, of one column or more",
        )
    if by is None:
        return _FIT[method](rows, marginals, Task(stream(seed, "dependence"), device, progress))

    def of_stratum(part: Coded, at: int) -> TableModel:
        return _FIT[method](part, marginals.anew(), Task(stream(seed, "dependence", at), device, progress))

    return fit_stratified(rows, by, of_stratum)


def _deep(name: str) -> Any:
    """Return what fits a deep method; its module is loaded when it is asked for."""
    return getattr(import_module(f"datadiet.generate.tables.models.deep.{name}"), f"fit_{name}")


def _hybrid(rows: Coded, marginals: Marginals, task: Task) -> TableModel:
    options = {"device": task.device, "progress": task.rounds, "watch": task.steps}
    found: TableModel = _deep("hybrid")(rows, marginals, rng=task.rng, **options)
    return found


def _network(name: str) -> Callable[[Coded, Marginals, Task], TableModel]:
    def fitted(rows: Coded, marginals: Marginals, task: Task) -> TableModel:
        found: TableModel = _deep(name)(rows, rng=task.rng, device=task.device, watch=task.steps)
        return found

    return fitted


_FIT: dict[str, Callable[[Coded, Marginals, Task], TableModel]] = {
    "independent": lambda rows, marginals, task: fit_independent(rows, marginals),
    "copula": lambda rows, marginals, task: fit_copula(rows, marginals, rng=task.rng, progress=task.rounds),
    "vine": lambda rows, marginals, task: fit_vine(rows, marginals, rng=task.rng, progress=task.rounds),
    "tree": lambda rows, marginals, task: fit_tree(rows, rng=task.rng),
    "hybrid": _hybrid,
    "vae": _network("vae"),
    "gan": _network("gan"),
}
