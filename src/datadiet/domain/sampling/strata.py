"""The strata of a domain: what is alike in all its quotas, with the share of each in the field and in the sample."""

from dataclasses import dataclass, replace
from math import prod

import numpy as np

from datadiet.domain.domain import Constraint, Domain, Exclusion
from datadiet.domain.sampling.conflicts import conflict
from datadiet.domain.sampling.patterns import Patterns, patterns_of
from datadiet.domain.sampling.quotas import Quota, quotas_of
from datadiet.domain.sampling.statics import holds_of_statics, static_truth
from datadiet.domain.space import Space, space_of
from datadiet.errors import DomainError

__all__ = ["Strata", "strata_of"]

MOST_STRATA = 20_000


@dataclass(frozen=True, slots=True)
class Strata:
    """Every joint truth of the quotas that can occur. A quota ties conditions of one component only, so a stratum is a
    pattern of each component, and its shares are the products of theirs."""

    space: Space
    quotas: tuple[Quota, ...]
    patterns: tuple[Patterns, ...]
    """Of each component."""
    which: np.ndarray
    """(s, components) the pattern of each."""
    truth: np.ndarray
    """(s, quotas) whether each quota holds."""
    field: np.ndarray
    """(s,) share in the field."""
    target: np.ndarray
    """(s,) share in a long sample: the nearest to the field that the bounds allow."""

    def __len__(self) -> int:
        return len(self.target)

    @property
    def weight(self) -> np.ndarray:
        """(s,) field share / target share; 0 where both are 0."""
        return np.divide(self.field, self.target, out=np.zeros(len(self)), where=self.target > 0)

    def number(self, which: np.ndarray) -> np.ndarray:
        """Return the stratum of patterns: (m, components) -> (m,), -1 where the bounds do not allow it to occur."""
        sizes = [len(part.target) for part in self.patterns]
        numbers = np.full(prod(sizes), -1)
        numbers[np.ravel_multi_index(tuple(self.which.T), sizes)] = np.arange(len(self))
        return np.asarray(numbers[np.ravel_multi_index(tuple(which.T), sizes)])

    def reachable(self) -> Space:
        """Return the space without what a bound of at most 0 forbids."""
        components = []
        for part in self.patterns:
            fine, whole = part.open[part.member], part.component
            left = {name: getattr(whole, name)[fine] for name in ("atoms", "codes", "mass", "truth")}
            components.append(whole if fine.all() else replace(whole, **left))
        return replace(self.space, components=tuple(components))

    def labels(self) -> list[str]:
        """Return each in words: the names of the quotas that hold."""
        names = [quota.name for quota in self.quotas]
        unique = [f"{q.name} ({q.place})" if names.count(q.name) > 1 else q.name for q in self.quotas]
        return [" + ".join(unique[k] for k in np.flatnonzero(row)) or "rest" for row in self.truth]


def strata_of(domain: Domain) -> Strata:
    """Return the strata of a domain.

    Raises:
        DomainError: nothing can be; the bounds cannot hold together; or there are too many strata.
    """
    strict: list[Constraint | Exclusion] = [*domain.constraints, *domain.exclude]
    if not all(holds_of_statics(domain, rule) for rule in strict):
        raise conflict(domain)
    space, quotas = space_of(domain), quotas_of(domain)
    patterns = tuple(patterns_of(space, component, quotas) for component in space.components)
    if not all(part.possible for part in patterns) or not all(holds_of_statics(domain, quota) for quota in quotas):
        raise conflict(domain)
    _check_number(domain, patterns)
    sizes = [len(part.target) for part in patterns]
    which = np.indices(sizes).reshape(len(patterns), prod(sizes)).T
    which = which[_product(which, [part.open for part in patterns]) > 0]
    truth = np.zeros((len(which), len(quotas)), bool)
    for column, part in enumerate(patterns):
        truth[:, list(part.component.rules)] = part.truth[which[:, column]]
    for k, quota in enumerate(quotas):
        if static_truth(domain, quota.where):
            truth[:, k] = True
    field = _product(which, [part.field for part in patterns])
    return Strata(space, quotas, patterns, which, truth, field, _product(which, [part.target for part in patterns]))


def _product(which: np.ndarray, shares: list[np.ndarray]) -> np.ndarray:
    made = np.ones(len(which))
    for column, share in enumerate(shares):
        made *= share[which[:, column]]
    return made


def _check_number(domain: Domain, patterns: tuple[Patterns, ...]) -> None:
    number = prod(len(part.target) for part in patterns)
    if number > MOST_STRATA:
        raise DomainError(
            f"{domain.path}: {len(domain.quotas)} guarantees, edge cases and exclusions make {number:,} strata",
            expected=f"{MOST_STRATA:,} at most",
            todo="state fewer of them, or on the same conditions: those that exclude each other make few strata",
        )
