"""Which samples are not independent of each other: frames of one video, renders of one scene, crops of one image."""

import dataclasses
import re
from pathlib import PurePath

import polars as pl

from datadiet.data.dataset import Dataset
from datadiet.data.similarity import duplicate_images, duplicate_vectors
from datadiet.errors import OptionError

__all__ = ["assign"]


def assign(dataset: Dataset, rule: str | None) -> Dataset:
    """Return the data set with `group` filled in for every sample.

    Args:
        dataset: any data set.
        rule: None: the group that the data declares, else each sample its own; `folder`: the folder of the file;
            `auto`: near-duplicates (see `similarity`); a column's name: its values; anything else: a regular
            expression whose first group in parentheses, found in the id or else the uri, is the group.

    A sample for which the rule gives nothing is a group of its own. OptionError where the rule is neither a column nor
    such an expression, or matches no sample.
    """
    samples = dataset.samples
    if rule is None:
        found = samples["group"]
    elif rule == "folder":
        found = pl.Series([str(PurePath(uri or id).parent) for id, uri in samples["id", "uri"].iter_rows()])
    elif rule == "auto":
        found = _near_duplicates(dataset)
    elif rule in samples.columns:
        found = samples[rule].cast(pl.String)
    else:
        found = _by_expression(dataset, rule)
    own = pl.coalesce(pl.Series("group", found, dtype=pl.String), samples["id"])
    return dataclasses.replace(dataset, samples=samples.with_columns(own.alias("group")))


def _near_duplicates(dataset: Dataset) -> pl.Series:
    """Name each group after its first sample; crops of one image are one group whatever they show."""
    samples = dataset.samples
    if dataset.vectors is not None:
        numbers = pl.Series(duplicate_vectors(dataset.vectors))
    else:
        uris = samples["uri"].unique(maintain_order=True)
        by_uri = dict(zip(uris, duplicate_images(uris.to_list()).tolist(), strict=True))
        numbers = pl.Series([by_uri[uri] for uri in samples["uri"]])
    frame = pl.DataFrame({"number": numbers, "id": samples["id"]})
    return frame.select(pl.col("id").first().over("number")).to_series()


def _by_expression(dataset: Dataset, rule: str) -> pl.Series:
    try:
        pattern = re.compile(rule)
    except re.error as error:
        raise _unknown(dataset, rule, f"a regular expression ({error})") from error
    if not pattern.groups:
        raise _unknown(dataset, rule, "a regular expression with a group in parentheses, such as '(video[0-9]+)'")
    found = []
    for id, uri in dataset.samples["id", "uri"].iter_rows():
        match = pattern.search(id) or pattern.search(uri or "")
        found.append(match.group(1) if match else None)
    if not any(found):
        raise OptionError(
            f"the group rule '{rule}' matches none of the {len(dataset)} samples of {dataset.name}",
            expected=f"a match in ids such as '{dataset.samples['id'][0]}'",
        )
    return pl.Series(found, dtype=pl.String)


def _unknown(dataset: Dataset, rule: str, otherwise: str) -> OptionError:
    columns = ", ".join(name for name in dataset.samples.columns if name not in ("id", "uri"))
    return OptionError(
        f"the group rule '{rule}' is neither a column of {dataset.name} nor {otherwise}",
        expected=f"folder, auto, one of the columns {columns}, or such an expression",
    )
