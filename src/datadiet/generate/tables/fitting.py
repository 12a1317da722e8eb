"""From real rows to a generator: the schema, each column's distribution, what holds columns together, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from datadiet.distributions import Distribution
from datadiet.distributions.fitting import Fit, fit
from datadiet.errors import OptionError, TooFewSamples
from datadiet.generate.tables.models import (
    TableModel,
    fit_copula,
    fit_independent,
    fit_tree,
    fit_vine,
)
from datadiet.generate.tables.storage import Saved
from datadiet.randomness import stream
from datadiet.schema import Coded, Column, Schema, encode, infer

__all__ = ["BOOTSTRAP", "METHODS", "Progress", "fit_method", "fit_table"]

METHODS = ("independent", "copula", "vine", "tree")
BOOTSTRAP = 200
"""Samples by which a family is tested; see `distributions.fitting.fit`."""
Progress = Callable[[str, int, int], None]
"""Called with the stage, how much is done, and how much there is."""


@dataclass(slots=True)
class _Marginals:
    """Finds each column's distribution, and remembers how."""

    seed: int
    bootstrap: int
    total: int
    progress: Progress
    found: dict[str, Fit]

    def __call__(self, column: Column, values: np.ndarray) -> Distribution:
        """Return the distribution of a column's values."""
        if column.name not in self.found:
            self.found[column.name] = fit(
                values,
                support=_support(column),
                integer=column.kind == "integer",
                bootstrap=self.bootstrap,
                rng=stream(self.seed, "fit", column.name),
            )
            self.progress("columns", len(self.found), self.total)
        return self.found[column.name].distribution


def _support(column: Column) -> tuple[float | None, float | None] | None:
    """Return the bounds that families must keep; None where there is nothing but that no value is negative, which a fit
    finds by itself, and then also tries families that end elsewhere.
    """
    return None if column.high is None and column.low in (None, 0) else (column.low, column.high)


def fit_table(
    frame: Any,
    *,
    seed: int,
    method: str = "copula",
    schema: Schema | None = None,
    bootstrap: int = BOOTSTRAP,
    progress: Progress | None = None,
) -> Saved:
    """Fit a generator to real rows.

    Args:
        frame: Polars, pandas or pyarrow.
        seed: of all draws.
        method: `independent` (each column alone), `copula` (Gaussian), `vine`, or `tree`.
        schema: of the columns; inferred where left out.
        bootstrap: samples by which the family of each column is tested; 0 tests none.
        progress: called as the work goes on.

    Returns:
        the generator, with the schema and, in its facts, the fit of each column.

    Raises:
        DataError: the table does not fit the schema.
        OptionError: there is no such method.
        TooFewSamples: fewer than two rows, or no column that has a distribution.
    """
    known = schema or infer(frame)
    rows = encode(frame, known)
    tell = progress or (lambda stage, done, total: None)
    model, fits = fit_method(rows, method, seed=seed, bootstrap=bootstrap, progress=tell)
    facts = {"rows": len(rows), "seed": seed, "fits": {name: each.to_dict() for name, each in fits.items()}}
    return Saved(model, known, facts)


def fit_method(
    rows: Coded, method: str, *, seed: int, bootstrap: int, progress: Progress
) -> tuple[TableModel, Mapping[str, Fit]]:
    """Fit one method to coded rows, and return it with the fits of its columns. See `fit_table`."""
    if method not in METHODS:
        raise OptionError(f"there is no method '{method}'", expected=f"one of {', '.join(METHODS)}")
    if len(rows) < 2 or not rows.columns:
        raise TooFewSamples(
            f"{len(rows)} rows of {len(rows.columns)} columns that have a distribution",
            expected="two rows or more, of one column or more",
        )
    marginals = _Marginals(seed, bootstrap, sum(not column.levels for column in rows.columns), progress, {})
    rng = stream(seed, "dependence")

    def rounds(done: int, total: int) -> None:
        progress("dependence", done, total)

    if method == "independent":
        return fit_independent(rows, marginals), marginals.found
    if method == "copula":
        return fit_copula(rows, marginals, rng=rng, progress=rounds), marginals.found
    if method == "vine":
        return fit_vine(rows, marginals, rng=rng, progress=rounds), marginals.found
    return fit_tree(rows, rng=rng), marginals.found
