"""`metadata.parquet`: one row for each picture, with everything that made it."""

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from datadiet.data.readers.frame import PATHS
from datadiet.data.whole import write_whole
from datadiet.distributions import Value
from datadiet.generate.labels.frame import Frame

__all__ = ["METADATA", "OWN", "table", "write_metadata"]

METADATA = "metadata.parquet"
OWN = frozenset({*PATHS, "seed", "index", "seconds", "money", "id", "name", "label", "group"})
"""Names with a meaning of their own, here or where the table is joined to pictures; a parameter that has one gets
`parameter.` before it."""
_LARGEST = 2**63 - 1


def write_metadata(frames: Iterable[Frame], folder: Path, *, seed: int) -> None:
    """Write the table that `--metadata` takes."""
    file = io.BytesIO()
    table(frames, seed=seed).write_parquet(file)
    write_whole(folder / METADATA, file.getvalue())


def table(frames: Iterable[Frame], *, seed: int) -> pl.DataFrame:
    """Return `file`, `seed`, `index`, and the parameters in the order in which they appear.

    A parameter that a picture does not have is null there; one that is a number here and a word there is words.
    """
    own: dict[str, list[Value]] = {name: [] for name in ("file", "seed", "index")}
    columns: dict[str, list[Value | None]] = {}
    rows = 0
    for rows, frame in enumerate(frames, 1):
        values: tuple[Value, ...] = (f"images/{frame.file}", seed, frame.index)
        for name, value in zip(own, values, strict=True):
            own[name].append(value)
        for name, value in frame.parameters.items():
            key = f"parameter.{name}" if name.lower() in OWN else name
            column = columns.setdefault(key, [])
            column += [None] * (rows - 1 - len(column))
            column.append(value)
    series = [_series(name, values) for name, values in own.items()]
    series += [_series(name, [*column, *[None] * (rows - len(column))]) for name, column in columns.items()]
    return pl.DataFrame(series)


def _series(name: str, values: Sequence[Value | None]) -> pl.Series:
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {bool}:
        return pl.Series(name, values, pl.Boolean)
    if kinds == {int} and all(value is None or abs(int(value)) <= _LARGEST for value in values):
        return pl.Series(name, values, pl.Int64)
    if kinds <= {int, float} and kinds != {int}:
        return pl.Series(name, [None if value is None else float(value) for value in values], pl.Float64)
    return pl.Series(name, [None if value is None else str(value) for value in values], pl.String)
