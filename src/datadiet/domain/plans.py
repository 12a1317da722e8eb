"""A plan: what to do with a data set so that it fits a domain; in JSON for generation, in words for people."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from datadiet.domain.intentionality import Intentionality

__all__ = ["OTHERWISE", "SCHEMA", "Drop", "Plan", "Stratum"]

SCHEMA = 2
"""Of the file; it grows when a field changes its meaning or goes."""
OTHERWISE = "otherwise"
MOST = 8
"""Rows of each table that are shown; the file has all."""
WIDTH = 72
"""Letters of a stratum or a reason that are shown."""


@dataclass(frozen=True, slots=True)
class Drop:
    """A sample that does not belong, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Stratum:
    """The samples for which the same quotas hold, now and as the domain asks."""

    where: str
    """The predicates of the quotas that hold, as SQL; `otherwise` where none does."""
    conditions: tuple[str, ...]
    """The same predicates one by one, each once."""
    have: int
    """Samples that are kept."""
    share: float
    """Of the kept ones."""
    target: float
    """The share that a sample of the domain has: the quotas, and the field where no quota asks otherwise."""
    factor: float | None
    """By how much each kept sample has to be weighted (or repeated) to reach the target without generating; None where
    there is none to repeat."""
    generate: int
    """New samples of this kind."""
    then: int
    """Samples of this kind once the new ones are there."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do with a data set so that it fits a domain; generation reads it."""

    domain: str
    domain_digest: str
    seed: int
    kept: int
    """Samples inside the domain, or not known to be outside."""
    unknown: int
    """Of these, how many nothing is sure of."""
    drop: tuple[Drop, ...]
    strata: tuple[Stratum, ...]
    rows: pl.DataFrame
    """The conditions of the samples to generate, as `sample_domain` returns them."""
    before: Intentionality
    after: Intentionality
    """As if the plan had been carried out."""
    notes: tuple[str, ...]

    def words(self) -> str:
        """Say in short tables what to drop, what to generate, and what to repeat where nothing can be generated."""
        return "\n".join(_lines(self))

    def json(self) -> bytes:
        """Return the plan as JSON, as it is written to a file; docs/domain.md says what the fields are."""
        facts: dict[str, Any] = {
            "schema": SCHEMA,
            "domain": self.domain,
            "domain_digest": self.domain_digest,
            "seed": self.seed,
            "kept": self.kept,
            "unknown": self.unknown,
            "drop": [asdict(drop) for drop in self.drop],
            "strata": [asdict(stratum) for stratum in self.strata],
            "generate": self.rows.to_dicts(),
            "before": self.before.score,
            "after": self.after.score,
            "notes": list(self.notes),
        }
        return json.dumps(facts, indent=1, ensure_ascii=False).encode() + b"\n"


def _lines(plan: Plan) -> Iterator[str]:
    new = plan.rows.height
    yield f"Keep {plan.kept:,}, drop {len(plan.drop):,}, generate {new:,}: {plan.kept + new:,} samples in all."
    if plan.unknown:
        yield f"Of {plan.unknown:,} that are kept some condition is unknown: they count where what is known says so."
    reasons = Counter(drop.reason for drop in plan.drop).most_common()
    yield from _table("Drop", ("n", "why"), [(f"{n:,}", reason) for reason, n in reasons])
    made = sorted((s for s in plan.strata if s.generate), key=lambda s: -s.generate)
    yield from _table(
        "Generate",
        ("new", "from", "to", "stratum"),
        [(f"{s.generate:,}", f"{s.have:,}", f"{s.then:,}", _named(s)) for s in made],
    )
    short = [s for s in plan.strata if s.factor is not None and s.factor >= 1.005]
    again = [(s, round(s.target * plan.kept), s.factor or 1.0) for s in sorted(short, key=lambda s: -(s.factor or 1))]
    yield from _table(
        "Repeat instead, or weight, where nothing can be generated",
        ("times", "from", "to", "stratum"),
        [(f"{times:.2f}", f"{s.have:,}", f"{to:,}", _named(s)) for s, to, times in again if to > s.have],
    )
    yield from plan.notes
    yield f"Intentionality: {_bounds(plan.before)} now, {_bounds(plan.after)} afterwards."


def _named(stratum: Stratum) -> str:
    return "everything else" if stratum.where == OTHERWISE else " and ".join(map(_grouped, stratum.conditions))


def _grouped(text: str) -> str:
    return f"({text})" if " or " in text.lower() else text


def _table(title: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Write numbers to the right and the words of the last column to the left; nothing where there is no row."""
    if not rows:
        return
    shown = [names, *([*row[:-1], _short(row[-1])] for row in rows[:MOST])]
    wide = [max(len(row[k]) for row in shown) for k in range(len(names) - 1)]
    yield f"{title}:"
    for row in shown:
        numbers = (cell.rjust(width) for cell, width in zip(row[:-1], wide, strict=True))
        yield f"  {'  '.join(numbers)}  {row[-1]}"
    if len(rows) > MOST:
        yield f"  and {len(rows) - MOST:,} more, in the plan"


def _short(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[: WIDTH - 1]}…"


def _bounds(found: Intentionality) -> str:
    if found.score is None or found.high is None:
        return "none"
    if found.high - found.score < 0.005:
        return f"{found.score:.2f}"
    return f"{found.score:.2f} to {found.high:.2f}"
