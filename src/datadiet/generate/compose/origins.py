"""Where the images come from that composites and variations are made from."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from datadiet.data.dataset import Dataset
from datadiet.data.paths import split_source
from datadiet.data.versions.provenance import Origin, from_data
from datadiet.generate.compose.objects import Annotated

__all__ = ["origin"]

_NAMED_BY = {"images": ("parameter.image", None, None), "backgrounds": ("background", None, None)}
"""Role -> the condition of a picture (as metadata.parquet calls it), that of its objects, and the kind of these, that
name an image."""
_OBJECTS = (None, "source", "pasted")


def origin(
    role: Literal["images", "backgrounds", "objects"], dataset: Dataset, pictures: Sequence[Annotated]
) -> Origin:
    """Return the data set that images are of, with the content of each."""
    source, _ = split_source(Path(dataset.source))
    column, object_column, kind = _NAMED_BY.get(role, _OBJECTS)
    samples = {picture.id: picture.content for picture in pictures}
    return from_data(role, source, samples, column=column, object_column=object_column, object_kind=kind)
