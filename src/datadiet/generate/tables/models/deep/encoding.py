"""Columns as networks see them: each value is one of several alternatives, some of which are spread about a mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.special import ndtr

from datadiet.errors import DataError
from datadiet.generate.tables.models.contract import Arrays
from datadiet.generate.tables.models.deep.blocks import Block, block_of
from datadiet.schema import Coded, Column

__all__ = ["Encoding"]


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """The alternatives of all columns, one after another: `width` of them."""

    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]

    @classmethod
    def of(cls, rows: Coded, *, rng: np.random.Generator) -> Self:
        """Find the alternatives of each column.

        Args:
            rows: one or more.
            rng: seeds the search for modes.

        Source: Xu, Skoularidou, Cuesta-Infante & Veeramachaneni 2019 (mode-specific normalisation).
        """
        return cls(rows.columns, tuple(block_of(*one, rng) for one in zip(rows.columns, rows.values.T, strict=True)))

    @property
    def slices(self) -> tuple[slice, ...]:
        """Where the alternatives of each column are."""
        ends = np.cumsum([len(block.values) for block in self.blocks]).tolist()
        return tuple(slice(start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True))

    @property
    def padded(self) -> np.ndarray:
        """(d, most) where the alternatives of each column are, filled up with `width`."""
        most = max(len(block.values) for block in self.blocks)
        rows = [[*range(s.start, s.stop), *[self.width] * (most - s.stop + s.start)] for s in self.slices]
        return np.array(rows)

    @property
    def width(self) -> int:
        """How many alternatives there are."""
        return sum(len(block.values) for block in self.blocks)

    @property
    def numbers(self) -> tuple[int, ...]:
        """Columns of which some alternative is spread."""
        return tuple(j for j, block in enumerate(self.blocks) if (block.spreads > 0).any())

    @property
    def randoms(self) -> int:
        """How many normal numbers make a row of what a network says: one a choice, one more where values spread."""
        return len(self.blocks) + len(self.numbers)

    def each(self, name: str, values: np.ndarray) -> np.ndarray:
        """Return (n, width): `allowed`, `places` or `responsibilities` of all columns."""
        return np.concatenate([getattr(b, name)(v) for b, v in zip(self.blocks, values.T, strict=True)], axis=1)

    def inputs(self, values: np.ndarray) -> np.ndarray:
        """Return (n, width + numbers) float32: which alternative each value is of, and the normal scores of numbers."""
        scores = [self.blocks[j].scores(values[:, j])[:, None] for j in self.numbers]
        return np.concatenate([self.each("responsibilities", values), *scores], axis=1).astype(np.float32)

    def flat(self, name: str) -> np.ndarray:
        """Return (width,): `values`, `spreads`, `shares` or `least_noise` of all columns; (r, 2) for `rare`."""
        return np.concatenate([getattr(block, name) for block in self.blocks])

    def decoded(self, logits: np.ndarray, away: np.ndarray, noise: np.ndarray, random: np.ndarray) -> np.ndarray:
        """Return (n, d) values.

        Args:
            logits: (n, width) log odds of the alternatives.
            away: (n, width) where in its mode a value lies.
            noise: (width,) how far about that it is spread.
            random: (n, randoms) standard normal numbers: what chooses, and then what spreads.
        """
        made = np.empty((len(logits), len(self.blocks)))
        extra = {j: len(self.blocks) + at for at, j in enumerate(self.numbers)}
        rows = np.arange(len(logits))
        for j, (block, where) in enumerate(zip(self.blocks, self.slices, strict=True)):
            chosen, share = _chosen(logits[:, where], random[:, j])
            at = away[:, where][rows, chosen]
            if j in extra:
                at = at + noise[where][chosen] * random[:, extra[j]]
            made[:, j] = block.decoded(chosen, at, share)
        return made

    def dump(self) -> tuple[list[dict[str, Any]], dict[str, np.ndarray]]:
        """Return it as facts for JSON and named arrays."""
        facts = [
            {"k": len(block.values), "rare": len(block.rare), "step": block.step, **_ends(block)}
            for block in self.blocks
        ]
        return facts, {f"encoding.{name}": self.flat(name) for name in ("values", "spreads", "shares", "rare")}

    @classmethod
    def load(cls, columns: tuple[Column, ...], facts: Sequence[Mapping[str, Any]], arrays: Arrays) -> Self:
        """Return what `dump` took apart; DataError, KeyError, TypeError or ValueError where it does not fit."""
        parts = [np.asarray(arrays[f"encoding.{name}"], float) for name in ("values", "spreads", "shares")]
        rare = np.asarray(arrays["encoding.rare"], float)
        ends, rare_ends = (np.cumsum([int(one[name]) for one in facts]) for name in ("k", "rare"))
        right = all(part.shape == (ends[-1],) for part in parts) and rare.shape == (rare_ends[-1], 2)
        if len(facts) != len(columns) or not right:
            raise DataError(f"alternatives of {len(facts)} columns", expected=f"those of {len(columns)} columns")
        split = [*(np.split(part, ends[:-1]) for part in parts), np.split(rare, rare_ends[:-1])]
        blocks = []
        for one, values, spreads, shares, few in zip(facts, *split, strict=True):
            low = -np.inf if one["low"] is None else float(one["low"])
            high = np.inf if one["high"] is None else float(one["high"])
            blocks.append(Block(values, spreads, shares, one["step"], low, high, few))
        return cls(columns, tuple(blocks))


def _ends(block: Block) -> dict[str, float | None]:
    return {name: end if np.isfinite(end) else None for name, end in (("low", block.low), ("high", block.high))}


def _chosen(logits: np.ndarray, random: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (n,) alternatives, each with its probability, and how far into each the share of a normal number falls."""
    odds = np.cumsum(np.exp(logits - logits.max(axis=1, keepdims=True)), axis=1)
    at = ndtr(random) * odds[:, -1]
    chosen = np.minimum((at[:, None] > odds).sum(axis=1), logits.shape[1] - 1)
    rows = np.arange(len(logits))
    below = np.where(chosen > 0, odds[rows, chosen - 1], 0)
    return chosen, (at - below) / np.maximum(odds[rows, chosen] - below, 1e-300)
