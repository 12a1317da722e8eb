"""What would become of a column's families if its values at the edge of the support were not split off."""

from dataclasses import replace

import numpy as np

from datadiet.distributions.fitting import Candidate, Fit
from datadiet.distributions.fitting.candidates import try_law
from datadiet.distributions.fitting.columns import Support, read_column
from datadiet.distributions.fitting.groups import groups_of

__all__ = ["degenerate_unsplit"]

_LOOKED_AT = 10_000
"""Values by which this is known, at most."""


def degenerate_unsplit(values: np.ndarray, found: Fit, support: Support | None) -> tuple[Candidate, ...]:
    """Return the families that are degenerate with the point masses left in, and are not without them.

    A few zeros among positive numbers are enough: the likelihood of a log-normal then has its maximum where the law has
    nothing to do with the data any more. This is for people to see why the masses were split off.

    Args:
        values: (n,) that are there.
        found: the fit of these values.
        support: with which they were fitted.
    """
    edges = [mass.value for mass in found.masses if mass.value in found.bounds]
    if found.whole or not edges or not found.candidates:
        return ()
    few = values if len(values) <= _LOOKED_AT else values[:: -(-len(values) // _LOOKED_AT)]
    column = replace(read_column(few, support, False), step=None)
    fine = {each.family for each in found.candidates if each.state != "vetoed"}
    unused = np.random.default_rng(0)  # only folds are drawn from it, and none are made
    inward = [group for group in groups_of(column, column.values) if np.isfinite(group.ends[0])]
    tried = [try_law(law, group, unused, held_out=False).shown for group in inward for law in group.laws]
    return tuple(each for each in tried if each.state == "vetoed" and each.family in fine)
