"""The true classes of a test set, from class folders, annotated objects, or a table."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl

from datadiet.data import tables
from datadiet.data.dataset import ANNOTATIONS, Dataset, Problem
from datadiet.errors import DataError
from datadiet.loop.proof.truth import Truth, numbers_of
from datadiet.loop.training.material import material_of

__all__ = ["labels_of"]

_IDS = ("id", "sample_id")
_LABELS = ("label", "class", "category")


def labels_of(source: str | Path, *, target: str | None = None, level: str = "scene") -> Truth:
    """Read the true class of every test sample: class folders, annotated objects, a table, or a list of ids and labels.

    Samples have the ids that `datadiet train --test` gives them.

    Args:
        source: the test set.
        target: of a table, the column that holds the class, where it is not called label.
        level: `item`: samples are crops of annotated objects.

    Raises:
        DataError: it cannot be read, or no class is known.
    """
    path = Path(source)
    listed = _listed(path, target)
    data = material_of(path, task="classification", target=target, level=level).data if listed is None else listed
    known = data.samples["label"].is_not_null()
    left_out = [Problem(id, "has no class; it is left out") for id in data.samples.filter(~known)["id"]]
    data = replace(data, samples=data.samples.filter(known), problems=(*data.problems, *left_out))
    classes = tuple(sorted(data.samples["label"].unique().to_list()))
    if not classes:
        raise DataError(f"{path} names no class", expected="a class for each sample", todo="fill in the labels")
    numbers = {name: at for at, name in enumerate(classes)}
    labels = np.array([numbers[label] for label in data.samples["label"]], dtype=np.int64)
    return Truth(data, numbers_of(data), classes, numbers, None, labels)


def _listed(path: Path, target: str | None) -> Dataset | None:
    """Return the samples of a table that has ids and labels: it needs neither images nor numbers."""
    if not path.is_file() or path.suffix.lower() not in tables.SUFFIXES:
        return None
    frame = tables.load(path)
    lower = {name.lower(): name for name in reversed(frame.columns)}
    id = next((lower[name] for name in _IDS if name in lower), None)
    label = target or next((lower[name] for name in _LABELS if name in lower), None)
    if id is None or label not in frame.columns:
        return None
    ids = frame[id].cast(pl.String)
    if ids.is_null().any() or ids.is_duplicated().any():
        twice = ids.filter(ids.is_duplicated() & ids.is_not_null())
        raise DataError(
            f"{path} has {f'the id {twice[0]} more than once' if len(twice) else 'rows without an id'}",
            expected="one row a sample",
            todo="mend the ground truth",
        )
    nothing = pl.Series([None] * len(ids), dtype=pl.String)
    own = {"id": ids, "uri": nothing, "label": frame[label].cast(pl.String)}
    own["group"] = frame["group"].cast(pl.String) if "group" in frame.columns else nothing
    rest = {name: frame[name] for name in frame.columns if name not in {*own, id, label}}
    return Dataset(path.name, "real", str(path), "table", pl.DataFrame(own | rest), ANNOTATIONS.to_frame())
