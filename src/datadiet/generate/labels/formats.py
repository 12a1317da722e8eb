"""Which formats there are, and what each one puts into the folder of a set."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from datadiet.generate.labels.catalogue import Catalogue
from datadiet.generate.labels.coco import write_coco
from datadiet.generate.labels.fiftyone import place_image, write_labels
from datadiet.generate.labels.frame import Frame
from datadiet.generate.labels.masks import write_classes, write_masks
from datadiet.generate.labels.voc import write_xml
from datadiet.generate.labels.yolo import write_text, write_yaml

__all__ = ["FORMATS", "Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write labels."""

    entries: tuple[str, ...]
    """What it puts into the folder: files, or folders that are its own."""
    each: Callable[[Frame, Path, Catalogue], None] | None = None
    """Writes what belongs to one picture."""
    whole: Callable[[Callable[[], Iterable[Frame]], Path, Catalogue], None] | None = None
    """Writes what belongs to the set, after all pictures."""


FORMATS = {
    "coco": Format(("annotations.json",), whole=write_coco),
    "yolo": Format(("data.yaml", "labels"), each=write_text, whole=write_yaml),
    "voc": Format(("Annotations",), each=write_xml),
    "fiftyone": Format(("fiftyone",), each=place_image, whole=write_labels),
    "masks": Format(("masks",), each=write_masks, whole=write_classes),
}
"""All share the pictures in `images/`; whoever reads the folder as it stands gets the first that is there."""
