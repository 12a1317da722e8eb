"""In which order are samples kept, where only some of them can be?"""

import numpy as np

from datadiet.curate.valuation.cut import Cut

__all__ = ["TRUSTED", "doubt", "turns"]

TRUSTED = 0.8
"""Area under the curve from which an axis has a say in the order: what tells little would only narrow the choice."""


def doubt(scores: np.ndarray, cut: Cut, good: np.ndarray) -> np.ndarray:
    """Return how doubtful each of n scores is: 0 from the cut on, below it one less the share of good ones as low.

    Args:
        scores: (n,) higher is better; NaN where there is none, which is not doubted.
        cut: where planted junk lies, and how well the score tells it.
        good: (g,) scores of samples that are known to be good.

    Returns:
        (n,) from 0 to 1, lower is better; 0 throughout where the score does not tell junk well.
    """
    if cut.at is None or cut.auc < TRUSTED:
        return np.zeros(len(scores))
    as_low = (1 + np.searchsorted(np.sort(good), scores, side="right")) / (1 + len(good))
    return np.where(scores < cut.at, 1 - np.minimum(as_low, 1), 0.0) + np.where(scores < cut.at, 1e-9, 0.0)


def turns(labels: np.ndarray, doubts: np.ndarray, worse: np.ndarray, *, rng: np.random.Generator) -> np.ndarray:
    """Return the place of each of n samples in the order in which they are kept, from 1.

    Samples without doubt come first, drawn blindly but so that each beginning of the order has the classes in the
    shares in which all samples have them: of samples that are no junk, the most valuable are the typical ones, and a
    model that learns from them alone knows no borders. Then come the others, the least doubtful first.

    Args:
        labels: (n,) classes.
        doubts: (n,) from 0; higher is more doubtful.
        worse: (n,) decides between equal doubts, the least first.
        rng: draws among samples without doubt.
    """
    place, drawn = np.zeros(len(labels)), rng.random(len(labels))
    for label in np.unique(labels):
        members = np.flatnonzero(labels == label)
        clean = members[doubts[members] == 0]
        at = np.empty(len(clean))
        at[np.argsort(drawn[clean], kind="stable")] = np.arange(len(clean))
        place[clean] = (at + drawn[clean]) / len(members)
    order = np.lexsort((worse, place, doubts))
    found = np.empty(len(labels), np.int64)
    found[order] = np.arange(1, len(labels) + 1)
    return found
