"""Files are looked at once each: for the size of the image alone, or for what the pixels of its samples tell."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from datadiet import engine
from datadiet.data import images
from datadiet.data.dataset import ImageRef
from datadiet.domain.attributes.cache import Cache, default_folder, key
from datadiet.domain.attributes.pixels import MEASURES
from datadiet.errors import DataError

__all__ = ["File", "Progress", "Seen", "by_file", "look"]

_WORTH = 64
"""Files for each worker process, below which starting it costs more than it saves."""
_AT_ONCE = 32
"""Files whose values are written together."""
Progress = Callable[[int, int], None]
"""Called with how many files are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class File:
    """A file and the samples that are in it."""

    uri: str
    refs: tuple[ImageRef, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found in a file."""

    size: tuple[int, int] | None
    """Width and height of the upright image; None where not even that can be read."""
    values: tuple[Mapping[str, float | None], ...]
    """For each sample the pixel attributes that were asked for; empty where it has no pixels."""
    reasons: tuple[str, ...]
    """For each sample why it could not be measured, or ''."""


@dataclass(frozen=True, slots=True)
class _Look:
    """Decode a file once and measure its samples; without attributes, read its header only."""

    pixels: tuple[str, ...]

    def __call__(self, file: File) -> Seen:
        if not self.pixels:
            return _header(file)
        try:
            decoded = images.decode(file.uri)
        except DataError as error:
            return Seen(_header(file).size, ({},) * len(file.refs), (str(error),) * len(file.refs))
        results = [self._sample(decoded, ref) for ref in file.refs]
        size = (decoded.facts.width, decoded.facts.height)
        return Seen(size, tuple(values for values, _ in results), tuple(reason for _, reason in results))

    def _sample(self, decoded: images.Decoded, ref: ImageRef) -> tuple[Mapping[str, float | None], str]:
        try:
            pixels = images.cut(decoded, ref).pixels
        except DataError as error:
            return {}, str(error)
        return {name: MEASURES[name](pixels) for name in self.pixels}, ""


def by_file(refs: Sequence[ImageRef]) -> list[File]:
    """Gather samples by the file they are in, in the order of the first of each."""
    files: dict[str, list[ImageRef]] = {}
    for ref in refs:
        files.setdefault(ref.uri, []).append(ref)
    return [File(uri, tuple(same)) for uri, same in files.items()]


def look(
    files: Sequence[File], pixels: tuple[str, ...], *, workers: int, cache: Path | None, progress: Progress | None
) -> list[Seen]:
    """Look at files in their order; what pixels tell comes from the cache where it was measured before.

    Args:
        files: what to look at.
        pixels: names of `MEASURES`; without any, only headers are read, and nothing is cached.
        workers: processes at most.
        cache: its folder; None is the user's cache folder.
        progress: called as files are done.
    """
    if not pixels:
        return engine.map(_Look(()), files, workers=_worth(workers, files), progress=progress)
    keys = [key(file.uri, (pixels, [ref.crop for ref in file.refs])) for file in files]
    with Cache(cache if cache is not None else default_folder()) as known:
        done = _known(known, keys)
        missing = [row for row in range(len(files)) if row not in done]
        new: dict[bytes, object] = {}
        for row, seen in _seen(files, missing, pixels, workers):
            done[row] = seen
            if (name := keys[row]) is not None and not any(seen.reasons):
                new[name] = {"size": seen.size, "values": seen.values}
            if len(new) == _AT_ONCE:
                known.store(new)
                new = {}
            if progress is not None:
                progress(len(done), len(files))
        known.store(new)
    return [done[row] for row in range(len(files))]


def _header(file: File) -> Seen:
    nothing: tuple[Mapping[str, float | None], ...] = ({},) * len(file.refs)
    try:
        return Seen(images.size(file.uri), nothing, ("",) * len(file.refs))
    except DataError as error:
        return Seen(None, nothing, (str(error),) * len(file.refs))


def _worth(workers: int, files: Sequence[object]) -> int:
    return max(1, min(workers, len(files) // _WORTH)) if workers > 1 else workers


def _seen(
    files: Sequence[File], rows: Sequence[int], pixels: tuple[str, ...], workers: int
) -> Iterator[tuple[int, Seen]]:
    with closing(engine.stream(_Look(pixels), [files[row] for row in rows], workers=_worth(workers, rows))) as results:
        yield from zip(rows, results, strict=True)


def _known(cache: Cache, keys: Sequence[bytes | None]) -> dict[int, Seen]:
    found: dict[int, Seen] = {}
    for row, name in enumerate(keys):
        if name is not None and (stored := cache.find(name)) is not None:
            (width, height), values = stored["size"], stored["values"]
            found[row] = Seen((width, height), tuple(values), ("",) * len(values))
    return found
