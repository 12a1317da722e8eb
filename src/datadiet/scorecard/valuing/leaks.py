"""Is there a validation sample among the training samples? Then its value would be praise for knowing the answer."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from scipy.stats import binom

from datadiet.curate.evidence import Evidence
from datadiet.data.pictures import repeated_pictures, same_pictures
from datadiet.errors import DataError
from datadiet.measure.copies import PROPORTION
from datadiet.scorecard.core import Core
from datadiet.scorecard.measuring import Measured
from datadiet.scorecard.sides import Side

__all__ = ["check_leak", "with_same_pictures"]

LEVEL = 0.01
_SHOWN = 10


def with_same_pictures(core: Core, evidence: Evidence) -> Evidence:
    """Return the evidence with further copies: samples of files that show the picture of a real file.

    An embedding forgets much, and a file that was saved anew can look no nearer to its original than other pictures
    do. Where real files of different groups show the same pictures as often, such files are no copies.
    """
    real, synthetic = core.whole.real, core.whole.synthetic
    theirs, ours = _files(real), _files(synthetic)
    found = same_pictures(ours, theirs)
    if not found or binom.sf(len(found) - 1, len(ours), _repeated(real, theirs)) > LEVEL:
        return evidence
    copied, same = evidence.copied_from.copy(), np.zeros(len(evidence), bool)
    for uri, match in found.items():
        for row in ours[uri]:
            copied[row] = copied[row] if copied[row] >= 0 else _nearest(core, row, theirs[match])
            same[row] = True
    return replace(evidence, copied_from=copied, same_picture=same)


def check_leak(core: Core, found: Measured, evidence: Evidence) -> None:
    """Refuse synthetic samples with the content or picture of a real one, or more near-copies than chance explains.

    What chance explains is how often the rule for near-copies would accuse a real sample of another one.

    Raises:
        DataError: naming the samples.
    """
    sure = evidence.same_content if evidence.same_picture is None else evidence.same_content | evidence.same_picture
    near = (evidence.copied_from >= 0) & ~sure
    chance = _by_chance(core, found)
    excused = binom.sf(int(near.sum()) - 1, len(near), chance) > LEVEL
    leaked = np.flatnonzero(sure | (near & (not excused)))
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


def _files(side: Side) -> dict[str, list[int]]:
    """Return the rows of each image file; none where samples are no images."""
    rows: dict[str, list[int]] = {}
    for row, uri in enumerate(side.data.samples["uri"] if side.facts else ()):
        rows.setdefault(uri, []).append(row)
    return rows


def _repeated(side: Side, files: dict[str, list[int]]) -> float:
    """Return the share of files that show the picture of a file of another group."""
    groups = side.groups
    apart = sum(groups[files[a][0]] != groups[files[b][0]] for a, b in repeated_pictures(files).items())
    return float(apart / len(files))


def _nearest(core: Core, row: int, among: Sequence[int]) -> int:
    away = core.whole.real.vectors[list(among)] - core.whole.synthetic.vectors[row]
    return int(among[int(np.argmin((away**2).sum(axis=1)))])


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
