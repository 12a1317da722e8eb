"""Data sets as a domain looks at them: images, vectors, and tables that hold conditions and nothing else."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from datadiet.data import Dataset, Problem, levels, metadata, read, tables
from datadiet.data.dataset import ANNOTATIONS, Origin
from datadiet.data.readers.frame import PATHS, is_frame, to_polars
from datadiet.domain.conditions import Conditions, read_conditions
from datadiet.domain.domain import Domain
from datadiet.errors import DataError, OptionError

__all__ = ["conditions_of", "read_audit", "read_samples", "table_bytes"]

IDS = ("id", "sample", "name", *PATHS)
"""What the column may be called that names the samples of a table of conditions."""


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


def conditions_of(domain: Domain, data: Dataset, **options: Any) -> Conditions:
    """Return the conditions of a data set at the level of the domain; options as `read_conditions` takes them."""
    if domain.level == "item" and len(data.annotations):
        return read_conditions(domain, levels.at_level(data, "item"), whole=data, **options)
    return read_conditions(domain, data, **options)


def read_audit(domain: Domain, known: Conditions, file: str | Path) -> Conditions:
    """Return what a person saw: the audit's rows, with what is already known of the sample where the person was silent.

    Raises:
        DataError: no row names a sample that there is.
    """
    data = read_samples(file)
    seen = read_conditions(domain, data).frame
    both = seen.join(known.frame, on="id", how="inner", suffix=" known", maintain_order="left")
    if not both.height:
        raise DataError(
            f"none of the {len(data)} rows of {file} names a sample that there is",
            expected=f"ids such as '{known.frame['id'][0]}'",
        )
    columns = [pl.coalesce(name, f"{name} known").alias(name) for name in domain.conditions]
    lost = [
        Problem(f"{file}: {id}", "the audit names a sample that is not there")
        for id in seen.join(known.frame, on="id", how="anti")["id"]
    ]
    return Conditions(both.select("id", *columns), dict(known.sources), (*data.problems, *lost))


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


def _table(frame: pl.DataFrame, source: str, origin: Origin) -> Dataset:
    lower = {column.lower(): column for column in frame.columns}
    named = next((lower[name] for name in IDS if name in lower), None)
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
        problems=tuple(problems),
    )


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
