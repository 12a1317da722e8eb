"""Both sides at one level, embedded alike: once as they are, and once with noise."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import polars as pl

from datadiet.data import Dataset, ImageRef, Problem, levels
from datadiet.embed import Embedding, check_same_space, given
from datadiet.embed import noise as noises
from datadiet.embed.run import Embedded, embed_images
from datadiet.embed.transform import Transform
from datadiet.errors import DataError, OptionError
from datadiet.plugins import Embedder
from datadiet.randomness import stream
from datadiet.scorecard.options import Options
from datadiet.scorecard.sides import ROWS, Moved, Pair, Side, Sides
from datadiet.scorecard.tables.reading import Rows

__all__ = ["embed", "embed_sides", "some_rows"]

SENSITIVITY = 500
"""Samples a side that are embedded at half and at double noise."""


def embed_sides(pair: Pair, level: str, options: Options) -> Sides:
    """Embed both sides at one level, once as they are and once with noise."""
    if pair.rows is not None:
        return _row_sides(pair, pair.rows, options)
    if pair.embedder is None:
        return _vector_sides(pair, options)
    real, synthetic = (_image_side(data, pair.embedder, level, options) for data in (pair.real, pair.synthetic))
    return Sides(level, real, synthetic, pair)


def _image_side(dataset: Dataset, embedder: Embedder, level: str, options: Options) -> Side:
    every = levels.at_level(dataset, level)
    clean = embed(levels.image_refs(every), embedder, f"{dataset.origin} {level}s", options)
    readable = clean.embedding.ids
    data = replace(every, samples=_only(every.samples, readable))
    if not readable:
        raise DataError(
            f"none of the {dataset.origin} samples in {dataset.source} could be read",
            expected="at least one readable image",
            todo=f"the first reason: {clean.problems[0].reason if clean.problems else 'there are no samples'}",
        )
    refs = levels.image_refs(data)
    noise = noises.parse(options.noise)
    some = some_rows(len(refs), SENSITIVITY, options.seed, "sensitivity", level, dataset.origin)
    noisy, half, double = (
        _moved(refs, rows, embedder, noises.scaled(noise, factor), f"{dataset.origin} {level}s, {name}", options)
        for rows, factor, name in _amounts(len(refs), some)
    )
    return Side(
        data=data,
        vectors=clean.embedding.vectors,
        groups=_groups(data),
        content=clean.content,
        facts=clean.facts,
        noisy=noisy,
        half=half,
        double=double,
        problems=_problems(data, clean),
        unreadable=every.samples.filter(~pl.col("id").is_in(list(readable))),
    )


def _groups(data: Dataset) -> np.ndarray:
    return np.unique(data.samples["group"].to_numpy().astype(str), return_inverse=True)[1]


def some_rows(n: int, most: int, seed: int, *purpose: str) -> np.ndarray:
    """Draw at most `most` of n rows, in order."""
    return np.sort(stream(seed, *purpose).permutation(n)[:most])


def _amounts(n: int, some: np.ndarray) -> tuple[tuple[np.ndarray, float, str], ...]:
    """Return which rows are embedded with how much noise, in parts of the declared one."""
    return (np.arange(n), 1.0, "with noise"), (some, 0.5, "half the noise"), (some, 2.0, "double noise")


def _problems(data: Dataset, clean: Embedded) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys((*data.problems, *clean.problems)))


def embed(
    refs: Sequence[ImageRef], embedder: Embedder, stage: str, options: Options, transform: Transform | None = None
) -> Embedded:
    """Embed samples as the options say, and report progress as `stage`."""
    return embed_images(
        refs,
        embedder,
        transform=transform,
        seed=options.seed,
        workers=options.workers,
        cache=options.cache,
        progress=partial(options.progress, stage),
    )


def _moved(
    refs: Sequence[ImageRef],
    rows: np.ndarray,
    embedder: Embedder,
    transform: Transform,
    stage: str,
    options: Options,
) -> Moved:
    """Embed some rows of a side again, after a transformation."""
    chosen = [refs[row] for row in rows]
    found = embed(chosen, embedder, stage, options, transform)
    row_of = {ref.id: row for ref, row in zip(chosen, rows, strict=True)}
    return Moved(np.array([row_of[id_] for id_ in found.embedding.ids], dtype=int), found.embedding.vectors)


def _only(samples: pl.DataFrame, ids: Sequence[str]) -> pl.DataFrame:
    """Keep the rows of `ids`, in their order."""
    return pl.DataFrame({"id": ids}, schema={"id": pl.String}).join(samples, on="id", how="left", maintain_order="left")


def _row_sides(pair: Pair, rows: Rows, options: Options) -> Sides:
    """Place rows in the space of the real ones, and move them by a share of each column's spread."""
    real, synthetic = (rows.space.vectors(side) for side in (rows.real, rows.synthetic))
    sigma = _sigma(options.noise) * real.std(axis=0, dtype=np.float64)
    return Sides(
        ROWS,
        real=replace(_vector_side(pair.real, real, sigma, options), table=rows.real_table),
        synthetic=replace(_vector_side(pair.synthetic, synthetic, sigma, options), table=rows.synthetic_table),
        pair=pair,
    )


