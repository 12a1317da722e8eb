"""Options that the commands about real and synthetic data share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Embedder", "Group", "Level", "Metadata"]


class Level(StrEnum):
    """What a sample is, where it is one of two."""

    ITEM = "item"
    SCENE = "scene"


Embedder = Annotated[
    str, typer.Option(help="patches, timm:NAME, onnx:FILE or MODULE:OBJECT; given: numbers are embeddings.")
]
Group = Annotated[
    str | None, typer.Option(help="What is not independent: a COLUMN, a REGEX on the path, 'folder' or 'auto'.")
]
Metadata = Annotated[Path | None, typer.Option(help="CSV, JSONL or Parquet, joined by file name.")]
