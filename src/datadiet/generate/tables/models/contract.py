"""What every generator of tables is, once it is fitted: a map from normal random numbers to rows."""

from collections.abc import Mapping
from typing import Any, ClassVar, Protocol, Self

import numpy as np

from datadiet.generate.storage import Arrays
from datadiet.schema import Column

__all__ = ["Arrays", "TableModel"]


class TableModel(Protocol):
    """A fitted generator.

    All randomness comes in as standard normal numbers, so that a row depends on its own numbers alone, a longer sample
    extends a shorter one, and rows that meet a condition can be looked for nearby instead of by luck.
    """

    method: ClassVar[str]

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns that it makes."""
        ...

    @property
    def dimensions(self) -> int:
        """How many normal numbers make a row."""
        ...

    def decode(self, latent: np.ndarray) -> np.ndarray:
        """Return (n, d) values of rows, as `Coded` has them, from (n, D) standard normal numbers."""
        ...

    def dump(self) -> tuple[dict[str, Any], Arrays]:
        """Return all of it as facts for JSON and named arrays."""
        ...

    @classmethod
    def load(cls, columns: tuple[Column, ...], facts: Mapping[str, Any], arrays: Arrays) -> Self:
        """Return what `dump` took apart.

        Raises:
            DataError: a part is missing or does not fit.
        """
        ...
