"""A plan: what to do with a data set so that it fits a domain; in JSON for generation, in words for people."""

import json
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from datadiet.domain.intentionality import Intentionality, Verdict

__all__ = ["OTHERWISE", "SCHEMA", "Drop", "Plan", "Stratum", "Total"]

SCHEMA = 2
"""Of the file; it grows when a field changes its meaning or goes."""
OTHERWISE = "otherwise"


@dataclass(frozen=True, slots=True)
class Drop:
    """A sample that does not belong, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Total:
    """How much of the data falls under one quota, whatever else holds: the number that its bounds are about."""

    name: str
    where: str
    basis: str
    """Of a guarantee; `metadata` of edge cases and exclusions. Totals are counted by metadata whatever it is."""
    asked: str
    """In words, such as `25 % to 40 %`."""
    before: int
    """Samples of the data as it is, those that are to be dropped included."""
    share_before: float | None
    """Of those of which it is known; None where it is known of none."""
    after: int
    """Samples once the plan is carried out."""
    share_after: float | None
    verdict: Verdict
    """Afterwards, by what is counted."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """The samples for which the same quotas hold and no others, now and as the domain asks; strata are disjoint."""

    name: str
    """As the rows to generate name it; empty where there is none to generate."""
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
    totals: tuple[Total, ...]
    """Of each quota."""
    strata: tuple[Stratum, ...]
    rows: pl.DataFrame
    """The conditions of the samples to generate, as `sample_domain` returns them."""
    before: Intentionality
    after: Intentionality
    """As if the plan had been carried out."""
    notes: tuple[str, ...]

    def words(self) -> str:
        """Return the plan as a few tables in plain text, the largest rows of each."""
        from datadiet.domain.planning.words import lines

        return "\n".join(lines(self))

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
            "totals": [asdict(total) for total in self.totals],
            "strata": [asdict(stratum) for stratum in self.strata],
            "generate": self.rows.to_dicts(),
            "before": self.before.score,
            "after": self.after.score,
            "notes": list(self.notes),
        }
        return json.dumps(facts, indent=1, ensure_ascii=False).encode() + b"\n"
