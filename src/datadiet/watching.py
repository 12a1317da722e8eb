"""Scores a set while it grows: rounds of pictures, each compared with real data as soon as it is there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datadiet.engine.progress import Progress
from datadiet.errors import TooFewSamples
from datadiet.generate.run.generated import Generated
from datadiet.generate.run.journal import Journal
from datadiet.scorecard import Scorecard, score
from datadiet.scorecard.options import Options
from datadiet.scorecard.store import check_target

__all__ = ["LEAST", "Round", "rounds", "watch"]

LEAST = 50
"""Pictures of the first round: of fewer no score says much."""


@dataclass(frozen=True, slots=True)
class Round:
    """A set, and what it was worth, at one point of its growth."""

    made: Generated
    card: Scorecard | None
    """None where there is too little to score."""
    reason: str = ""
    """Why there is none."""

    @property
    def facts(self) -> dict[str, Any]:
        """The numbers of the line, by name, fit for JSON."""
        if self.card is None:
            return {"n": self.made.n, "reason": self.reason}
        mixing, richness = self.card.facts.levels[0].indistinguishability, self.card.facts.levels[0].richness
        return {
            "n": self.made.n,
            "indistinguishability": mixing.score,
            "interval": list(mixing.interval),
            "gap": mixing.gap,
            "richness": richness.score,
            "plateau": richness.synthetic.plateau,
        }

    @property
    def line(self) -> str:
        """Say it in one line."""
        if self.card is None:
            return f"{self.made.n:,} pictures: not scored ({self.reason})"
        facts = self.facts
        (low, high), plateau = facts["interval"], facts["plateau"]
        still = "still adds new ground" if plateau is None else f"levelled off at {plateau:,}"
        return (
            f"{self.made.n:,} pictures: indistinguishability {facts['indistinguishability']:.2f} "
            f"[{low:.2f}, {high:.2f}], gap {facts['gap']:.3f}, richness {facts['richness']:.2f}, {still}"
        )


def rounds(n: int, there: int = 0) -> tuple[int, ...]:
    """Return how many pictures there are after each round: an eighth, a quarter, half and all of n, if they are 50.

    Args:
        n: in the end.
        there: that an earlier run has made; rounds that would be smaller are left out.
    """
    steps = dict.fromkeys(min(n, max(part, LEAST)) for part in (n // 8, n // 4, n // 2, n))
    return tuple(step for step in steps if step >= min(there, n))


def watch(
    make: Callable[[int], Generated],
    n: int,
    out: Path,
    real: str | Path,
    *,
    run: Path,
    seed: int = Options.seed,
    workers: int = Options.workers,
    progress: Progress = Options.progress,
) -> Iterator[Round]:
    """Make a set in growing rounds and score it against real data after each; yields each round when it is scored.

    Args:
        make: extends the set to so many pictures.
        n: pictures in the end.
        out: the folder of the set, whose earlier rounds are not repeated.
        real: real data, in any format.
        run: the run folder that the last round writes; an earlier run there is replaced.
        seed: of the score.
        workers: processes.
        progress: called with the stage, how many are done and how many there are.

    Raises:
        OutputError: `run` cannot be written, or is something else.
    """
    check_target(run)
    for size in rounds(n, max(Journal(out).indices(), default=-1) + 1):
        made = make(size)
        try:
            card = score(
                real,
                made.folder,
                metadata=made.metadata,
                seed=seed,
                workers=workers,
                progress=progress,
                out=run if size == n else None,
            )
        except TooFewSamples as error:
            yield Round(made, None, error.found)
        else:
            yield Round(made, card)
