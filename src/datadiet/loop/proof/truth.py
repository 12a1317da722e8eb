"""What is known of the real test samples: their ids, conditions, and the boxes or labels that people gave them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from datadiet.data.dataset import Dataset
from datadiet.data.versions.canonical import table_digest, text
from datadiet.measure.detection import Boxes

__all__ = ["Truth", "numbers_of"]


@dataclass(frozen=True, slots=True)
class Truth:
    """The real test samples."""

    data: Dataset
    """One row a sample, in the order of their numbers; for conditions, groups and pictures."""
    keys: Mapping[Any, int]
    """What a prediction may call a sample by -> its number."""
    classes: tuple[str, ...]
    class_keys: Mapping[Any, int]
    """What a prediction may call a class by -> its number."""
    objects: Boxes | None
    """Of detection."""
    labels: np.ndarray | None
    """(n,) number of the class; of classification."""
    sizes: np.ndarray | None = None
    """(n, 2) width and height of the images in pixels, NaN where not known; of detection."""
    ids: Mapping[Any, str] = field(default_factory=dict)
    """What a COCO file calls its images -> their names; empty of other formats, which have names alone."""
    class_ids: Mapping[Any, str] = field(default_factory=dict)
    """Likewise of its categories."""

    def __len__(self) -> int:
        return len(self.data)

    def digest(self) -> str:
        """Return the SHA-256 over the ids of the samples with their boxes or labels, whatever their order.

        Neither pixels nor the place of the files enter: predictions are compared without them.
        """
        ids = self.data.samples["id"].to_list()
        if self.objects is None:
            assert self.labels is not None
            return table_digest(sorted((id, self.classes[at]) for id, at in zip(ids, self.labels, strict=True)))
        boxes: list[list[str]] = [[] for _ in ids]
        one = self.objects
        for image, kind, box, area, crowd in zip(one.image, one.category, one.box, one.area, one.crowd, strict=True):
            boxes[image].append(text([self.classes[kind], *box.tolist(), float(area), bool(crowd)]))
        return table_digest(sorted((id, *sorted(own)) for id, own in zip(ids, boxes, strict=True)))


def numbers_of(data: Dataset) -> dict[Any, int]:
    """Every sample by its id, and by its plain file name where no other has the same."""
    ids = data.samples["id"].to_list()
    plain = [id.replace("\\", "/").rpartition("/")[2] for id in ids]
    count = Counter(plain)
    return {name: at for at, name in enumerate(plain) if count[name] == 1} | {id: at for at, id in enumerate(ids)}
