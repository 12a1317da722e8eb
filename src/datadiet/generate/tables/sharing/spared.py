"""Which values of a column that names people name nobody: those that many share, and that are written otherwise."""

import polars as pl

from datadiet.generate.tables.sharing.forms import FORMS, is_personal
from datadiet.schema.types import to_words

__all__ = ["emptied", "spared"]

_NOBODY = frozenset(
    ["none", "no", "no one", "nobody", "unknown", "not known", "n/a", "na", "-", "anonymous", "keine", "unbekannt"]
)
_FORMED = frozenset(form.kind for form in FORMS)


def spared(ours: pl.Series, theirs: pl.Series | None, kind: str, k: int) -> pl.Series:
    """Say which values need not be made up anew: (n,) true for those.

    Among e-mail addresses and other values that are known by their form these are words without digits that k real rows
    or more have; among names, words for nobody. In other columns there are none.

    Args:
        ours: (n,) values to be given away.
        theirs: those of real rows.
        kind: of the column.
        k: so many real rows must have a value.
    """
    words = to_words(ours)
    if kind == "name":
        return words.str.strip_chars().str.to_lowercase().is_in(list(_NOBODY)).fill_null(value=False)
    if kind not in _FORMED or theirs is None or ours.dtype != pl.String:
        return pl.repeat(False, len(ours), eager=True)
    shared = _counts(theirs).filter(pl.col("rows") >= k)["word"].to_list()
    plain = [word for word in shared if not any(map(str.isdigit, word)) and not is_personal(word)]
    return words.is_in(plain).fill_null(value=False)


def emptied(ours: pl.Series, theirs: pl.Series, k: int) -> pl.Series:
    """Say which values of a column where only some name people must go: (n,) true for those.

    These are written like personal ones, or fewer than k real rows have them.

    Args:
        ours: (n,) values to be given away.
        theirs: those of real rows.
        k: so many real rows must have a value.
    """
    words = to_words(ours)
    few = set(_counts(theirs).filter(pl.col("rows") < k)["word"].to_list())
    wrong = [word for word in words.drop_nulls().unique().to_list() if word in few or is_personal(word)]
    return words.is_in(wrong).fill_null(value=False)


def _counts(values: pl.Series) -> pl.DataFrame:
    return to_words(values.drop_nulls()).rename("word").value_counts(name="rows")
