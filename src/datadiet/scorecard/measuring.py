"""The measures of one level: neighbours, companions, the first two I's, and the plane that they are drawn on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from datadiet.errors import TooFewSamples
from datadiet.measure.companions import Companion, companions
from datadiet.measure.indistinguishability import Indistinguishability, indistinguishability
from datadiet.measure.neighbours import Neighbours, neighbours
from datadiet.measure.paper import paper_score
from datadiet.measure.plane import Plane, fit_plane
from datadiet.measure.richness import Richness, richness
from datadiet.randomness import stream
from datadiet.scorecard.core import Core
from datadiet.scorecard.options import Options

__all__ = ["Measured", "measure"]

STEPS = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured between the two sides."""

    near: Neighbours
    companions: tuple[Companion, ...]
    mixing: Indistinguishability
    plane: Plane
    ground: Richness
    notes: tuple[str, ...]


def measure(core: Core, options: Options) -> Measured:
    """Measure the samples of the core, and put all samples on its plane."""
    level = core.whole.level

    def step(number: int) -> np.random.Generator:
        options.progress(f"scoring {level}s", number, STEPS)
        return stream(options.seed, level, f"measure {number}")

    draw = step(0)
    near = neighbours(core.real.vectors, core.synthetic.vectors)
    draw = step(1)
    beside, notes = _companions(core, draw)
    draw = step(2)
    mixing = _mixing(core, near, beside, draw)
    draw = step(3)
    plane = fit_plane(core.real.vectors, core.synthetic.vectors, reducer=options.reducer, noisy=_noisy(core), rng=draw)
    ground = _ground(core, near, plane, options, draw)
    draw = step(4)
    if options.paper:
        mixing = replace(mixing, paper=_paper(core, draw))
    step(STEPS)
    return Measured(near, beside, mixing, plane, ground, notes)


def _companions(core: Core, rng: np.random.Generator) -> tuple[tuple[Companion, ...], tuple[str, ...]]:
    try:
        found = companions(
            core.real.vectors,
            core.synthetic.vectors,
            rng=rng,
            real_groups=core.real.groups,
            synthetic_groups=core.synthetic.groups,
        )
    except TooFewSamples as error:
        return (), (f"No companions: {error}",)
    return found, ()


def _mixing(
    core: Core, near: Neighbours, beside: Sequence[Companion], rng: np.random.Generator
) -> Indistinguishability:
    aucs = [row.value for row in beside if row.name.startswith("classifier AUC")]
    return indistinguishability(
        core.real.vectors,
        core.synthetic.vectors,
        rng=rng,
        real_groups=core.real.groups,
        synthetic_groups=core.synthetic.groups,
        neighbours=near,
        exact=core.copied_from[core.synthetic_rows] >= 0,
        auc=max(aucs, default=None),
    )


def _noisy(core: Core) -> tuple[np.ndarray, np.ndarray]:
    return core.real.noisy.vectors, core.synthetic.noisy.vectors


def _before_and_after(core: Core, amount: Literal["half", "double"]) -> tuple[np.ndarray, np.ndarray]:
    """Return vectors of some samples of both sides, and of their noisy copies."""
    sides = [(side, getattr(side, amount)) for side in (core.real, core.synthetic)]
    return (
        np.concatenate([side.vectors[moved.rows] for side, moved in sides]),
        np.concatenate([moved.vectors for _, moved in sides]),
    )


def _ground(core: Core, near: Neighbours, plane: Plane, options: Options, rng: np.random.Generator) -> Richness:
    n_real = len(core.real)
    return richness(
        core.real.vectors,
        core.synthetic.vectors,
        rng=rng,
        noisy_real=core.real.noisy.vectors,
        noisy_synthetic=core.synthetic.noisy.vectors,
        noisy_half=_before_and_after(core, "half"),
        noisy_double=_before_and_after(core, "double"),
        plane=plane,
        real_groups=core.real.groups,
        synthetic_groups=core.synthetic.groups,
        nearest_real=near.real_distance[n_real:, 0],
        real_spacing=near.real_distance[:n_real, 0],
        noise=options.noise,
    )


def _paper(core: Core, rng: np.random.Generator) -> float:
    plane = fit_plane(core.real.vectors, core.synthetic.vectors, reducer="umap", rng=rng)
    return paper_score(plane.real, plane.synthetic)
