"""From real rows to a generator: the schema, each column's distribution, what holds columns together, and why."""

from typing import Any

from datadiet.generate.tables.marginals import Marginals
from datadiet.generate.tables.methods import METHODS, QUICK, check_method, fit_method
from datadiet.generate.tables.progress import Progress, silent
from datadiet.generate.tables.storage import Saved
from datadiet.schema import NUMBERS, Schema, encode, infer

__all__ = ["BOOTSTRAP", "METHODS", "QUICK", "fit_table"]

BOOTSTRAP = 200
"""Samples by which a family is tested; see `distributions.fitting.fit`."""


def fit_table(
    frame: Any,
    *,
    seed: int,
    method: str = "copula",
    schema: Schema | None = None,
    bootstrap: int = BOOTSTRAP,
    device: str = "cpu",
    progress: Progress = silent,
) -> Saved:
    """Fit a generator to real rows.

    Args:
        frame: Polars, pandas or pyarrow.
        seed: of all draws.
        method: one of `METHODS`.
        schema: of the columns; inferred where left out.
        bootstrap: samples by which the family of each column is tested; 0 tests none.
        device: cpu or cuda, for the deep methods.
        progress: called as the work goes on.

    Returns:
        the generator, with the schema and, in its facts, the fit of each column.

    Raises:
        DataError: the table does not fit the schema.
        OptionError: there is no such method.
        TooFewSamples: fewer than two rows, or no column that has a distribution.
    """
    check_method(method)
    known = schema or infer(frame)
    rows = encode(frame, known)
    numbers = sum(column.kind in NUMBERS for column in rows.columns)
    marginals = Marginals(seed, bootstrap, numbers, progress)
    model = fit_method(rows, method, marginals, seed=seed, device=device, progress=progress)
    facts = {"rows": len(rows), "seed": seed, "fits": {name: each.to_dict() for name, each in marginals.found.items()}}
    return Saved(model, known, facts)
