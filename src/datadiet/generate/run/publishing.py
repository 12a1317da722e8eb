"""From the journal to what a trainer reads: files of labels, and the table of metadata."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from datadiet import engine
from datadiet.errors import OutputError
from datadiet.generate.labels.catalogue import Catalogue
from datadiet.generate.labels.formats import FORMATS
from datadiet.generate.labels.metadata import METADATA, write_metadata
from datadiet.generate.run.journal import Journal

__all__ = ["publish", "withdraw"]


def withdraw(folder: Path, formats: Sequence[str]) -> None:
    """Remove the labels of an earlier, shorter run: beside new pictures they would say that these hold nothing."""
    for entry in (METADATA, *(entry for name in formats for entry in FORMATS[name].entries)):
        path = folder / entry
        try:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{path} cannot be replaced ({error.strerror})", todo="check its rights") from error


def publish(
    journal: Journal,
    indices: Sequence[int],
    catalogue: Catalogue,
    *,
    formats: Sequence[str],
    seed: int,
    workers: int,
    progress: Callable[[int, int], None],
) -> None:
    """Write the labels of these pictures in every format; OutputError where that cannot be done."""
    each = _Each(journal, catalogue, tuple(name for name in formats if FORMATS[name].each))
    if each.formats:
        for done, _ in enumerate(engine.stream(each, indices, workers=workers), 1):
            progress(done, len(indices))
    for name in formats:
        whole = FORMATS[name].whole
        if whole is not None:
            whole(lambda: journal.frames(indices), journal.folder, catalogue)
    write_metadata(journal.frames(indices), journal.folder, seed=seed)


@dataclass(frozen=True, slots=True)
class _Each:
    """Writes the files of one picture."""

    journal: Journal
    catalogue: Catalogue
    formats: tuple[str, ...]

    def __call__(self, index: int) -> None:
        frame = self.journal.load(index)
        for name in self.formats:
            each = FORMATS[name].each
            if each is not None:
                each(frame, self.journal.folder, self.catalogue)
