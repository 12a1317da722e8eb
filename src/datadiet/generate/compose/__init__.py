"""Composites: real objects pasted on real backgrounds, and variations of real images; labels are carried along."""

from datadiet.generate.compose.composing import Composer, compose_set
from datadiet.generate.compose.options import Pasting, Variation
from datadiet.generate.compose.varying import Varier, vary_set

__all__ = ["Composer", "Pasting", "Variation", "Varier", "compose_set", "vary_set"]
