"""A column of a file as a distribution: read, fitted, and kept within what can be."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from math import inf, isfinite, log
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from datadiet.data import tables
from datadiet.data.paths import inside
from datadiet.data.spelling import meant
from datadiet.distributions.base import Distribution
from datadiet.distributions.bounding import bounded, kept
from datadiet.distributions.fitting import Fit, fit
from datadiet.distributions.fitting.columns import Support
from datadiet.errors import DataError, OptionError, TooFewSamples
from datadiet.randomness import stream

__all__ = ["FEWEST", "Observed", "is_observed", "observe", "read_observed"]

FEWEST = 10
"""Values below which nothing is fitted."""
_CUT = 0.01
"""A family without end is cut at a declared bound where no more than this share of it lies beyond: a test of the whole
then still says something of what is left."""
_TOLD = 1e-4
"""A smaller share that is cut off is not worth a sentence."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What was seen, as a law that can be drawn from."""

    distribution: Distribution
    """Within the bounds."""
    fit: Fit
    """How it was found."""
    source: str
    """File and column, as `real.csv#lux`."""
    cut: float
    """Share of the fitted law that lay beyond the bounds, and was cut off."""

    def words(self) -> str:
        """Return in a few sentences what was fitted to what."""
        low, high = self.distribution.bounds or (-inf, inf)
        beyond = f" Cut at {low:g} and {high:g}, which leaves out {self.cut * 100:.2g} %." if self.cut >= _TOLD else ""
        return f"{self.fit.n:,} values of {self.source}: {self.fit.words()}{beyond}"


def is_observed(entry: Any) -> bool:
    """Whether something that a file says is `{fit: FILE#COLUMN}`, or that with `column: NAME`."""
    return isinstance(entry, Mapping) and "fit" in entry and set(entry) <= {"fit", "column"}


def observe(
    reference: str,
    folder: Path,
    *,
    column: str | None = None,
    usual: str = "",
    bounds: tuple[float, float] = (-inf, inf),
    integer: bool = False,
) -> Observed:
    """Return the distribution that fits a column of a file best. The same values give the same one.

    Args:
        reference: the file, or `FILE#COLUMN`.
        folder: in which it must lie.
        column: the column's name, where the reference does not say.
        usual: its name where neither says.
        bounds: the least and the greatest value that can be; infinite where there is none.
        integer: whether only whole numbers can be.

    Raises:
        DataError: the file cannot be read, leaves the folder, or lacks the column; values are no numbers, not whole, or
            outside the bounds.
        TooFewSamples: there are fewer than 10 values.
    """
    found, source = read_observed(reference, folder, column=column, usual=usual)
    values = _numbers(found, source, bounds)
    if integer and len(odd := values[values != np.rint(values)]):
        raise DataError(f"{source}: {odd[0]:g} among whole numbers", expected="whole numbers")
    made, law, cut = _fitted(values.tobytes(), *bounds, integer)
    return Observed(law, made, source, cut)


def read_observed(reference: str, folder: Path, *, column: str | None = None, usual: str = "") -> tuple[pl.Series, str]:
    """Return a column of a file, missing values and all, and what to call it; errors as `observe` says."""
    name, _, after = reference.partition("#")
    if after and not inside(folder, reference).is_file():
        if column is not None:
            raise OptionError(f"the column is '{after}', and it is '{column}'", expected="FILE#COLUMN, or column: NAME")
        reference, column = name, after
    wanted, table = column or usual, tables.load(inside(folder, reference))
    if wanted not in table.columns:
        raise DataError(
            f"{reference} has no column '{wanted}'",
            expected=f"one of {', '.join(table.columns[:20])}",
            todo=meant(wanted, table.columns),
        )
    return table[wanted], f"{reference}#{wanted}"


def _numbers(found: pl.Series, source: str, bounds: tuple[float, float]) -> np.ndarray:
    """Return the values that are there, sorted."""
    temporal = found.dtype.is_temporal() or found.dtype.is_nested()
    numbers = pl.Series([None] * len(found), dtype=pl.Float64) if temporal else found.cast(pl.Float64, strict=False)
    _none(found, numbers.is_null() & found.is_not_null(), source, "are no numbers", "numbers, or nothing")
    low, high = bounds
    outside = ((numbers < low) | (numbers > high)).fill_null(False) & numbers.is_not_nan().fill_null(False)
    _none(found, outside, source, f"lie outside {low:g} to {high:g}", "values that can be")
    there = numbers.drop_nulls().drop_nans().sort().to_numpy()
    if len(there) < FEWEST:
        raise TooFewSamples(f"{source} holds {len(there)} values", expected=f"{FEWEST} or more to fit")
    return np.ascontiguousarray(there)


def _none(found: pl.Series, bad: pl.Series, source: str, what: str, expected: str) -> None:
    """Raise a DataError that names the first row that is bad, if any is."""
    if rows := bad.arg_true().to_list():
        raise DataError(
            f"{source}: {len(rows):,} of {len(found) - found.null_count():,} values {what}, such as "
            f"{found[rows[0]]!r:.60} in row {rows[0] + 1}",
            expected=expected,
            todo="correct the table, or declare wider bounds" if "outside" in what else "correct the table",
        )


@lru_cache(maxsize=64)
def _fitted(data: bytes, low: float, high: float, integer: bool) -> tuple[Fit, Distribution, float]:
    """Return the fit of values, its law within the bounds, and what share of it was cut off.

    Families of the bounded support are tried, and those that know no bounds: what is declared is as often what matters
    as what can be at all. The lower AIC wins.
    """
    values, seed = np.frombuffer(data), blake2b(data, digest_size=16).hexdigest()
    known: Support | None = None if low in (0.0, -inf) and high == inf else (_end(low), _end(high))
    rng, other = stream(0, "observed", seed), stream(0, "observed", "open", seed)
    found = fit(values, rng=rng, support=known, integer=integer or None)
    if known is not None:
        free = fit(values, rng=other, integer=integer or None)
        found = free if _better(free, found, low, high) else found
    share = kept(found.distribution, low, high)
    return found, bounded(found.distribution, low, high, integer=integer), max(0.0, 1 - share) if share < 1 else 0.0


def _end(bound: float) -> float | None:
    return bound if isfinite(bound) else None


def _better(free: Fit, tied: Fit, low: float, high: float) -> bool:
    """Whether a fit that knows no bounds is better than one within them, once it is cut there."""
    if not free.fits or free.chosen == "masses" or (share := kept(free.distribution, low, high)) < 1 - _CUT:
        return False
    if not tied.fits:
        return True
    body = free.n - sum(mass.n for mass in free.masses)
    same = [mass.value for mass in free.masses] == [mass.value for mass in tied.masses]
    return same and tied.chosen != "masses" and _aic(free) + 2 * body * log(share) < _aic(tied)


def _aic(found: Fit) -> float:
    return next(each.aic for each in found.candidates if each.state == "chosen") or 0.0
