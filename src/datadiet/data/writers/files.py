"""Names and copies of the kept files."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from datadiet.data.dataset import Dataset
from datadiet.errors import DataError, OutputError

__all__ = ["Kept", "copy_all", "kept_files"]


@dataclass(frozen=True, slots=True)
class Kept:
    """One sample and the name of its copy."""

    id: str
    uri: str
    label: str | None
    file: str
    """Relative path with forward slashes; no two differ by their case or suffix alone."""


def kept_files(dataset: Dataset, *, by_label: bool = False) -> tuple[Kept, ...]:
    """Give each sample a file name that cannot collide: its path below the root, made unique.

    Args:
        dataset: the kept samples.
        by_label: put each file into a folder with the name of its label.
    """
    taken: set[str] = set()
    rows = dataset.samples.select("id", "uri", "label").rows()
    names = [_relative(uri, dataset.root) for _, uri, _ in rows]
    if by_label:
        flat = ["__".join(_below(name, label)) for name, (_, _, label) in zip(names, rows, strict=True)]
        names = [f"{safe(label)}/{name}" for name, (_, _, label) in zip(flat, rows, strict=True)]
    else:
        names = _without_classes(names)
    return tuple(Kept(id, uri, label, _unique(name, taken)) for name, (id, uri, label) in zip(names, rows, strict=True))


def copy_all(kept: Sequence[Kept], folder: Path) -> None:
    """Link or copy every file into `folder`; DataError where one is gone, OutputError where it cannot be written."""
    for item in kept:
        source, target = Path(os.path.realpath(item.uri)), folder / item.file
        if not source.is_file():
            raise DataError(f"{item.uri} is gone", todo="restore the file, or score the data again")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        except OSError as error:
            raise OutputError(f"{target} cannot be written ({error.strerror})", todo="free some space") from error


def safe(name: str | None) -> str:
    """A name that is one folder or file name on any system."""
    cleaned = "".join("_" if c in '/\\:*?"<>|' or ord(c) < 32 else c for c in name or "unlabelled").strip(" .")
    return cleaned or "_"


def _relative(uri: str, root: Path | None) -> str:
    path = Path(uri)
    return path.relative_to(root).as_posix() if root and path.is_relative_to(root) else path.name


def _below(name: str, label: str | None) -> tuple[str, ...]:
    parts = PurePosixPath(name).parts
    return parts[1:] if len(parts) > 1 and parts[0] == label else parts


def _without_classes(names: Sequence[str]) -> list[str]:
    """Flatten a tree that would be read back as one folder per class."""
    if all(len(PurePosixPath(name).parts) == 2 for name in names):
        folders = {PurePosixPath(name).parts[0] for name in names}
        return [PurePosixPath(name).name if len(folders) == 1 else name.replace("/", "__") for name in names]
    return list(names)


def _unique(name: str, taken: set[str]) -> str:
    """Number a name until neither case nor suffix alone tells it from another: label files share the stem."""
    path, stem, number = PurePosixPath(name), PurePosixPath(name).stem, 1
    while path.with_suffix("").as_posix().lower() in taken:
        number += 1
        path = path.with_stem(f"{stem}-{number}")
    taken.add(path.with_suffix("").as_posix().lower())
    return path.as_posix()
