"""What each picture of a run shall show: rows of values for a twin's parameters, from a plan or a sampled domain."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any, Self

from datadiet.data import tables
from datadiet.distributions import Value
from datadiet.errors import DataError, OptionError, TwinError
from datadiet.generate.twins.drawing import check_given
from datadiet.generate.twins.twin import Twin

__all__ = ["Rows"]

ABOUT = ("id", "stratum", "weight")
"""Columns of a sampled domain that say something about the row itself: no conditions."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Values for one picture each, and which parameters of a twin they set."""

    source: str
    values: tuple[Mapping[str, Value], ...]
    """Column -> value, without the columns in which a row has nothing."""
    parameters: Mapping[str, str]
    """Column -> whole name of the parameter that it sets."""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, twin: Twin, file: str | Path, *, ignore: Collection[str] = ()) -> Self:
        """Read rows for a twin: the plan of `datadiet domain plan`, or a table such as `datadiet domain sample` writes.

        A column that the twin has no parameter for is refused, unless it is to be ignored, or has one value throughout,
        as a static condition has; it is then kept with each picture and sets nothing.

        Args:
            twin: whose parameters the columns name, in full or by a name that means one parameter only.
            file: `plan.json`, or a CSV, TSV, JSONL or Parquet table.
            ignore: columns that shall set nothing.

        Raises:
            DataError: the file cannot be read, or has no row.
            OptionError: there is no column of a name that is to be ignored.
            TwinError: a column is no parameter of the twin, or one of its values is not possible.
        """
        path = Path(file)
        values = tuple({k: v for k, v in row.items() if v is not None} for row in _rows(path))
        columns = [name for name in dict.fromkeys(k for row in values for k in row) if name not in ABOUT]
        if strange := [name for name in ignore if name not in columns]:
            raise OptionError(
                f"{path} has no column '{strange[0]}'", expected=f"to ignore some of {', '.join(columns) or 'none'}"
            )
        parameters, notes = _matched(twin, path, values, [name for name in columns if name not in ignore])
        for number, row in enumerate(values, 1):
            _check(twin, f"{path}, row {number}", row, parameters)
        return cls(str(path), values, parameters, notes)

    def __len__(self) -> int:
        return len(self.values)

    @property
    def digest(self) -> str:
        """SHA-256 of all values and what they set."""
        content = json.dumps([self.values, dict(self.parameters)], sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()

    def given(self, index: int) -> dict[str, Value]:
        """Return the values of row `index` by whole name of the parameter."""
        return {self.parameters[name]: value for name, value in self._row(index).items() if name in self.parameters}

    def kept(self, index: int) -> dict[str, Value]:
        """Return what is recorded with the picture of row `index`, by column; its id as `row`."""
        return {"row" if name == "id" else name: value for name, value in self._row(index).items()}

    def _row(self, index: int) -> Mapping[str, Value]:
        if index >= len(self.values):
            raise OptionError(f"{self.source} has {len(self.values)} rows", expected=f"a row for picture {index}")
        return self.values[index]


def _rows(path: Path) -> Sequence[Mapping[str, Any]]:
    """Return the rows of a plan or a table, as they are."""
    if path.suffix.lower() != ".json":
        return tables.load(path).to_dicts()
    try:
        plan = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{path} cannot be read ({error})", expected="a plan of `datadiet domain plan`") from error
    rows = plan.get("generate") if isinstance(plan, dict) else plan
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError(f"{path} is no plan", expected="what `datadiet domain plan` writes, or a list of rows")
    if not rows:
        raise DataError(f"{path} asks for no picture", expected="one row or more", todo="plan with a larger -n")
    return rows


def _matched(
    twin: Twin, path: Path, values: Sequence[Mapping[str, Value]], columns: Sequence[str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return which column sets which parameter, and a note for each that sets none."""
    parameters: dict[str, str] = {}
    notes = []
    for name in columns:
        try:
            parameters[name] = twin.parameter(name)
        except TwinError as error:
            if len({json.dumps(row.get(name)) for row in values}) > 1:
                raise TwinError(
                    f"{path}: column '{name}': {error.found}",
                    expected=error.expected,
                    todo=f"rename it as the parameter is called, or ignore it with --ignore {name}",
                ) from error
            notes.append(
                f"'{name}' is {values[0][name]!r} in every row; the twin has no such parameter: it sets nothing."
            )
    return parameters, tuple(notes)


def _check(twin: Twin, place: str, row: Mapping[str, Value], parameters: Mapping[str, str]) -> None:
    for name, value in row.items():
        if not isinstance(value, bool | int | float | str) or (isinstance(value, float) and not isfinite(value)):
            raise DataError(f"{place}: '{name}' is {value!r}", expected="a finite number, a word, or nothing")
        if name in parameters:
            try:
                check_given(name, value, twin.known[parameters[name]])
            except TwinError as error:
                raise TwinError(f"{place}: {error.found}", expected=error.expected) from error
