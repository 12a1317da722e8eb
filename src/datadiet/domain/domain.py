"""The domain of operation: which conditions a model will meet, and what its training data must hold of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from typing import Literal as Choice

import polars as pl

from datadiet.domain.predicate import Literal, Predicate

if TYPE_CHECKING:
    from datadiet.distributions import Distribution

__all__ = [
    "Basis",
    "Constraint",
    "Coverage",
    "Domain",
    "EdgeCase",
    "Exclusion",
    "Field",
    "Guarantee",
    "Levels",
    "Place",
    "Range",
    "Scale",
    "Share",
    "Task",
    "Variable",
]

Task = Choice["classification", "detection", "segmentation", "tabular"]
TASKS: tuple[str, ...] = get_args(Task)
Basis = Choice["metadata", "audit", "generator", "field"]
Scale = Choice["linear", "log"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was declared."""

    file: str = ""
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Field:
    """How a condition is distributed in the world."""

    shares: Mapping[Literal, float] = field(default_factory=dict)
    """Level -> share; they add to 1."""
    quantiles: tuple[float, ...] = ()
    """Of a range: evenly spaced quantiles, from the smallest to the largest value."""
    law: "Distribution | None" = None
    """Of a range, where no quantiles are declared: what its values follow, within its bounds."""
    source: str = ""
    """What it was taken from."""
    said: str = ""
    """What was fitted to it, and how well, in sentences."""


@dataclass(frozen=True, slots=True)
class Levels:
    """A condition that takes one of a few values."""

    name: str
    levels: tuple[Literal, ...]
    when: Predicate | None = None
    """The condition only exists where this holds."""
    field: Field | None = None
    description: str = ""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Range:
    """A number between two bounds, both included."""

    name: str
    low: float
    high: float
    scale: Scale = "linear"
    bins: int = 5
    """Into how many levels it is cut, of equal width on its scale."""
    integer: bool = False
    when: Predicate | None = None
    """The condition only exists where this holds."""
    field: Field | None = None
    unit: str = ""
    description: str = ""
    place: Place = Place()


Variable = Levels | Range


@dataclass(frozen=True, slots=True)
class Share:
    """Bounds on a share, both included."""

    min: float = 0.0
    max: float = 1.0


@dataclass(frozen=True, slots=True)
class Constraint:
    """What always holds: no sample can be otherwise."""

    where: Predicate
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What shall not be in the data, or not beyond a share."""

    where: Predicate
    max_share: float = 0.0
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class EdgeCase:
    """What is rare in the world and shall be over-represented on purpose."""

    name: str
    where: Predicate
    share: Share = Share()
    min_count: int = 0
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Guarantee:
    """A share that must hold, and how it is known."""

    name: str
    where: Predicate
    share: Share
    basis: Basis = "metadata"
    confidence: float = 0.95
    """Of a sampled basis."""
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every combination of levels of `t` of these conditions shall occur `min_each` times."""

    over: tuple[str, ...]
    t: int = 2
    min_each: int = 1
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain of operation, as declared in one file (and those that it extends)."""

    name: str
    task: Task | None = None
    level: Choice["scene", "item"] = "scene"
    """What a sample is: a whole image (or row), or one annotated object."""
    static: Mapping[str, Literal] = field(default_factory=dict)
    variables: tuple[Variable, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    exclude: tuple[Exclusion, ...] = ()
    edge_cases: tuple[EdgeCase, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
    coverage: Coverage | None = None
    open_world: bool = False
    """The domain cannot be enumerated: coverage and guarantees bind only what is declared."""
    description: str = ""
    path: Path | None = None

    def __getitem__(self, name: str) -> Variable:
        for variable in self.variables:
            if variable.name == name:
                return variable
        raise KeyError(name)

    @property
    def conditions(self) -> tuple[str, ...]:
        """All that it names: variable conditions, then static ones."""
        return (*(variable.name for variable in self.variables), *self.static)

    @property
    def predicates(self) -> tuple[Predicate, ...]:
        """All predicates, in the order of the file's sections."""
        return (*(v.when for v in self.variables if v.when), *(rule.where for rule in self.rules))

    @property
    def rules(self) -> "tuple[Constraint | Exclusion | EdgeCase | Guarantee, ...]":
        """All rules, in the order of the file's sections."""
        return (*self.constraints, *self.exclude, *self.edge_cases, *self.guarantees)

    @property
    def quotas(self) -> "tuple[Exclusion | EdgeCase | Guarantee, ...]":
        """What bounds a share of the data: tolerated exclusions, edge cases, guarantees; not those whose basis is
        `field`, which say how the world is."""
        tolerated = (rule for rule in self.exclude if rule.max_share > 0)
        return (*tolerated, *self.edge_cases, *(rule for rule in self.guarantees if rule.basis != "field"))

    def absent(self) -> dict[str, pl.Expr]:
        """Return, for each condition that does not always apply, the expression that says where it does not."""
        gone: dict[str, pl.Expr] = {}
        for variable in in_order(self.variables):
            if variable.when is not None:
                gone[variable.name] = ~variable.when.expr(gone)
        return gone


def in_order(variables: tuple[Variable, ...]) -> list[Variable]:
    """Return the variables so that each comes after those that its `when` names; the spec has refused circles."""
    left = list(variables)
    done: list[Variable] = []
    names = {variable.name for variable in variables}
    while left:
        known = {variable.name for variable in done}
        ready = [v for v in left if v.when is None or (v.when.columns & names) <= known]
        done += ready
        left = [variable for variable in left if variable not in ready]
        if not ready:
            raise ValueError(f"circular 'when': {', '.join(variable.name for variable in left)}")
    return done
