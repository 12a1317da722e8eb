"""What came of a fit: everything that a page needs for a reader to check it."""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
from scipy import special as sp

from datadiet.distributions.base import Distribution
from datadiet.distributions.fitting.candidates import Candidate
from datadiet.distributions.fitting.masses import Mass
from datadiet.distributions.fitting.wording import said_fit
from datadiet.distributions.parsing import parse

__all__ = ["Fit", "Quantiles", "quantiles_against"]

_POINTS = 200


@dataclass(frozen=True, slots=True)
class Quantiles:
    """Observed against expected values of the body, with the band that holds 95 % of each point if the law is right."""

    expected: tuple[float, ...]
    observed: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """One column, fitted."""

    n: int
    """Values that are there, missing ones not counted."""
    missing: int
    infinite: int
    """Counted and left out."""
    support: str
    """In words, with where it comes from."""
    bounds: tuple[float | None, float | None]
    """Of the support; None for an open end."""
    whole: bool
    step: float | None
    """To multiples of which the values are rounded, where they are."""
    masses: tuple[Mass, ...]
    candidates: tuple[Candidate, ...]
    """By rank, vetoed ones last."""
    chosen: str
    """The family, or "masses" where single values are all there is, "smoothed" where no family fits, or "empirical"
    where none was tried."""
    level: float
    replicates: int
    criterion: str
    quantiles: Quantiles | None
    notes: tuple[str, ...]
    distribution: Distribution
    """Point masses and body together."""

    @property
    def fits(self) -> bool:
        """Whether a family, or a list of values, was found; not where the fall-back stands in."""
        return self.chosen != "smoothed"

    def words(self) -> str:
        """Return in a sentence or two what was found."""
        return said_fit(self)

    def to_dict(self) -> dict[str, Any]:
        """Return all of it as JSON."""
        plain = _flat(self, leaving="distribution")
        for name in ("masses", "candidates"):
            plain[name] = [_flat(each) for each in plain[name]]
        plain["quantiles"] = _flat(self.quantiles) if self.quantiles else None
        plain["distribution"] = self.distribution.spec()
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any]) -> "Fit":
        """Return the fit that `to_dict` wrote."""
        points = plain["quantiles"]
        rebuilt = {
            "masses": tuple(Mass(**each) for each in plain["masses"]),
            "candidates": tuple(Candidate(**each) for each in plain["candidates"]),
            "quantiles": Quantiles(**{key: tuple(each) for key, each in points.items()}) if points else None,
            "bounds": tuple(plain["bounds"]),
            "notes": tuple(plain["notes"]),
            "distribution": parse(plain["distribution"]),
        }
        return cls(**{**plain, **rebuilt})


def _flat(record: Any, leaving: str = "") -> dict[str, Any]:
    """Return the fields of a dataclass as they are: `asdict` copies every number of them."""
    return {each.name: getattr(record, each.name) for each in fields(record) if each.name != leaving}


def quantiles_against(values: np.ndarray, body: Distribution) -> Quantiles:
    """Return up to 200 order statistics against the law's own, with pointwise 95 % bands.

    The i-th of n uniform order statistics follows beta(i, n - i + 1), whose quantiles the law's quantile function maps.
    """
    ranks, shares = _ranked(len(values))
    rows = body.quantiles(shares.ravel()).astype(float).reshape(shares.shape).tolist()
    return Quantiles(tuple(rows[0]), tuple(values[ranks - 1].tolist()), tuple(rows[1]), tuple(rows[2]))


@lru_cache(maxsize=8)
def _ranked(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return (m,) ranks of which quantiles are shown, and (3, m) shares: expected, and the ends of the band."""
    ranks = np.unique(np.rint(np.linspace(1, n, min(n, _POINTS)))).astype(int)
    ends = [np.clip(sp.betaincinv(ranks, n - ranks + 1, end), 1e-12, 1 - 1e-12) for end in (0.025, 0.975)]
    return ranks, np.stack([(ranks - 0.5) / n, *ends])
