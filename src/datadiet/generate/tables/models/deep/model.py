"""What networks that make tables share: columns as alternatives, weights, and how they are taken apart and loaded."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from datadiet.errors import DataError
from datadiet.generate.deep.weights import Weights
from datadiet.generate.storage import Arrays
from datadiet.generate.tables.models.deep.encoding import Encoding
from datadiet.schema import Column

__all__ = ["DeepTable"]


@dataclass(frozen=True, slots=True, eq=False)
class DeepTable(ABC):
    """A fitted network: a `TableModel`, of which a method says how it decodes and which weights it has."""

    method: ClassVar[str]
    columns: tuple[Column, ...]
    encoding: Encoding
    weights: Weights
    """Arrays."""
    scores: tuple[float, ...]
    """How well held-out rows were told from the model's at each look: .5 is best."""
    steps: int
    notes: tuple[str, ...]
    """What the model has lost, if anything."""

    @property
    @abstractmethod
    def dimensions(self) -> int:
        """How many normal numbers make a row."""

    @abstractmethod
    def decode(self, latent: np.ndarray) -> np.ndarray:
        """Return (n, d) values from (n, D) standard normal numbers."""

    @staticmethod
    @abstractmethod
    def fits(encoding: Encoding, weights: Weights) -> bool:
        """Say whether weights have the shapes that columns ask for; any error where parts are missing."""

    def dump(self) -> tuple[dict[str, Any], Arrays]:
        """Return it as facts and arrays."""
        blocks, arrays = self.encoding.dump()
        facts = {"encoding": blocks, "scores": list(self.scores), "steps": self.steps, "notes": list(self.notes)}
        return facts, {**arrays, **self.weights}

    @classmethod
    def load(cls, columns: tuple[Column, ...], facts: Mapping[str, Any], arrays: Arrays) -> Self:
        """Return what `dump` took apart.

        Raises:
            DataError: a part is missing or does not fit.
        """
        try:
            encoding = Encoding.load(columns, facts["encoding"], arrays)
            weights = {name: np.asarray(value) for name, value in arrays.items() if not name.startswith("encoding.")}
            sound = cls.fits(encoding, weights)
            rest = tuple(map(float, facts["scores"])), int(facts["steps"]), tuple(map(str, facts["notes"]))
        except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
            raise DataError(f"a part of the model is missing or not as expected ({error!r})") from error
        if not sound:
            raise DataError("the weights of the network do not fit its columns", todo="fit the model again")
        return cls(columns, encoding, weights, *rest)
