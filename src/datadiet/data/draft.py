"""A data set while it is being read: rows, boxes and problems are collected, and ids stay unique."""

import dataclasses
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from datadiet.data.dataset import ANNOTATIONS, SAMPLES, Box, Dataset, Origin, Problem
from datadiet.data.paths import inside
from datadiet.errors import DataError

__all__ = ["TWICE", "Condition", "Draft", "conditions"]

Condition = str | int | float | bool | None
TWICE = "a second sample with this id; the first one is kept"
"""What is told of an id that is taken."""
_LARGEST = 2**63 - 1
_ROUNDING = 1.0
"""Pixels by which a box may overhang its image unmentioned: tools differ by one in where a box ends."""


@dataclasses.dataclass(slots=True)
class Draft:
    """Collects what a reader finds; what cannot be used becomes a problem, and the rest stays."""

    root: Path
    """No path may leave it; ids are relative to it."""
    problems: list[Problem] = dataclasses.field(default_factory=list)
    _samples: dict[str, dict[str, Condition]] = dataclasses.field(default_factory=dict)
    _boxes: list[dict[str, object]] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        self.root = self.root.absolute()

    def problem(self, where: str, reason: str) -> None:
        """List one thing that cannot be used."""
        self.problems.append(Problem(_text(where), _text(reason)))

    def resolve(self, reference: str, *, base: Path | None = None) -> Path | None:
        """Return the existing file inside the root that `reference` means, or list why there is none."""
        try:
            path = inside(self.root, reference, base=base)
        except DataError as error:
            self.problem(reference, str(error))
            return None
        if not os.path.isfile(path):
            self.problem(reference, f"the image file is missing: {path}")
            return None
        return path

    def name(self, path: Path) -> str:
        """Return the id of a file: its path relative to the root, with forward slashes."""
        return path.relative_to(self.root).as_posix()

    def image(
        self,
        path: Path,
        *,
        label: str | None = None,
        group: str | None = None,
        more: Mapping[str, Condition] | None = None,
        id: str | None = None,
    ) -> str | None:
        """Add one image and return its id, or None where the id is taken: the first one stays."""
        sample = _text(id if id is not None else self.name(path))
        if sample in self._samples:
            self.problem(sample, TWICE)
            return None
        self._samples[sample] = {
            "id": sample,
            "uri": str(path),
            "label": label and _text(label),
            "group": group and _text(group),
            **{_text(key): _plain(value) for key, value in (more or {}).items()},
        }
        return sample

    def box(
        self,
        sample: str,
        label: str | None,
        box: Box,
        *,
        size: tuple[int, int] | None = None,
        mask: str | None = None,
        crowd: bool = False,
        where: str = "",
        more: Mapping[str, Condition] | None = None,
    ) -> None:
        """Add one box, clipped to the image of `size` (width, height); one without area or outside is listed.

        `more` holds conditions of the object.
        """
        where = where or sample
        shown = ", ".join(f"{side:g}" for side in box)
        if not all(map(math.isfinite, box)):
            self.problem(where, f"box ({shown}) is not finite")
            return
        if box[2] <= box[0] or box[3] <= box[1]:
            self.problem(where, f"box ({shown}) has no area")
            return
        clipped = _clip(box, size) if size else box
        if clipped is None:
            self.problem(where, f"box ({shown}) is outside the image, which is {_by(size)}")
            return
        if max(abs(a - b) for a, b in zip(box, clipped, strict=True)) > _ROUNDING:
            self.problem(where, f"box ({shown}) reaches outside the image, which is {_by(size)}; it is clipped")
        label = label and _text(label)
        left, top, right, bottom = clipped
        own = dict(zip(ANNOTATIONS, (sample, label, left, top, right, bottom, mask, crowd), strict=True))
        self._boxes.append({**{key: _plain(value) for key, value in (more or {}).items()}, **own})

    def finish(
        self,
        source: Path | str,
        *,
        origin: Origin,
        format: str,
        name: str | None = None,
        vectors: np.ndarray | None = None,
    ) -> Dataset:
        """Return the data set; DataError where not one sample is left."""
        rows = list(self._samples.values())
        if not rows:
            raise nothing_left(str(source), self.problems)
        return Dataset(
            name=name or Path(source).name,
            origin=origin,
            source=str(source),
            format=format,
            samples=_table(rows, SAMPLES),
            annotations=_table(self._boxes, ANNOTATIONS) if self._boxes else ANNOTATIONS.to_frame(),
            problems=tuple(self.problems),
            vectors=vectors,
            root=self.root,
        )


def _table(rows: Sequence[Mapping[str, Any]], known: pl.Schema) -> pl.DataFrame:
    """Return rows as a table: the known columns first."""
    columns = {**dict.fromkeys(name for name in known if name in rows[0]), **dict.fromkeys(k for r in rows for k in r)}
    return pl.DataFrame(
        {key: pl.Series(key, [row.get(key) for row in rows], known.get(key), strict=False) for key in columns}
    )


def nothing_left(source: str, problems: Sequence[Problem]) -> DataError:
    """The error for a data set without one usable sample, with the first reasons."""
    if not problems:
        return DataError(
            f"{source} holds no images",
            expected="a folder, annotation file, table or array with at least one sample",
            todo="check the path, or name the format with format=",
        )
    reasons = "; ".join(f"{problem.where}: {problem.reason}" for problem in problems[:3])
    return DataError(
        f"none of the {len(problems)} items of {source} can be used ({reasons})",
        expected="at least one usable sample",
        todo="correct the items named",
    )


def conditions(entry: Mapping[str, object], *, skip: frozenset[str]) -> dict[str, Condition]:
    """Return the plain values of a record that are not `skip`ped and do not hide a column of the samples."""
    return {
        str(key): value
        for key, value in entry.items()
        if key not in skip and key not in SAMPLES and isinstance(value, str | int | float | bool | None)
    }


def _plain(value: Condition) -> Condition:
    if isinstance(value, str):
        return _text(value)
    return str(value) if isinstance(value, int) and abs(value) > _LARGEST else value


def _text(value: str) -> str:
    """The text without what UTF-8 cannot hold, and therefore no table or JSON."""
    return value.encode("utf-8", "replace").decode("utf-8")


def _clip(box: Box, size: tuple[int, int]) -> Box | None:
    width, height = size
    left, top, right, bottom = max(0.0, box[0]), max(0.0, box[1]), min(width, box[2]), min(height, box[3])
    return (left, top, float(right), float(bottom)) if right > left and bottom > top else None


def _by(size: tuple[int, int] | None) -> str:
    return f"{size[0]} x {size[1]}" if size else "unknown"
