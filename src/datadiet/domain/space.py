"""The space of what can be: combinations of atoms that constraints and exclusions leave, component by component.

Conditions that share a predicate form a component; components do not know of each other. So only the combinations
within a component are ever listed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from datadiet.domain.atoms import ABSENT, Atoms, cut
from datadiet.domain.completions import Completions
from datadiet.domain.domain import Domain, Place, in_order
from datadiet.domain.predicate import Predicate
from datadiet.errors import DomainError

__all__ = ["MOST", "Component", "Rule", "Space", "space_of"]

MOST = 2_000_000
"""Combinations that are listed for one component."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A predicate whose truth matters to a component, and where it was declared."""

    predicate: Predicate
    place: Place


@dataclass(frozen=True, slots=True)
class Component:
    """Conditions that predicates tie together, and what they can be together."""

    names: tuple[str, ...]
    atoms: np.ndarray
    """(r, v) atom of each condition, one row for each combination that is allowed, in lexicographic order."""
    codes: np.ndarray
    """(r, v) level or bin of each, ABSENT where it does not exist."""
    mass: np.ndarray
    """(r,) share in the field, given that it is allowed; all equal where the field leaves the whole component out."""
    rules: tuple[int, ...]
    """Which of the space's rules it decides."""
    truth: np.ndarray
    """(r, len(rules)) whether each holds."""


@dataclass(frozen=True, slots=True)
class Space:
    """All that can be in a domain."""

    domain: Domain
    atoms: dict[str, Atoms]
    components: tuple[Component, ...]
    rules: tuple[Rule, ...]
    """The predicates of the domain's quotas, in their order."""
    approximate: frozenset[str]
    """Conditions that are compared with each other: where exactly, was looked at on a grid only."""

    def where(self, name: str) -> tuple[Component, int]:
        """Return the component of a condition, and its column there."""
        for component in self.components:
            if name in component.names:
                return component, component.names.index(name)
        raise KeyError(name)

    def sizes(self, names: Sequence[str]) -> tuple[int, ...]:
        """Return how many levels each condition has."""
        return tuple(int(self.atoms[name].code.max()) + 1 for name in names)

    def feasible(self, names: Sequence[str]) -> np.ndarray:
        """Return which combinations of levels of these conditions can be: Booleans of the shape `sizes(names)`."""
        whole = np.ones(self.sizes(names), bool)
        for component in self.components:
            axes = [axis for axis, name in enumerate(names) if name in component.names]
            if not axes:
                continue
            columns = [component.names.index(names[axis]) for axis in axes]
            codes = component.codes[:, columns]
            part = np.zeros([whole.shape[axis] for axis in axes], bool)
            part[tuple(codes[(codes != ABSENT).all(axis=1)].T)] = True
            whole &= part.reshape([size if axis in axes else 1 for axis, size in enumerate(whole.shape)])
        return whole

    def mass(self, names: Sequence[str]) -> np.ndarray:
        """Return the share in the field of each combination of levels of these conditions: of the shape `sizes(names)`.

        Where no field is declared, conditions are uniform on their scale.
        """
        whole = np.ones(self.sizes(names))
        for component in self.components:
            axes = [axis for axis, name in enumerate(names) if name in component.names]
            if not axes:
                continue
            codes = component.codes[:, [component.names.index(names[axis]) for axis in axes]]
            there = (codes != ABSENT).all(axis=1)
            part = np.zeros([whole.shape[axis] for axis in axes])
            np.add.at(part, tuple(codes[there].T), component.mass[there])
            whole *= part.reshape([size if axis in axes else 1 for axis, size in enumerate(whole.shape)])
        return whole

    def completions(self, names: Sequence[str]) -> Completions:
        """Return what says of rows of level codes with holes whether they can be filled; it remembers what it saw."""
        parts = []
        for component in self.components:
            columns = [(k, component.names.index(name)) for k, name in enumerate(names) if name in component.names]
            if columns:
                known = np.unique(component.codes[:, [column for _, column in columns]], axis=0)
                parts.append(([k for k, _ in columns], known))
        return Completions(tuple(parts))

    def allowed(self, names: Sequence[str], codes: np.ndarray) -> np.ndarray:
        """Say of (m, len(names)) level codes, -1 where free, which rows can be completed to what is allowed: (m,)."""
        return self.completions(names)(codes)


def space_of(domain: Domain) -> Space:
    """Return the space of what can be in a domain.

    Raises:
        DomainError: nothing can be, or predicates tie so many conditions together that they cannot be listed.
    """
    atoms = cut(domain)
    rules = tuple(Rule(rule.where, rule.place) for rule in domain.quotas)
    components = tuple(_component(domain, names, atoms, rules) for names in _tied(domain))
    entangled = frozenset(name for predicate in domain.predicates for name in predicate.entangled)
    return Space(domain, atoms, components, rules, entangled)


