"""The Gaussian copula: each column as it is distributed, held together by the correlations of a Gaussian vector."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from datadiet.errors import DataError
from datadiet.generate.tables.models.contract import Arrays
from datadiet.generate.tables.models.gaussian import Progress, find_correlations
from datadiet.generate.tables.models.layout import Fitter, Layout
from datadiet.schema import Coded, Column

__all__ = ["GaussianCopula", "fit_copula", "fit_independent"]


@dataclass(frozen=True, slots=True, eq=False)
class GaussianCopula:
    """Columns of any kind, with the correlations that their components have."""

    method: ClassVar[str] = "copula"
    layout: Layout
    correlations: np.ndarray
    """(D, D)"""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that it makes."""
        return self.layout.columns

    @property
    def dimensions(self) -> int:
        """How many components there are."""
        return len(self.correlations)

    def decode(self, latent: np.ndarray) -> np.ndarray:
        """Return (n, d) values from (n, D) standard normal numbers."""
        return self.layout.values(latent @ np.linalg.cholesky(self.correlations).T)

    def dump(self) -> tuple[dict[str, Any], Arrays]:
        """Return it as facts and arrays."""
        return self.layout.dump(), {"correlations": self.correlations}

    @classmethod
    def load(cls, columns: tuple[Column, ...], facts: Mapping[str, Any], arrays: Arrays) -> Self:
        """Return what `dump` took apart."""
        layout = Layout.load(columns, facts)
        found = np.asarray(arrays.get("correlations", np.zeros((0, 0))), float)
        if found.shape != (layout.width, layout.width):
            raise DataError(
                f"correlations of shape {found.shape}",
                expected=f"({layout.width}, {layout.width}), as the columns have",
            )
        try:
            np.linalg.cholesky(found)
        except np.linalg.LinAlgError as error:
            raise DataError("the correlations are none", expected="a positive definite matrix") from error
        return cls(layout, found)


def fit_copula(
    rows: Coded, fitter: Fitter, *, rng: np.random.Generator, progress: Progress | None = None
) -> GaussianCopula:
    """Fit a Gaussian copula.

    Args:
        rows: two or more, of one column or more.
        fitter: finds the distribution of each column of numbers.
        rng: draws what the rows do not show of their components.
        progress: called with rounds done, and how many there are.

    Raises:
        TooFewSamples: fewer than two rows, or no column.

    Source: Hoff 2007; of levels without order, Zhao, Townsend & Udell 2022.
    """
    layout = Layout.of(rows, fitter)
    return GaussianCopula(layout, find_correlations(layout.seen(rows, rng), rng=rng, progress=progress).correlations)


def fit_independent(rows: Coded, fitter: Fitter) -> GaussianCopula:
    """Fit each column alone: the floor that every other method must beat. Arguments and errors as `fit_copula`."""
    layout = Layout.of(rows, fitter)
    return GaussianCopula(layout, np.eye(layout.width))
