"""Embeddings in NumPy files."""

import zipfile
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import polars as pl

from datadiet.data.dataset import Dataset, Origin
from datadiet.data.readers.vectors import vector_dataset
from datadiet.errors import DataError

__all__ = ["ArrayReader"]

_VECTORS = ("embeddings", "vectors", "X")


class ArrayReader:
    """Reads `.npy` (n, D), or `.npz` with that under `embeddings`, `vectors` or `X`, or as its only array.

    An `.npz` may also hold `ids`, `labels` and `groups`, each (n,). Pickled objects are never loaded.
    """

    name: ClassVar[str] = "arrays"

    def recognises(self, source: Path) -> bool:
        """Look at the suffix."""
        return source.is_file() and source.suffix.lower() in (".npy", ".npz")

    def read(self, source: Path, *, origin: Origin) -> Dataset:
        """Read the arrays; rows that are not finite are listed."""
        source = source.absolute()
        arrays = _load(source)
        return vector_dataset(
            arrays[_vectors_key(arrays, source)],
            ids=_series(arrays, "ids", source),
            labels=_series(arrays, "labels", source),
            groups=_series(arrays, "groups", source),
            source=str(source),
            origin=origin,
            format=self.name,
            root=source.parent,
        )


def _load(file: Path) -> dict[str, np.ndarray]:
    try:
        loaded: Any = np.load(file, allow_pickle=False)
        return {"embeddings": loaded} if isinstance(loaded, np.ndarray) else {key: loaded[key] for key in loaded.files}
    except (OSError, ValueError, EOFError, MemoryError, zipfile.BadZipFile) as error:
        if "allow_pickle" in str(error) or "pickled" in str(error):
            raise DataError(
                f"{file} holds Python objects, which are never unpickled",
                expected="an array of numbers",
                todo="save it as float32: np.save(file, np.stack(rows).astype('float32'))",
            ) from error
        raise DataError(f"{file} is not a NumPy array file ({error})", todo="save it again with np.save") from error


def _vectors_key(arrays: dict[str, np.ndarray], file: Path) -> str:
    named = [key for key in _VECTORS if key in arrays]
    if named or len(arrays) == 1:
        return named[0] if named else next(iter(arrays))
    raise DataError(
        f"{file} holds the arrays {', '.join(arrays) or '(none)'}", expected=f"one called {' or '.join(_VECTORS)}"
    )


def _series(arrays: dict[str, np.ndarray], key: str, file: Path) -> pl.Series | None:
    if key not in arrays:
        return None
    if arrays[key].ndim != 1:
        raise DataError(f"{file}: '{key}' has the shape {arrays[key].shape}", expected="(n,)")
    return pl.Series(key, arrays[key])
