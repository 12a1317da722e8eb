"""The pictures of a data set as a source: as they are, in their order, with their labels."""

import json
from dataclasses import dataclass
from typing import Self

import numpy as np

from datadiet.data.dataset import Dataset
from datadiet.data.versions.provenance import Origin, Provenance
from datadiet.engine.progress import Progress, silent
from datadiet.errors import DataError
from datadiet.generate.compose.carrying import Carried, inside, instances
from datadiet.generate.compose.checking import checked
from datadiet.generate.compose.objects import Annotated, Object, Telling, annotated, digest, outline
from datadiet.generate.compose.origins import origin
from datadiet.generate.compose.pictures import pixels_of
from datadiet.generate.twins.rendered import Mask, Rendered

__all__ = ["Taken"]


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """All that the pictures are; no pixels, so that workers can be sent it."""

    name: str
    pictures: tuple[Annotated, ...]
    origins: tuple[Origin, ...] = ()

    @classmethod
    def of(cls, dataset: Dataset, *, tell: Telling, workers: int = 1, progress: Progress = silent) -> Self:
        """Look through a data set, with every image read once.

        Args:
            dataset: images, annotated or not.
            tell: is told of every image and label that cannot be used.
            workers: processes.
            progress: called with the stage, how many are done, and how many there are.

        Raises:
            DataError: not one image can be read.
        """
        found = annotated(dataset, tell)
        pictures = checked(found, "box", stage="images", tell=tell, workers=workers, progress=progress)
        if not pictures:
            raise DataError(f"{dataset.source} has no image that can be read", expected="at least one image")
        return cls(dataset.name, pictures, (origin("images", dataset, pictures),))

    def __len__(self) -> int:
        return len(self.pictures)

    @property
    def provenance(self) -> Provenance:
        """The images by their content."""
        return Provenance("taken", self.origins)

    @property
    def spec(self) -> str:
        """The images and labels by their digest."""
        return json.dumps({"taken": digest(self.pictures)})

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes of all objects, in alphabetical order."""
        return tuple(sorted({one.label for picture in self.pictures for one in picture.objects}))

    def frame(self, index: int, *, seed: int) -> Rendered:
        """Return picture `index` with its labels, whatever the seed."""
        source = self.pictures[index]
        items = [_carried(one, source.size) for one in source.objects]
        return Rendered(pixels_of(source.uri), instances([one for one in items if one]), {"image": source.id})


def _carried(one: Object, size: tuple[int, int]) -> Carried | None:
    """Return a label as it was; None where nothing of it lies in the picture."""
    mask = inside(outline(one, size, "box"), size)
    if not mask.area:
        return None
    left, top, right, bottom = one.box
    return Carried(
        label=one.label,
        amodal=mask,
        visible=mask,
        within=mask.area,
        pose={"x": (left + right) / 2, "y": (top + bottom) / 2, "angle": 0.0, "zoom": 1.0},
        parameters={"source": one.name, "outline": "mask" if one.mask else "box"},
        slack=_slack(one, mask),
    )


def _slack(one: Object, mask: Mask) -> tuple[int, int, int, int]:
    """Return how much wider the box was drawn than the mask."""
    bounds = mask.box
    if not one.mask or bounds is None:
        return 0, 0, 0, 0
    away = np.array(bounds) - np.array(one.box)
    left, top, right, bottom = (round(side) for side in np.maximum(away * (1, 1, -1, -1), 0).tolist())
    return left, top, right, bottom
