"""Below which value is a sample harmful? Where junk that was planted on purpose lies."""

from dataclasses import dataclass

import numpy as np

__all__ = ["Cut", "junk_cut"]

TELLS = 0.6
"""Area under the curve that planted junk must reach before a low value is held against anybody."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a score separates planted junk from the samples themselves, and how well."""

    at: float | None
    """Scores below it are those of junk; None where the score does not tell junk."""
    caught: float
    """Share of the planted junk that lies below it, 0 to 1; higher is better."""
    false_alarms: float
    """Share of samples known to be good that lies below it, 0 to 1; lower is better."""
    auc: float
    """How well the score tells planted junk from the samples, .5 to 1, whatever the cut; samples that are junk
    themselves draw it towards .5."""
    planted: int
    good: int


def junk_cut(junk: np.ndarray, samples: np.ndarray, good: np.ndarray, *, spare: float = 0.0) -> Cut:
    """Put the cut where the shares of planted junk and of samples below it differ most (Youden 1950).

    The samples may hold junk of their own: of a mixture of good samples and junk, in whatever shares, the difference
    from junk is greatest at the same place as of good samples alone.

    Args:
        junk: (j,) scores of samples that were spoilt on purpose.
        samples: (n,) scores of the samples as they are.
        good: (g,) scores of samples that are known to be good, such as real ones.
        spare: by how much the difference may fall short of the greatest; the highest such cut is taken, so that milder
            junk than was planted is below it too.
    """
    at = np.unique(np.concatenate([junk, samples]))
    below_junk = np.searchsorted(np.sort(junk), at, side="left") / len(junk)
    below = np.searchsorted(np.sort(samples), at, side="left") / len(samples)
    apart = below_junk - below
    best = int(np.flatnonzero(apart >= apart.max() - spare)[-1])
    auc = _auc(junk, samples)
    told = auc >= TELLS
    cut = float(at[best])
    return Cut(
        at=cut if told else None,
        caught=float(below_junk[best]) if told else 0.0,
        false_alarms=float(np.mean(good < cut)) if told and len(good) else 0.0,
        auc=auc,
        planted=len(junk),
        good=len(good),
    )


def _auc(junk: np.ndarray, samples: np.ndarray) -> float:
    """Return the probability that a piece of junk scores less than a sample, ties counting half."""
    ordered = np.sort(samples)
    less = len(ordered) - np.searchsorted(ordered, junk, side="right")
    ties = np.searchsorted(ordered, junk, side="right") - np.searchsorted(ordered, junk, side="left")
    return float((less + ties / 2).mean() / len(ordered))
