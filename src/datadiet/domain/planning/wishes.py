"""The rows that data would have if it were sampled from the domain anew: a plan takes from them what is lacking."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import polars as pl

from datadiet.domain.conditions import Conditions
from datadiet.domain.domain import Domain
from datadiet.domain.levels import ABSENT, coded
from datadiet.domain.sampling import sample_domain
from datadiet.domain.space import space_of
from datadiet.errors import DomainError

__all__ = ["gains", "wished_rows"]


def wished_rows(domain: Domain, kept: Conditions, n: int, *, seed: int) -> pl.DataFrame:
    """Return n rows as the domain asks for them, and none of what it excludes, even where it would tolerate some.

    Where a quota cannot be held without, the tolerated share is used. Where coverage asks for combinations that only
    excluded samples have, and the data lacks them, rows that have them are added.

    Raises:
        DomainError: the domain cannot be filled.
    """
    tolerated = [rule.where for rule in domain.exclude if rule.max_share > 0]
    if not tolerated:
        return sample_domain(domain, n, seed=seed).rows
    strict = replace(domain, exclude=tuple(replace(rule, max_share=0.0) for rule in domain.exclude))
    try:
        wished = sample_domain(strict, n, seed=seed).rows
    except DomainError:
        return sample_domain(domain, n, seed=seed).rows
    if not _only_excluded(domain, strict):
        return wished
    absent = domain.absent()
    excluded = pl.any_horizontal(where.expr(absent).fill_null(False) for where in tolerated)
    extra = sample_domain(domain, n, seed=seed).rows.filter(excluded)
    filled = gains(domain, kept, pl.concat([wished, extra]))[wished.height :]
    return pl.concat([wished, extra.filter(pl.Series(filled > 0))])


def _only_excluded(domain: Domain, strict: Domain) -> bool:
    """Say whether coverage asks for a combination that only excluded samples have."""
    asked = domain.coverage
    if asked is None:
        return False
    whole, left = space_of(domain), space_of(strict)
    return any((whole.feasible(x) & ~left.feasible(x)).any() for x in combinations(asked.over, asked.t))


def gains(domain: Domain, kept: Conditions, wished: pl.DataFrame) -> np.ndarray:
    """Return for each wished row how many combinations it would fill that the rows before it leave short."""
    filled = np.zeros(wished.height, np.int64)
    asked = domain.coverage
    if asked is None:
        return filled
    there, _ = coded(domain, kept, asked.over)
    new, _ = coded(domain, Conditions(wished.select("id", *domain.conditions), {}), asked.over)
    base = max(int(codes.max(initial=0)) for codes in (there, new)) + 1
    for chosen in combinations(range(len(asked.over)), asked.t):
        old_keys, new_keys = (_keys(codes[:, chosen], base) for codes in (there, new))
        order = np.argsort(new_keys, kind="stable")
        values, start, size = np.unique(new_keys[order], return_index=True, return_counts=True)
        before = np.array([(old_keys == value).sum() for value in values])
        turn = np.empty(len(new_keys), np.int64)
        turn[order] = np.arange(len(order)) - np.repeat(start, size) + np.repeat(before, size)
        filled += (turn < asked.min_each) & (new_keys >= 0)
    return filled


def _keys(codes: np.ndarray, base: int) -> np.ndarray:
    """Number combinations of codes below the base; -1 where a condition has none."""
    key = np.zeros(len(codes), np.int64)
    for column in codes.T:
        key = key * base + column
    return np.where((codes == ABSENT).any(axis=1), -1, key)
