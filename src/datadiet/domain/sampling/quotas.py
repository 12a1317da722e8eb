"""Bounds on shares, as exact fractions, so that no rounding decides whether one is held."""

from dataclasses import dataclass
from fractions import Fraction

from datadiet.domain.domain import Domain, EdgeCase, Exclusion, Guarantee, Place
from datadiet.domain.predicate import Predicate

__all__ = ["Quota", "quotas_of"]


@dataclass(frozen=True, slots=True)
class Quota:
    """Bounds on how much of a sample may fall under a predicate."""

    name: str
    where: Predicate
    low: Fraction
    high: Fraction
    min_count: int
    tolerated: bool
    """It is an exclusion: its upper bound goes before all others."""
    place: Place

    def least(self, n: int) -> int:
        """Return the fewest of n rows that hold the lower bound on the share."""
        return -(-self.low.numerator * n // self.low.denominator)

    def most(self, n: int) -> int:
        """Return the most of n rows that hold the upper bound."""
        return self.high.numerator * n // self.high.denominator

    def held(self, count: int, n: int) -> bool:
        """Say whether so many of n rows hold every bound."""
        return max(self.least(n), self.min_count) <= count <= self.most(n)

    @property
    def bounds(self) -> str:
        """Both bounds in words, such as `5 % to 10 %`."""
        low, high = (f"{float(bound * 100):g} %" for bound in (self.low, self.high))
        parts = [low if self.low == self.high else f"{low} to {high}"] if self.low and self.high < 1 else []
        parts = parts or ([f"at least {low}"] if self.low else []) + ([f"at most {high}"] if self.high < 1 else [])
        rows = "1 row" if self.min_count == 1 else f"{self.min_count:,} rows"
        return " and ".join(parts + ([f"at least {rows}"] if self.min_count else [])) or "no bound"


def quotas_of(domain: Domain) -> tuple[Quota, ...]:
    """Return the bounds of a domain, in the order of its `quotas`."""
    return tuple(_quota(rule) for rule in domain.quotas)


def _quota(rule: Exclusion | EdgeCase | Guarantee) -> Quota:
    if isinstance(rule, Exclusion):
        return Quota(rule.where.text, rule.where, Fraction(0), _exact(rule.max_share), 0, True, rule.place)
    least = rule.min_count if isinstance(rule, EdgeCase) else 0
    return Quota(rule.name, rule.where, _exact(rule.share.min), _exact(rule.share.max), least, False, rule.place)


def _exact(share: float) -> Fraction:
    """Return a share as it was written: 0.1 is a tenth, not the binary number beside it."""
    return Fraction(str(share))
