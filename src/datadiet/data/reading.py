"""One way in: whatever a person has becomes a data set."""

import dataclasses
import os
from pathlib import Path
from typing import Any

import numpy as np

from datadiet.data.dataset import Dataset, Origin
from datadiet.data.paths import split_source
from datadiet.data.readers.frame import from_frame, is_frame, to_polars
from datadiet.data.readers.vectors import vector_dataset
from datadiet.errors import DataError
from datadiet.plugins import READERS, Reader, find, names

__all__ = ["read", "recognise"]

_FIRST = ("fiftyone", "coco", "yolo", "voc", "arrays", "table")
"""Asked in this order, then plugins by name, then `folder`, which takes anything with images in it."""


def read(source: Any, *, origin: Origin, format: str | None = None, name: str | None = None) -> Dataset:
    """Read a data set of any known format.

    Args:
        source: a folder or file (`data.yaml#val` and `voc-root#train` pick a split); an (n, D) array of embeddings;
            or a Polars, pandas or pyarrow frame with a column of paths or with numeric columns.
        origin: which side it is on.
        format: the name of a reader; None asks each one whether it recognises the source: fiftyone, coco, yolo, voc,
            arrays, table, then plugins in the order of their names, then folder.
        name: what to call it in the report; None takes the name of the file or folder.

    Raises:
        DataError: nothing is there, no reader recognises it, or not one sample can be used.
        EmbeddingError: vectors have a wrong shape or type.
        OptionError: there is no reader called `format`.
    """
    dataset = _read(source, origin, format)
    return dataset if name is None else dataclasses.replace(dataset, name=name)


def _read(source: Any, origin: Origin, format: str | None) -> Dataset:
    if isinstance(source, np.ndarray):
        return vector_dataset(source, source=f"{origin} array", origin=origin, format="arrays")
    if is_frame(source):
        return from_frame(to_polars(source), source=f"{origin} frame", origin=origin, format="table")
    if not isinstance(source, str | Path):
        raise DataError(f"a {type(source).__name__} is no data set", expected="a path, an array or a frame")
    path = Path(source).expanduser()
    _check_there(path)
    if ".." in path.parts:  # so that files are found inside their folder whatever it was called
        path = Path(os.path.normpath(path.absolute()))
    reader: Reader = find(READERS, format)() if format is not None else recognise(path)
    return reader.read(path, origin=origin)


def _check_there(path: Path) -> None:
    there, _ = split_source(path)
    try:
        if not there.exists():
            raise DataError(f"{path} does not exist", expected="a folder or file with samples", todo="check the path")
        if there.is_dir() and not any(there.iterdir()):
            raise DataError(f"{path} is empty", expected="a folder with images", todo="check the path")
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror})", todo="check its rights") from error


def recognise(path: Path) -> Reader:
    """Return the reader that takes a source; DataError where none does."""
    known = names(READERS)
    others = [name for name in known if name not in (*_FIRST, "folder")]
    order = [name for name in (*_FIRST, *others, "folder") if name in known]
    for name in order:
        reader: Reader = find(READERS, name)()
        if reader.recognises(path):
            return reader
    raise DataError(
        f"{path} is in no known format", expected=", ".join(order), todo="name the format, or check the path"
    )
