"""What lies on disk becomes the tables of a version."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from datadiet.data import metadata, tables
from datadiet.data.costs import COSTS
from datadiet.data.dataset import ANNOTATIONS, Dataset, Problem
from datadiet.data.dataset import SAMPLES as KNOWN
from datadiet.data.draft import TWICE
from datadiet.data.paths import split_source
from datadiet.data.readers.frame import PATHS
from datadiet.data.reading import read
from datadiet.data.versions.canonical import row_contents, row_ids, sha256, text
from datadiet.data.versions.listing import files_of, hashed
from datadiet.data.versions.looking import unreadable
from datadiet.data.versions.naming import annotated, objects_of
from datadiet.data.versions.provenance import made_of, read_provenance
from datadiet.data.versions.rows import SAMPLES, in_order
from datadiet.data.versions.sources import Sources
from datadiet.data.writers.annotated import ORIGINAL
from datadiet.engine.progress import Progress
from datadiet.errors import DataError

__all__ = ["ROWS", "Taken", "take"]

ROWS = "samples.parquet"
"""The table in a folder that `datadiet keep` writes of rows."""
_METADATA = ("metadata.parquet", "metadata.csv")


@dataclass(frozen=True, slots=True)
class Taken:
    """A data set as it lies on disk."""

    name: str
    root: Path
    """To which the paths of the files are relative."""
    samples: pl.DataFrame
    files: pl.DataFrame
    made: dict[str, Any]
    """How it was made: what `run.json` and `provenance.json` say."""
    problems: tuple[Problem, ...]
    unreadable: tuple[Problem, ...]
    """Files that are called images, and that nobody could open."""

    @property
    def costs(self) -> bytes | None:
        """What its pictures cost, as it stands there."""
        path = self.root / COSTS
        return path.read_bytes() if path.is_file() else None


def take(source: str | Path, *, format: str | None, apart: Path, progress: Progress) -> Taken:
    """Read and hash a data set.

    Args:
        source: a folder, an annotation file, or a table of rows; `FOLDER#SPLIT` picks a part.
        format: the name of a reader; None asks each whether it recognises the source.
        apart: the store, which does not belong to the data.
        progress: called while files are hashed.

    Raises:
        DataError: it is missing, empty, has an id twice, or holds what no restore could bring back.
    """
    path = Path(os.path.abspath(Path(source).expanduser()))
    folder, split = split_source(path)
    table = _table_of_rows(folder) if format is None and split is None else None
    dataset = _joined(read(path, origin="synthetic", format=format)) if table is None else None
    root = _root(folder, dataset)
    there = [apart, root / COSTS]
    paths = files_of(folder, dataset, root=root, split=split is not None, apart=there)
    files = hashed(root, paths, progress)
    made_from = Sources.of(read_provenance(folder))
    rows = _of_images(dataset, root, files, made_from) if dataset is not None else _of_rows(table, folder, made_from)
    problems = dataset.problems if dataset is not None else ()
    return Taken(path.name, root, rows, files, made_of(folder), problems, unreadable(root, paths, progress))


def _root(folder: Path, dataset: Dataset | None) -> Path:
    if folder.is_dir():
        return folder
    return dataset.root if dataset is not None and dataset.root is not None else folder.parent


def _table_of_rows(path: Path) -> pl.DataFrame | None:
    """Return the table that the source is, unless it lists files; None for anything else."""
    file = path / ROWS if path.is_dir() and (path / ROWS).is_file() else path
    if not file.is_file() or file.suffix.lower() not in tables.SUFFIXES or file.suffix.lower() == ".json":
        return None
    frame = tables.load(file)
    named = next((name for name in frame.columns if name.lower() in PATHS), None)
    return None if named is not None and frame.schema[named] == pl.String else frame


def _joined(dataset: Dataset) -> Dataset:
    """Add the conditions of the table beside the images, where datadiet or a person put one."""
    if dataset.vectors is not None:
        raise DataError(
            f"{dataset.source} holds vectors", expected="images, or a table of rows", todo="add what they were made of"
        )
    if twice := [problem.where for problem in dataset.problems if problem.reason == TWICE]:
        raise DataError(
            f"{dataset.source} has the sample '{twice[0]}' twice",
            expected="an id of its own for each sample",
            todo="take one of them away",
        )
    file = next((dataset.root / name for name in _METADATA if dataset.root and (dataset.root / name).is_file()), None)
    return metadata.join(dataset, file) if file is not None else dataset


def _of_images(dataset: Dataset, root: Path, files: pl.DataFrame, made_from: Sources) -> pl.DataFrame:
    content = dict(files.select("file", "content").iter_rows())
    objects = objects_of(dataset)
    more = [name for name in dataset.samples.columns if name not in KNOWN and name != ORIGINAL]
    rows = []
    for row in dataset.samples.iter_rows(named=True):
        file = Path(os.path.normpath(row["uri"])).relative_to(root).as_posix()
        conditions = {name: row[name] for name in more if row[name] is not None}
        own = objects.get(row["id"], [])
        sources = made_from.find(content[file], conditions, own)
        rows.append(_row(row["id"], file, content[file], row["label"], row["group"], own, sources, conditions))
    return in_order("samples", pl.DataFrame(rows, schema=SAMPLES, orient="row"))


def _of_rows(frame: pl.DataFrame | None, source: Path, made_from: Sources) -> pl.DataFrame:
    assert frame is not None
    ids = _ids(frame, source)
    rows = []
    for id, content, row in zip(ids, row_contents(frame), frame.iter_rows(named=True), strict=True):
        conditions = {name: value for name, value in row.items() if value is not None}
        sources = made_from.find(content, conditions, [])
        rows.append(_row(id, None, content, None, None, [], sources, conditions))
    return in_order("samples", pl.DataFrame(rows, schema=SAMPLES, orient="row"))


def _ids(frame: pl.DataFrame, source: Path) -> list[str]:
    ids = pl.Series(row_ids(frame), dtype=pl.String)
    if ids.null_count() or not ids.is_unique().all():
        twice = ids.filter(~ids.is_unique())
        found = f"has the id '{twice[0]}' twice" if ids.null_count() == 0 else "has rows without an id"
        raise DataError(f"{source} {found}", expected="an id of its own for each row", todo="number the rows again")
    return ids.to_list()


def _row(
    id: str,
    file: str | None,
    content: str,
    label: str | None,
    group: str | None,
    objects: list[dict[str, Any]],
    sources: list[dict[str, str]],
    conditions: dict[str, Any],
) -> tuple[Any, ...]:
    more = [{name: value for name, value in one.items() if name not in ANNOTATIONS} for one in objects]
    beside = sha256(text(more)) if any(more) else None
    said = text(conditions) if conditions else None
    origins = json.dumps(sources, ensure_ascii=False) if sources else None
    return id, file, content, label, group, annotated(objects), len(objects), beside, origins, said
