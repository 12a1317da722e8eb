"""Columns of words: numbers and dates that were written as text, yes and no, categories, ids, free text."""

import re

import polars as pl

from datadiet.schema.column import Column
from datadiet.schema.ids import form_of
from datadiet.schema.moments import moment_column
from datadiet.schema.numbers import ID_NAME, number_column
from datadiet.schema.types import as_type

__all__ = ["MOST_LEVELS", "bucket_names", "word_column"]

MOST_LEVELS = 1_000
"""Different words that a category may have."""
_FEW = 20
"""With so many, they are a category even where most occur once."""
_YES = (("false", "true"), ("no", "yes"), ("n", "y"), ("f", "t"), ("off", "on"))
_SCALES = (
    ("very low", "low", "medium", "high", "very high"),
    ("very small", "small", "medium", "large", "very large"),
    ("xxs", "xs", "s", "m", "l", "xl", "xxl"),
    ("never", "rarely", "sometimes", "often", "always"),
    ("very poor", "poor", "fair", "good", "very good", "excellent"),
    ("none", "mild", "moderate", "severe"),
)
_LEADING = re.compile(r"^(?:<|>|<=|>=|≤|≥|\[|\(|under |over )?\s*(-?(?:0|[1-9]\d*)(?:\.\d+)?)\s*(?:$|[-–+,]|to )")
_ISO = r"^\s*\d{4}-\d\d-\d\d(?:[T ].*)?$"
_WHOLE = r"^\s*[+-]?\d{1,18}\s*$"
_ZEROS = r"^\s*[+-]?0\d"


def word_column(name: str, values: pl.Series, *, missing: bool) -> Column:
    """Describe a column of text; none missing."""
    return _numbers(name, values, missing) or _moments(name, values, missing) or _words(name, values, missing)


def _numbers(name: str, values: pl.Series, missing: bool) -> Column | None:
    """Describe numbers that were written as text; codes with leading zeros are none."""
    if as_type(values, pl.Float64()).null_count() or values.str.contains(_ZEROS).any():
        return None
    whole = bool(values.str.contains(_WHOLE).all())
    return number_column(name, as_type(values, pl.Int64() if whole else pl.Float64()), missing=missing)


def _moments(name: str, values: pl.Series, missing: bool) -> Column | None:
    if not values.str.contains(_ISO).all():
        return None
    dates = as_type(values, pl.Date())
    if not dates.null_count():
        return moment_column(name, dates, missing=missing)
    zoned = bool(values.str.contains(r"(Z|[+-]\d\d:\d\d)\s*$").all())
    times = as_type(values, pl.Datetime("us", "UTC" if zoned else None))
    return None if times.null_count() else moment_column(name, times, missing=missing)


def _words(name: str, values: pl.Series, missing: bool) -> Column:
    n, different = len(values), values.n_unique()
    note = _oddity(values)
    if different == n and n >= 5 and not missing:
        form, low = form_of(values.to_list())
        if form and (different > _FEW or ID_NAME.search(name) or "{n" in form):
            return Column(name, "id", "String", low=low, form=form, why=f"{n:,} different words of the form {form}")
    if different <= MOST_LEVELS and (n >= 2 * different or (different <= _FEW and different < n)):
        kind, levels = _levels(values.unique().sort().to_list())
        shown = ", ".join(levels[:4]) + (", ..." if different > 4 else "")
        why = f"{different:,} different words: {shown}{note}"
        return Column(name, kind, "String", levels, missing=missing, why=why)  # type: ignore[arg-type]
    repeated = f"{different:,} different texts in {n:,} rows{note}"
    return Column(name, "text", "String", missing=missing, why=f"{repeated}: left out, unless it is given buckets")


def _oddity(values: pl.Series) -> str:
    """Say where most values are numbers, or dates, and some are not."""
    for what, wrong in (
        ("numbers", as_type(values, pl.Float64()).is_null() | values.str.contains(_ZEROS)),
        ("dates", as_type(values, pl.Datetime("us")).is_null()),
    ):
        count = int(wrong.sum())
        if 0 < count < len(values) / 2:
            right = len(values) - count
            return f"; mixed: {right:,} are {what} and {count:,} are not, such as '{values.filter(wrong)[0]}'"
    if values.str.contains(r"^-?\d+,\d+$").all():
        return "; numbers with a decimal comma: write them with a point"
    if values.str.contains(r"^\d{1,2}[./]\d{1,2}[./]\d{2,4}").all():
        return "; if these are dates, write them as 2024-05-31"
    return ""


def _levels(words: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return the kind of a category and its levels, in their order where the words say one."""
    plain = {word.strip().lower(): word for word in words}
    if len(plain) == len(words):
        for pair in _YES:
            if set(pair) == set(plain):
                return "boolean", tuple(plain[word] for word in pair)
        for scale in _SCALES:
            if len(words) > 2 and set(plain) <= set(scale):
                return "ordered", tuple(plain[word] for word in scale if word in plain)
    leading = [_LEADING.match(word) for word in words]
    if len(words) > 2 and all(leading):
        ranks = {word: _rank(word, float(found[1])) for word, found in zip(words, leading, strict=True) if found}
        if len(set(ranks.values())) == len(words):
            return "ordered", tuple(sorted(words, key=ranks.__getitem__))
    return "category", tuple(words)


def _rank(word: str, number: float) -> tuple[float, int]:
    below = word.strip().lower().startswith(("<", "≤", "under"))
    return number, -1 if below else 1 if word.strip().lower().startswith((">", "≥", "over")) else 0


def bucket_names(name: str, buckets: int) -> tuple[str, ...]:
    """Return what the levels are called into which text is hashed."""
    return tuple(f"{name} #{number:0{len(str(buckets - 1))}}" for number in range(buckets))
