"""Splits of the real rows, on which methods are tried: fitted to one part, judged by the other."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from datadiet.generate.tables.judging import Judge, Judged
from datadiet.generate.tables.marginals import Marginals
from datadiet.generate.tables.methods import fit_method
from datadiet.generate.tables.sampling import draw
from datadiet.randomness import stream
from datadiet.schema import Coded

__all__ = ["Trials"]

HALVED, MOST = 2_000, 20_000
"""Rows below which they are halved twice; rows that are looked at, at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Trials:
    """The splits, and what was found of their columns, which all methods share."""

    judges: tuple[Judge, ...]
    marginals: tuple[Marginals, ...]
    device: str

    @classmethod
    def of(cls, rows: Coded, *, target: str | None, seed: int, kind: str, device: str) -> Self:
        """Halve the rows, and judge by either half; twice where there are few."""
        judges = []
        for number in range(2 if len(rows) < HALVED else 1):
            order = stream(seed, "halves", number).permutation(len(rows))[:MOST]
            halves = [rows.rows(part) for part in (order[: len(order) // 2], order[len(order) // 2 :])]
            for way, (fitted, held_out) in enumerate((halves, halves[::-1])):
                its = int(stream(seed, "split", number, way).integers(2**53))
                judges.append(Judge.of(fitted, held_out, target=target, seed=its))
        return cls(tuple(judges), tuple(Marginals(judge.seed, 0, kind=kind) for judge in judges), device)

    def run(self, method: str, by: str | None) -> Iterator[Judged]:
        """Judge a method split by split. Raises what fitting raises."""
        for judge, marginals in zip(self.judges, self.marginals, strict=True):
            model = fit_method(judge.fitted, method, marginals, seed=judge.seed, by=by, device=self.device)
            yield judge.score(draw(model, judge.rows, seed=judge.seed).values)
