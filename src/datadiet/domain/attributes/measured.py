"""Conditions that nobody wrote down, measured: from the pixels of every sample, and from the annotated boxes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from datadiet.data.dataset import Dataset, ImageRef, Problem
from datadiet.data.levels import SIDES, image_refs
from datadiet.domain.attributes import objects, pixels
from datadiet.domain.attributes.files import File, Progress, Seen, by_file, look
from datadiet.domain.attributes.tables import boxes_of_items, boxes_of_scenes, item_columns, scene_columns
from datadiet.errors import OptionError

__all__ = ["Attributes", "is_attribute", "measure_attributes"]


@dataclass(frozen=True, slots=True)
class Attributes:
    """What was measured of the samples of a data set."""

    frame: pl.DataFrame
    """`id`, then a column per attribute; a row per sample, in their order. Null is unknown, and so is an attribute that
    has no column."""
    problems: tuple[Problem, ...]
    """The samples that could not be decoded, and boxes without area; the rest is measured."""
    notes: tuple[Problem, ...] = ()
    """Attributes that this data set cannot tell and that have no column, or classes without one object; and why."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The attributes that were asked for and that the data set can tell."""

    pixels: tuple[str, ...]
    objects: tuple[str, ...]
    notes: tuple[Problem, ...]


def is_attribute(name: str) -> bool:
    """Return whether a name means something that can be measured; any class may follow `objects_`."""
    counts = name.startswith(objects.COUNT_OF) and name != objects.COUNT_OF
    return counts or name in pixels.MEASURES or name in objects.SCENE or name in objects.ITEM


def measure_attributes(
    dataset: Dataset,
    names: Sequence[str],
    *,
    workers: int = 1,
    cache: Path | None = None,
    progress: Progress | None = None,
    whole: Dataset | None = None,
) -> Attributes:
    """Measure attributes of every sample; the result depends neither on `workers` nor on what the cache holds.

    Nothing is decoded unless an attribute of pixels is asked for, and no file is opened for what boxes alone tell.

    Args:
        dataset: whole images, or the items of `at_level`, of which the pixels are those of the crop.
        names: of `PIXELS`, of `SCENE_OBJECTS` or `objects_<label>` for whole images, of `ITEM_OBJECTS` for items.
            Without annotations there is no column about objects; an image without objects among annotated ones has 0.
        workers: processes at most; one measures everything here.
        cache: folder for what pixels told; None is the user's cache folder.
        progress: called with how many files are done and how many there are.
        whole: the annotated images that items were cut from. Boxes, and what they overlap, are then those that were
            annotated; without it they are the crops as they were cut, so that the margin of `at_level` counts.

    Raises:
        OptionError: a name is unknown, vectors were asked for pixels, or the samples are environments.
        DataError: `whole` does not hold the items.
        OutputError: the cache folder cannot be used.
    """
    items = all(side in dataset.samples.columns and dataset.samples.schema[side].is_numeric() for side in SIDES)
    asked = _asked(dataset, tuple(dict.fromkeys(names)), items)
    refs = image_refs(dataset) if asked.pixels or objects.SIZED & set(asked.objects) else ()
    files = by_file(refs)
    seen = look(files, asked.pixels, workers=workers, cache=cache, progress=progress)
    columns, problems = _object_columns(dataset, asked.objects, _sizes(files, seen), items, whole)
    columns |= _pixel_columns(dataset, asked.pixels, files, seen)
    told = [columns[name] for name in dict.fromkeys(names) if name in columns]
    frame = pl.DataFrame([dataset.samples["id"], *told])
    return Attributes(frame, (*_unreadable(refs, files, seen), *problems), asked.notes)


