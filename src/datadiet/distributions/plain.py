"""One value, two, or a few, each with its share."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, ClassVar

import numpy as np

from datadiet.distributions.base import Distribution, Value, check

__all__ = ["Bernoulli", "Choice", "Constant"]


class _Few(Distribution):
    """Values that can be listed."""

    __slots__ = ()

    def _listed(self) -> tuple[Sequence[Value], np.ndarray]:
        """The values and their shares."""
        raise NotImplementedError

    def _numbers(self) -> tuple[np.ndarray, np.ndarray]:
        values, shares = self._listed()
        words = any(isinstance(value, str) for value in values)
        check(not words, f"the cdf of {list(values)[:3]}", "numbers: words have no order")
        numbers = np.array([float(value) for value in values])
        order = np.argsort(numbers, kind="stable")
        return numbers[order], np.concatenate([[0.0], np.cumsum(shares[order])])

    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of the shares of all that is not above each value."""
        numbers, rises = self._numbers()
        return np.minimum(rises[np.searchsorted(numbers, np.asarray(values, float), side="right")], 1.0)

    def below(self, values: np.ndarray) -> np.ndarray:
        """Return the sum of the shares of all that is below each value."""
        numbers, rises = self._numbers()
        return np.minimum(rises[np.searchsorted(numbers, np.asarray(values, float), side="left")], 1.0)

    def log_density(self, values: np.ndarray) -> np.ndarray:
        """Return the log share of each value; minus infinity for what is not listed."""
        listed, shares = self._listed()
        of: dict[Value, float] = {}
        for value, share in zip(listed, shares, strict=True):
            of[value] = of.get(value, 0.0) + float(share)
        with np.errstate(divide="ignore"):
            return np.log([of.get(value, 0.0) for value in np.asarray(values).tolist()])

    @property
    def bounds(self) -> tuple[float, float] | None:
        """Of numbers, the least and the greatest."""
        values = self._listed()[0]
        if any(isinstance(value, str) for value in values):
            return None
        numbers = [float(value) for value in values]
        return min(numbers), max(numbers)

    @property
    def whole(self) -> bool:
        """Whether all are whole numbers, and no words."""
        return self.bounds is not None and all(float(value).is_integer() for value in self._listed()[0])


@dataclass(frozen=True, slots=True)
class Constant(_Few):
    """One value, always."""

    name: ClassVar[str] = "constant"
    value: Value

    def _listed(self) -> tuple[Sequence[Value], np.ndarray]:
        return (self.value,), np.ones(1)

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the value, however often."""
        return np.full(len(shares), self.value)

    @property
    def centre(self) -> Value:
        """The value."""
        return self.value

    def spec(self) -> Any:
        """Return the value itself."""
        return self.value


@dataclass(frozen=True, slots=True)
class Bernoulli(_Few):
    """True with one probability."""

    name: ClassVar[str] = "bernoulli"
    p: float

    def __post_init__(self) -> None:
        check(0 <= self.p <= 1, f"bernoulli of {self.p:g}", "a probability from 0 to 1")

    def _listed(self) -> tuple[Sequence[Value], np.ndarray]:
        return (False, True), np.array([1 - self.p, self.p])

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return True for the upper shares."""
        return shares >= 1 - self.p

    @property
    def centre(self) -> Value:
        """The likelier value."""
        return self.p > 0.5


@dataclass(frozen=True, slots=True)
class Choice(_Few):
    """One of a few values, each with its share."""

    name: ClassVar[str] = "choice"
    values: tuple[Value, ...]
    shares: tuple[float, ...] = ()
    """Equal where left out; they are divided by their sum."""

    def __post_init__(self) -> None:
        check(len(self.values) > 0, "a choice of nothing", "one value or more")
        fine = not self.shares or (
            len(self.shares) == len(self.values)
            and all(isfinite(share) and share >= 0 for share in self.shares)
            and sum(self.shares) > 0
        )
        check(fine, f"a choice with the shares {self.shares}", "a share of 0 or more for each value, not all 0")

    def _listed(self) -> tuple[Sequence[Value], np.ndarray]:
        weights = np.asarray(self.shares or np.ones(len(self.values)), float)
        return self.values, weights / weights.sum()

    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the values in their order, each over its share."""
        ends = np.cumsum(self._listed()[1])
        kinds = {type(value) for value in self.values}
        values = np.array(self.values, dtype=None if len(kinds) == 1 else object)
        return values[np.minimum(np.searchsorted(ends, shares, side="right"), len(self.values) - 1)]

    @property
    def centre(self) -> Value:
        """The likeliest value, the first of equals."""
        return self.values[int(np.argmax(self.shares))] if self.shares else self.values[0]

    def spec(self) -> Any:
        """Return the list of values, with their shares where they have some."""
        if not self.shares:
            return {"choice": list(self.values)}
        return {"choice": [[value, share] for value, share in zip(self.values, self.shares, strict=True)]}
