"""Tables with a known law behind them."""

import numpy as np

from datadiet.distributions import Distribution, LogNormal, Normal, Uniform
from datadiet.generate.tables.models import TableModel
from datadiet.schema import Coded, Column

COLUMNS = (
    Column("income", "real", "Float64", low=0),
    Column("age", "real", "Float64"),
    Column("member", "boolean", "Boolean", levels=("False", "True")),
    Column("grade", "ordered", "String", levels=("low", "middle", "high")),
    Column("town", "category", "String", levels=("A", "B", "C", "D")),
)
CORRELATIONS = np.array([[1, 0.6, 0.5, -0.4], [0.6, 1, 0.2, 0.0], [0.5, 0.2, 1, -0.3], [-0.4, 0.0, -0.3, 1]])


def rows(n: int, rng: np.random.Generator, missing: float = 0.0) -> Coded:
    """Draw rows whose first four columns show parts of a Gaussian vector; the town goes with the age."""
    z = rng.multivariate_normal(np.zeros(4), CORRELATIONS, size=n)
    race = 0.8 * z[:, 1][:, None] * np.array([1, 0.3, -0.3, -1]) + rng.normal(size=(n, 4)) + [0.8, 0, 0, -0.5]
    values = np.column_stack(
        [np.exp(z[:, 0]), 40 + 10 * z[:, 1], z[:, 2] > 1, np.digitize(z[:, 3], [-0.5, 1]), race.argmax(axis=1)]
    ).astype(float)
    values[rng.random(values.shape) < missing] = np.nan
    return Coded(COLUMNS, values)


def fitter(column: Column, values: np.ndarray) -> Distribution:
    """Find the distribution by what is known of the law."""
    if column.name == "income":
        logs = np.log(values)
        return LogNormal(float(np.exp(logs.mean())), float(logs.std()))
    if column.name == "age":
        return Normal(float(values.mean()), float(values.std()))
    return Uniform(float(values.min()), float(values.max()))


def drawn(model: TableModel, n: int, seed: int = 0) -> np.ndarray:
    """Return n rows of a fitted model, as values."""
    return model.decode(np.random.default_rng(seed).normal(size=(n, model.dimensions)))
