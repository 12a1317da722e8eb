"""Two tables, and held-out rows where there are some, become rows that can be compared."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from datadiet.data.readers.frame import IDS, PATHS, VECTORS, is_frame, to_polars
from datadiet.data.reading import recognise
from datadiet.data.tables import SUFFIXES, load
from datadiet.embed.rows import RowSpace
from datadiet.errors import DataError, EmbeddingError, OptionError
from datadiet.generate.tables.constraints import read_schema
from datadiet.schema import Coded, Column, Schema, infer
from datadiet.schema.reading import check_table
from datadiet.scorecard.tables.coding import code, with_other

__all__ = ["GIVEN", "Rows", "read_rows", "table_of"]

GIVEN = "given"
"""The embedder of vectors that were made elsewhere: numbers of a table are then taken as they are."""
_LABELS = ("label", "class", "category")


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Real, synthetic and held-out rows, as they came and as numbers."""

    schema: Schema
    """Of the real table."""
    columns: tuple[Column, ...]
    """Those that are compared."""
    real_table: pl.DataFrame
    synthetic_table: pl.DataFrame
    holdout_table: pl.DataFrame | None
    real: Coded
    synthetic: Coded
    holdout: Coded | None
    space: RowSpace
    fingerprint: str
    holdout_source: str
    notes: tuple[str, ...]

    @property
    def levels(self) -> np.ndarray:
        """(d,) levels of each compared column; 0 for numbers, and for levels in order."""
        kinds = [len(column.levels) if column.kind in ("category", "boolean") else 0 for column in self.columns]
        return np.array(kinds, dtype=int)

    def label(self, target: str | None) -> str | None:
        """Return the column that is the class: the target, or one that is called so, where it has levels."""
        leveled = {column.name for column in self.columns if column.kind in ("category", "boolean", "ordered")}
        return next((name for name in (target, *_LABELS) if name in leveled), None)

    def place(self, name: str) -> int:
        """Return the place of a compared column."""
        return [column.name for column in self.columns].index(name)


def table_of(source: Any) -> pl.DataFrame | None:
    """Return the table that a source is, or None where it is images, or vectors in a column of lists.

    Raises:
        DataError: it is a table that was read with a wrong delimiter or encoding, is empty, or names a column twice.
    """
    if is_frame(source):
        frame, name = to_polars(source), "the frame"
    elif isinstance(source, str | Path) and Path(source).suffix.lower() in SUFFIXES and Path(source).is_file():
        if recognise(Path(source)).name != "table":
            return None
        frame, name = load(Path(source)), str(source)
    else:
        return None
    lower = {column.lower(): frame.schema[column] for column in reversed(frame.columns)}
    path = next((lower[each] for each in PATHS if each in lower), None)
    if path == pl.String or any(each in lower and lower[each].is_nested() for each in VECTORS):
        return None
    return check_table(frame, name)


def read_rows(
    real: Any,
    synthetic: Any,
    *,
    embedder: str,
    holdout: Any = None,
    schema: Path | None = None,
    wanted: tuple[str, ...] = (),
) -> Rows | None:
    """Read both sides as tables of rows; None where they are none, or their numbers were said to be embeddings.

    Args:
        real: file or frame.
        synthetic: likewise.
        embedder: `given` says that numbers are embeddings.
        holdout: real rows that no generator has seen.
        schema: a file that says what the columns are; else that is inferred from the real rows.
        wanted: columns that must be among those compared: the target, the protected ones.

    Raises:
        DataError: columns are missing on one side, or as `table_of`.
        OptionError: `holdout`, `schema` or `wanted` where there is no table, or a wanted column is not compared.
        EmbeddingError: no column can be compared.
    """
    found = None if embedder == GIVEN else (table_of(real), table_of(synthetic))
    if found is None or found[0] is None or found[1] is None:
        _check_asked(holdout, schema, wanted)
        return None
    kept = None if holdout is None else table_of(holdout)
    if holdout is not None and kept is None:
        what = holdout if isinstance(holdout, str | Path) else type(holdout).__name__
        raise DataError(f"the held-out rows ({what}) are no table", expected="a table like the real one")
    own = _own(found[0], found[1])
    known = read_schema(schema, found[0]) if schema else infer(found[0].drop(own), name="the real table")
    columns = _compared(known, found[0], found[1], kept)
    _check_wanted(known, columns, wanted)
    return _rows(known, columns, (found[0], found[1], kept), "" if isinstance(holdout, pl.DataFrame) else str(holdout))


