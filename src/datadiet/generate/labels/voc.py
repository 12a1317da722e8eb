"""Pascal VOC: `Annotations/` with one XML file for each of `images/`."""

from pathlib import Path
from xml.etree import ElementTree

from datadiet.data.whole import write_whole
from datadiet.generate.labels.catalogue import Catalogue
from datadiet.generate.labels.frame import Frame, Label

__all__ = ["DIFFICULT", "OCCLUDED", "TRUNCATED", "write_xml"]

TRUNCATED = 0.15
"""Share outside the picture above which an item is `truncated`. Source: VOC2011 Annotation Guidelines."""
OCCLUDED = 0.05
"""Share covered above which it is `occluded`. Source: the same."""
DIFFICULT = 0.2
"""Share seen below which it is `difficult`; VOC leaves that to the eye."""


def write_xml(frame: Frame, folder: Path, catalogue: Catalogue) -> None:
    """Write the boxes of one picture; corners are edges, as today's tools write them, not inclusive pixels."""
    root = ElementTree.Element("annotation")
    _text(root, "folder", "images")
    _text(root, "filename", frame.file)
    size = ElementTree.SubElement(root, "size")
    for name, value in (("width", frame.width), ("height", frame.height), ("depth", 3)):
        _text(size, name, value)
    _text(root, "segmented", 0)
    for one in frame.labels:
        _object(root, one)
    ElementTree.indent(root)
    data = ElementTree.tostring(root, encoding="utf-8") + b"\n"
    write_whole(folder / "Annotations" / Path(frame.file).with_suffix(".xml"), data)


def _object(root: ElementTree.Element, one: Label) -> None:
    node = ElementTree.SubElement(root, "object")
    _text(node, "name", one.label)
    _text(node, "pose", "Unspecified")
    _text(node, "truncated", int(one.truncation > TRUNCATED))
    _text(node, "occluded", int(one.occlusion > OCCLUDED))
    _text(node, "difficult", int(one.visible < DIFFICULT))
    box = ElementTree.SubElement(node, "bndbox")
    for name, value in zip(("xmin", "ymin", "xmax", "ymax"), one.box, strict=True):
        _text(box, name, value)


def _text(parent: ElementTree.Element, name: str, value: object) -> None:
    ElementTree.SubElement(parent, name).text = str(value)
