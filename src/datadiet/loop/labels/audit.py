"""A list for a person to fill in, and what it says once it is: the hardest labels to believe, and some at random."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from datadiet.data import tables
from datadiet.data.spelling import plural
from datadiet.errors import DataError, OptionError
from datadiet.measure.binomial import interval

__all__ = ["AUDIT", "Audited", "audit_rows", "read_audit"]

AUDIT = "audit.csv"
NONE = "none"
"""What a person answers of a sample that shows none of the classes."""
COLUMNS = ("id", "uri", "left", "top", "right", "bottom", "label")
PARTS = ("suspect", "random")
_STRATUM = 0.975
"""Confidence of each part's interval, so that both hold together at 95 %."""


@dataclass(frozen=True, slots=True)
class Audited:
    """What a person saw."""

    file: str
    answered: int
    open: int
    """Rows without an answer."""
    wrong: float | None
    """Share of wrong labels in the whole set: 0 to 1, lower is better; None until both parts of it have answers."""
    low: float
    """Its interval, which holds at 95 % or more whatever was answered:"""
    high: float
    corrections: tuple[tuple[str, str, str], ...]
    """(id, the label it has, the label the person gave)."""
    sentence: str


def audit_rows(rows: pl.DataFrame, size: int, *, rng: np.random.Generator) -> pl.DataFrame:
    """Return samples for a person to look at: half of them those hardest to believe, half at random from the rest.

    Args:
        rows: as in `ROWS`, the hardest to believe first.
        size: how many, at most.
        rng: draws the random part, and the order in which all are shown.

    Returns:
        `COLUMNS`, `human` and `note` to be filled in, then `part`, and `of`: how many samples its part stands for.
    """
    if size < 2:
        raise OptionError(f"the audit has {size} samples", expected="2 or more")
    few = min(size // 2, rows.height // 2)
    rest = rows[few:]
    drawn = np.sort(rng.permutation(rest.height)[: size - few])
    parts = [(rows[:few], "suspect", few), (rest[drawn.tolist()], "random", rest.height)]
    told = pl.concat(
        part.select(
            *COLUMNS,
            pl.lit("").alias("human"),
            pl.lit("").alias("note"),
            pl.lit(name).alias("part"),
            pl.lit(stands).alias("of"),
        )
        for part, name, stands in parts
        if part.height
    )
    return told[rng.permutation(told.height).tolist()]


def read_audit(file: str | Path) -> Audited:
    """Read an audit that a person filled in: `human` holds the right label of each sample looked at, or `none`.

    Args:
        file: the audit, or the folder of its check.

    Raises:
        DataError: it is no audit, an id is there twice, or nothing is filled in.
    """
    path = Path(file)
    path = path / AUDIT if path.is_dir() and (path / AUDIT).is_file() else path
    table = tables.load(path)
    if gone := [name for name in ("id", "label", "human", "part", "of") if name not in table.columns]:
        raise DataError(f"{path} has no column '{gone[0]}'", expected="audit.csv of `datadiet labels check`, filled in")
    if table["id"].is_duplicated().any():
        twice = table.filter(pl.col("id").is_duplicated())["id"][0]
        raise DataError(f"{path} has '{twice}' twice", expected="one row a sample", todo="keep the right one")
    if table["of"].cast(pl.Int64, strict=False).fill_null(0).min() < 1:  # type: ignore[operator]
        raise DataError(f"{path} has an 'of' that is no number above 0", expected="the column as it was written")
    if odd := set(table["part"].cast(pl.String).to_list()) - set(PARTS):
        raise DataError(f"{path} has the part '{sorted(map(str, odd))[0]}'", expected=" or ".join(PARTS))
    text = [pl.col(name).cast(pl.String).str.strip_chars() for name in ("id", "label", "human", "part")]
    known = table.with_columns(*text).filter(pl.col("human").fill_null("") != "")
    if not known.height:
        raise DataError(f"nobody filled in the column 'human' of {path}", expected="the right label of each sample")
    if names := _classes_beside(path):
        _check_answers(known, {*table["label"].cast(pl.String), *names})
    wrong = known.filter(pl.col("human") != pl.col("label"))
    share, low, high = _total(known, table)
    span = f"[{low:.1%}, {high:.1%}]"
    whole = f"{share:.1%} {span}" if share is not None else f"{span}, as {_unanswered(known)} no answer yet"
    return Audited(
        file=str(path),
        answered=known.height,
        open=table.height - known.height,
        wrong=share,
        low=low,
        high=high,
        corrections=tuple(wrong.select("id", "label", "human").iter_rows()),
        sentence=(
            f"{wrong.height} of {known.height} labels that a person looked at are wrong; of the whole set {whole}."
        ),
    )


def _unanswered(known: pl.DataFrame) -> str:
    kind = "drawn at random" if "suspect" in known["part"].to_list() else "that are hardest to believe"
    return f"the samples {kind} have"


def _check_answers(known: pl.DataFrame, classes: set[str]) -> None:
    odd = known.filter(~pl.col("human").is_in(sorted({*classes, NONE})))
    if odd.height:
        id, answer = odd.row(0, named=True)["id"], odd["human"][0]
        raise DataError(
            f"{plural(odd.height, 'answer')} {'is' if odd.height == 1 else 'are'} no class, "
            f"such as '{answer}' for {id}",
            expected=f"the right label, one of {', '.join(sorted(classes)[:20])}; {NONE} where it shows none of them; "
            "nothing where nobody looked",
        )


def _classes_beside(audit: Path) -> list[str]:
    """Return all classes of the check that the audit belongs to, where it is still beside it."""
    try:
        names = json.loads((audit.parent / "labels.json").read_bytes())["names"]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [str(name) for name in names]


def _total(known: pl.DataFrame, table: pl.DataFrame) -> tuple[float | None, float, float]:
    """Add up the parts, each weighted with the samples that it stands for; a part without answers says nothing."""
    sums, total, silent = np.zeros(3), 0, False
    for name in PARTS:
        asked = table.filter(pl.col("part") == name)
        if not asked.height:
            continue
        stands = int(asked["of"][0])
        seen = known.filter(pl.col("part") == name)
        count, n = int((seen["human"] != seen["label"]).sum()), seen.height
        low, high = interval(count, n, confidence=_STRATUM)
        low, high = max(low, count / stands), min(high, 1 - (n - count) / stands)  # what was seen is certain
        sums += stands * np.array([count / max(n, 1), low, high])
        total, silent = total + stands, silent or not n
    value, low, high = (float(each) for each in sums / total)
    return None if silent else value, low, high
