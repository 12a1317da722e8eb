"""The vine copula: the components of a Gaussian copula, held together pair by pair by copulas of any family."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Self

import numpy as np
from scipy.special import ndtr, ndtri

from datadiet.errors import DataError, MissingExtra
from datadiet.generate.tables.models.contract import Arrays
from datadiet.generate.tables.models.gaussian import Progress, find_correlations
from datadiet.generate.tables.models.layout import Fitter, Layout
from datadiet.schema import Coded, Column

__all__ = ["LIMIT", "VineCopula", "fit_vine"]

LIMIT = 5000
"""Rows that a vine is fitted to."""
LEVELS = 30
"""Trees of the vine: beyond them, what is left of two columns given so many others is taken as independent."""
_FAMILIES = ("indep", "gaussian", "student", "clayton", "gumbel", "frank")
_EDGE = 1e-10


@dataclass(frozen=True, slots=True, eq=False)
class VineCopula:
    """Columns of any kind, whose components go together in tails and bends as well."""

    method: ClassVar[str] = "vine"
    layout: Layout
    vine: str
    """As JSON."""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that it makes."""
        return self.layout.columns

    @property
    def dimensions(self) -> int:
        """How many components there are."""
        return self.layout.width

    def decode(self, latent: np.ndarray) -> np.ndarray:
        """Return (n, d) values from (n, D) standard normal numbers."""
        shares = np.clip(ndtr(latent), _EDGE, 1 - _EDGE)
        if self.dimensions > 1:
            shares = np.asarray(_read(self.vine).inverse_rosenblatt(np.asfortranarray(shares)))
        return self.layout.values(ndtri(np.clip(shares, _EDGE, 1 - _EDGE)))

    def dump(self) -> tuple[dict[str, Any], Arrays]:
        """Return it as facts."""
        return {**self.layout.dump(), "vine": self.vine}, {}

    @classmethod
    def load(cls, columns: tuple[Column, ...], facts: Mapping[str, Any], arrays: Arrays) -> Self:
        """Return what `dump` took apart."""
        layout = Layout.load(columns, facts)
        vine = str(facts.get("vine", ""))
        if layout.width > 1 and (width := _read(vine).dim) != layout.width:
            raise DataError(f"a vine of {width} components", expected=f"{layout.width}, as the columns have")
        return cls(layout, vine)


def fit_vine(rows: Coded, fitter: Fitter, *, rng: np.random.Generator, progress: Progress | None = None) -> VineCopula:
    """Fit a vine copula.

    What columns do not show of their components is drawn as the Gaussian copula has it; the vine is then fitted to the
    components, on at most 5,000 rows.

    Args:
        rows: two or more, of one column or more.
        fitter: finds the distribution of each column of numbers.
        rng: draws what the rows do not show of their components.
        progress: called with rounds done, and how many there are.

    Raises:
        TooFewSamples: fewer than two rows, or no column.
        MissingExtra: pyvinecopulib is not installed.

    Source: Dißmann, Brechmann, Czado & Kurowicka 2013.
    """
    vines = _vines()
    layout = Layout.of(rows, fitter)
    z = find_correlations(layout.shown(rows.values), rng=rng, progress=progress).components
    if layout.width == 1:
        return VineCopula(layout, "")
    if len(z) > LIMIT:
        z = z[np.sort(rng.choice(len(z), LIMIT, replace=False))]
    controls = vines.FitControlsVinecop(
        family_set=[getattr(vines.BicopFamily, name) for name in _FAMILIES],
        selection_criterion="bic",
        trunc_lvl=LEVELS,
        num_threads=1,
    )
    fitted = vines.Vinecop.from_data(np.asfortranarray(ndtr(np.clip(z, -6, 6))), controls=controls)
    return VineCopula(layout, fitted.to_json())


@cache
def _read(vine: str) -> Any:
    try:
        return _vines().Vinecop.from_json(vine)
    except (RuntimeError, ValueError, TypeError) as error:
        raise DataError(f"the vine of the model cannot be read ({error})") from error


def _vines() -> Any:
    try:
        import pyvinecopulib
    except ImportError as error:
        raise MissingExtra("pyvinecopulib", "vine") from error
    return pyvinecopulib
