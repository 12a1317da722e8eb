"""The gap taken apart: some samples are embedded again without one aspect at a time, alike on both sides."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from datadiet.data import Dataset, ImageRef, levels
from datadiet.embed.aspects import ASPECTS
from datadiet.embed.transform import Transform
from datadiet.measure.aspects import AspectShare, shares
from datadiet.plugins import Embedder
from datadiet.randomness import stream
from datadiet.scorecard.embedding import embed, some_rows
from datadiet.scorecard.options import Options
from datadiet.scorecard.sides import Side, Sides

__all__ = ["take_apart"]

MOST = 1_000
"""Samples a side that are embedded again for each aspect."""


def take_apart(sides: Sides, options: Options) -> tuple[AspectShare, ...]:
    """Return the share of the gap that goes away with each aspect; nothing for vectors.

    Of scenes that are annotated on both sides, the items and what surrounds them are aspects too: environments alone
    are the scenes with their items blanked out, items alone the mean of the vectors of a scene's items.
    """
    embedder = sides.pair.embedder
    if embedder is None:
        return ()
    annotated = sides.level == "scene" and all(side.data.annotations.height for side in sides.both)
    real, synthetic = (_Sampled.of(side, sides.level, annotated, embedder, options) for side in sides.both)
    removed = {name: (real.without(name, aspect), synthetic.without(name, aspect)) for name, aspect in ASPECTS.items()}
    if annotated:
        removed["items"] = real.environments(), synthetic.environments()
        removed["surroundings and layout"] = real.items(), synthetic.items()
    return shares(
        (real.side.vectors[real.rows], synthetic.side.vectors[synthetic.rows]),
        removed,
        rng=stream(options.seed, sides.level, "aspects"),
        real_groups=real.side.groups[real.rows],
        synthetic_groups=synthetic.side.groups[synthetic.rows],
    )


@dataclass(frozen=True, slots=True)
class _Sampled:
    """The samples of one side that are embedded again."""

    side: Side
    rows: np.ndarray
    level: str
    embedder: Embedder
    options: Options

    @classmethod
    def of(cls, side: Side, level: str, annotated: bool, embedder: Embedder, options: Options) -> "_Sampled":
        """Draw them; where items are an aspect, among the scenes that hold one."""
        usable = np.arange(len(side))
        if annotated:
            with_items = levels.at_level(side.data, "item").samples["id"].str.replace(r"#[^#]*$", "").unique()
            usable = np.flatnonzero(side.data.samples["id"].is_in(with_items.implode()).to_numpy())
        chosen = some_rows(len(usable), MOST, options.seed, "explain", side.data.origin)
        return cls(side, usable[chosen], level, embedder, options)

    @property
    def data(self) -> Dataset:
        return replace(self.side.data, samples=self.side.data.samples[self.rows])

    def without(self, name: str, aspect: Transform) -> np.ndarray:
        """Return the vectors of the samples after all of them lose an aspect."""
        return self._embedded(levels.image_refs(self.data), f"without {name}", aspect)[1]

    def environments(self) -> np.ndarray:
        """Return the vectors of the scenes with their items blanked out."""
        return self._embedded(levels.image_refs(levels.at_level(self.data, "environment")), "without items")[1]

    def items(self) -> np.ndarray:
        """Return the mean vector of each scene's items."""
        items = levels.image_refs(levels.at_level(self.data, "item"))
        ids, vectors = self._embedded(items, "items alone")
        scenes = pl.Series(ids).str.replace(r"#[^#]*$", "").to_list()
        place = {scene: row for row, scene in enumerate(self.data.samples["id"])}
        rows = np.array([place[scene] for scene in scenes])
        sums = np.zeros((len(self.rows), vectors.shape[1]))
        np.add.at(sums, rows, vectors)
        return (sums / np.bincount(rows, minlength=len(self.rows))[:, None]).astype(np.float32)

    def _embedded(
        self, refs: tuple[ImageRef, ...], what: str, aspect: Transform | None = None
    ) -> tuple[tuple[str, ...], np.ndarray]:
        stage = f"{self.side.data.origin} {self.level}s {what}"
        found = embed(refs, self.embedder, stage, self.options, aspect).embedding
        return found.ids, found.vectors
