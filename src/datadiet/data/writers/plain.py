"""A folder of images, a list of them, or a table of vectors."""

from pathlib import Path

import polars as pl

from datadiet.data.dataset import Dataset
from datadiet.data.writers.annotated import coco_json, metadata_csv
from datadiet.data.writers.files import copy_all, kept_files

__all__ = ["write_folder", "write_list", "write_vectors"]


def write_folder(dataset: Dataset, folder: Path) -> None:
    """Write the images, one subfolder per class where all have a label; `metadata.csv`; COCO boxes where annotated."""
    kept = kept_files(dataset, by_label=dataset.samples["label"].null_count() == 0)
    copy_all(kept, folder)
    files = {item.id: item.file for item in kept}
    metadata_csv(dataset, files, folder / "metadata.csv")
    if dataset.annotations.height:
        coco_json(dataset, files, folder / "annotations.json")


def write_list(dataset: Dataset, folder: Path) -> None:
    """Write `samples.csv` with the absolute path of each file and copy nothing; COCO boxes where annotated."""
    files = {id: str(Path(uri).absolute()) for id, uri in dataset.samples["id", "uri"].iter_rows()}
    paths = pl.Series("path", list(files.values()))
    table = dataset.samples.select(~pl.selectors.nested()).drop("uri")
    table.insert_column(0, paths).write_csv(folder / "samples.csv")
    if dataset.annotations.height:
        coco_json(dataset, files, folder / "annotations.json")


def write_vectors(dataset: Dataset, folder: Path) -> None:
    """Write `samples.parquet`: the rows with their conditions, and named columns or one column of arrays."""
    if dataset.columns and dataset.vectors is not None:
        numbers = pl.DataFrame(dataset.vectors, schema=list(dataset.columns)).get_columns()
    else:
        numbers = [pl.Series("embedding", dataset.vectors)]
    dataset.samples.drop("uri").hstack(numbers).write_parquet(folder / "samples.parquet")
