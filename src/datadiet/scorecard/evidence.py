"""What is known of each synthetic sample; the samples outside the core are compared with the core."""

from dataclasses import dataclass

import numpy as np

from datadiet.curate.evidence import Evidence, Fit
from datadiet.measure.copies import near_copy_rule, spacing
from datadiet.measure.design import Groups
from datadiet.measure.neighbours import nearest
from datadiet.measure.plane import Plane
from datadiet.measure.realism import NEIGHBOUR, realism
from datadiet.measure.tables.coincidence import beyond_chance, nearness_of
from datadiet.measure.uniqueness import uniqueness
from datadiet.randomness import stream
from datadiet.scorecard.core import Core
from datadiet.scorecard.measuring import Measured
from datadiet.scorecard.options import Options

__all__ = ["gather"]

CROWDED = 0.05
"""Share of real rows of a table within the noise of another, above which no row is called redundant."""
_CROWDED = "No row is called redundant: {:.0f} % of the real rows lie as near to another real row as the noise reaches."


@dataclass(frozen=True, slots=True)
class _Lists:
    """The neighbours of synthetic samples; rows are those of the whole sides, -1 where there are fewer."""

    real_index: np.ndarray
    """(n, k)."""
    real_distance: np.ndarray
    synthetic_index: np.ndarray
    synthetic_distance: np.ndarray


def gather(core: Core, found: Measured, options: Options, *, fit: Fit | None = None) -> Evidence:
    """Bring together what the verdicts are passed on."""
    lists = _lists(core, found)
    near, limit = _near_copies(core, found, lists)
    crowded = _crowded(core, found)
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
        copied_from=np.where(core.copied_from >= 0, core.copied_from, np.where(near, lists.real_index[:, 0], -1)),
        same_content=core.copied_from >= 0,
        uniqueness=uniqueness(places(core, found.plane), found.ground.radius),
        radius=found.ground.radius_full,
        redundancy_judged=not crowded if core.whole.pair.rows else found.ground.redundancy_judged,
        redundancy_note=_CROWDED.format(100 * crowded) if crowded else "",
        saturated=found.mixing.saturated,
        core=np.isin(np.arange(len(core.whole.synthetic)), core.synthetic_rows) if len(core.rest) else None,
        fit=fit,
        copy_limit=limit,
    )


def _crowded(core: Core, found: Measured) -> float:
    """Return the share of real rows of a table that repeat each other within the noise, where that is many; else 0.

    A row says how frequent it is: what real rows do as well is no redundancy. Where real rows do not, one that lies
    within the noise of another is redundant however small the noise.
    """
    if core.whole.pair.rows is None:
        return 0.0
    share = float(np.mean(found.near.real_distance[: len(core.real), 0] <= found.ground.radius_full))
    return share if share > CROWDED else 0.0


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


def _near_copies(core: Core, found: Measured, lists: _Lists) -> tuple[np.ndarray, np.ndarray]:
    """Say which samples are near copies of their nearest real one, and the distance below which each would be."""
    real = Groups.read(core.real.groups, len(core.real))
    apart, _ = spacing(core.real.vectors, real, found.near)
    everywhere = np.full(len(core.whole.real), np.inf)
    everywhere[core.real_rows] = apart
    distance, own = lists.real_distance[:, 0], everywhere[lists.real_index[:, 0]]
    near, limit = near_copy_rule(distance, apart, own)
    near &= ~core.common  # equal by chance: they say nothing of how near the others lie
    if core.whole.pair.rows is not None:
        near = beyond_chance(near, distance / own, nearness_of(apart, real, found.near))
    return near, limit