def _vector_sides(pair: Pair, options: Options) -> Sides:
    """Take vectors as they are, and add noise as a share of each dimension's scale."""
    data = (pair.real, _same_columns(pair.real, pair.synthetic))
    real, synthetic = (_checked(side) for side in data)
    check_same_space(real, synthetic)
    scale = real.vectors.std(axis=0, dtype=np.float64)
    scale[scale == 0] = 1.0
    sigma = _sigma(options.noise) * scale
    sides = [
        _vector_side(side, found.vectors, sigma, options) for side, found in zip(data, (real, synthetic), strict=True)
    ]
    return Sides(ROWS, real=sides[0], synthetic=sides[1], pair=pair)


def _same_columns(real: Dataset, synthetic: Dataset) -> Dataset:
    """Put the columns of the synthetic table in the order of the real one."""
    if synthetic.vectors is None or real.columns == synthetic.columns:
        return synthetic
    if odd := sorted(set(real.columns) ^ set(synthetic.columns)):
        raise DataError(
            f"the numeric columns differ: {', '.join(odd[:5])} are on one side only",
            expected="the same columns in both tables",
            todo="drop or rename columns; columns of text are conditions and need not match",
        )
    order = [synthetic.columns.index(name) for name in real.columns]
    return replace(synthetic, vectors=synthetic.vectors[:, order], columns=real.columns)


def _checked(data: Dataset) -> Embedding:
    assert data.vectors is not None
    return given(tuple(data.samples["id"]), data.vectors, name=data.origin)


def _sigma(noise: str) -> float:
    kind, _, amount = noise.partition(":")
    if kind != "gaussian":
        raise OptionError(
            f"noise is '{noise}', and the samples are vectors or rows",
            expected="gaussian:SHARE, a share of each column's standard deviation",
            todo="write for example --noise gaussian:0.05",
        )
    noises.parse(noise)
    return float(amount)


def _vector_side(data: Dataset, vectors: np.ndarray, sigma: np.ndarray, options: Options) -> Side:
    some = some_rows(len(vectors), SENSITIVITY, options.seed, "sensitivity", ROWS, data.origin)
    noisy, half, double = (
        Moved(rows, _shaken(vectors[rows], factor * sigma, stream(options.seed, "noise", data.origin, name)))
        for rows, factor, name in _amounts(len(vectors), some)
    )
    return Side(
        data=data,
        vectors=vectors,
        groups=_groups(data),
        content=tuple(_row_hashes(vectors)),
        facts=(),
        noisy=noisy,
        half=half,
        double=double,
        problems=data.problems,
        unreadable=data.samples.clear(),
    )


def _shaken(vectors: np.ndarray, sigma: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return vectors + (rng.standard_normal(vectors.shape, dtype=np.float32) * sigma).astype(np.float32)


def _row_hashes(vectors: np.ndarray) -> Iterator[str]:
    return (hashlib.blake2b(row.tobytes(), digest_size=16).hexdigest() for row in np.ascontiguousarray(vectors))
