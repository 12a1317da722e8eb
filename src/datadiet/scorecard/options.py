"""What a person may ask of a score, with the defaults, in one place."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args, Literal

from datadiet.errors import OptionError

__all__ = ["LEVELS", "LevelName", "Options", "Progress"]

LevelName = Literal["item", "environment", "scene", "all"]
LEVELS: tuple[str, ...] = get_args(LevelName)
REDUCERS = ("pca", "umap", "tsne")
Progress = Callable[[str, int, int], None]
"""Called with the stage, how many are done, and how many there are."""


def _no_progress(stage: str, done: int, total: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Options:
    """How two data sets are scored."""

    embedder: str = "patches"
    level: str = "scene"
    group: str | None = None
    metadata: Path | None = None
    reducer: str = "pca"
    noise: str = "gaussian:0.0392"
    """Gaussian pixel noise with a standard deviation of 10/255."""
    explain: bool = False
    paper: bool = False
    seed: int = 0
    workers: int = os.cpu_count() or 1
    cache: Path | None = None
    progress: Progress = _no_progress

    def __post_init__(self) -> None:
        _one_of("level", self.level, LEVELS)
        _one_of("reducer", self.reducer, REDUCERS)
        if self.seed < 0:
            raise OptionError(f"seed is {self.seed}", expected="an integer of 0 or more")
        if self.workers < 1:
            raise OptionError(f"workers is {self.workers}", expected="an integer of 1 or more")


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> None:
    if value not in choices:
        raise OptionError(f"{name} is '{value}'", expected=f"one of {', '.join(choices)}")
