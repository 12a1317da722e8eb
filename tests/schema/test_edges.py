"""Where values end sharply, by laws of which it is known."""

import numpy as np
import polars as pl
import pytest

from datadiet.schema import infer
from datadiet.schema.edges import sharp_edge

N = 3000


def rounded_normal(rng, cut):
    found = np.floor(rng.normal(45, 18, 4 * N))
    return found[found >= cut][:N]


SHARP = {
    "uniform": (lambda rng: rng.uniform(18, 90, N), None, 18.0),
    "whole years from 18": (lambda rng: rounded_normal(rng, 18), 1.0, 18.0),
    "exponential from 7": (lambda rng: rng.exponential(3, N) + 7, None, 7.0),
    "cents from 2.50": (lambda rng: np.round(2.5 + rng.integers(0, 4000, N) / 100, 2), 0.01, 2.5),
}
VANISHING = {
    "normal": (lambda rng: rng.normal(50, 9, N), None),
    "rounded normal": (lambda rng: rng.normal(50, 9, N).round(), 1.0),
    "log-normal": (lambda rng: rng.lognormal(3, 1.5, N), None),
    "incomes": (lambda rng: rng.lognormal(10.4, 0.4, N).round(), 1.0),
    "counts": (lambda rng: rng.poisson(10, N).astype(float), 1.0),
    "gamma that begins at 5, and does not jump": (lambda rng: rng.gamma(3, 3, N) + 5, None),
    "heavy tails": (lambda rng: rng.standard_t(3, N), None),
    "a small cluster": (lambda rng: np.where(rng.random(N) < 0.1, rng.normal(0, 1, N), rng.normal(99, 9, N)), None),
    "few values": (lambda rng: rng.integers(0, 3, N) * 1.0, 1.0),
}


@pytest.mark.parametrize("law", SHARP)
def test_sharp_edges_are_found_in_nearly_every_sample_and_where_they_are(law):
    make, step, edge = SHARP[law]
    found = [sharp_edge(make(np.random.default_rng(seed)), step=step) for seed in range(20)]
    there = [each for each in found if each is not None]
    assert len(there) >= 17
    assert np.allclose(there, edge, atol=0.2)
    assert all(low <= make(np.random.default_rng(seed)).min() for seed, low in enumerate(found) if low is not None)


@pytest.mark.parametrize("law", VANISHING)
def test_values_that_thin_out_have_no_edge(law):
    make, step = VANISHING[law]
    found = [sharp_edge(make(np.random.default_rng(seed)), step=step) for seed in range(40)]
    assert sum(each is not None for each in found) <= 1


def test_few_rows_show_no_edge():
    assert sharp_edge(np.random.default_rng(0).uniform(0, 1, 300)) is None


def test_a_schema_says_the_bounds_and_why():
    rng = np.random.default_rng(4)
    frame = pl.DataFrame({"age": rounded_normal(rng, 18).astype(int), "mark": rng.uniform(20, 80, N).round(2)})
    found = infer(frame)
    assert (found.column("age").low, found.column("age").high) == (18, None)
    assert "never below 18, where they end sharply" in found.column("age").why
    assert (found.column("mark").low, found.column("mark").high) == (20, 80)
