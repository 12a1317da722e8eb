"""What a twin consists of, once its file has been understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Item", "Look", "System"]


@dataclass(frozen=True, slots=True)
class Look:
    """What something looks like: functions by name, or files."""

    functions: Mapping[str, str] = field(default_factory=dict)
    """Registered name -> the module that registered it."""
    files: Mapping[str, Path] = field(default_factory=dict)
    """Name of a picture -> where it is."""
    sizes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """Name of a picture -> its width and height."""

    @property
    def choices(self) -> tuple[str, ...]:
        """The names of all that it can be."""
        return (*self.functions, *self.files)


@dataclass(frozen=True, slots=True)
class Item:
    """What populates a scene."""

    name: str
    label: str | None
    look: Look
    blend: str = "over"
    shadow: bool = False
    keypoints: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Name -> x, y as shares of the cut-out's width and height."""
    collision: str = ""


@dataclass(frozen=True, slots=True)
class System:
    """What places items."""

    name: str
    behaviour: str
    items: tuple[str, ...]
    """From back to front, unless they are mixed."""
    mixed: bool = False
    """Whether each place takes any of the items."""
    area: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    """Left, top, right, bottom, as shares of the picture."""
