import numpy as np
import polars as pl
import pytest
from tests.domain.frames import known

from datadiet.domain.loading import parse_domain
from datadiet.domain.summaries import summarise_conditions

COUNTS = """\
domain: cells
variables:
  cells: {range: [0, 6], integer: true, bins: 5, field: {fit: seen.csv}}
"""


def test_the_field_of_whole_numbers_is_cut_where_its_samples_are(tmp_path):
    """Bins of 7 values by 5: {0, 1}, {2}, {3, 4}, {5}, {6}. The field of a table is that table's own shares."""
    values = np.random.default_rng(0).choice(7, 2000, p=[0.45, 0.2, 0.15, 0.1, 0.05, 0.03, 0.02])
    pl.DataFrame({"cells": values}).write_csv(tmp_path / "seen.csv")
    domain = parse_domain(COUNTS, name="s.yaml", folder=tmp_path)
    frame = pl.DataFrame({"id": [str(row) for row in range(2000)], "cells": values})
    (summary,) = summarise_conditions(domain, known(frame), None)
    counted = [np.isin(values, group).sum() for group in ([0, 1], [2], [3, 4], [5], [6])]
    assert list(summary.synthetic) == counted
    assert summary.field == pytest.approx(np.array(counted) / 2000, abs=0.01)
