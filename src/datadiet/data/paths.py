"""Which files belong to a data set, and which paths may be followed.

A data set is untrusted: a path in an annotation or table, or a link on disk, must end inside the data set's folder.
What the user names on the command line is trusted, and may itself be a link.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from datadiet.errors import DataError

__all__ = ["IMAGE_SUFFIXES", "find_images", "inside", "is_image", "split_source"]

_FORMATS = "jpg jpeg jpe jfif png webp tif tiff bmp gif ppm pgm pbm pnm jp2 avif"
IMAGE_SUFFIXES = frozenset(f".{name}" for name in _FORMATS.split(" "))


def split_source(source: Path) -> tuple[Path, str | None]:
    """Split `data.yaml#val` into the path and the split; a path that exists as it stands is left alone."""
    if source.exists() or "#" not in source.name:
        return source, None
    name, _, split = source.name.rpartition("#")
    return source.with_name(name) if name else source.parent, split


def is_image(path: Path) -> bool:
    """Say whether the suffix is one of an image format that is read."""
    return path.suffix.lower() in IMAGE_SUFFIXES


def inside(root: Path, reference: str, *, base: Path | None = None) -> Path:
    """Return the absolute path that `reference` means, relative to `base` (default `root`).

    Raises DataError where it leaves `root`, by `..`, as an absolute path elsewhere, through a link, or as an address
    on a network.
    """
    if "://" in reference:
        raise DataError(f"'{reference}' is not a local file", todo="download it into the folder of the data set")
    if "\x00" in reference or not _is_text(reference):
        raise DataError(f"{reference!a} cannot be the name of a file", todo="rename it in plain UTF-8")
    path = Path(os.path.normpath((base or root).absolute() / reference.replace("\\", "/")))
    if not _real(path).is_relative_to(_real(root)):
        raise DataError(
            f"'{reference}' leaves the folder {root}",
            expected="paths inside the folder of the data set",
            todo="copy the file into the folder",
        )
    return path


def find_images(root: Path, problem: Callable[[str, str], None]) -> Iterator[Path]:
    """Yield every image file below `root` in sorted order; links that leave it are told to `problem`.

    Hidden files and folders are passed over, and links to folders are not followed.
    """

    def cannot_be_listed(error: OSError) -> None:
        problem(str(error.filename), f"the folder cannot be listed ({error.strerror})")

    for folder, subfolders, files in os.walk(root, onerror=cannot_be_listed):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for name in subfolders:
            if (Path(folder) / name).is_symlink():
                problem(str(Path(folder, name)), "a link to a folder is not followed")
        for name in sorted(files):
            path = Path(folder, name)
            if name.startswith(".") or not is_image(path):
                continue
            if not _is_text(str(path)):
                problem(ascii(str(path)), "the name is not valid UTF-8: rename the file")
            elif path.is_symlink() and not _real(path).is_relative_to(_real(root)):
                problem(
                    path.relative_to(root).as_posix(), f"a link that leaves the folder {root}: copy the file instead"
                )
            elif path.is_file():
                yield path


def _is_text(name: str) -> bool:
    """Names of other encodings come from the file system with surrogates, which no table holds."""
    return name.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in name)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))
