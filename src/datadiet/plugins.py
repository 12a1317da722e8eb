"""Protocols that a plugin fills, and how plugins are found.

A plugin is a class that satisfies a Protocol and is named in an entry-point group. What ships with datadiet registers
in the same way (see `pyproject.toml`).
"""

from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, runtime_checkable

import numpy as np

from datadiet.errors import OptionError

if TYPE_CHECKING:
    from datadiet.data.dataset import Dataset

__all__ = ["EMBEDDERS", "READERS", "REPORTS", "Embedder", "Reader", "find", "names"]

READERS = "datadiet.readers"
EMBEDDERS = "datadiet.embedders"
REPORTS = "datadiet.reports"
"""Faces of a scorecard that it can be asked for without knowing them: html, notebook, run."""


@runtime_checkable
class Reader(Protocol):
    """Reads one format of data set."""

    name: ClassVar[str]

    def recognises(self, source: Path) -> bool:
        """Say whether `source` looks like this format, without reading samples."""
        ...

    def read(self, source: Path, *, origin: Literal["real", "synthetic"]) -> "Dataset":
        """Read `source`; bad items go to `Dataset.problems`, and DataError is raised only where nothing is left."""
        ...


@runtime_checkable
class Embedder(Protocol):
    """Turns images into vectors, each independently of the batch that it travels in."""

    name: str
    """What the user typed, such as `patches` or `timm:resnet18`."""
    fingerprint: str
    """Changes whenever the vectors could: weights, preprocessing, version."""
    dimensions: int
    batch_size: int
    parallel: Literal["processes", "inside"]
    """`processes`: copies run in worker processes; `inside`: it uses all cores or a GPU by itself."""

    def prepare(self, image: np.ndarray) -> np.ndarray:
        """Resize one (H, W, 3) uint8 image to the fixed uint8 shape that `embed` takes."""
        ...

    def embed(self, batch: np.ndarray) -> np.ndarray:
        """Embed a stack of prepared images: (n, h, w, 3) uint8 -> (n, dimensions) float32."""
        ...


def names(group: str) -> Sequence[str]:
    """List the names that are registered in an entry-point group, sorted."""
    return sorted(_points(group))


def find(group: str, name: str) -> Any:
    """Load the plugin `name` of a group; an unknown name lists the choices."""
    points = _points(group)
    if name not in points:
        raise OptionError(f"'{name}' is not one of {group}", expected=", ".join(sorted(points)))
    return points[name].load()


def _points(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=group)}
