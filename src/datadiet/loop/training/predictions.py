"""What classifiers leave: predictions.csv. Written here, and checked whoever wrote them."""

import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from datadiet.data.whole import write_whole
from datadiet.errors import TrainerError
from datadiet.loop.training.material import Material

__all__ = ["PREDICTIONS", "checked_predictions", "predictions_table", "write_predictions"]

PREDICTIONS = "predictions.csv"
_EXPECTED = "columns id, label and score, one row for each test sample"


def predictions_table(ids: Sequence[str], classes: Sequence[str], chances: np.ndarray) -> pl.DataFrame:
    """Return id, label, score, and `score.CLASS` for each class.

    Args:
        ids: of n samples.
        classes: of k classes.
        chances: (n, k), each row sums to 1.
    """
    best = chances.argmax(axis=1)
    first = {"id": list(ids), "label": [classes[at] for at in best], "score": chances.max(axis=1)}
    table = pl.DataFrame(first | {f"score.{name}": chances[:, at] for at, name in enumerate(classes)})
    return table.with_columns(pl.selectors.float().round(6))


def write_predictions(out: Path, table: pl.DataFrame) -> Path:
    """Write `predictions.csv` into a folder."""
    return write_whole(out / PREDICTIONS, table.write_csv())


def checked_predictions(
    path: Path, test: Material, classes: Sequence[str], *, files: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """Read predictions and return them under the ids of the test data, in its order.

    Args:
        path: the file.
        test: what was predicted.
        classes: that the model may say.
        files: name of the file that the trainer was given -> id of the sample; None where they are the same.

    Raises:
        TrainerError: it is no such file, a sample is unknown, missing or there twice, a label or a score is none.
    """
    table = _read(path)
    names = {id: id for id in test.data.samples["id"]} | dict(files or {})
    _refuse(path, "id", [id for id in table["id"] if id not in names], "ids of the test data", list(names))
    table = table.with_columns(pl.Series("id", [names[id] for id in table["id"]]))
    twice = table["id"].filter(table["id"].is_duplicated()).to_list()
    _refuse(path, "id", twice, "each test sample once", [])
    there = set(table["id"])
    gone = [id for id in test.data.samples["id"] if id not in there]
    if gone:
        raise TrainerError(
            f"{path} says nothing of {len(gone):,} of {len(test):,} test samples, '{gone[0]}' the first",
            expected=_EXPECTED,
        )
    known = set(classes)
    _refuse(path, "label", [label for label in table["label"] if label not in known], "a class", list(classes))
    for name in table.columns:
        if name == "score" or name.startswith("score."):
            table = table.with_columns(_scores(path, table, name))
    return test.data.samples.select("id").join(table, on="id", how="left", maintain_order="left")


def _read(path: Path) -> pl.DataFrame:
    try:
        table = pl.read_csv(io.BytesIO(path.read_bytes()), infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise TrainerError(f"{path} cannot be read ({str(error).splitlines()[0]})", expected=_EXPECTED) from error
    if missing := [name for name in ("id", "label") if name not in table.columns]:
        found = ", ".join(table.columns[:8])
        raise TrainerError(f"{path} has the columns {found}, and no '{missing[0]}'", expected=_EXPECTED)
    return table.with_columns(pl.lit("1").alias("score")) if "score" not in table.columns else table


def _refuse(path: Path, column: str, wrong: list[str], expected: str, known: list[str]) -> None:
    if wrong:
        shown = f": {', '.join(known[:6])}{' …' if len(known) > 6 else ''}" if known else ""
        raise TrainerError(
            f"{path}: {len(wrong):,} {'row has' if len(wrong) == 1 else 'rows have'} the {column} {wrong[0]!r}"
            + (" and the like" if len(set(wrong)) > 1 else "")
            + (" more than once" if not known else ", which is unknown"),
            expected=f"{expected}{shown}",
        )


def _scores(path: Path, table: pl.DataFrame, name: str) -> pl.Series:
    values = table[name].cast(pl.Float64, strict=False)
    wrong = [
        text
        for text, value in zip(table[name], values, strict=True)
        if value is None or not math.isfinite(value) or not 0 <= value <= 1
    ]
    if wrong:
        raise TrainerError(f"{path}: the column {name} holds {wrong[0]!r}", expected="numbers from 0 to 1")
    return values.alias(name)
