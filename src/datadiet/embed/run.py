"""Images in, vectors out: what is known comes from the cache, the rest is computed on all cores."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from datadiet import engine
from datadiet.data.dataset import ImageRef, Problem
from datadiet.data.hashing import file_hash
from datadiet.data.images import FileFacts
from datadiet.embed.cache import Stored, VectorCache, default_folder, key
from datadiet.embed.embedding import Embedding
from datadiet.embed.jobs import Done, Prepare, PrepareAndEmbed, embed_all, jobs
from datadiet.embed.transform import Transform
from datadiet.errors import EmbeddingError
from datadiet.plugins import Embedder

__all__ = ["Embedded", "embed_images"]

_WORTH = 64
"""Samples for each worker process, below which starting it costs more than it saves."""
Progress = Callable[[int, int], None]
"""Called with how many samples are done, and how many there are."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of samples that could be read, in the order in which they were asked for."""

    embedding: Embedding
    content: tuple[str, ...]
    """One per vector; equal where the pixels are the same."""
    facts: tuple[FileFacts, ...]
    """One per vector, of the file that the sample is in."""
    problems: tuple[Problem, ...]
    """The samples that are left out, and why."""
    computed: int
    """How many vectors were not in the cache."""


def embed_images(
    refs: Sequence[ImageRef],
    embedder: Embedder,
    *,
    transform: Transform | None = None,
    seed: int = 0,
    workers: int = 1,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> Embedded:
    """Embed samples; the result depends neither on `workers` nor on what the cache holds.

    Args:
        refs: the samples.
        embedder: turns pixels into vectors.
        transform: changes the pixels first; its random stream belongs to the seed and to the sample's content.
        seed: the root of those streams.
        workers: processes at most; one computes everything here.
        cache: folder for vectors; None is the user's cache folder.
        progress: called as samples are done.

    Raises:
        EmbeddingError: the embedder returned nothing but vectors that are not finite, or a wrong shape or type.
        OutputError: the cache folder cannot be used.
    """
    keys = _keys(refs, embedder, transform, seed)
    done: dict[int, Done] = {}
    with VectorCache(cache if cache is not None else default_folder()) as known:
        stored = known.find([name for name in keys if name is not None])
        done.update((row, _from_cache(row, stored[name])) for row, name in enumerate(keys) if name in stored)
        missing = [row for row in range(len(refs)) if row not in done]
        _report(progress, len(done), len(refs))
        with closing(_computed(refs, missing, embedder, transform, seed, workers)) as results:
            for some in results:
                done.update((one.row, one) for one in some)
                known.store({name: row for one in some if (name := keys[one.row]) and (row := _to_cache(one))})
                _report(progress, len(done), len(refs))
    return _assembled(refs, [done[row] for row in range(len(refs))], len(missing), embedder)


def _keys(refs: Sequence[ImageRef], embedder: Embedder, transform: Transform | None, seed: int) -> list[bytes | None]:
    files = {uri: file_hash(uri) for uri in dict.fromkeys(ref.uri for ref in refs)}
    return [
        key(file, ref, embedder.fingerprint, transform, seed) if (file := files[ref.uri]) is not None else None
        for ref in refs
    ]


def _computed(
    refs: Sequence[ImageRef],
    rows: Sequence[int],
    embedder: Embedder,
    transform: Transform | None,
    seed: int,
    workers: int,
) -> Generator[list[Done]]:
    """Yield results some samples at a time: all in the workers, or prepared there and embedded here."""
    workers = max(1, min(workers, len(rows) // _WORTH))
    if embedder.parallel == "processes":
        return engine.stream(PrepareAndEmbed(embedder, transform, seed), jobs(refs, rows), workers=workers)
    prepared = engine.stream(Prepare(embedder.prepare, transform, seed), jobs(refs, rows), workers=workers)
    return _embedded_here(embedder, prepared)


def _embedded_here(embedder: Embedder, prepared: Generator[list[Done]]) -> Generator[list[Done]]:
    """Embed full batches as they fill up, then the rest."""
    waiting: list[Done] = []
    with closing(prepared):
        for some in prepared:
            waiting += some
            whole = len(waiting) - len(waiting) % embedder.batch_size
            if whole:
                yield embed_all(embedder, waiting[:whole])
                del waiting[:whole]
    if waiting:
        yield embed_all(embedder, waiting)


def _report(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)


def _from_cache(row: int, stored: Stored) -> Done:
    return Done(row, stored.vector, stored.content, stored.facts)


def _to_cache(done: Done) -> Stored | None:
    if done.values is None or done.facts is None:
        return None
    return Stored(done.values, done.content, done.facts)


def _assembled(refs: Sequence[ImageRef], done: Sequence[Done], missing: int, embedder: Embedder) -> Embedded:
    usable = [(ref.id, row) for ref, one in zip(refs, done, strict=True) if (row := _to_cache(one)) is not None]
    failed = [one for one in done if one.values is None]
    if not usable and any(one.content for one in failed):
        raise EmbeddingError(
            f"the embedder {embedder.name} returned no finite vector for any of {len(refs)} images",
            expected="finite float32 numbers",
            todo="check it with datadiet.embed.contract.check_embedder, or choose another embedder",
        )
    vectors = np.array([row.vector for _, row in usable], dtype=np.float32).reshape(-1, embedder.dimensions)
    return Embedded(
        embedding=Embedding(tuple(id_ for id_, _ in usable), vectors, embedder.name, embedder.fingerprint),
        content=tuple(row.content for _, row in usable),
        facts=tuple(row.facts for _, row in usable),
        problems=tuple(Problem(refs[one.row].id, one.reason) for one in failed),
        computed=missing - len(failed),
    )
