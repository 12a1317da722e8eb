"""The same comparison on parts of the test set, one value of a column after the other."""

from collections.abc import Sequence

import numpy as np

from datadiet.data.dataset import Dataset
from datadiet.errors import OptionError
from datadiet.loop.proof.evidence import Evidence
from datadiet.loop.proof.results import Difference
from datadiet.loop.proof.rows import corrected, row, scored, unknown
from datadiet.measure.partition import partition

__all__ = ["check_columns", "sliced"]


def check_columns(data: Dataset, columns: Sequence[str]) -> None:
    """Refuse columns that the test set does not have."""
    known = [name for name in data.samples.columns if name not in ("id", "uri")]
    if unknown := [name for name in columns if name not in known]:
        raise OptionError(
            f"the test set has no column '{unknown[0]}'",
            expected=f"of {', '.join(known)}",
            todo="name a table that has it with --metadata",
        )


def sliced(
    data: Dataset,
    columns: Sequence[str],
    sides: Sequence[Sequence[Evidence]],
    weights: np.ndarray,
    numbers: np.ndarray,
    measure: str,
) -> tuple[Difference, ...]:
    """Compare on each value of each column: numbers in quarters, p-values corrected over all of them.

    Args:
        data: the test set.
        columns: to cut by.
        sides: the seeds of A and of B.
        weights: (B, n) resamples of all samples.
        numbers: (n,) of the group of each sample.
        measure: the one that the verdict is about.
    """
    check_columns(data, columns)
    found = []
    for column in columns:
        values = data.samples[column].to_list()
        for part in partition(column, values, values):
            rows = part.real
            groups = len(np.unique(numbers[rows]))
            if not groups:
                found.append(unknown(measure, column, part.value, 0, part.note))
                continue
            own = [scored([seed.part(rows) for seed in side], weights[:, rows]) for side in sides]
            found.append(
                row(measure, own[0].of(measure), own[1].of(measure), groups=groups, column=column, value=part.value)[0]
            )
    return corrected(found)
