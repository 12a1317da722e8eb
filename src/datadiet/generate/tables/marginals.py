"""Each column of numbers by itself: which distribution fits it best, remembered with what was rejected."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from datadiet.distributions import Distribution
from datadiet.distributions.fitting import Fit, empirical, fit
from datadiet.engine.progress import Progress, silent
from datadiet.errors import OptionError
from datadiet.generate.tables.unsplit import degenerate_unsplit
from datadiet.randomness import stream
from datadiet.schema import NUMBERS, Coded, Column

__all__ = ["MARGINALS", "Marginals", "check_marginals", "support_of"]

MARGINALS = ("fitted", "empirical")


@dataclass(slots=True)
class Marginals:
    """Finds each column's distribution, and remembers how."""

    seed: int
    bootstrap: int
    """Samples by which a family is tested; 0 tests none."""
    total: int = 0
    """Columns of numbers, for telling how far it is."""
    progress: Progress = silent
    kind: str = "fitted"
    """One of `MARGINALS`: the family that fits best, or the values as they were seen, smoothed."""
    found: dict[str, Fit] = field(default_factory=dict)

    def __call__(self, column: Column, values: np.ndarray) -> Distribution:
        """Return the distribution of a column's values that are there: (n,)."""
        if column.name not in self.found:
            self.found[column.name] = self._fit(column, values)
            self.progress("columns", len(self.found), max(self.total, len(self.found)))
        return self.found[column.name].distribution

    def anew(self) -> "Marginals":
        """Return one that does the same and remembers nothing."""
        return replace(self, found={})

    def _fit(self, column: Column, values: np.ndarray) -> Fit:
        support, whole = support_of(column), column.kind == "integer"
        if self.kind == "empirical":
            return empirical(values, support=support, integer=whole)
        rng = stream(self.seed, "fit", column.name)
        return fit(values, support=support, integer=whole, bootstrap=self.bootstrap, rng=rng)

    def fit_all(self, rows: Coded) -> None:
        """Fit every column of numbers that has a value; methods that need no distribution are shown with it too."""
        for column, values in zip(rows.columns, rows.values.T, strict=True):
            if column.kind in NUMBERS and (there := values[~np.isnan(values)]).size:
                self(column, there)

    def unsplit(self, rows: Coded) -> dict[str, list[dict[str, Any]]]:
        """Return, as JSON, which families of which columns are degenerate unless point masses are split off."""
        told = {}
        for column, values in zip(rows.columns, rows.values.T, strict=True):
            if (found := self.found.get(column.name)) and found.masses:
                odd = degenerate_unsplit(values[~np.isnan(values)], found, support_of(column))
                told[column.name] = [asdict(each) for each in odd]
        return {name: each for name, each in told.items() if each}


def check_marginals(kind: str) -> None:
    """Refuse a kind that is not known."""
    if kind not in MARGINALS:
        raise OptionError(f"there are no marginals '{kind}'", expected=" or ".join(MARGINALS))


def support_of(column: Column) -> tuple[float | None, float | None] | None:
    """Return the bounds that families must keep; None where there is nothing but that no value is negative, which a fit
    finds by itself, and then also tries families that end elsewhere.
    """
    return None if column.high is None and column.low in (None, 0) else (column.low, column.high)
