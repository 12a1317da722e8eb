"""A table on disk: CSV, Parquet or JSON lines."""

from pathlib import Path
from typing import ClassVar

from datadiet.data import tables
from datadiet.data.dataset import Dataset, Origin
from datadiet.data.readers.frame import from_frame

__all__ = ["TableReader"]


class TableReader:
    """Reads a table of image paths with their conditions, or of numbers (see `frame.from_frame`).

    Paths are relative to the table's folder and must stay inside it, absolute ones too: a table is untrusted. To use
    one that points elsewhere, read it into a frame and pass the frame.
    """

    name: ClassVar[str] = "table"

    def recognises(self, source: Path) -> bool:
        """Look at the suffix."""
        return source.is_file() and source.suffix.lower() in tables.SUFFIXES

    def read(self, source: Path, *, origin: Origin) -> Dataset:
        """Read the table; rows that cannot be used are listed."""
        source = source.absolute()
        return from_frame(tables.load(source), source=str(source), origin=origin, format=self.name, root=source.parent)