def _asked(dataset: Dataset, names: tuple[str, ...], items: bool) -> _Asked:
    for name in names:
        if not is_attribute(name):
            known = [*pixels.MEASURES, *objects.SCENE, f"{objects.COUNT_OF}<label>", *objects.ITEM]
            raise OptionError(f"'{name}' is no attribute that can be measured", expected=f"one of {', '.join(known)}")
    of_pixels = tuple(name for name in pixels.MEASURES if name in names)
    _check(dataset, of_pixels)
    reasons = {name: _untold(dataset, name, items) for name in names if name not in of_pixels}
    notes = [Problem(name, reason) for name, reason in reasons.items() if reason]
    told = tuple(name for name, reason in reasons.items() if not reason)
    return _Asked(of_pixels, told, (*notes, *_without_objects(dataset, told)))


def _check(dataset: Dataset, of_pixels: tuple[str, ...]) -> None:
    if dataset.vectors is not None and of_pixels:
        raise OptionError(
            f"{of_pixels[0]} is measured from pixels, and {dataset.name} holds vectors or the rows of a table",
            expected="images",
            todo="give the images, or declare conditions that are columns of the table",
        )
    if dataset.masked:
        raise OptionError(
            f"the objects of {dataset.name} are blanked out, which would be measured with the rest",
            expected="whole images or items",
            todo="measure the whole images: environments have the same ids",
        )


def _untold(dataset: Dataset, name: str, items: bool) -> str:
    """Say why a data set cannot tell something of objects; '' where it can."""
    if items:
        return "" if name in objects.ITEM else "it describes a whole image, and the samples are single objects"
    if name in objects.ITEM:
        return "it describes a single object, and the samples are whole images"
    return "" if dataset.annotations.height else f"{dataset.name} has no annotations"


def _without_objects(dataset: Dataset, told: tuple[str, ...]) -> list[Problem]:
    labels = dataset.annotations["label"].drop_nulls().unique().sort().to_list()
    counts = {name: name.removeprefix(objects.COUNT_OF) for name in told if name not in (*objects.SCENE, *objects.ITEM)}
    return [
        Problem(
            name, f"no object of {dataset.name} is labelled '{label}'; its labels are {', '.join(labels) or 'none'}"
        )
        for name, label in counts.items()
        if label not in labels
    ]


def _object_columns(
    dataset: Dataset,
    names: tuple[str, ...],
    sizes: Mapping[str, tuple[int, int] | None],
    items: bool,
    whole: Dataset | None,
) -> tuple[dict[str, pl.Series], tuple[Problem, ...]]:
    if not names:
        return {}, ()
    ids, uris = dataset.samples["id"].to_list(), dataset.samples["uri"].to_list()
    if items:
        by_uri = {uri: sizes.get(uri) for uri in uris}
        return _named(item_columns(ids, boxes_of_items(dataset, whole), by_uri, names)), ()
    boxes, problems = boxes_of_scenes(dataset)
    by_id = {id: sizes.get(uri) for id, uri in zip(ids, uris, strict=True)}
    return _named(scene_columns(ids, boxes, by_id, names)), problems


def _named(columns: Sequence[pl.Series]) -> dict[str, pl.Series]:
    return {column.name: column for column in columns}


def _pixel_columns(
    dataset: Dataset, names: tuple[str, ...], files: Sequence[File], seen: Sequence[Seen]
) -> dict[str, pl.Series]:
    values = {
        ref.id: found
        for file, one in zip(files, seen, strict=True)
        for ref, found in zip(file.refs, one.values, strict=True)
    }
    ids = dataset.samples["id"]
    return {name: pl.Series(name, [values[id].get(name) for id in ids], pl.Float64) for name in names}


def _sizes(files: Sequence[File], seen: Sequence[Seen]) -> dict[str, tuple[int, int] | None]:
    return {file.uri: one.size for file, one in zip(files, seen, strict=True)}


def _unreadable(refs: Sequence[ImageRef], files: Sequence[File], seen: Sequence[Seen]) -> list[Problem]:
    reasons = {
        ref.id: reason
        for file, one in zip(files, seen, strict=True)
        for ref, reason in zip(file.refs, one.reasons, strict=True)
    }
    return [Problem(ref.id, reasons[ref.id]) for ref in refs if reasons[ref.id]]
