"""Junk that is planted on purpose: samples of the set itself, spoilt in ways that are known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from datadiet.data import levels
from datadiet.embed import noise as noises
from datadiet.embed.spoiling import SPOILED
from datadiet.randomness import stream
from datadiet.schema import Coded
from datadiet.scorecard.embedding import embed, some_rows
from datadiet.scorecard.options import Options
from datadiet.scorecard.sides import Sides
from datadiet.scorecard.valuing.facts import AxisName
from datadiet.scorecard.valuing.labels import Labelled

__all__ = ["AXIS_OF", "Planting", "plant"]

SHARE = 0.1
FEWEST, MOST = 50, 2_000
"""Samples of one kind of junk."""
NEAR = 0.25
"""A near-copy is moved at most by this share of the usual distance between samples."""
LABELS, COPIES, SHUFFLED = "wrong labels", "near copies", "shuffled columns"
_AXES: dict[str, AxisName] = {LABELS: "value", SHUFFLED: "relevance", COPIES: "novelty"}
AXIS_OF: Mapping[str, AxisName] = MappingProxyType({**_AXES, **dict.fromkeys(SPOILED, "relevance")})
"""The axis that is there for each kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Planting:
    """Spoilt copies of some synthetic samples."""

    kind: str
    sources: np.ndarray
    """(j,) rows of the samples that they are copies of."""
    vectors: np.ndarray
    """(j, D)."""
    labels: np.ndarray
    """(j,)."""

    @property
    def beside(self) -> bool:
        """Whether they stand beside their source, and not in its place."""
        return self.kind == COPIES


def plant(
    sides: Sides, labels: Labelled, valued: np.ndarray, options: Options, *, spacing: float
) -> tuple[Planting, ...]:
    """Spoil random samples among those that are valued, one kind after the other.

    Args:
        sides: at one level.
        labels: of both sides.
        valued: rows of the synthetic samples that have a value.
        options: how images are embedded, and the seed.
        spacing: how far samples usually lie from their nearest.
    """
    count = min(len(valued), MOST, max(FEWEST, round(SHARE * len(valued))))

    def drawn(kind: str) -> np.ndarray:
        return valued[some_rows(len(valued), count, options.seed, "planted", sides.level, kind)]

    found = [_mislabelled(labels, drawn(LABELS), stream(options.seed, "planted labels", sides.level))]
    found += (
        _spoilt_pictures(sides, labels, drawn, options)
        if sides.pair.embedder
        else [_shuffled(sides, labels, drawn(SHUFFLED), options)]
    )
    return (*found, _copies(sides, labels, drawn(COPIES), options, spacing))


def _mislabelled(labels: Labelled, rows: np.ndarray, rng: np.random.Generator) -> Planting:
    """Give each sample another label, drawn as often as it occurs among the real ones."""
    names, times = np.unique([label for label in labels.real_labels if label is not None], return_counts=True)
    own = labels.synthetic_labels[rows]
    chances = np.where(names[None] == own[:, None].astype(str), 0, times)
    reached = np.cumsum(chances, axis=1) / chances.sum(axis=1, keepdims=True)
    wrong = names[(rng.random(len(rows))[:, None] < reached).argmax(axis=1)]
    return Planting(LABELS, rows, labels.synthetic[rows], wrong.astype(object))


def _spoilt_pictures(
    sides: Sides, labels: Labelled, drawn: Callable[[str], np.ndarray], options: Options
) -> list[Planting]:
    embedder, found = sides.pair.embedder, []
    assert embedder is not None
    for kind, transform in SPOILED.items():
        rows = drawn(kind)
        data = replace(sides.synthetic.data, samples=sides.synthetic.data.samples[rows])
        made = embed(levels.image_refs(data), embedder, f"planted: {kind}", options, transform).embedding
        row_of = dict(zip(data.samples["id"], rows, strict=True))
        there = np.array([row_of[id] for id in made.ids], dtype=np.int64)
        found.append(Planting(kind, there, made.vectors, labels.synthetic_labels[there]))
    return found


def _shuffled(sides: Sides, labels: Labelled, rows: np.ndarray, options: Options) -> Planting:
    """Take each column of a row from another row: every column is right by itself, and they do not belong together."""
    rng = stream(options.seed, "planted columns", sides.level)

    def mixed(values: np.ndarray) -> np.ndarray:
        other = rng.integers(0, len(values), (len(rows), values.shape[1]))
        return np.asarray(np.take_along_axis(values, other, axis=0))

    if labels.rows is None or labels.space is None:
        vectors = mixed(labels.synthetic)
    else:
        vectors = labels.space.vectors(Coded(labels.rows.columns, mixed(labels.rows.values)))
    return Planting(SHUFFLED, rows, vectors, labels.synthetic_labels[rows])


def _copies(sides: Sides, labels: Labelled, rows: np.ndarray, options: Options, spacing: float) -> Planting:
    """Move samples by the noise that does not count as new, but not so far that they would be others."""
    rows, moved = _moved(sides, labels, rows, options)
    steps = moved - labels.synthetic[rows]
    usual = float(np.median(np.linalg.norm(steps, axis=1)))
    share = min(1.0, NEAR * spacing / usual) if usual > 0 and spacing > 0 else 1.0
    vectors = (labels.synthetic[rows] + share * steps).astype(np.float32)
    return Planting(COPIES, rows, vectors, labels.synthetic_labels[rows])


def _moved(sides: Sides, labels: Labelled, rows: np.ndarray, options: Options) -> tuple[np.ndarray, np.ndarray]:
    """Return some of the rows, and where the noise moves them."""
    if labels.apart:
        noise = noises.parse(options.noise)
        assert isinstance(noise, noises.Gaussian)  # vectors and rows take no other
        sigma = noise.sigma * labels.real.std(axis=0, dtype=np.float64)
        rng = stream(options.seed, "planted copies", sides.level)
        return rows, labels.synthetic[rows] + rng.standard_normal((len(rows), len(sigma))) * sigma
    noisy = sides.synthetic.noisy
    place = np.full(len(sides.synthetic), -1)
    place[noisy.rows] = np.arange(len(noisy.rows))
    rows = rows[place[rows] >= 0]
    return rows, noisy.vectors[place[rows]]
