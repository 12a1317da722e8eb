"""What every distribution can be asked, and how what makes no sense is refused."""

from abc import ABC, abstractmethod
from dataclasses import fields
from math import isfinite, isinf
from typing import Any, ClassVar

import numpy as np

from datadiet.errors import OptionError

__all__ = ["Distribution", "Value", "check", "finite"]

Value = float | int | bool | str


class Distribution(ABC):
    """How one value varies.

    Each is drawn through its quantile function, so that a share of 0 to 1 gives the same value anywhere: random
    numbers, Sobol points and evenly spaced shares all go the same way.
    """

    __slots__ = ()
    name: ClassVar[str] = ""
    """As a file calls it."""

    @abstractmethod
    def quantiles(self, shares: np.ndarray) -> np.ndarray:
        """Return the values at or below which these shares of all draws lie: (n,) from (n,) in (0, 1)."""

    @abstractmethod
    def cdf(self, values: np.ndarray) -> np.ndarray:
        """Return the share of all draws at or below each value: (n,) in [0, 1] from (n,).

        Raises:
            OptionError: the values are words, which have no order.
        """

    def below(self, values: np.ndarray) -> np.ndarray:
        """Return the share of all draws strictly below each value, which is less than the cdf at a point mass."""
        return self.cdf(values)

    @abstractmethod
    def log_density(self, values: np.ndarray) -> np.ndarray:
        """Return the logarithm of the density, or where single values have a probability, of that: (n,) from (n,)."""

    @property
    def centre(self) -> Value:
        """The value that stands for all: the median, or the most likely of a few."""
        value: Value = self.quantiles(np.array([0.5]))[0].item()
        return value

    @property
    @abstractmethod
    def bounds(self) -> tuple[float, float] | None:
        """The least and the greatest value; None for what is no number."""

    @property
    def whole(self) -> bool:
        """Whether all values are whole numbers."""
        return False

    def draw(self, rng: np.random.Generator, n: int) -> np.ndarray:
        """Return n independent values."""
        return self.quantiles(rng.random(n))

    def one(self, rng: np.random.Generator) -> Value:
        """Return one value, as Python's own type."""
        value: Value = self.draw(rng, 1)[0].item()
        return value

    def spec(self) -> Any:
        """Return what a file would say, as JSON: `parse(distribution.spec()) == distribution`."""
        numbers = [getattr(self, each.name) for each in fields(self)]  # type: ignore[arg-type]
        return {self.name: [None if isinstance(number, float) and isinf(number) else number for number in numbers]}


def check(fine: bool, found: str, expected: str) -> None:
    """Raise an OptionError unless all is fine."""
    if not fine:
        raise OptionError(found, expected=expected)


def finite(name: str, *values: float) -> None:
    """Raise an OptionError unless all values are finite."""
    check(all(isfinite(value) for value in values), f"{name} of {values}", "finite numbers")
