"""One way out: kept samples with their annotations, in a format that a trainer reads."""

import dataclasses
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from datadiet.data.dataset import Dataset
from datadiet.data.paths import split_source
from datadiet.data.versions.provenance import Provenance, contents, from_data, write_provenance
from datadiet.data.whole import umask
from datadiet.data.writers.annotated import write_coco, write_fiftyone, write_yolo
from datadiet.data.writers.plain import write_folder, write_list, write_vectors
from datadiet.errors import DataError, OptionError, OutputError

__all__ = ["FORMATS", "new_folder", "write"]

FORMATS = {
    "folder": write_folder,
    "coco": write_coco,
    "yolo": write_yolo,
    "fiftyone": write_fiftyone,
    "list": write_list,
}


def write(dataset: Dataset, ids: Sequence[str], to: str | Path, *, format: str = "folder") -> Path:
    """Write the samples `ids` of a data set into a new folder, and return it.

    The folder appears complete or not at all. Files are copied; `list` copies nothing.
    Vectors are written as `samples.parquet`, as `folder` or `list`.

    Args:
        dataset: what the ids are of, with its annotations.
        ids: the samples to keep, written in the order of the data set.
        to: a folder that does not exist, or is empty.
        format: folder, coco, yolo, fiftyone or list.

    Raises:
        DataError: an id is not in the data set, none is given, or a file is gone.
        OptionError: there is no such format, or it cannot hold vectors.
        OutputError: the folder is not empty, or cannot be written.
    """
    if format not in FORMATS:
        raise OptionError(f"format is '{format}'", expected=f"one of {', '.join(FORMATS)}")
    if dataset.vectors is not None and format not in ("folder", "list"):
        raise OptionError(f"format is '{format}', but {dataset.name} is a set of vectors", expected="folder or list")
    kept = _subset(dataset, ids)
    writer = FORMATS[format] if dataset.vectors is None else write_vectors
    target = Path(to).expanduser().absolute()
    with new_folder(target) as folder:
        writer(kept, folder)
        if (made_from := _made_from(dataset, ids)) is not None:
            write_provenance(folder, made_from)
    return target


def _made_from(dataset: Dataset, ids: Sequence[str]) -> Provenance | None:
    """Say what the images are copies of; None for vectors, and for what came from memory."""
    source, _ = split_source(Path(dataset.source))
    if dataset.vectors is not None or not source.exists():
        return None
    found = contents(dataset.samples.select("id", "uri").drop_nulls("uri").iter_rows())
    return Provenance("keep", (from_data("kept from", source, found, used=ids),))


def _subset(dataset: Dataset, ids: Sequence[str]) -> Dataset:
    if unknown := sorted(set(ids) - set(dataset.samples["id"])):
        raise DataError(f"{dataset.name} has no sample '{unknown[0]}'", expected="ids of that data set")
    if not ids:
        raise DataError("no sample is to be kept", expected="at least one id")
    wanted = pl.Series(list(ids), dtype=pl.String).implode()
    keep = dataset.samples["id"].is_in(wanted)
    return dataclasses.replace(
        dataset,
        samples=dataset.samples.filter(keep),
        annotations=dataset.annotations.filter(pl.col("sample").is_in(wanted)),
        vectors=None if dataset.vectors is None else dataset.vectors[keep.to_numpy()],
    )


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """Yield a temporary folder beside `target` that becomes it when the block ends well, and vanishes if not."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise OutputError(
            f"{target} exists and is not empty", expected="a new or empty folder", todo="choose another folder"
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise OutputError(
            f"{target.parent} cannot be written ({error.strerror})", todo="choose another folder"
        ) from error
    try:
        yield temporary
        temporary.chmod(0o777 & ~umask())
        os.replace(temporary, target)
    except OSError as error:
        raise OutputError(f"{target} cannot be written ({error})", todo="free some space") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
