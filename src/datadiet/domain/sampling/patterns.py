"""What a component can be, as patterns: which of its quotas hold, with their share in the field and in the sample."""

from dataclasses import dataclass

import numpy as np

from datadiet.domain.atoms import Atoms
from datadiet.domain.domain import Range
from datadiet.domain.sampling.quotas import Quota
from datadiet.domain.sampling.targets import nearest_shares, support
from datadiet.domain.space import Component, Space

__all__ = ["Patterns", "grouped", "patterns_of", "reachable"]

RARE = 1e-9
"""What counts instead of a share of 0 where the field leaves out what is asked for."""
POINT = 1e-15
"""The same for a single value of a range."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The combinations of a component, sorted by which of its quotas hold."""

    component: Component
    truth: np.ndarray
    """(p, k) whether each quota of the component holds."""
    member: np.ndarray
    """(r,) pattern of each combination."""
    mass: np.ndarray
    """(r,) share of each combination in the field; as `likely` where the field leaves the whole component out."""
    likely: np.ndarray
    """(r,) the same, where nothing has the share 0."""
    field: np.ndarray
    """(p,) share of each pattern in the field."""
    target: np.ndarray
    """(p,) share of each pattern in a long sample; all 0 if the bounds cannot hold together."""
    open: np.ndarray
    """(p,) whether the bounds allow it to occur at all."""
    outside: bool
    """Whether the field has nothing of what is allowed."""

    @property
    def possible(self) -> bool:
        """Whether the bounds can hold together."""
        return bool(self.open.any())

    @property
    def within(self) -> np.ndarray:
        """(r,) how often each combination comes, relative to the others of its pattern."""
        return np.where(self.field[self.member] > 0, self.mass, self.likely)


def patterns_of(space: Space, component: Component, quotas: tuple[Quota, ...]) -> Patterns:
    """Return the patterns of a component, with the shares that are nearest to the field within the bounds.

    Args:
        space: what can be.
        component: one of its components.
        quotas: all of the domain, as the component's `rules` number them.
    """
    truth, member = _distinct(component.truth)
    mass, likely = _masses(space, component)
    outside = not mass.any()
    mass = likely if outside else mass
    field = np.bincount(member, mass, len(truth))
    own, low, high = _bounds(component, quotas)
    known, everything = field > 0, np.ones(len(truth), bool)
    allowed, chosen = (_allowed(truth, part, own, low, high) for part in (everything, known))
    chosen = chosen if chosen.any() else allowed
    base = np.where(known, field, np.bincount(member, likely, len(truth)))
    target = np.zeros(len(truth))
    if chosen.any():
        target[chosen] = nearest_shares(truth[chosen], base[chosen], low, high)
    return Patterns(component, truth, member, mass, likely, field, target, allowed, outside)


def reachable(component: Component, quotas: tuple[Quota, ...]) -> bool:
    """Say whether the bounds on a component can hold together, as `patterns_of` does, and nothing else."""
    truth, _ = _distinct(component.truth)
    return bool(_allowed(truth, np.ones(len(truth), bool), *_bounds(component, quotas)).any())


def _bounds(component: Component, quotas: tuple[Quota, ...]) -> tuple[list[Quota], np.ndarray, np.ndarray]:
    """Return the quotas of a component, with their lower and upper bounds."""
    own = [quotas[k] for k in component.rules]
    return own, np.array([float(q.low) for q in own]), np.array([float(q.high) for q in own])


def _distinct(truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the distinct rows of Booleans, and which of them each row is: (r, k) -> (p, k), (r,)."""
    if not truth.shape[1]:
        return truth[:1], np.zeros(len(truth), np.intp)
    packed = np.ascontiguousarray(np.packbits(truth, axis=1))
    keys = packed.view(np.dtype((np.void, packed.shape[1]))).ravel()
    _, first, member = np.unique(keys, return_index=True, return_inverse=True)
    return truth[first], member.ravel()


def _masses(space: Space, component: Component) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of each combination in the field, and the same where nothing has the share 0."""
    parts = [space.atoms[name] for name in component.names]
    mass, likely = np.ones(len(component.atoms)), np.ones(len(component.atoms))
    for part, atom in zip(parts, component.atoms.T, strict=True):
        mass *= part.mass[atom]
        likely *= np.where(part.mass > 0, part.mass, _rare(part))[atom]
    total = mass.sum()
    return mass / total if total > 0 else mass, likely / likely.sum()


def _rare(part: Atoms) -> np.ndarray:
    """Return what counts for each atom where its share is 0: by width in a range."""
    if not isinstance(part.variable, Range) or part.variable.integer:
        return np.full(len(part), RARE)
    width = np.nan_to_num(part.high - part.low) / (part.variable.high - part.variable.low)
    return RARE * width + POINT


def _allowed(truth: np.ndarray, part: np.ndarray, own: list[Quota], low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return which of the patterns in `part` can occur together; none, if a bound or a least count is out of reach."""
    found = np.zeros(len(truth), bool)
    found[part] = support(truth[part], low, high)
    reached = all(truth[found, k].any() for k, quota in enumerate(own) if quota.min_count)
    return found & (reached and bool(found.any()))


def grouped(group: np.ndarray, count: int) -> list[np.ndarray]:
    """Return the indices of each of `count` groups, in order: (r,) group of each -> one array a group."""
    by_group = np.argsort(group, kind="stable")
    return np.split(by_group, np.searchsorted(group[by_group], np.arange(1, count)))
