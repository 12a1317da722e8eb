"""What a sample of a domain is: the conditions to generate, what it holds, and what it is too small for."""

from dataclasses import dataclass

import polars as pl

__all__ = ["QuotaShare", "Sampled"]


@dataclass(frozen=True, slots=True)
class QuotaShare:
    """How much of a sample falls under one guarantee, edge case or tolerated exclusion."""

    name: str
    where: str
    place: str
    """File and line."""
    min_share: float
    max_share: float
    min_count: int
    count: int
    share: float
    """count / n."""
    target: float
    """The share of a long sample: the nearest to the field that all bounds allow."""
    field: float
    """Its share in the field, as far as the field is allowed."""
    met: bool
    """Whether every bound is held, by exact comparison."""


@dataclass(frozen=True, slots=True)
class Sampled:
    """Conditions to generate, drawn from a domain."""

    rows: pl.DataFrame
    """`id` (`s000017`), one column for each condition (Float64, Int64 for whole numbers, String or Boolean; null where
    it does not apply), `stratum` (the quotas that the row falls under), and `weight`: field share / target share of
    its stratum, which undoes over-sampling; 0 where the field never is."""
    shares: tuple[QuotaShare, ...]
    """In the order of the file: tolerated exclusions, edge cases, guarantees."""
    shortfalls: tuple[str, ...]
    """What this sample is too small for, and which number of rows would do, in sentences."""
    notes: tuple[str, ...]
    """What to know before the sample or its weights are used, in sentences."""

    def __len__(self) -> int:
        return self.rows.height
