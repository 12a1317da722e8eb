"""Data in and out: what a person has becomes a `Dataset`, and what is kept is written back."""

from datadiet.data.dataset import ANNOTATIONS, SAMPLES, Dataset, ImageRef, Problem
from datadiet.data.reading import read
from datadiet.data.writing import write

__all__ = ["ANNOTATIONS", "SAMPLES", "Dataset", "ImageRef", "Problem", "read", "write"]
