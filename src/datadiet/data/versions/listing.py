"""Every file of a data set, with the SHA-256 of its bytes."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import polars as pl

from datadiet.data.dataset import Dataset
from datadiet.data.hashing import file_digest
from datadiet.data.paths import is_image
from datadiet.data.versions.provenance import beside
from datadiet.data.versions.rows import FILES, in_order
from datadiet.engine.progress import Progress
from datadiet.errors import DataError

__all__ = ["files_of", "hashed"]


def files_of(source: Path, dataset: Dataset | None, *, root: Path, split: bool, apart: Iterable[Path]) -> list[str]:
    """Return the paths below `root`, with forward slashes and in order, of all that makes up a data set.

    A folder is all its files that are not hidden. A split is without the images of the others, and what is called as
    they are. A file is itself, what it names, and the provenance beside it.

    Args:
        source: the folder or file, without a split.
        dataset: what was read of it; None for a table of rows.
        root: the folder to which paths are relative.
        split: whether a part of the folder was named.
        apart: files and folders that do not belong to it, such as the store.

    Raises:
        DataError: a link leaves the folder, something is no plain file, or a name cannot be written down.
    """
    named = {Path(os.path.normpath(uri)) for uri in dataset.samples["uri"]} if dataset is not None else set()
    if not source.is_dir():
        also = {path for path in (source, beside(source)) if path.is_file()}
        return sorted(_checked(path, root) for path in named | also)
    found = list(_walked(root, {path.absolute() for path in apart}))
    if split:
        others = {path.stem for path in found if is_image(path) and path not in named}
        found = [path for path in found if path in named or not (is_image(path) or path.stem in others)]
    return sorted(_checked(path, root) for path in found)


def hashed(root: Path, paths: Sequence[str], progress: Progress) -> pl.DataFrame:
    """Return path, SHA-256 and size of each file; DataError where one cannot be read."""
    rows = []
    for done, name in enumerate(paths, 1):
        try:
            rows.append((name, file_digest(root / name), (root / name).stat().st_size))
        except OSError as error:
            raise DataError(f"{root / name} cannot be read ({error.strerror})", todo="check its rights") from error
        progress("hashing files", done, len(paths))
    return in_order("files", pl.DataFrame(rows, schema=FILES, orient="row"))


def _walked(root: Path, apart: set[Path]) -> Iterator[Path]:
    def refuse(error: OSError) -> None:
        raise DataError(f"{error.filename} cannot be listed ({error.strerror})", todo="check its rights") from error

    for folder, subfolders, files in os.walk(root, onerror=refuse):
        here = Path(folder)
        subfolders[:] = sorted(name for name in subfolders if not name.startswith(".") and here / name not in apart)
        if linked := [name for name in subfolders if (here / name).is_symlink()]:
            raise DataError(
                f"{here / linked[0]} is a link to a folder", expected="files and folders", todo="copy it instead"
            )
        yield from (here / name for name in sorted(files) if not name.startswith(".") and here / name not in apart)


def _checked(path: Path, root: Path) -> str:
    """Return a path relative to the root, where a restore could write it to."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        raise DataError(
            f"{path} leads out of {root}", expected="files inside the folder", todo="copy the file into the folder"
        )
    if not path.is_file():
        what = "a link that leads nowhere" if path.is_symlink() else "no plain file"
        raise DataError(f"{path} is {what}", expected="files and folders", todo="take it away")
    name = path.relative_to(root).as_posix()
    if "\\" in name or any("\ud800" <= letter <= "\udfff" for letter in name):
        raise DataError(f"{str(path)!a} has a name that not every system can have", todo="rename the file")
    return name
