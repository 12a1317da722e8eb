"""From real rows to a generator: the schema, each column's distribution, what holds columns together, and why."""

from collections.abc import Sequence
from typing import Any

from datadiet.engine.progress import Progress, silent
from datadiet.errors import OptionError
from datadiet.generate.tables.choosing import choose_method
from datadiet.generate.tables.describing import describe
from datadiet.generate.tables.keeping import check_kept
from datadiet.generate.tables.marginals import Marginals, check_marginals
from datadiet.generate.tables.methods import METHODS, QUICK, check_method, fit_method
from datadiet.generate.tables.models import TableModel
from datadiet.generate.tables.models.stratified import told_shared
from datadiet.generate.tables.parting import Parting, find_parting
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
    target: str | None = None,
    by: str | None = None,
    marginals: str = "fitted",
    candidates: Sequence[str] | None = None,
    device: str = "cpu",
    tolerate: float = 0.0,
    progress: Progress = silent,
) -> Saved:
    """Fit a generator to real rows.

    Args:
        frame: Polars, pandas or pyarrow.
        seed: of all draws.
        method: one of `METHODS`, or `auto`, which tries `candidates` and takes the one that serves held-out rows best.
        schema: of the columns; inferred where left out.
        bootstrap: samples by which the family of each column is tested; 0 tests none.
        target: a column that models will predict; `auto` asks how well they learn it.
        by: a column of levels, for each of which the method is fitted anew: what is rare then stays as it is. Where it
            is left out and rows should be parted, `auto` does so, and a named method notes it.
        marginals: `fitted`, the family that fits each column best, or `empirical`: its values, smoothed, with tails;
            quick, and nothing is learned of why they are as they are.
        candidates: of `auto`; see `choose_method`.
        device: cpu or cuda, for the deep methods.
        tolerate: share of the rows that may break each constraint, sum, bound or uniqueness of the schema.
        progress: called as the work goes on.

    Returns:
        the generator, with the schema and, in its facts, the fit of each column, how its rows look beside the real
        ones, and what `auto` tried.

    Raises:
        DataError: the table does not fit the schema, or more of its rows break it than `tolerate` says.
        OptionError: there is no such method, kind of marginals, target or column to part by.
        TooFewSamples: fewer than two rows, or no column that has a distribution.
    """
    if method != "auto":
        check_method(method)
    check_marginals(marginals)
    known = schema or infer(frame)
    rows = encode(frame, known)
    broken = check_kept(frame, known, tolerate=tolerate) if schema else ()
    _check_target(known, target)
    chosen = None
    if method == "auto":
        tried: dict[str, Any] = {"candidates": candidates, "target": target, "marginals": marginals}
        chosen = choose_method(rows, seed=seed, by=by, device=device, progress=progress, **tried)
        method, parting = chosen.method, chosen.parting if chosen.by is None else None
    numbers = sum(column.kind in NUMBERS for column in rows.columns)
    columns = Marginals(seed, bootstrap, numbers, progress, marginals)
    by = chosen.by if chosen else by
    model = fit_method(rows, method, columns, seed=seed, by=by, device=device, progress=progress)
    columns.fit_all(rows)
    shared = [told] if by and (told := told_shared(rows, by)) else []
    if chosen is None:
        parting = find_parting(rows, method, seed=seed) if by is None else None
    facts = {
        "rows": len(rows),
        "fingerprint": rows.fingerprint(),
        "seed": seed,
        "method": method,
        "by": by,
        "marginals": marginals,
        "fits": {name: each.to_dict() for name, each in columns.found.items()},
        "unsplit": columns.unsplit(rows),
        **describe(rows, model, seed=seed),
        **({"auto": chosen.to_dict()} if chosen else {}),
        **_noted(model, parting, (*broken, *shared)),
    }
    return Saved(model, known, facts)


def _noted(model: TableModel, parting: Parting | None, first: tuple[str, ...]) -> dict[str, Any]:
    """Return what a person should know: of rows that break the schema, of the model, and of how to part rows."""
    notes = [*first, *getattr(model, "notes", ())]
    if parting:
        notes.append(f"{parting.words} Fit it again with --by {parting.by}.")
    return {**({"notes": notes} if notes else {}), **({"parting": parting.to_dict()} if parting else {})}


def _check_target(schema: Schema, target: str | None) -> None:
    """Refuse a target that cannot be predicted."""
    if target is None:
        return
    found = next((column for column in schema.columns if column.name == target), None)
    names = [column.name for column in schema.modelled]
    if target in names and len(names) > 1:
        return
    if target in names:
        raise OptionError(
            f"the target '{target}' is the only column that has a distribution",
            expected="another column, from which models can predict it",
            todo="leave out the target, or give a table with more columns",
        )
    what = (
        "no column"
        if found is None
        else "one value in all rows"
        if found.kind == "constant"
        else f"of kind {found.kind}"
        if not found.modelled
        else f"the sum {schema.sums[target]}"
    )
    raise OptionError(f"the target '{target}' is {what}", expected=f"one of {', '.join(names)}")
