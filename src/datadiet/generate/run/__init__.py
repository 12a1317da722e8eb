"""The generation run: many pictures with labels into one folder, by any number of workers, and on after a kill."""

from datadiet.generate.run.asking import generate_twin, preview_twin, twin_source
from datadiet.generate.run.generated import Generated
from datadiet.generate.run.generating import generate_set
from datadiet.generate.run.preview import preview
from datadiet.generate.run.rows import Rows
from datadiet.generate.run.source import Source
from datadiet.generate.run.twins import TwinSource

__all__ = [
    "Generated",
    "Rows",
    "Source",
    "TwinSource",
    "generate_set",
    "generate_twin",
    "preview",
    "preview_twin",
    "twin_source",
]
