"""What classifiers leave: predictions.csv. Written here, and checked whoever wrote them."""

import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from datadiet.data.spelling import plural
from datadiet.data.whole import write_whole
from datadiet.errors import TrainerError
from datadiet.loop.training.material import Material
from datadiet.loop.training.naming import Seen, cut, some

__all__ = ["PREDICTIONS", "checked_predictions", "predictions_table", "write_predictions"]

PREDICTIONS = "predictions.csv"
_SAMPLE, _SEEN = " sample", " seen"
"""Columns of ours for the while: the id in the test data, and what to call the sample in a message."""
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
    seen = Seen(test, files or {})
    names, shown = seen.known(), seen.names()
    ids = [names.get(id) for id in table["id"]]
    known = f"ids of the test data: {some(shown.values())}"
    _refuse(path, table, "id", [at for at, id in enumerate(ids) if id is None], "which is unknown", known)
    own = pl.Series(_SAMPLE, ids, dtype=pl.String)
    table = table.with_columns(own, pl.Series(_SEEN, [shown[names[id]] for id in table["id"]], dtype=pl.String))
    twice = np.flatnonzero(own.is_duplicated().to_numpy()).tolist()
    _refuse(path, table, "id", twice, "more than once", "each test sample once")
    gone = sorted(shown.keys() - set(ids), key=list(shown).index)
    if gone:
        raise TrainerError(
            f"{path} says nothing of {len(gone):,} of {plural(len(test), 'test sample')}, '{shown[gone[0]]}' the first",
            expected=_EXPECTED,
        )
    odd = [at for at, label in enumerate(table["label"]) if label not in set(classes)]
    _refuse(path, table, "label", odd, "which is unknown", f"a class: {some(classes)}")
    for name in table.columns:
        if name == "score" or name.startswith("score."):
            table = table.with_columns(_scores(path, table, name))
    table = table.drop("id", _SEEN).rename({_SAMPLE: "id"})
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


def _refuse(path: Path, table: pl.DataFrame, column: str, rows: Sequence[int], wrong: str, expected: str) -> None:
    """Refuse a table of which some rows are wrong; the first is named, by its number and by its sample."""
    if not rows:
        return
    values = [table[column][at] for at in rows]
    have = f"{plural(len(rows), 'row')} {'has' if len(rows) == 1 else 'have'} the {column} {values[0]!r}"
    raise TrainerError(
        f"{path}: {have}{' and the like' if len(set(values)) > 1 else ''}, {wrong}: {_row(table, rows[0])}",
        expected=expected,
    )


def _row(table: pl.DataFrame, at: int) -> str:
    """Say which row it is, of which sample, and what it holds."""
    held = table.row(at, named=True)
    seen, _ = held.pop(_SEEN, None), held.pop(_SAMPLE, None)
    line = cut(",".join("" if value is None else str(value) for value in held.values()))
    return f"row {at + 1}{f', of {seen}' if seen else ''}: {line}"


def _scores(path: Path, table: pl.DataFrame, name: str) -> pl.Series:
    values = table[name].cast(pl.Float64, strict=False)
    wrong = [at for at, value in enumerate(values) if value is None or not math.isfinite(value) or not 0 <= value <= 1]
    if wrong:
        raise TrainerError(
            f"{path}: the column {name} holds {table[name][wrong[0]]!r}, in {_row(table, wrong[0])}",
            expected="numbers from 0 to 1",
        )
    return values.alias(name)
