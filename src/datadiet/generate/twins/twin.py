"""A Digital Twin: environment, systems and items, and how each of them varies inside declared bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from datadiet.distributions import Observed
from datadiet.errors import TwinError
from datadiet.generate.twins.building import built
from datadiet.generate.twins.flattening import flatten
from datadiet.generate.twins.ordering import Order
from datadiet.generate.twins.parameters import Parameter, find_parameter
from datadiet.generate.twins.parts import Item, Look, System
from datadiet.generate.twins.require import Requirement, holds
from datadiet.generate.twins.sampling import sampled
from datadiet.generate.twins.scene import Scene
from datadiet.generate.twins.variation import BOUNDED, FIXED, WILD

__all__ = ["BOUNDED", "FIXED", "WILD", "Twin", "find_twin", "flatten", "holds"]


@dataclass(frozen=True, slots=True)
class Twin:
    """What is there, and how it varies. `find_twin` reads one."""

    name: str
    environment: Look
    systems: tuple[System, ...]
    """From back to front."""
    items: Mapping[str, Item]
    known: Mapping[str, Parameter]
    """All parameters by name, each after what it is worked out from."""
    orders: tuple[Order, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    size: tuple[int, int] = (640, 480)
    """Width and height in pixels."""
    backend: str = "sprites"
    samples: int | None = None
    """Of path tracing, for each pixel."""
    physics: str = ""
    """What in it needs physics or path tracing, with its place; empty where nothing does."""
    domain: Path | None = None
    """The domain of operation that it is meant for."""
    path: Path = field(default_factory=Path)
    """Of its file."""
    description: str = ""
    digest: str = ""
    """What its pictures depend on apart from the seed: the file, the pictures that it names, the laws that were fitted
    to its tables, the code that draws."""
    fits: Mapping[str, Observed] = field(default_factory=dict)
    """Parameter -> what was fitted to a column of a table."""

    def sample(
        self, rng: np.random.Generator, *, width: float = BOUNDED, given: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Decide everything that is random about one image.

        With the same state of `rng`, another width changes nothing but the width: where each value lies in its bounds
        stays. Where a system scatters items stays random at every width.

        Args:
            rng: one number is taken from it.
            width: 0 (fixed: every parameter at its centre), 0.5 (as declared), 1 (wild), and anything between.
            given: values that are fixed, such as a row of a sampled domain; by whole name, or by a name that means one
                parameter only. None leaves it to chance.

        Returns:
            numbers, words, lists and mappings of them, fit for JSON: `seed`, `width`, `values` (name -> value, what is
            the same throughout the image), `items` (from back to front, each with item, x, y, seed and values),
            `placed` (item -> how many), `dropped` (system -> how many found no place).

        Raises:
            TwinError: it needs physics, a name is not known, a value is not possible, or an order cannot be kept.
            OptionError: the width is not from 0 to 1.
        """
        self._check_plane()
        return sampled(self, rng, width, given or {})

    def build(self, parameters: Mapping[str, Any]) -> Scene:
        """Return the scene that parameters describe; the same parameters give the same arrays.

        Raises:
            TwinError: it needs physics, or a visual returns what is no picture.
            DataError: a file cannot be read.
        """
        self._check_plane()
        return built(self, parameters)

    def parameter(self, name: str) -> str:
        """Return the whole name that `name` means; TwinError lists the names where it means none or several."""
        return find_parameter(name, self.known)

    @property
    def classes(self) -> tuple[str, ...]:
        """What its items are labelled as, each once, in the order of the file."""
        return tuple(dict.fromkeys(item.label for item in self.items.values() if item.label is not None))

    @property
    def settled(self) -> frozenset[str]:
        """What decides how many items there are, and is not drawn again once they are there."""
        systems = {system.name for system in self.systems}
        return frozenset(name for name, each in self.known.items() if each.owner in systems or each.key == "count")

    def _check_plane(self) -> None:
        if self.physics:
            raise TwinError(
                f"the twin '{self.name}' has {self.physics}, which needs the part with physics and path tracing",
                expected="a twin in the plane: backend sprites, and systems that scatter, grid or place",
                todo="wait for that part, or describe the twin in the plane",
            )


def find_twin(name: str | Path) -> Twin:
    """Return the twin of a YAML file, or one that ships with datadiet, by its name.

    Raises:
        TwinError: there is none; those that ship are listed. Or its file contradicts itself, with file and line.
        DataError: the file cannot be read, or a picture that it names.
    """
    from datadiet.generate.twins.loading import find

    return find(name)
