"""Is there a validation sample among the training samples? Then its value would be praise for knowing the answer."""

import numpy as np
from scipy.stats import binom

from datadiet.curate.evidence import Evidence
from datadiet.errors import DataError
from datadiet.measure.copies import PROPORTION
from datadiet.scorecard.core import Core
from datadiet.scorecard.measuring import Measured

__all__ = ["check_leak"]

LEVEL = 0.01
_SHOWN = 10


def check_leak(core: Core, found: Measured, evidence: Evidence) -> None:
    """Refuse synthetic samples with the content of a real one, or more near-copies than chance explains.

    What chance explains is how often the rule for near-copies would accuse a real sample of another one.

    Raises:
        DataError: naming the samples.
    """
    near = (evidence.copied_from >= 0) & ~evidence.same_content
    chance = _by_chance(core, found)
    excused = binom.sf(int(near.sum()) - 1, len(near), chance) > LEVEL
    leaked = np.flatnonzero(evidence.same_content | (near & (not excused)))
    if not len(leaked):
        return
    ids, real = core.whole.synthetic.data.samples["id"], core.whole.real.data.samples["id"]
    pairs = [f"{ids[int(row)]} of {real[int(evidence.copied_from[row])]}" for row in leaked[:_SHOWN]]
    more = f", and {len(leaked) - _SHOWN} more" if len(leaked) > _SHOWN else ""
    raise DataError(
        f"{len(leaked)} of {len(near)} synthetic samples are copies of real validation samples: "
        f"{', '.join(pairs)}{more}",
        expected="validation samples that no training sample was made from",
        todo="give other real data, take the copies out, or say --allow leak: copies then have no value",
    )


def _by_chance(core: Core, found: Measured) -> float:
    """Return the share of real samples that would be near-copies of their nearest, were they synthetic."""
    n = len(core.real)
    index, distance, groups = found.near.real_index[:n], found.near.real_distance[:n], core.real.groups
    apart = (index >= 0) & (groups[index] != groups[:, None]) & (distance > 0)
    rows = np.flatnonzero(apart.any(axis=1))
    if not len(rows):
        return 0.5 / (n + 1)
    first = apart[rows].argmax(axis=1)
    nearest, away = index[rows, first], distance[rows, first]
    others = apart[nearest] & (index[nearest] != rows[:, None])
    own = np.where(others.any(axis=1), distance[nearest, others.argmax(axis=1)], np.inf)
    # as in `near_copy_rule`: within the 1st percentile of distances, and half of the other one's own
    close = away < np.minimum(np.quantile(away, 0.01), PROPORTION * own)
    return float((close.sum() + 0.5) / (n + 1))
