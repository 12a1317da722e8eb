"""Keep, emphasize, prune: what to drop from a data set, what to over-sample, and what to generate next."""

from collections.abc import Iterator, Sequence
from math import ceil

import numpy as np
import polars as pl

from datadiet.domain.checking import check_domain, digest
from datadiet.domain.conditions import Conditions
from datadiet.domain.domain import Domain
from datadiet.domain.planning.plans import OTHERWISE, Drop, Plan, Stratum
from datadiet.domain.planning.totals import totals
from datadiet.domain.planning.wishes import gains, wished_rows
from datadiet.domain.relevance import OUTSIDE, UNKNOWN, stand
from datadiet.errors import OptionError

__all__ = ["Drop", "Plan", "Stratum", "plan_domain"]


def plan_domain(domain: Domain, known: Conditions, *, n: int, seed: int) -> Plan:
    """Plan what to drop from a data set, what to over-sample, and which n samples to generate next.

    Samples outside the domain are dropped. The rest and the n new ones together shall have the shares that the domain
    asks for: new samples go first where a quota would be missed, then where the data falls short of the target most;
    among them, first those that fill combinations of conditions that are still missing. None of them is of an excluded
    condition, unless a quota or coverage cannot be held without.

    Args:
        domain: as declared.
        known: the conditions of the data set that there is.
        n: samples to generate; 0 plans without.
        seed: of the new samples' conditions.

    Raises:
        OptionError: n is negative.
        DomainError: the domain cannot be filled.
    """
    if n < 0:
        raise OptionError(f"n is {n}", expected="0 or more samples to generate")
    standing = stand(domain, known)
    kept = Conditions(known.frame.filter(pl.Series(standing.state != OUTSIDE)), known.sources)
    wished = wished_rows(domain, kept, max(1, len(kept) + n), seed=seed)
    have, want = _patterns(domain, kept.frame), _patterns(domain, wished)
    names = sorted({*have.tolist(), *want.tolist()}, reverse=True)
    label = dict(zip(want.tolist(), wished["stratum"].to_list(), strict=True))
    counts = {name: (int((have == name).sum()), int((want == name).sum())) for name in names}
    number = _allocated(domain, counts, n)
    rows = _chosen(domain, kept, wished, want, number).with_columns(
        pl.Series("id", [f"new-{k:06d}" for k in range(sum(number.values()))], dtype=pl.String)
    )
    after = Conditions(pl.concat([kept.frame, rows.select(kept.frame.columns)], how="vertical_relaxed"), known.sources)
    before = check_domain(domain, known).intentionality
    return Plan(
        domain=domain.name,
        domain_digest=digest(domain),
        seed=seed,
        kept=len(kept),
        unknown=int((standing.state == UNKNOWN).sum()),
        drop=tuple(
            Drop(known.frame["id"][int(row)], standing.reason[row]) for row in np.flatnonzero(standing.state == OUTSIDE)
        ),
        totals=totals(domain, known, after),
        strata=tuple(
            _stratum(domain, name, label.get(name, ""), counts, number, len(kept), wished.height) for name in names
        ),
        rows=rows,
        before=before,
        after=check_domain(domain, after).intentionality if len(after) else before,
        notes=tuple(_notes(domain, n - rows.height, n)),
    )


def _notes(domain: Domain, left: int, n: int) -> Iterator[str]:
    if left:
        yield f"{left:,} of the {n:,} new samples are not needed: the data has enough of every stratum."
    free = [variable.name for variable in domain.variables if variable.field is None]
    if free:
        yield (
            f"No field distribution is declared for {', '.join(free)}: where no quota asks otherwise, every level is "
            "asked for equally often, so that a rare one may get more than its quota. Declare `field` to have it as "
            "the world is."
        )


def _patterns(domain: Domain, frame: pl.DataFrame) -> np.ndarray:
    """Return which quotas hold of each row, as text such as `101`: (n,)."""
    absent = domain.absent()
    pattern = np.full(frame.height, "", dtype=object)
    for rule in domain.quotas:
        held = frame.select(rule.where.expr(absent).fill_null(False).alias("it"))["it"].to_numpy()
        pattern = pattern + np.where(held, "1", "0").astype(object)
    return pattern.astype(str)


def _allocated(domain: Domain, counts: dict[str, tuple[int, int]], n: int) -> dict[str, int]:
    """Share n new samples out among the patterns: quotas that would be missed first, then the largest deficits."""
    number = dict.fromkeys(counts, 0)
    total = sum(have for have, _ in counts.values()) + n
    for place, rule in enumerate(domain.quotas):
        least = getattr(getattr(rule, "share", None), "min", 0.0)
        wanted = max(_least(least, total), getattr(rule, "min_count", 0))
        inside = [name for name in counts if name[place] == "1"]
        missing = wanted - sum(counts[name][0] + number[name] for name in inside)
        _give(number, inside, counts, min(missing, n - sum(number.values())))
    _give(number, list(counts), counts, n - sum(number.values()), only_short=True)
    return number


def _least(share: float, total: int) -> int:
    from fractions import Fraction

    return ceil(Fraction(str(share)) * total)


def _give(
    number: dict[str, int],
    names: Sequence[str],
    counts: dict[str, tuple[int, int]],
    amount: int,
    *,
    only_short: bool = False,
) -> None:
    """Give samples to the patterns that the domain asks for, in proportion to what each is short of."""
    able = [name for name in names if counts[name][1] > 0]
    short = np.array([max(0, counts[name][1] - counts[name][0] - number[name]) for name in able], dtype=float)
    if amount <= 0 or not able:
        return
    if short.sum() == 0:
        if only_short:
            return
        short = np.array([counts[name][1] for name in able], dtype=float)
    amount = min(amount, int(short.sum())) if only_short else amount
    exact = amount * short / short.sum()
    given = np.floor(exact).astype(int)
    given[np.argsort(given - exact, kind="stable")[: amount - int(given.sum())]] += 1
    for name, more in zip(able, given.tolist(), strict=True):
        number[name] += more


def _chosen(
    domain: Domain, kept: Conditions, wished: pl.DataFrame, want: np.ndarray, number: dict[str, int]
) -> pl.DataFrame:
    """Take as many rows of each pattern, those first that fill combinations that are missing."""
    open_rows = np.flatnonzero([number[name] > 0 for name in want])
    filled = np.zeros(wished.height, np.int64)
    filled[open_rows] = gains(domain, kept, wished[open_rows])
    chosen: list[int] = []
    for name, amount in number.items():
        rows = np.flatnonzero(want == name)
        order = rows[np.argsort(-filled[rows], kind="stable")]
        repeats = ceil(amount / len(order)) if amount else 0
        chosen += np.tile(order, repeats)[:amount].tolist()
    return wished[sorted(chosen)]


def _stratum(
    domain: Domain,
    name: str,
    label: str,
    counts: dict[str, tuple[int, int]],
    number: dict[str, int],
    kept: int,
    total: int,
) -> Stratum:
    have, want = counts[name]
    held = [rule for rule, mark in zip(domain.quotas, name, strict=True) if mark == "1"]
    texts = tuple(dict.fromkeys(str(rule.where) for rule in held))  # a guarantee can ask for what an edge case is
    share, target = have / kept if kept else 0.0, want / total
    return Stratum(
        name=label,
        where=" and ".join(f"({text})" for text in texts) if len(texts) > 1 else (texts or (OTHERWISE,))[0],
        conditions=texts,
        have=have,
        share=share,
        target=target,
        factor=target / share if share else None,
        generate=number[name],
        then=have + number[name],
    )
