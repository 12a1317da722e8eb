"""What can be measured of samples that come without metadata, so that a declared domain can be checked on them."""

from datadiet.domain.attributes import objects, pixels
from datadiet.domain.attributes.measured import Attributes, is_attribute, measure_attributes

__all__ = [
    "DESCRIPTIONS",
    "ITEM_OBJECTS",
    "PIXELS",
    "SCENE_OBJECTS",
    "Attributes",
    "is_attribute",
    "measure_attributes",
]

PIXELS = tuple(pixels.MEASURES)
"""Measured from the pixels of any sample."""
SCENE_OBJECTS = tuple(objects.SCENE)
"""Measured from the annotations of a whole image; and `objects_<label>`, the number of objects of one class."""
ITEM_OBJECTS = tuple(objects.ITEM)
"""Measured from the annotation of one object."""
DESCRIPTIONS: dict[str, str] = {**pixels.DESCRIPTIONS, **objects.DESCRIPTIONS}
"""What each is, in a line."""
