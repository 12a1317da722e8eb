"""Long work on the terminal: a bar with the time that is left, or a line now and then where there is no terminal."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from datadiet.engine.progress import Progress

__all__ = ["shown"]

EVERY = 10.0
"""Seconds between two lines where the stream is not a terminal."""


@contextmanager
def shown(stream: TextIO | None = None) -> Iterator[Progress]:
    """Yield a progress callback that writes to `stream` (standard error by default)."""
    stream = stream or sys.stderr
    if not stream.isatty():
        yield _Lines(stream)
        return
    with _bars(stream) as progress:
        yield progress


@contextmanager
def _bars(stream: TextIO) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(file=stream), transient=True) as bars:
        tasks: dict[str, object] = {}

        def progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)  # type: ignore[arg-type]

        yield progress


class _Lines:
    """Progress as plain lines: when a stage begins to be long, every few seconds, with the time that is left."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.stage = stream, ""
        self.began = self.last = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage != self.stage:
            self.stage, self.began, self.last = stage, now, now
        if now - self.last < EVERY or not done:
            return
        self.last = now
        left = (now - self.began) / done * (total - done)
        self.stream.write(f"{stage}: {done:,} of {total:,}, {_clock(left)} left\n")
        self.stream.flush()


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
