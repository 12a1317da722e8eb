"""Labels: what a renderer says of a picture, as records, and as the files that trainers and `datadiet.data` read."""

from datadiet.generate.labels.catalogue import Catalogue
from datadiet.generate.labels.formats import FORMATS
from datadiet.generate.labels.frame import Frame, Label

__all__ = ["FORMATS", "Catalogue", "Frame", "Label"]
