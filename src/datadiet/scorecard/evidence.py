"""What is known of each synthetic sample; the samples outside the core are compared with the core."""

from dataclasses import dataclass

import numpy as np

from datadiet.curate.verdict import Evidence
from datadiet.measure.copies import is_near_copy, near_copies, spacing
from datadiet.measure.design import Groups
from datadiet.measure.neighbours import nearest
from datadiet.measure.plane import Plane
from datadiet.measure.realism import NEIGHBOUR, realism
from datadiet.measure.uniqueness import uniqueness
from datadiet.measure.votes import Pool
from datadiet.randomness import stream
from datadiet.scorecard.core import Core
from datadiet.scorecard.measuring import Measured
from datadiet.scorecard.options import Options

__all__ = ["gather"]


@dataclass(frozen=True, slots=True)
class _Lists:
    """The neighbours of synthetic samples; rows are those of the whole sides, -1 where there are fewer."""

    real_index: np.ndarray
    """(n, k)."""
    real_distance: np.ndarray
    synthetic_index: np.ndarray
    synthetic_distance: np.ndarray


def gather(core: Core, found: Measured, options: Options) -> Evidence:
    """Bring together what the verdicts are passed on."""
    lists = _lists(core, found)
    likely = realism(
        core.real.vectors,
        core.synthetic.vectors,
        rng=stream(options.seed, core.whole.level, "realism"),
        real_groups=core.real.groups,
        neighbours=found.near,
    )
    return Evidence(
        vectors=core.whole.synthetic.vectors,
        nearest_real=lists.real_index[:, 0],
        nearest_real_distance=lists.real_distance[:, 0],
        synthetic_index=lists.synthetic_index,
        synthetic_distance=lists.synthetic_distance,
        realism=likely.at(lists.real_distance[:, likely.k - 1]),
        copied_from=_copied_from(core, found, lists),
        same_content=core.copied_from >= 0,
        uniqueness=uniqueness(places(core, found.plane), found.ground.radius),
        radius=found.ground.radius_full,
        redundancy_judged=found.ground.redundancy_judged,
        saturated=found.mixing.saturated,
        core=np.isin(np.arange(len(core.whole.synthetic)), core.synthetic_rows) if len(core.rest) else None,
    )


def places(core: Core, plane: Plane) -> np.ndarray:
    """Return where all synthetic samples lie on the plane: (n_s, 2)."""
    if plane.transform is None or not len(core.rest):
        return plane.synthetic
    return plane.transform(core.whole.synthetic.vectors)


def _lists(core: Core, found: Measured) -> _Lists:
    """Take the lists of the core, and search the core for the neighbours of the others."""
    near, n_real = found.near, len(core.real)
    inside = (
        near.real_index[n_real:, :NEIGHBOUR],
        near.real_distance[n_real:, :NEIGHBOUR],
        near.synthetic_index[n_real:],
        near.synthetic_distance[n_real:],
    )
    outside = core.whole.synthetic.vectors[core.rest]
    beyond = (
        *nearest(outside, core.real.vectors, k=inside[0].shape[1]),
        *nearest(outside, core.synthetic.vectors, k=inside[2].shape[1]),
    )
    real_index, real_distance, synthetic_index, synthetic_distance = (
        _scattered(core, *parts) for parts in zip(inside, beyond, strict=True)
    )
    return _Lists(
        _renumbered(real_index, core.real_rows),
        real_distance.astype(np.float64),
        _renumbered(synthetic_index, core.synthetic_rows),
        synthetic_distance,
    )


def _scattered(core: Core, inside: np.ndarray, beyond: np.ndarray) -> np.ndarray:
    """Put the rows of the core and of the rest back in the order of the whole side."""
    if not len(core.rest):
        return inside
    whole = np.empty((len(core.whole.synthetic), inside.shape[1]), inside.dtype)
    whole[core.synthetic_rows], whole[core.rest] = inside, beyond
    return whole


def _renumbered(index: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return np.where(index >= 0, rows[index], -1)


def _copied_from(core: Core, found: Measured, lists: _Lists) -> np.ndarray:
    """Return the real row that each sample is a copy of: by content, else by the rule for near copies; or -1."""
    real = Groups.read(core.real.groups, len(core.real))
    near = near_copies(
        Pool.of(core.real.vectors, core.synthetic.vectors, found.near),
        real,
        Groups.read(core.synthetic.groups, len(core.synthetic)),
    )
    apart = np.full(len(core.whole.real), np.inf)
    apart[core.real_rows], _ = spacing(core.real.vectors, real, found.near)
    nearest_real = lists.real_index[:, 0]
    copied = is_near_copy(lists.real_distance[:, 0], near.threshold, apart[nearest_real])
    return np.where(core.copied_from >= 0, core.copied_from, np.where(copied, nearest_real, -1))
