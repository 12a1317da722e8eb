"""What a run asks for pictures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from datadiet.data.versions.provenance import Provenance
from datadiet.generate.twins.rendered import Rendered

__all__ = ["FromFunction", "Source", "Traced"]


@runtime_checkable
class Source(Protocol):
    """Makes the pictures of a set; workers receive it pickled."""

    @property
    def name(self) -> str:
        """What it is called in messages."""
        ...

    @property
    def spec(self) -> str:
        """All that its pictures depend on apart from seed and index; a folder holds the pictures of one spec only."""
        ...

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes that it can label, in the order of their numbers; () where it does not know."""
        ...

    def frame(self, index: int, *, seed: int) -> Rendered:
        """Make picture `index`, from nothing but the spec, the seed and the index.

        Raises:
            Exception: this picture cannot be made; the run goes on with the next.
            MissingExtra: no picture can be made, because something is not installed.
        """
        ...


@runtime_checkable
class Traced(Protocol):
    """A source that says what its pictures are made from, for `provenance.json`."""

    @property
    def provenance(self) -> Provenance:
        """By digests and names, without paths of this machine."""
        ...


@dataclass(frozen=True, slots=True)
class FromFunction:
    """A function of the index as a source; the seed is its own affair."""

    make: Callable[[int], Rendered]
    spec: str = ""
    classes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the function is called."""
        return getattr(self.make, "__name__", type(self.make).__name__)

    def frame(self, index: int, *, seed: int) -> Rendered:
        """Call the function."""
        return self.make(index)
