"""Images that nobody could open: of training data they are left out, by name; test data must have none."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from datadiet.data.dataset import Problem
from datadiet.data.images import check, decode
from datadiet.data.spelling import plural
from datadiet.engine.progress import Progress, silent
from datadiet.errors import DataError
from datadiet.loop.training.material import Material
from datadiet.loop.training.parts import only

__all__ = ["check_readable", "readable"]

CHECKED = (".png", ".jpg", ".jpeg")
"""Formats whose checksums and structure tell damage; any other has to be decoded."""


def readable(material: Material, progress: Progress = silent) -> Material:
    """Return a training set without the samples whose image cannot be read; each such image is one of its `problems`.

    Raises:
        DataError: nothing is left to learn from.
    """
    reasons = _reasons(material, partial(progress, "looking at training images"))
    if not reasons:
        return material
    gone = material.data.samples["uri"].is_in(list(reasons)).fill_null(False)
    files, whole = _files(material), material.data.samples["uri"].n_unique()
    problems = tuple(Problem(files[uri], f"{reason}; it is left out") for uri, reason in reasons.items())
    first = f"the first is {problems[0].where}, which {next(iter(reasons.values()))}"
    if gone.all():
        raise DataError(
            f"not one of {plural(whole, 'image')} of {material.source} can be read; {first}",
            expected="image files",
            todo="copy them again from where they came",
        )
    left = only(material, (~gone).arg_true().to_numpy())
    if not left.classes:
        raise DataError(
            f"{plural(len(reasons), 'image')} of {material.source} cannot be read, and the others show no object; "
            f"{first}",
            expected="images with annotated objects that can be read",
            todo="copy them again from where they came",
        )
    data = replace(left.data, problems=(*left.data.problems, *problems))
    return replace(left, data=data, whole=material.whole)


def check_readable(test: Material, progress: Progress = silent) -> None:
    """Refuse test data of which an image cannot be read: models are to be compared on the same ones."""
    reasons = _reasons(test, partial(progress, "looking at test images"))
    if reasons:
        uri, reason = next(iter(reasons.items()))
        raise DataError(
            f"{plural(len(reasons), 'test image')} cannot be read, '{_files(test)[uri]}' the first: it {reason}",
            expected="test images that all can be read, so that models are compared on the same ones",
            todo="mend them, or take them out",
        )


def _reasons(material: Material, told: partial[None]) -> dict[str, str]:
    """Return file -> why it cannot be read, in the order of the samples; nothing of tables and vectors."""
    if material.table is not None or material.data.vectors is not None:
        return {}
    uris = material.data.samples["uri"].drop_nulls().unique(maintain_order=True).to_list()
    found = {}
    for done, uri in enumerate(uris, 1):
        try:
            (check if Path(uri).suffix.lower() in CHECKED else decode)(uri)
        except DataError as error:
            found[uri] = error.found.removeprefix(f"{uri}: ").removeprefix(f"{uri} ")
        told(done, len(uris))
    return found


def _files(material: Material) -> dict[str, str]:
    """Return file -> the id of its image: at the level `item` that is what the ids of its samples begin with."""
    rows = material.data.samples.filter(pl.col("uri").is_not_null()).unique("uri", keep="first", maintain_order=True)
    item = material.level == "item"
    return {uri: id.rpartition("#")[0] if item else id for uri, id in rows.select("uri", "id").iter_rows()}
