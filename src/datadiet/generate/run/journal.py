"""The journal of a run: `images/` and `frames/`, a picture and its record each, and how one is made or found whole."""

import hashlib
import io
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from datadiet.data.whole import write_whole
from datadiet.errors import DataError, MissingExtra, OutputError
from datadiet.generate.labels.frame import Frame, Label, dump, labels, load, picture_parameters
from datadiet.generate.run.source import Source
from datadiet.generate.twins.rendered import Rendered

__all__ = ["Journal", "Made", "Making"]


_TEMPORARY = re.compile(r"\..+-[a-z0-9_]{8}")
"""What `write_whole` calls a file until it is whole."""


@dataclass(frozen=True, slots=True)
class Journal:
    """The pictures of a set that are done, on disk."""

    folder: Path
    suffix: str = ".png"

    def name(self, index: int) -> str:
        """What picture `index` is called."""
        return f"{index:06d}{self.suffix}"

    def record(self, index: int) -> Path:
        """Where its record is."""
        return self.folder / "frames" / f"{index:06d}.json"

    def image(self, index: int) -> Path:
        """Where it is."""
        return self.folder / "images" / self.name(index)

    def indices(self) -> list[int]:
        """Which pictures have a record, whole or not, in order."""
        names = (path.stem for path in (self.folder / "frames").glob("*.json") if not path.name.startswith("."))
        return sorted(int(name) for name in names if name.isdecimal())

    def load(self, index: int) -> Frame:
        """Return a record; DataError where it is damaged."""
        try:
            return load(self.record(index).read_bytes())
        except OSError as error:
            raise DataError(f"the record of picture {index} cannot be read ({error.strerror})") from error

    def frames(self, indices: Iterable[int]) -> Iterator[Frame]:
        """Read the records of these pictures, one at a time."""
        return (self.load(index) for index in indices)

    def whole(self, index: int) -> bool:
        """Say whether a picture and its record are there and as they were written."""
        try:
            frame = self.load(index)
            content = self.image(index).read_bytes()
        except (DataError, OSError):
            return False
        return (frame.index, frame.file) == (index, self.name(index)) and frame.content == _digest(content)

    def forget(self, index: int) -> None:
        """Remove what is there of a picture: without its record it would count as one that shows nothing."""
        self.record(index).unlink(missing_ok=True)
        self.image(index).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Remove what a killed run left half written: temporary files, and pictures without a record."""
        for path in self.folder.rglob(".*-*"):
            if _TEMPORARY.fullmatch(path.name) and path.is_file():
                with suppress(OSError):
                    path.unlink()
        known = {self.name(index) for index in self.indices()}
        for path in (self.folder / "images").glob(f"*{self.suffix}"):
            if path.name not in known:
                path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one picture."""

    index: int
    reason: str | None
    """Why it could not be made; None where it was."""
    seconds: float = 0.0
    """That it took."""


@dataclass(frozen=True, slots=True)
class Making:
    """Makes one picture and writes it, in whatever process it is called."""

    source: Source
    journal: Journal
    seed: int
    jpeg: int | None
    workers: int

    def __call__(self, index: int) -> Made:
        """Make picture `index`: first the file, then the record, which vouches for it.

        Raises:
            OutputError: it cannot be written.
            MissingExtra: something is not installed, so that no picture can be made.
        """
        began = time.perf_counter()
        try:
            rendered = self.source.frame(index, seed=self.seed)
            found = labels(rendered)
            content = _encoded(rendered, self.jpeg)
            made = self._frame(index, rendered, found, content)
        except (MissingExtra, OutputError):
            raise
        except Exception as error:
            self.journal.forget(index)
            return Made(index, _reason(error))
        self.journal.record(index).unlink(missing_ok=True)
        write_whole(self.journal.image(index), content)
        write_whole(self.journal.record(index), dump(made))
        return Made(index, None, time.perf_counter() - began)

    def _frame(self, index: int, rendered: Rendered, found: tuple[Label, ...], content: bytes) -> Frame:
        return Frame(
            index=index,
            file=self.journal.name(index),
            content=_digest(content),
            width=rendered.image.shape[1],
            height=rendered.image.shape[0],
            labels=found,
            parameters=picture_parameters(rendered),
        )


def _encoded(rendered: Rendered, jpeg: int | None) -> bytes:
    file, image = io.BytesIO(), Image.fromarray(np.ascontiguousarray(rendered.image))
    if jpeg is None:
        image.save(file, "PNG", compress_level=3)
    else:
        image.save(file, "JPEG", quality=jpeg)
    return file.getvalue()


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
