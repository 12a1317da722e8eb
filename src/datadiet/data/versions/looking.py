"""Which images of a data set nobody could open: a version keeps them all the same, and says so."""

from collections.abc import Sequence
from pathlib import Path

from datadiet.data.dataset import Problem
from datadiet.data.images import check
from datadiet.data.paths import is_image
from datadiet.engine.progress import Progress
from datadiet.errors import DataError

__all__ = ["unreadable"]


def unreadable(root: Path, paths: Sequence[str], progress: Progress) -> tuple[Problem, ...]:
    """Return the files below `root` that are called images and are none, or are cut off or damaged, each with why.

    Headers, checksums and structure are looked at; no pixel is decoded.
    """
    images = [name for name in paths if is_image(Path(name))]
    found = []
    for done, name in enumerate(images, 1):
        try:
            check(root / name)
        except DataError as error:
            found.append(Problem(name, _why(root / name, error)))
        progress("looking at images", done, len(images))
    return tuple(found)


def _why(path: Path, error: DataError) -> str:
    """Return the reason without the path, which stands beside it."""
    return error.found.removeprefix(f"{path}: ").removeprefix(f"{path} ")
