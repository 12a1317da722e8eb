"""Columns of numbers: their kind, step and bounds."""

import re

import numpy as np
import polars as pl

from datadiet.errors import DataError
from datadiet.schema.column import Column
from datadiet.schema.steps import bounds_of, step_of
from datadiet.schema.types import to_words, type_name

__all__ = ["ID_NAME", "level_words", "number_column", "refuse_infinite"]

ID_NAME = re.compile(r"(^|[\W_])(id|ids|key|uuid|guid|number|nr|no|index)$|[a-z]I[dD]$|^unnamed: 0$", re.IGNORECASE)
"""What columns are called whose values only tell rows apart."""
_FEW = 10
"""Whole numbers with so many different values at most are levels in order."""
_OFTEN = 5
"""So often must each of them occur on average."""
_NARROW = 20
_EXACT = 2**53


def number_column(name: str, values: pl.Series, *, missing: bool, kind: str | None = None) -> Column:
    """Describe a column of numbers.

    Args:
        values: none missing.
        kind: what it is known to be, such as real; None finds out.
    """
    refuse_infinite(name, values)
    different = values.n_unique()
    shape, why = _kind_of(name, values, different, missing) if kind is None else (kind, "as declared")
    typed = type_name(values.dtype)
    if shape == "id":
        return Column(name, "id", typed, low=float(values.min()), form="{n}", why=why)  # type: ignore[arg-type]
    if shape in ("boolean", "ordered"):
        return Column(name, shape, typed, levels=level_words(values), missing=missing, why=why)  # type: ignore[arg-type]
    if shape == "text":
        return Column(name, "text", typed, missing=missing, why=why)
    found = values.cast(pl.Float64).to_numpy() if values.dtype != pl.Float32 else values.to_numpy()
    step = step_of(found)
    low, high, bound = bounds_of(name, found.astype(float), step)
    whole = step is not None and step >= 1 and float(step).is_integer()
    parts = [f"{'whole numbers' if whole else 'numbers'} from {found.min():g} to {found.max():g}"]
    parts += [f"in steps of {step:g}"] if step not in (None, 1.0) else []
    parts += [bound] if bound else []
    final = "integer" if whole and kind != "real" else "real"
    if kind == "integer" and not whole:
        raise DataError(f"column '{name}' is declared integer and has broken numbers", todo="declare it real")
    return Column(name, final, typed, (), low, high, step, missing, why=", ".join(parts))  # type: ignore[arg-type]


def _kind_of(name: str, values: pl.Series, different: int, missing: bool) -> tuple[str, str]:
    n = len(values)
    whole = values.dtype.is_integer() or bool((values == values.round()).all())
    if not whole:
        return ("boolean", "only two different numbers") if different == 2 and n >= 10 else ("real", "")
    least, most = int(values.min()), int(values.max())  # type: ignore[arg-type]
    if different == n and n >= 10 and not missing and (most - least + 1 == n or ID_NAME.search(name)):
        return "id", f"{n:,} different whole numbers" + (", one after the other" if most - least + 1 == n else "")
    if max(abs(least), abs(most)) >= _EXACT:
        return (
            "text",
            f"whole numbers beyond {_EXACT:,} cannot be computed with exactly; declare it an id or a category",
        )
    if different == 2 and (least, most) == (0, 1):
        return "boolean", "only 0 and 1"
    if different <= _FEW and n >= _OFTEN * different and most - least <= _NARROW:
        return "ordered", f"only {different} different whole numbers, from {least} to {most}"
    return "integer", ""


def level_words(values: pl.Series) -> tuple[str, ...]:
    """Return the different values as words, in the order of the numbers."""
    return tuple(to_words(values.unique().sort()).to_list())


def refuse_infinite(name: str, values: pl.Series) -> None:
    """Refuse numbers that are not finite.

    Raises:
        DataError: naming the first.
    """
    if not values.dtype.is_float():
        return
    wrong = np.flatnonzero(values.is_infinite().fill_null(False).to_numpy())
    if wrong.size:
        raise DataError(
            f"column '{name}' has {wrong.size:,} infinite values",
            expected="finite numbers, or none where a value is missing",
            todo="leave them empty, or put in the largest value that makes sense",
        )
