"""When does a condition exist? It may have a value only where another condition has some of its levels."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from datadiet.domain.drafting.columns import Candidate
from datadiet.domain.drafting.words import compared
from datadiet.domain.predicate import Literal, Predicate

__all__ = ["Exists", "explained"]

_LEAST = 3
"""Samples that must lack it where it is taken not to exist."""
_LEVELS = 20
"""Levels of another condition up to which they are looked at."""
_AGAINST = 0.05
"""Samples that may not go by it, as a share of those that lack a value, and of those that have one."""


@dataclass(frozen=True, slots=True)
class Exists:
    """Where a condition exists."""

    when: Predicate
    against: int
    """Samples that do not go by it: they have a value where there should be none, or none where there should be one."""


def explained(name: str, frame: pl.DataFrame, by: Sequence[Candidate]) -> Exists | None:
    """Return the condition that decides whether another one exists; None where none does.

    It does where the other is missing in the samples of some of its levels, and in none of the rest, but for 1 in 20
    samples. Samples of which the deciding one is not known say nothing.
    """
    missing = frame[name].is_null()
    if not missing.any() or missing.all():
        return None
    if name in ("largest_object", "smallest_object") and "objects" in frame.columns:
        without = (frame["objects"] == 0) & frame["objects"].is_not_null()
        return Exists(Predicate.parse("objects > 0"), 0) if (without == missing).all() else None
    found = [_by(one.name, frame, missing) for one in by if one.name != name and one.kind != "number"]
    return min((one for one in found if one is not None), key=lambda one: one.against, default=None)


def _by(name: str, frame: pl.DataFrame, missing: pl.Series) -> Exists | None:
    """Return that a condition exists at those levels of another one where most samples have a value."""
    table = pl.DataFrame({"level": frame[name], "gone": missing}).drop_nulls()
    counts = table.group_by("level").agg(gone=pl.col("gone").sum(), there=(~pl.col("gone")).sum()).sort("level")
    without, having = (
        counts.filter(which) for which in (pl.col("gone") > pl.col("there"), pl.col("gone") <= pl.col("there"))
    )
    if not without.height or not having.height or counts.height > _LEVELS or without["gone"].sum() < _LEAST:
        return None
    against = int(without["there"].sum()) + int(having["gone"].sum())
    if against > _AGAINST * min(int(counts["gone"].sum()), int(counts["there"].sum())):
        return None
    return Exists(_exists(name, without["level"].to_list(), having["level"].to_list()), against)


def _exists(name: str, gone: list[Literal], there: list[Literal]) -> Predicate:
    if len(gone) == 1:
        return Predicate.parse(compared(name, "<>", gone[0]))
    if len(there) == 1:
        return Predicate.parse(compared(name, "=", there[0]))
    return Predicate.parse(" and ".join(compared(name, "<>", level) for level in gone))
