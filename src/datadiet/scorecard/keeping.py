"""The samples that are worth keeping, written with their annotations."""

import json
import shlex
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import polars as pl

from datadiet.curate.selection import selected
from datadiet.data import Dataset, read, write
from datadiet.data.crowds import as_crowds, image_of, without_boxes
from datadiet.data.hashing import file_hash
from datadiet.data.spelling import plural
from datadiet.data.versions.canonical import row_contents, row_ids
from datadiet.data.versions.provenance import Provenance, from_data, write_provenance
from datadiet.data.writing import new_folder
from datadiet.errors import DataError, OptionError
from datadiet.schema import read_table
from datadiet.scorecard.card import Scorecard
from datadiet.scorecard.provenance import set_digest

__all__ = ["HarmfulAs", "Kept", "keep", "leave_out"]

HarmfulAs = Literal["crowd", "drop", "label"]
_CHANGES: dict[HarmfulAs, Callable[[Dataset, Collection[str]], Dataset]] = {
    "crowd": as_crowds,
    "drop": without_boxes,
    "label": lambda data, _: data,
}
_BECAME: dict[str, str] = {
    "crowd": "marked as crowds, which a trainer that knows COCO's iscrowd passes over.",
    "drop": "left out: what is there counts as background.",
    "label": "kept with the labels that they have: correct those.",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What was written."""

    path: Path
    kept: int
    total: int
    noun: str
    next_command: str
    harmful: int = 0
    """Items called harmful that are in the images which were kept, and what became of them:"""
    harmful_as: HarmfulAs = "crowd"

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        said = f"{self.kept} of {self.total} {self.noun} were written to {self.path}."
        if not self.harmful:
            return said
        was = "was" if self.harmful == 1 else "were"
        return f"{said} {plural(self.harmful, 'harmful item')} in them {was} {_BECAME[self.harmful_as]}"

    def json(self) -> bytes:
        """Return the same as JSON."""
        facts = {
            "path": str(self.path),
            "kept": self.kept,
            "total": self.total,
            "harmful_items": self.harmful,
            "harmful_as": self.harmful_as,
            "next_command": self.next_command,
        }
        return json.dumps(facts, indent=2).encode() + b"\n"


def keep(
    card: Scorecard,
    to: str | Path,
    *,
    format: str = "folder",
    level: str | None = None,
    count: int | None = None,
    harmful: HarmfulAs = "crowd",
) -> Kept:
    """Write the samples whose verdict is to keep them, with their annotations, into a new folder.

    Args:
        card: a scorecard, as `score` or `load` return it.
        to: the folder to write, new or empty.
        format: `folder`, `coco`, `yolo`, `fiftyone` or `list`.
        level: the level whose verdicts decide; by default the leading one.
        count: keep at most this many: the most realistic first, or where samples were valued, those without doubt in
            the shares of the classes.
        harmful: what becomes of harmful items in images that are kept: `crowd` marks them as crowds, which trainers
            that know COCO's `iscrowd` pass over (YOLO has no place for crowds: there they are left out), `drop` leaves
            their boxes out, so that what is there counts as background, and `label` leaves them as they are labelled.

    Raises:
        DataError: the synthetic data is no longer where it was scored, or nothing is worth keeping.
        OptionError: the level was not scored, or the data came from memory and not from a file.
    """
    if harmful not in _BECAME:
        raise OptionError(f"harmful is '{harmful}'", expected=", ".join(_BECAME))
    if count is not None and count < 1:
        raise OptionError(f"count is {count}", expected="1 or more")
    name = _level(card, level)
    ids = selected(card.verdicts, level=name, count=count)
    if not ids:
        raise DataError("no sample is worth keeping", todo="read the reasons in the report, and make the data again")
    return _write(card, name, ids, to, format, "drop" if harmful == "crowd" and format == "yolo" else harmful)


def leave_out(card: Scorecard, to: str | Path, without: Collection[str], *, format: str = "folder") -> Kept:
    """Write all synthetic samples but some, whatever the verdicts on them, so that a model can be trained on the rest.

    Args:
        card: a scorecard, as `score` or `load` return it.
        to: the folder to write, new or empty.
        without: ids of samples as the verdicts have them; an image is left out with each of its items.
        format: as in `keep`.

    Raises:
        DataError: the synthetic data is no longer where it was scored, or nothing is left.
        OptionError: no sample has one of these ids, or the data came from memory and not from a file.
    """
    name = _level(card, None)
    rows = card.verdicts.filter((pl.col("level") == name) & (pl.col("verdict") != "unreadable"))
    if unknown := set(without) - set(rows["id"]):
        raise OptionError(f"{len(unknown)} ids that were not scored, such as {min(unknown)}", expected="scored ids")
    image = pl.col("id").str.replace(r"#[^#]*$", "") if name == "item" else pl.col("id")
    gone = rows.filter(pl.col("id").is_in(list(without))).select(image)["id"].to_list()
    ids = rows.select(image.unique(maintain_order=True)).filter(~pl.col("id").is_in(gone))["id"].to_list()
    if not ids:
        raise DataError("no sample is left", expected="fewer samples to leave out")
    return _write(card, name, ids, to, format, "label")


def _level(card: Scorecard, level: str | None) -> str:
    name = level or next(iter(card.levels))
    if name not in card.levels:
        raise OptionError(f"level '{name}' was not scored", expected=", ".join(card.levels))
    return name


def _write(card: Scorecard, name: str, ids: list[str], to: str | Path, format: str, harmful_as: HarmfulAs) -> Kept:
    source = _source(card)
    if card.fidelity is not None:
        _check_unchanged(card, file_hash(source) or "", source)
        return _keep_rows(card, source, ids, Path(to).expanduser().absolute(), format)
    data = read(source, origin="synthetic", format=card.provenance.synthetic_format)
    if gone := set(ids) - set(data.samples["id"]):
        raise DataError(
            f"{len(gone)} of the {len(ids)} samples are no longer in {data.source}, such as {min(gone)}",
            todo="score the data again",
        )
    _check_unchanged(card, set_digest(data), data.source)
    harmful = _harmful(card, name, ids)
    path = write(_CHANGES[harmful_as](_with_conditions(data, card), harmful), ids, Path(to), format=format)
    noun = "images, those whose items are mostly kept and none copied," if name == "item" else "synthetic samples"
    return Kept(path, len(ids), len(data), noun, _next_command(card, path, format), len(harmful), harmful_as)


def _check_unchanged(card: Scorecard, now: str, source: str) -> None:
    """Refuse a set that is not the one that the verdicts are about: boxes are called by their numbers."""
    if card.provenance.synthetic_set not in ("", now):
        raise DataError(
            f"{source} was changed since it was scored",
            expected="the same files and boxes in the same order",
            todo="score the data again",
        )


def _harmful(card: Scorecard, level: str, ids: list[str]) -> list[str]:
    """Return the harmful items of these images; none at other levels, where what is harmful is left out itself."""
    if level != "item":
        return []
    items = card.verdicts.filter((pl.col("level") == level) & (pl.col("verdict") == "harmful"))["id"].to_list()
    kept = set(ids)
    return [item for item in items if image_of(item) in kept]


def _keep_rows(card: Scorecard, source: str, ids: list[str], to: Path, format: str) -> Kept:
    """Write the rows of a table, with the columns that they came with."""
    if format not in ("folder", "list"):
        raise OptionError(f"format is '{format}', but {source} is a table", expected="folder or list")
    table = read_table(source)
    points = card.points.filter(pl.col("origin") == "synthetic")
    if table.height != points.height:
        raise DataError(
            f"{source} has {table.height:,} rows, and {points.height:,} were scored", todo="score the data again"
        )
    wanted = points["id"].is_in(pl.Series(ids, dtype=pl.String).implode())
    with new_folder(to) as folder:
        table.filter(wanted).write_parquet(folder / "samples.parquet")
        write_provenance(folder, _made_from(table, wanted, source))
    return Kept(to, len(ids), table.height, "synthetic rows", _next_command(card, to, "folder"))


def _made_from(table: pl.DataFrame, wanted: pl.Series, source: str) -> Provenance:
    """Say what the rows are copies of."""
    names = pl.Series(row_ids(table), dtype=pl.String)
    rows = dict(zip(names, row_contents(table), strict=True))
    return Provenance("keep", (from_data("kept from", Path(source), rows, used=names.filter(wanted).to_list()),))


def _next_command(card: Scorecard, path: Path, format: str) -> str:
    """Return how to score what was kept; a list of files is read by what trains on it, not by datadiet."""
    if "row" in card.levels:
        path = path / "samples.parquet"
    elif format == "list":
        return f"train on the files that {path} lists"
    return shlex.join(["datadiet", "score", card.provenance.real, str(path)])


def _with_conditions(data: Dataset, card: Scorecard) -> Dataset:
    """Give the samples the conditions that were joined when they were scored."""
    points = card.points.filter(pl.col("origin") == "synthetic")
    names = [name for name in points.columns if name.startswith("condition.")]
    missing = [name for name in names if name.removeprefix("condition.") not in data.samples.columns]
    if not missing:
        return data
    known = points.select(
        pl.when(pl.col("level") == "item").then(pl.col("id").str.replace(r"#[^#]*$", "")).otherwise("id").alias("id"),
        *(pl.col(name).alias(name.removeprefix("condition.")) for name in missing),
    ).unique("id", keep="first", maintain_order=True)
    return replace(data, samples=data.samples.join(known, on="id", how="left", maintain_order="left"))


def _source(card: Scorecard) -> str:
    source = card.provenance.synthetic
    if not card.provenance.synthetic_format:
        raise OptionError(
            "the synthetic data came from memory",
            expected="files",
            todo="filter it by the ids in card.verdicts",
        )
    return source
