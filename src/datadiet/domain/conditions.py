"""The conditions of samples: from metadata columns, labels, or measured from pixels and annotations."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from datadiet.data.dataset import Dataset, Problem
from datadiet.data.spelling import meant
from datadiet.domain.attributes import DESCRIPTIONS, PIXELS, Attributes, is_attribute, measure_attributes
from datadiet.domain.domain import Domain, Levels
from datadiet.domain.predicate import Literal

__all__ = ["Conditions", "are_rows", "read_conditions", "table_of"]

_TRUE, _FALSE = ("true", "yes", "1", "1.0"), ("false", "no", "0", "0.0")


@dataclass(frozen=True, slots=True)
class Conditions:
    """What is known of each sample."""

    frame: pl.DataFrame
    """`id`, then one column per condition of the domain: Float64 for ranges and numbers, String or Boolean for levels;
    null where unknown."""
    sources: dict[str, str]
    """Condition -> metadata, label, measured, annotations, or missing."""
    problems: tuple[Problem, ...] = ()
    things: str = ""
    """`rows` where the samples are rows of a table; empty where the level of the domain says what they are."""
    columns: tuple[str, ...] = ()
    """What is written down of the samples, whether the domain names it or not."""

    def __len__(self) -> int:
        return self.frame.height


def read_conditions(
    domain: Domain,
    data: Dataset,
    *,
    whole: Dataset | None = None,
    workers: int = 1,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Conditions:
    """Return the conditions of a domain for each sample of a data set, in order.

    A column of the data set wins over what can be measured; one that is called `paper.lines`, as parameters of a twin
    are, tells of the condition `lines` where no other ends so. A value that is not of the declared kind is unknown, and
    listed.

    Args:
        domain: what it declares is read, nothing else.
        data: images, vectors or rows, at the level of the domain.
        whole: at item level, the images with their annotations that the items come from.
        workers: processes that decode; the result does not depend on it.
        cache: folder for measured attributes; None is the user's cache folder.
        progress: called with how many samples are measured, and how many there are.
    """
    written = table_of(data)
    wanted = [name for name in domain.conditions if name not in written.columns and is_attribute(name)]
    rows = are_rows(data)
    if rows:
        wanted = []
    measured = (
        measure_attributes(data, wanted, workers=workers, cache=cache, progress=progress, whole=whole)
        if wanted
        else Attributes(data.samples.select("id"), ())
    )
    columns, sources, problems = [data.samples["id"]], {}, list(measured.problems)
    for name in domain.conditions:
        if (column := _column(name, written.columns)) is not None:
            raw, sources[name] = written[column], "label" if name == "label" else "metadata"
        elif name in measured.frame.columns:
            raw, sources[name] = measured.frame[name], "measured" if name in PIXELS else "annotations"
        else:
            raw, sources[name] = pl.Series(name, [None] * len(data), dtype=pl.String), "missing"
            problems += _misspelt(domain, name, [*written.columns, *([] if rows else DESCRIPTIONS)])
        typed = as_declared(raw, _example(domain, name)).alias(name)
        columns.append(typed)
        problems += _unparsable(name, raw, typed, data.samples["id"])
    names = tuple(name for name in written.columns if name != "group" or written[name].null_count() < len(data))
    return Conditions(pl.DataFrame(columns), sources, tuple(problems), things="rows" if rows else "", columns=names)


def _column(name: str, columns: Sequence[str]) -> str | None:
    """Return the column that tells of a condition; what can be measured is taken from none that only ends so."""
    if name in columns:
        return name
    ends = [column for column in columns if column.rpartition(".")[2] == name]
    return ends[0] if len(ends) == 1 and not is_attribute(name) else None


def are_rows(data: Dataset) -> bool:
    """Say whether the samples are rows of a table: they have no pixels, and no boxes."""
    return data.vectors is not None or data.samples["uri"].null_count() == len(data)


def table_of(data: Dataset) -> pl.DataFrame:
    """Return the columns that came with the data; those of a numeric table are the columns of its vectors."""
    table = data.samples.drop("id", "uri")
    if table["label"].null_count() == len(data):
        table = table.drop("label")
    if data.vectors is None:
        return table
    return table.with_columns(pl.Series(name, data.vectors[:, k]) for k, name in enumerate(data.columns))


def _example(domain: Domain, name: str) -> Literal:
    if name in domain.static:
        return domain.static[name]
    variable = domain[name]
    return variable.levels[0] if isinstance(variable, Levels) else variable.low


def as_declared(raw: pl.Series, example: Literal) -> pl.Series:
    """Return values as words, numbers or Booleans like the example; null where they are not, NaN included."""
    if isinstance(example, bool):
        if raw.dtype == pl.Boolean:
            return raw
        words = raw.cast(pl.String, strict=False).str.strip_chars().str.to_lowercase()
        return (
            pl.DataFrame({"x": words})
            .select(pl.when(pl.col("x").is_in(_TRUE)).then(True).when(pl.col("x").is_in(_FALSE)).then(False))
            .to_series()
        )
    if isinstance(example, float):
        if raw.dtype == pl.String:
            raw = raw.str.strip_chars()
        return raw.cast(pl.Float64, strict=False).fill_nan(None)
    if raw.dtype.is_float() and (raw.drop_nulls().drop_nans() % 1 == 0).all():
        raw = raw.fill_nan(None).cast(pl.Int64, strict=False)
    words = raw.cast(pl.String, strict=False).str.strip_chars()
    return words.to_frame("x").select(pl.when(pl.col("x") != "").then(pl.col("x"))).to_series()


def _misspelt(domain: Domain, name: str, known: Sequence[str]) -> Sequence[Problem]:
    """Say which column, or attribute that can be measured, was meant by a condition that nothing tells of."""
    near = meant(name, [other for other in known if other not in domain.conditions])
    return [Problem(name, f"nothing in the data is called so: {near}")] if near else []


def _unparsable(name: str, raw: pl.Series, typed: pl.Series, ids: pl.Series) -> Sequence[Problem]:
    present = raw.is_not_null() & (raw.is_not_nan() if raw.dtype.is_float() else True)
    bad = (present & typed.is_null()).arg_true()
    if not len(bad):
        return []
    first = int(bad[0])
    kind = "a number" if typed.dtype == pl.Float64 else "true or false" if typed.dtype == pl.Boolean else "a word"
    more = f", and {len(bad) - 1:,} more" if len(bad) > 1 else ""
    return [Problem(f"{ids[first]}{more}", f"{name} is '{raw[first]}', not {kind}: it counts as unknown")]
