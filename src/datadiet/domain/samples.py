"""Data sets as a domain looks at them: images, vectors, and tables that hold conditions and nothing else."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from datadiet.data import Dataset, Problem, levels, metadata, read, tables
from datadiet.data.dataset import ANNOTATIONS, Origin
from datadiet.data.readers.frame import PATHS, is_frame, to_polars
from datadiet.data.spelling import meant
from datadiet.domain.conditions import Conditions, read_conditions
from datadiet.domain.domain import Domain
from datadiet.errors import DataError, OptionError

__all__ = ["conditions_of", "joined", "read_audit", "read_both", "read_samples", "table_bytes"]

IDS = ("id", "sample", "name", *PATHS)
"""What the column may be called that names the samples of a table of conditions; see `_naming`."""


def read_samples(source: Any, *, origin: Origin = "synthetic", table: str | Path | None = None) -> Dataset:
    """Read any data set, as `data.read` does; a table, whatever its columns, as conditions: one row a sample.

    Args:
        source: images, vectors, a table on disk or a data frame.
        origin: which side it is on.
        table: metadata that is joined by file name.
    """
    if isinstance(source, str | Path) and Path(source).is_file() and Path(source).suffix.lower() in tables.SUFFIXES:
        data = _conditions(Path(source), origin)
    elif is_frame(source):
        data = _table(to_polars(source), "a data frame", origin)
    else:
        data = None
    data = read(source, origin=origin) if data is None else data
    return data if table is None else metadata.join(data, table)


def read_both(
    synthetic: Any, real: Any, *, table: str | Path | None = None, real_table: str | Path | None = None
) -> tuple[Dataset, Dataset]:
    """Read two data sets to be held against each other, as `read_samples` does.

    Args:
        synthetic: what is checked.
        real: what it is compared with.
        table: metadata, joined to each side that it names; that it names only one is a problem of the other.
        real_table: metadata of the real side, where it has its own; `table` is then joined to the synthetic one only.

    Raises:
        DataError: a table names no sample.
    """
    if real_table is not None:
        return read_samples(synthetic, table=table), read_samples(real, origin="real", table=real_table)
    data = [read_samples(synthetic), read_samples(real, origin="real")]
    if table is not None:
        data = joined(data, table)
    return data[0], data[1]


def joined(data: Sequence[Dataset], table: str | Path) -> list[Dataset]:
    """Join metadata to each of these that it names; that it does not name one is a problem of that one."""
    found, failures = metadata.join_each(data, table)
    if not failures:
        return found
    told = [Problem(str(table), error.found) for error in failures]
    missed = iter(told)
    return [replace(b, problems=(*b.problems, next(missed))) if a is b else b for a, b in zip(data, found, strict=True)]


def conditions_of(domain: Domain, data: Dataset, **options: Any) -> Conditions:
    """Return the conditions of a data set at the level of the domain, and what went wrong when it was read.

    Options are those of `read_conditions`.
    """
    cut = domain.level == "item" and len(data.annotations) > 0
    known = read_conditions(
        domain, levels.at_level(data, "item") if cut else data, whole=data if cut else None, **options
    )
    return replace(known, problems=tuple(dict.fromkeys((*data.problems, *known.problems))))


def read_audit(domain: Domain, known: Conditions, file: str | Path) -> Conditions:
    """Return what a person saw: the audit's rows, with what is already known of the sample where the person was silent.

    A row belongs to the sample that its name fits, as with metadata: path, else file name, else name without suffix.

    Raises:
        DataError: no row names a sample that there is, or no column is a condition of the domain.
    """
    table = tables.load(Path(file))
    if not set(domain.conditions) & set(table.columns):
        near = filter(None, (meant(name, table.columns) for name in domain.conditions))
        raise DataError(
            f"{file} tells no condition of the domain '{domain.name}', only {', '.join(table.columns)}",
            expected=f"a column called {' or '.join(domain.conditions[:12])}",
            todo=next(near, ""),
        )
    data = _table(table, str(file), "synthetic", named=metadata.key_column(table, Path(file)))
    seen = read_conditions(domain, data)
    ids, names = known.frame["id"].to_list(), [name.replace("\\", "/") for name in seen.frame["id"]]
    found = sorted((row, k) for k, row in enumerate(metadata.match(ids, ids, names)) if row is not None)
    if not found:
        raise DataError(
            f"none of the {len(data)} rows of {file} names a sample that there is",
            expected=f"names such as '{ids[0]}'",
        )
    rows = [row for row, _ in found]
    own, before = seen.frame[rows], known.frame[[k for _, k in found]]
    kept = set(rows)
    lost = [
        Problem(f"{file}: {name}", "the audit names a sample that is not there")
        for row, name in enumerate(names)
        if row not in kept
    ]
    columns = [own.select(pl.coalesce(name, before[name]).alias(name)).to_series() for name in domain.conditions]
    problems = (*data.problems, *seen.problems, *lost)
    return Conditions(pl.DataFrame([before["id"], *columns]), dict(known.sources), problems)


def table_bytes(frame: pl.DataFrame, suffix: str) -> bytes:
    """Return a table as CSV, Parquet or JSON lines, by the suffix of its file."""
    made = BytesIO()
    if suffix.lower() == ".csv":
        frame.write_csv(made)
    elif suffix.lower() == ".parquet":
        frame.write_parquet(made)
    elif suffix.lower() == ".jsonl":
        frame.write_ndjson(made)
    else:
        raise OptionError(f"the suffix '{suffix}'", expected="one of .csv, .parquet, .jsonl")
    return made.getvalue()


def _conditions(file: Path, origin: Origin) -> Dataset | None:
    """Read a table as conditions; None where it is annotations in JSON, or names images that are there."""
    if file.suffix.lower() == ".json":
        with file.open("rb") as opened:
            if not opened.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
                return None
    table = tables.load(file)
    path = next((column for column in table.columns if column.lower() in PATHS), None)
    if path is not None and table.schema[path] == pl.String and (file.parent / (table[path][0] or ".")).is_file():
        return None
    return _table(table, str(file), origin)


def _table(frame: pl.DataFrame, source: str, origin: Origin, *, named: str | None = None) -> Dataset:
    named, notes = (named, []) if named else _naming(frame, source)
    if frame.width == 0 or (named is not None and frame.width == 1):
        raise DataError(f"{source} has no column of conditions", expected="a column each, and a row for each sample")
    ids = [str(row) for row in range(frame.height)] if named is None else frame[named].cast(pl.String).to_list()
    kept, problems = _unique(ids, source)
    rows = frame[kept]
    own = {"id": pl.Series("id", [ids[row] for row in kept], dtype=pl.String)}
    for name in ("uri", "label", "group"):
        there = name in rows.columns
        own[name] = rows[name].cast(pl.String) if there else pl.Series(name, [None] * len(kept), dtype=pl.String)
    others = [column for column in rows.get_columns() if column.name not in own and column.name != named]
    return Dataset(
        name=Path(source).stem,
        origin=origin,
        source=source,
        format="conditions",
        samples=pl.DataFrame([*own.values(), *others]),
        annotations=ANNOTATIONS.to_frame(),
        problems=(*notes, *problems),
    )


def _naming(frame: pl.DataFrame, source: str) -> tuple[str | None, list[Problem]]:
    """Return the column that names the rows, and notes on those that are called so and cannot.

    One called `id` says what it is, and has to be right. A name, a file or a sample may as well be a fact of the row,
    such as who a customer is: it names the rows only where each has its own.
    """
    lower = {column.lower(): column for column in frame.columns}
    notes: list[Problem] = []
    for called in filter(lower.__contains__, IDS):
        column = lower[called]
        values = frame[column]
        if called == "id" or (not values.null_count() and values.n_unique() == frame.height):
            return column, notes
        again = values.filter(values.is_duplicated() & values.is_not_null())
        why = f"'{again[0]}' occurs {int((values == again[0]).sum()):,} times" if len(again) else "a value is missing"
        notes.append(Problem(source, f"the column '{column}' names no rows, for {why}: it is a column like others"))
    return None, notes


def _unique(ids: Sequence[str | None], source: str) -> tuple[list[int], list[Problem]]:
    """Keep the first row of each id, and number those that have none."""
    seen: dict[str, int] = {}
    kept, problems = [], []
    for row, id in enumerate(ids):
        if id is None:
            problems.append(Problem(f"{source}, row {row + 1}", "it has no id, and was left out"))
        elif id in seen:
            reason = f"the id '{id}' is that of row {seen[id] + 1}; left out"
            problems.append(Problem(f"{source}, row {row + 1}", reason))
        else:
            seen[id] = row
            kept.append(row)
    return kept, problems
