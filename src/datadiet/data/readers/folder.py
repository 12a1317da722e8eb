"""A folder of images: flat, with one subfolder per class, or any tree."""

from collections import Counter
from pathlib import Path
from typing import ClassVar

from datadiet.data.dataset import Dataset, Origin
from datadiet.data.draft import Draft
from datadiet.data.paths import find_images, is_image
from datadiet.errors import DataError

__all__ = ["FolderReader"]


class FolderReader:
    """Reads every image below a folder, or one image file as a set of one.

    Where all images lie exactly one level down, the subfolder is the label; elsewhere there are no labels. The id is
    the path relative to the folder. Hidden files are passed over.
    """

    name: ClassVar[str] = "folder"

    def recognises(self, source: Path) -> bool:
        """Take any folder, and any single image."""
        return source.is_dir() or (source.is_file() and is_image(source))

    def read(self, source: Path, *, origin: Origin) -> Dataset:
        """Read the folder; DataError where it is missing, empty or holds no images."""
        root = (source.parent if source.is_file() else source).absolute()
        draft = Draft(root)
        paths = [source.absolute()] if source.is_file() else list(find_images(root, draft.problem))
        if not paths and not draft.problems:
            raise _no_images(root)
        by_class = all(len(path.relative_to(root).parts) == 2 for path in paths)
        for path in paths:
            draft.image(path, label=path.parent.name if by_class else None)
        return draft.finish(source.absolute(), origin=origin, format=self.name)


def _no_images(root: Path) -> DataError:
    suffixes = Counter(path.suffix.lower() or "no suffix" for path in root.rglob("*") if path.is_file())
    if not suffixes:
        return DataError(f"{root} is empty", expected="a folder with images", todo="check the path")
    held = ", ".join(f"{count} {suffix}" for suffix, count in suffixes.most_common(3))
    return DataError(
        f"{root} holds no images, only {held} files",
        expected="images (.jpg, .png, .webp, .tif, ...)",
        todo="check the path, or name the file that lists the images",
    )
