"""Why the scores are what they are: by class and condition, by what the samples were made with, by aspect."""

from dataclasses import dataclass

import numpy as np

from datadiet.curate.verdict import Evidence
from datadiet.measure.aspects import AspectShare
from datadiet.measure.attribution import Attribution, attribute
from datadiet.measure.rules import Value
from datadiet.measure.slices import Slice, slices
from datadiet.randomness import stream
from datadiet.scorecard.aspects import take_apart
from datadiet.scorecard.core import Core
from datadiet.scorecard.measuring import Measured
from datadiet.scorecard.options import Options
from datadiet.scorecard.points import conditions
from datadiet.scorecard.sides import Side, Sides
from datadiet.scorecard.tables.reading import Rows

__all__ = ["Explained", "explain"]

CUT = 6
"""Columns of a table that it is cut by."""
FEW = 12
"""Levels of such a column."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What explains the scores of a level."""

    slices: tuple[Slice, ...]
    attributions: tuple[Attribution, ...]
    aspects: tuple[AspectShare, ...]
    notes: tuple[str, ...]


def explain(core: Core, found: Measured, evidence: Evidence, options: Options) -> Explained:
    """Score classes and conditions on their own, attribute low realism, and take the gap apart where asked to."""
    level = core.whole.level
    cut = slices(
        core.real.vectors,
        core.synthetic.vectors,
        _shared_columns(core, options),
        rng=stream(options.seed, level, "slices"),
        real_groups=core.real.groups,
        synthetic_groups=core.synthetic.groups,
        points=(found.plane.real, found.plane.synthetic),
        radius=found.ground.radius,
    )
    blamed = _attributed(core.whole, evidence, stream(options.seed, level, "attribution"))
    aspects = take_apart(core.whole, options) if options.explain else ()
    return Explained(cut, blamed, aspects, _notes(core.whole, aspects, options))


def _shared_columns(core: Core, options: Options) -> dict[str, tuple[list[Value], list[Value]]]:
    """Return class and conditions that both sides have."""
    both = _known(core.synthetic)
    shared = [name for name in _known(core.real) if name in both]
    if core.whole.pair.rows is not None:
        shared = _sliced(core.whole.pair.rows, shared, options)
    return {
        name: (core.real.data.samples[name].to_list(), core.synthetic.data.samples[name].to_list()) for name in shared
    }


def _sliced(rows: Rows, shared: list[str], options: Options) -> list[str]:
    """Name the columns of a table that it is cut by: target and protected ones first, then those of few levels."""
    first = [name for name in ("label", options.target, *options.protected) if name in shared]
    few = [column.name for column in rows.columns if 2 <= len(column.levels) <= FEW and column.name in shared]
    label = rows.label(options.target) if "label" in first else None
    return [name for name in dict.fromkeys([*first, *few]) if name != label][:CUT]


def _known(side: Side) -> list[str]:
    """Name the class and the conditions that are known of at least one sample."""
    samples = side.data.samples
    return [name for name in ("label", *conditions(side)) if samples[name].null_count() < len(samples)]


def _attributed(sides: Sides, evidence: Evidence, rng: np.random.Generator) -> tuple[Attribution, ...]:
    """Explain realism by what only the synthetic samples come with; by ranks, where every p-value is the smallest.

    What the real samples have too is left to the slices, which set like against like: a rare class is far from the
    bulk of the real samples however well it is made.
    """
    side, shared = sides.synthetic, _known(sides.real)
    names = [name for name in _known(side) if name not in shared and side.data.samples[name].n_unique() > 1]
    known = {name: side.data.samples[name].to_list() for name in names}
    values, called = (
        (evidence.realism.relative, "realism rank") if evidence.saturated else (evidence.realism.p, "realism")
    )
    return attribute(values, known, rng=rng, groups=side.groups, name=called)


def _notes(sides: Sides, aspects: tuple[AspectShare, ...], options: Options) -> tuple[str, ...]:
    if not options.explain or aspects:
        return ()
    if sides.pair.embedder is None:
        return ("Nothing was explained: only images can be taken apart into aspects.",)
    return ("Nothing was explained: the gap is not surely there, so there is nothing to take apart.",)