def strict(domain: Domain) -> Iterator[Rule]:
    """Yield what no sample may be or must be, as predicates that have to hold."""
    for constraint in domain.constraints:
        yield Rule(constraint.where, constraint.place)
    for exclusion in domain.exclude:
        if exclusion.max_share == 0:
            yield Rule(Predicate.parse(f"not ({exclusion.where})"), exclusion.place)


def _tied(domain: Domain) -> list[tuple[str, ...]]:
    """Return the names of each component, in the order of the file."""
    order = [variable.name for variable in domain.variables]
    group = {name: index for index, name in enumerate(order)}
    ties = [predicate.columns for predicate in domain.predicates]
    ties += [variable.when.columns | {variable.name} for variable in domain.variables if variable.when]
    for tie in ties:
        members = [name for name in order if name in tie]
        for name in members[1:]:
            old, new = group[name], group[members[0]]
            group = {key: new if value == old else value for key, value in group.items()}
    found: dict[int, list[str]] = {}
    for name in order:
        found.setdefault(group[name], []).append(name)
    return [tuple(names) for names in found.values()]


def _component(domain: Domain, names: tuple[str, ...], atoms: dict[str, Atoms], rules: tuple[Rule, ...]) -> Component:
    sizes = [len(atoms[name]) for name in names]
    if np.prod(sizes, dtype=float) > MOST:
        raise _too_many(domain, names, sizes)
    index = np.indices(sizes).reshape(len(names), -1).T
    frame = _frame(domain, names, atoms, index)
    absent = {name: gone for name, gone in domain.absent().items() if name in names}
    own = [rule for rule in strict(domain) if rule.predicate.columns & set(names)]
    held = [rule.predicate.expr(absent) for rule in own]
    held += [absent[name] == frame[name].is_null() for name in absent]
    fine = _all(frame, held)
    if not fine.any():
        raise _empty(domain, names, own)
    index, frame = index[fine], frame.filter(pl.Series(fine))
    decided = [k for k, rule in enumerate(rules) if rule.predicate.columns & set(names)]
    truth = frame.select(rules[k].predicate.expr(absent).fill_null(False).alias(str(k)) for k in decided)
    columns = [atoms[name] for name in names]
    codes = np.column_stack([part.code[index[:, j]] for j, part in enumerate(columns)])
    mass = np.prod([part.mass[index[:, j]] for j, part in enumerate(columns)], axis=0)
    total = mass.sum()
    mass = mass / total if total > 0 else np.full(len(index), 1 / len(index))
    table = truth.to_numpy().astype(bool) if decided else np.zeros((len(index), 0), bool)
    return Component(names, index, codes, mass, tuple(decided), table)


def _frame(domain: Domain, names: tuple[str, ...], atoms: dict[str, Atoms], index: np.ndarray) -> pl.DataFrame:
    columns = []
    for j, name in enumerate(names):
        kind = {str: pl.String, bool: pl.Boolean}.get(type(atoms[name].values[0]), pl.Float64)
        columns.append(pl.Series(name, atoms[name].values, dtype=kind, strict=False).gather(pl.Series(index[:, j])))
    frame = pl.DataFrame(columns)
    return frame.with_columns(pl.lit(value).alias(name) for name, value in domain.static.items())


def _all(frame: pl.DataFrame, held: list[pl.Expr]) -> np.ndarray:
    if not held:
        return np.ones(frame.height, bool)
    return np.asarray(frame.select(pl.all_horizontal(part.fill_null(False) for part in held)).to_series().to_numpy())


def _too_many(domain: Domain, names: tuple[str, ...], sizes: list[int]) -> DomainError:
    parts = ", ".join(f"{name} ({size})" for name, size in zip(names, sizes, strict=True))
    number = f"{np.prod(sizes, dtype=float):.2g}"
    return DomainError(
        f"{domain.path}: predicates tie {len(names)} conditions together, in {number} combinations",
        expected=f"{MOST:,} at most; parts of each: {parts}",
        todo="use fewer bins, fewer constants in predicates, or predicates that name fewer conditions",
    )


def _empty(domain: Domain, names: tuple[str, ...], own: list[Rule]) -> DomainError:
    lines = ", ".join(f"{rule.place} ({rule.predicate})" for rule in own)
    return DomainError(
        f"{domain.path}: nothing can be: {lines} leave no combination of {', '.join(names)}",
        expected="constraints and exclusions that hold together",
    )


def variables_in_order(domain: Domain) -> list[str]:
    """Return the names so that each condition comes after those on which its existence depends."""
    return [variable.name for variable in in_order(domain.variables)]
