"""A few samples at a time: files are decoded once for all their crops, changed, and prepared for an embedder."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from datadiet.data import images
from datadiet.data.dataset import ImageRef
from datadiet.embed.transform import Transform
from datadiet.errors import DataError, EmbeddingError
from datadiet.plugins import Embedder
from datadiet.randomness import stream

__all__ = ["Done", "Job", "Prepare", "PrepareAndEmbed", "embed_all", "jobs"]

_SIZE = 16
"""Samples in a job: enough to outweigh sending it, few enough to share a small set between workers."""
_MOST = 256
"""Samples in a job where one file has very many: a bound on memory."""


@dataclass(frozen=True, slots=True)
class Job:
    """Samples that are worked on together; those of one file are next to each other."""

    rows: tuple[int, ...]
    """Where their results belong."""
    refs: tuple[ImageRef, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one sample: prepared pixels or a vector, or the reason why there is neither."""

    row: int
    values: np.ndarray | None = None
    content: str = ""
    facts: images.FileFacts | None = None
    reason: str = ""


def jobs(refs: Sequence[ImageRef], rows: Iterable[int]) -> Iterator[Job]:
    """Share out `rows` of `refs`: whole files, in an order that depends on nothing else."""
    by_file: dict[str, list[int]] = {}
    for row in rows:
        by_file.setdefault(refs[row].uri, []).append(row)
    waiting: list[int] = []
    for same_file in by_file.values():
        for start in range(0, len(same_file), _MOST):
            waiting += same_file[start : start + _MOST]
            if len(waiting) >= _SIZE:
                yield _job(refs, waiting)
                waiting = []
    if waiting:
        yield _job(refs, waiting)


def _job(refs: Sequence[ImageRef], rows: Sequence[int]) -> Job:
    return Job(tuple(rows), tuple(refs[row] for row in rows))


@dataclass(frozen=True, slots=True)
class Prepare:
    """Decode, cut, change and prepare the samples of a job."""

    prepare: Callable[[np.ndarray], np.ndarray]
    transform: Transform | None
    seed: int

    def __call__(self, job: Job) -> list[Done]:
        """Return one result per sample; what cannot be decoded has a reason instead of pixels."""
        return [
            done
            for _, same_file in groupby(zip(job.rows, job.refs, strict=True), _uri)
            for done in self._file(same_file)
        ]

    def _file(self, samples: Iterable[tuple[int, ImageRef]]) -> Iterator[Done]:
        decoded: images.Decoded | DataError | None = None
        for row, ref in samples:
            decoded = decoded or _decode(ref.uri)
            yield self._sample(decoded, row, ref)

    def _sample(self, decoded: images.Decoded | DataError, row: int, ref: ImageRef) -> Done:
        try:
            if isinstance(decoded, DataError):
                raise decoded
            part = images.cut(decoded, ref)
        except DataError as error:
            return Done(row, reason=str(error))
        pixels = part.pixels
        if self.transform is not None:
            pixels = self.transform(pixels, rng=stream(self.seed, "noise", part.content))
        return Done(row, self.prepare(pixels), part.content, part.facts)


def _uri(sample: tuple[int, ImageRef]) -> str:
    return sample[1].uri


def _decode(uri: str) -> images.Decoded | DataError:
    try:
        return images.decode(uri)
    except DataError as error:
        return error


@dataclass(frozen=True, slots=True)
class PrepareAndEmbed:
    """All that becomes of the samples of a job, for embedders that run in worker processes."""

    embedder: Embedder
    transform: Transform | None
    seed: int

    def __call__(self, job: Job) -> list[Done]:
        """Return one result per sample."""
        return embed_all(self.embedder, Prepare(self.embedder.prepare, self.transform, self.seed)(job))


def embed_all(embedder: Embedder, prepared: Sequence[Done]) -> list[Done]:
    """Replace prepared pixels by vectors, in batches of the embedder's size."""
    results = [done for done in prepared if done.values is None]
    ready = [done for done in prepared if done.values is not None]
    for start in range(0, len(ready), embedder.batch_size):
        batch = ready[start : start + embedder.batch_size]
        vectors = _embed(embedder, np.stack([done.values for done in batch if done.values is not None]))
        results += [_with_vector(done, vector, embedder.name) for done, vector in zip(batch, vectors, strict=True)]
    return results


def _embed(embedder: Embedder, batch: np.ndarray) -> np.ndarray:
    vectors = np.asarray(embedder.embed(batch))
    expected = (len(batch), embedder.dimensions)
    if vectors.shape != expected or vectors.dtype != np.float32:
        raise EmbeddingError(
            f"the embedder {embedder.name} returned shape {vectors.shape} and type {vectors.dtype}",
            expected=f"shape {expected} and type float32",
            todo="check it with datadiet.embed.contract.check_embedder",
        )
    return vectors


def _with_vector(done: Done, vector: np.ndarray, name: str) -> Done:
    if not np.isfinite(vector).all():
        return replace(done, values=None, reason=f"the embedder {name} returned a vector with NaN or infinite values")
    return replace(done, values=vector)