def _check_asked(holdout: Any, schema: Path | None, wanted: tuple[str, ...]) -> None:
    named = f"the column '{wanted[0]}'" if wanted else ""
    asked = [("a held-out part", holdout is not None), ("a schema", schema is not None), (named, bool(wanted))]
    if given := [name for name, there in asked if there]:
        raise OptionError(
            f"{given[0]} is asked for, and the data is no table of rows",
            expected="tables with named columns on both sides",
            todo="leave out --holdout, --schema, --target and --protected",
        )


def _own(real: pl.DataFrame, synthetic: pl.DataFrame) -> list[str]:
    """Name a column `group` that the real side has alone: how its rows depend on each other."""
    return [name for name in ("group",) if name in real.columns and name not in synthetic.columns]


def _compared(
    known: Schema, real: pl.DataFrame, synthetic: pl.DataFrame, holdout: pl.DataFrame | None
) -> tuple[Column, ...]:
    columns = tuple(column for column in known.columns if column.modelled)
    names = [column.name for column in columns]
    for side, frame in (("real", real), ("synthetic", synthetic), ("held-out", holdout)):
        if frame is not None and (gone := [name for name in names if name not in frame.columns]):
            extra = [name for name in frame.columns if name not in real.columns]
            raise DataError(
                f"the {side} table has no column {', '.join(repr(name) for name in gone[:5])}"
                + (f" (and {len(gone) - 5} more)" if len(gone) > 5 else "")
                + (f"; it has {', '.join(repr(name) for name in extra[:5])} instead" if extra else ""),
                expected="the columns of the real table",
                todo="rename or drop columns, so that both sides have the same",
            )
    if not columns:
        reasons = "; ".join(f"'{column.name}': {column.why}" for column in known.columns[:5])
        raise EmbeddingError(
            f"no column of the real table can be compared ({reasons})",
            expected="at least one column of numbers, levels or dates that varies",
        )
    return with_other(columns)


def _check_wanted(known: Schema, columns: tuple[Column, ...], wanted: tuple[str, ...]) -> None:
    compared = {column.name for column in columns}
    for name in wanted:
        if name in compared:
            continue
        why = next((f": it is {column.kind}, {column.why}" for column in known.columns if column.name == name), "")
        raise OptionError(
            f"the column '{name}' cannot be compared{why}" if why else f"there is no column '{name}'",
            expected=f"one of {', '.join(column.name for column in columns[:30])}",
        )


def _rows(
    known: Schema,
    columns: tuple[Column, ...],
    tables: tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame | None],
    holdout_source: str,
) -> Rows:
    real, synthetic = code(tables[0], columns, "real"), code(tables[1], columns, "synthetic")
    space = RowSpace.of(real)
    return Rows(
        schema=known,
        columns=columns,
        real_table=tables[0],
        synthetic_table=tables[1],
        holdout_table=tables[2],
        real=real,
        synthetic=synthetic,
        holdout=None if tables[2] is None else code(tables[2], columns, "held-out"),
        space=space,
        fingerprint=space.fingerprint,
        holdout_source="" if tables[2] is None else holdout_source,
        notes=_notes(known, columns, tables[0], tables[1]),
    )


def _notes(known: Schema, columns: tuple[Column, ...], real: pl.DataFrame, synthetic: pl.DataFrame) -> tuple[str, ...]:
    compared = {column.name for column in columns}
    out = [f"{column.name} ({column.kind})" for column in known.columns if column.name not in compared]
    extra = [name for name in synthetic.columns if name not in real.columns and name not in IDS]
    notes = [f"Not compared: {', '.join(out)}."] if out else []
    if extra:
        notes.append(f"Only the synthetic rows have {', '.join(extra)}: not compared, but used to explain realism.")
    return tuple(notes)
