"""Draw from a domain: bounds on shares held exactly, what coverage asks for first, then points that fill the space."""

from itertools import islice

import numpy as np
import polars as pl

from datadiet.domain.domain import Domain
from datadiet.domain.sampling.covers import covers_of
from datadiet.domain.sampling.drawn import Drawn, draw
from datadiet.domain.sampling.notes import notes
from datadiet.domain.sampling.rows import drawing
from datadiet.domain.sampling.sampled import QuotaShare, Sampled
from datadiet.domain.sampling.schedule import order
from datadiet.domain.sampling.shortfalls import shortfalls
from datadiet.domain.sampling.strata import Strata, strata_of
from datadiet.errors import OptionError
from datadiet.randomness import stream

__all__ = ["sample_domain"]

MOST_ROWS = 10**8


def sample_domain(domain: Domain, n: int, *, seed: int) -> Sampled:
    """Draw conditions to generate from a domain: `sample_domain(domain, 200, seed=0)`.

    Every share that guarantees, edge cases and tolerated exclusions bound is held exactly where n allows; rows of a
    covering array come first, as far as these bounds allow; the rest is a scrambled Sobol sequence in each stratum,
    by the field where it is declared. A longer sample with the same seed begins with a shorter one.

    Args:
        domain: what to sample.
        n: rows, 1 to 100 million.
        seed: any whole number from 0, which must be said: the same seed gives the same bytes, and no other randomness
            is used.

    Raises:
        OptionError: n or the seed is out of range, or coverage has too many combinations.
        DomainError: nothing can be, some bounds cannot hold together (their lines are named), or the domain is too
            large to be listed.
    """
    _check(n, seed)
    strata = strata_of(domain)
    covers = covers_of(strata, seed=seed)
    rng = stream(seed, "domain", "order")
    schedule = order(strata.truth, strata.target, strata.quotas, covers.stratum, rng=rng)
    stratum = np.fromiter(islice(schedule, n), dtype=np.int32, count=n)
    plan = drawing(strata, covers, n, seed=seed)
    drawn = draw(plan, stratum, seed=seed)
    shares = _shares(strata, stratum)
    return Sampled(
        _table(strata, drawn, stratum),
        shares,
        shortfalls(plan, stratum, schedule),
        notes(strata, shares, n),
    )


def _check(n: int, seed: int) -> None:
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= MOST_ROWS:
        raise OptionError(f"n is {n}", expected=f"a whole number of rows from 1 to {MOST_ROWS:,}")
    if isinstance(seed, bool) or not isinstance(seed, int) or seed < 0:
        raise OptionError(f"seed is {seed}", expected="a whole number from 0")


def _shares(strata: Strata, stratum: np.ndarray) -> tuple[QuotaShare, ...]:
    n = len(stratum)
    rows = np.bincount(stratum, minlength=len(strata))
    counts, targets, fields = (values @ strata.truth for values in (rows, strata.target, strata.field))
    return tuple(
        QuotaShare(
            quota.name,
            quota.where.text,
            str(quota.place),
            float(quota.low),
            float(quota.high),
            quota.min_count,
            int(count),
            int(count) / n,
            float(target),
            float(field),
            quota.held(int(count), n),
        )
        for quota, count, target, field in zip(strata.quotas, counts, targets, fields, strict=True)
    )


def _table(strata: Strata, drawn: Drawn, stratum: np.ndarray) -> pl.DataFrame:
    labels = pl.Series("stratum", strata.labels(), dtype=pl.String).gather(pl.Series(stratum))
    numbers = pl.int_range(drawn.frame.height, eager=True).cast(pl.String).str.zfill(6)
    ids = ("s" + numbers).alias("id")
    return pl.DataFrame([ids, *drawn.frame.get_columns(), labels, pl.Series("weight", drawn.weights)])
