"""How each condition is distributed: levels or bins, beside the real ones, the declared bounds and the field."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from datadiet.domain.atoms import ABSENT, bin_edges, cumulated
from datadiet.domain.conditions import Conditions
from datadiet.domain.domain import Domain, Levels, Range, Variable
from datadiet.domain.intentionality import ConditionSummary
from datadiet.domain.levels import coded, level_names, word

__all__ = ["summarise_conditions"]


def summarise_conditions(domain: Domain, known: Conditions, real: Conditions | None) -> tuple[ConditionSummary, ...]:
    """Return a summary of every condition, variable ones first."""
    variable = tuple(_variable(domain, v, known, real) for v in domain.variables)
    return (*variable, *(_static(domain, name, known, real) for name in domain.static))


@dataclass(frozen=True, slots=True)
class _Side:
    """One condition of the synthetic or of the real samples."""

    counts: tuple[int, ...] | None = None
    """Samples of each level; None where there are no samples of the kind."""
    below: int = 0
    above: int = 0
    unknown: int = 0
    absent: int = 0


def _variable(domain: Domain, variable: Variable, known: Conditions, real: Conditions | None) -> ConditionSummary:
    names = level_names(variable)
    own = _side(domain, variable, known, len(names))
    other = _Side() if real is None else _side(domain, variable, real, len(names))
    is_range = isinstance(variable, Range)
    return ConditionSummary(
        name=variable.name,
        kind="range" if is_range else "levels",
        source=known.sources[variable.name],
        unit=variable.unit if isinstance(variable, Range) else "",
        bounds=(variable.low, variable.high) if isinstance(variable, Range) else None,
        scale=variable.scale if isinstance(variable, Range) else "",
        levels=names,
        edges=tuple(bin_edges(variable).tolist()) if isinstance(variable, Range) else (),
        synthetic=own.counts or (),
        field=_field(variable),
        below=own.below,
        above=own.above,
        unknown=own.unknown,
        absent=own.absent,
        integer=isinstance(variable, Range) and variable.integer,
        **_of_real(other),
    )


def _of_real(side: _Side) -> dict[str, Any]:
    return {
        "real": side.counts,
        "real_below": side.below,
        "real_above": side.above,
        "real_unknown": side.unknown,
        "real_absent": side.absent,
    }


def _side(domain: Domain, variable: Variable, known: Conditions, levels: int) -> _Side:
    codes, unknown = coded(domain, known, (variable.name,))
    counted = np.bincount(codes[codes[:, 0] != ABSENT, 0], minlength=levels)
    gone = domain.absent().get(variable.name)
    absent = 0 if gone is None else int(known.frame.select(gone.alias("gone"))["gone"].fill_null(False).sum())
    below, above = _beyond(domain, variable, known)
    return _Side(tuple(int(count) for count in counted), below, above, int(unknown.sum()), absent)


def _beyond(domain: Domain, variable: Variable, known: Conditions) -> tuple[int, int]:
    """Count the samples under and over a range, or those with a level that is not declared."""
    values = known.frame[variable.name]
    gone = domain.absent().get(variable.name)
    if gone is not None:
        values = values.filter(~known.frame.select(gone.alias("gone"))["gone"].fill_null(False))
    values = values.drop_nulls()
    if isinstance(variable, Levels):
        return int((~values.is_in(list(variable.levels))).sum()), 0
    return int((values < variable.low).sum()), int((values > variable.high).sum())


def _field(variable: Variable) -> tuple[float, ...] | None:
    if variable.field is None:
        return None
    if isinstance(variable, Levels):
        return tuple(variable.field.shares[level] for level in variable.levels)
    edges = bin_edges(variable)
    shares = cumulated(variable, np.ceil(edges) - 0.5 if variable.integer else edges)
    shares[0], shares[-1] = 0.0, 1.0
    return tuple(np.diff(shares).tolist())


def _static(domain: Domain, name: str, known: Conditions, real: Conditions | None) -> ConditionSummary:
    own = _static_side(domain, name, known)
    other = _Side() if real is None else _static_side(domain, name, real)
    return ConditionSummary(
        name=name,
        kind="static",
        source=known.sources[name],
        unit="",
        bounds=None,
        scale="",
        levels=(word(domain.static[name]),),
        edges=(),
        synthetic=own.counts or (),
        field=None,
        below=own.below,
        above=0,
        unknown=own.unknown,
        absent=0,
        **_of_real(other),
    )


def _static_side(domain: Domain, name: str, known: Conditions) -> _Side:
    values = known.frame[name]
    same, there = int((values == domain.static[name]).sum()), len(values) - values.null_count()
    return _Side((same,), below=there - same, unknown=len(values) - there)
