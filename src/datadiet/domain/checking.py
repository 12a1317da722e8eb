"""A data set against a domain: standing of every sample -> relevance, coverage, compliance -> the third I."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter

from datadiet.data.dataset import Problem
from datadiet.distributions import Distribution
from datadiet.domain.compliance import EdgeCaseMembers, compliance, edge_case_members
from datadiet.domain.conditions import Conditions
from datadiet.domain.coverage import coverage
from datadiet.domain.domain import Domain, Levels
from datadiet.domain.fields import fitted_fields
from datadiet.domain.intentionality import Compliance, Covered, Intentionality, Relevance
from datadiet.domain.levels import word
from datadiet.domain.predicate import Predicate
from datadiet.domain.relevance import INSIDE, Standing, relevance, stand
from datadiet.domain.sampling.conflicts import refuse_conflicts
from datadiet.domain.space import Space, space_of
from datadiet.domain.summaries import summarise_conditions
from datadiet.errors import TooFewSamples

__all__ = ["Checked", "as_json", "check_domain", "digest"]

_WHERE = ("place", "path", "source", "said")
"""Fields that say where something was declared, not what."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a domain says of a data set, as a whole and sample by sample."""

    intentionality: Intentionality
    standing: Standing
    edge_cases: tuple[EdgeCaseMembers, ...]
    problems: tuple[Problem, ...] = ()
    """What could not be read or told, of the samples, of the real ones and of the audit."""


def check_domain(
    domain: Domain,
    known: Conditions,
    *,
    real: Conditions | None = None,
    audit: Conditions | None = None,
) -> Checked:
    """Measure how well a data set fits a domain.

    Args:
        domain: as declared.
        known: the conditions of the samples that are judged.
        real: those of real samples, to compare with, and for guarantees whose basis is `field`.
        audit: what a person saw in a random part of the samples, for guarantees whose basis is `audit`.

    Raises:
        TooFewSamples: there is not one sample.
        DomainError: nothing can be in the domain, or its guarantees cannot all hold.

    Source: definitions, section 3.
    """
    if not len(known):
        raise TooFewSamples(f"no sample to check against the domain '{domain.name}'", expected="1 or more")
    space = space_of(domain)
    refuse_conflicts(domain, space)
    standing = stand(domain, known)
    real_standing = None if real is None else stand(domain, real)
    parts = (
        relevance(standing),
        coverage(space, known, standing, real, real_standing),
        compliance(domain, known, real=real, audit=audit),
    )
    low, high = _least(*parts)
    found = Intentionality(
        score=low,
        high=high,
        note="",
        domain=domain.name,
        domain_file=str(domain.path or ""),
        domain_digest=digest(domain),
        level=domain.level,
        things=known.things,
        open_world=domain.open_world,
        n=len(known),
        n_real=None if real is None else len(real),
        relevance=parts[0],
        coverage=parts[1],
        compliance=parts[2],
        conditions=summarise_conditions(domain, known, real),
        notes=tuple(_notes(domain, space, known, real)),
    )
    sides = (side for side in (known, real, audit) if side is not None)
    problems = tuple(dict.fromkeys(problem for side in sides for problem in side.problems))
    return Checked(found, standing, edge_case_members(domain, known), problems)


def as_json(checked: Checked, known: Conditions, *, gates: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """Return what was found as JSON, with the samples that are not inside, and the rules that were to pass or fail."""
    standing = checked.standing
    rows = np.flatnonzero(standing.state != INSIDE)
    facts = {
        **TypeAdapter(Intentionality).dump_python(checked.intentionality, mode="json"),
        "samples": [
            {"id": known.frame["id"][int(row)], "state": str(standing.state[row]), "reason": standing.reason[row]}
            for row in rows
        ],
        "problems": [{"where": problem.where, "reason": problem.reason} for problem in checked.problems],
        "gates": [dict(gate) for gate in gates],
    }
    return json.dumps(facts, indent=2, ensure_ascii=False).encode() + b"\n"


def _least(*parts: Relevance | Covered | Compliance | None) -> tuple[float, float]:
    declared = [part for part in parts if part is not None]
    return min(part.low for part in declared), min(part.high for part in declared)


def _notes(domain: Domain, space: Space, known: Conditions, real: Conditions | None) -> list[str]:
    notes = []
    if domain.open_world:
        notes.append(
            "The world of this domain is open: it cannot be enumerated, so coverage and guarantees bind only what is "
            "declared."
        )
    missing = [name for name, source in known.sources.items() if source == "missing"]
    if missing:
        notes.append(
            f"Nothing says {_listed(missing)} of any sample, so no sample is sure to be inside the domain: add "
            f"{'it' if len(missing) == 1 else 'them'} with --metadata."
        )
    notes += _unseen(domain, known, missing)
    notes += fitted_fields(domain)
    if real is not None and (gone := [n for n, s in real.sources.items() if s == "missing" and n not in missing]):
        notes.append(f"Nothing says {_listed(gone)} of any real sample.")
    if space.approximate:
        notes.append(
            f"{_listed(sorted(space.approximate))} are compared with each other: which combinations can be was looked "
            "at on a grid."
        )
    return notes


def _unseen(domain: Domain, known: Conditions, missing: list[str]) -> Iterator[str]:
    """Name declared levels that no sample has: they may be spelt otherwise in the data."""
    for variable in domain.variables:
        if not isinstance(variable, Levels) or variable.name in missing:
            continue
        seen = set(known.frame[variable.name].unique().to_list()) - {None}
        unseen = [word(level) for level in variable.levels if level not in seen]
        if unseen:
            others = sorted(word(value) for value in seen if value not in variable.levels)[:5]
            spelt = f", but {' and '.join(others)} is there" if others else ""
            yield f"No sample has {variable.name} = {' or '.join(unseen[:5])}{spelt}."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def digest(domain: Domain) -> str:
    """Return the SHA-256 of what a domain declares, wherever its file lies."""
    text = json.dumps(_plain(domain), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Predicate):
        return value.text
    if isinstance(value, Distribution):
        return value.spec()
    if is_dataclass(value) and not isinstance(value, type):
        return {name: _plain(getattr(value, name)) for name in _fields(value) if name not in _WHERE}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    if hasattr(value, "items"):
        return {str(key): _plain(part) for key, part in value.items()}
    return str(value) if isinstance(value, Path) else value


def _fields(value: Any) -> list[str]:
    return list(value.__dataclass_fields__)
