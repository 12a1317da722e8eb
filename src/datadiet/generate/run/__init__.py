"""The generation run: many pictures with labels into one folder, by any number of workers, and on after a kill."""

from datadiet.generate.run.generated import Generated
from datadiet.generate.run.generating import generate_set
from datadiet.generate.run.preview import preview
from datadiet.generate.run.source import Source

__all__ = ["Generated", "Source", "generate_set", "preview"]
