"""What a trade-off is drawn of: a twin at several widths, folders that somebody made, or a function that makes them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from datadiet.errors import OptionError
from datadiet.measure.paired import LEAST

if TYPE_CHECKING:
    from datadiet.generate.twins.twin import Twin

__all__ = ["DECLARED", "WIDTHS", "Made", "Sets", "Source", "sets_of"]

WIDTHS = (0.0, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1.0)
"""0 is fixed, 0.5 as the twin declares, 1 wild."""
DECLARED = 0.5
MOST_DIGITS = 6
Made = Callable[[int, int], None]
"""Called with how many pictures of a set are made, and how many there are to make."""
Source = "str | Path | Twin | Mapping[float, Any] | Callable[[float, Path], Any]"


@dataclass(frozen=True, slots=True)
class Sets:
    """One set of synthetic data for each width."""

    name: str
    """What makes them."""
    widths: tuple[float, ...]
    """Ascending."""
    make: Callable[[float, Path, Made], Any]
    """Makes the set of one width in a folder, where it is not there yet, and returns what is to be scored."""
    n: int | None
    """Images a width; None where that is not ours to say."""
    generates: bool
    """Whether there is a twin that could make more at any width."""


def sets_of(
    source: Any,
    widths: Sequence[float] | None,
    *,
    n: int,
    seed: int,
    workers: int,
    name: str | None = None,
) -> Sets:
    """Return the sets of a source, none of them made yet.

    Args:
        source: a twin, by name, file or as it is; folders by width; or a function of the width and a folder.
        widths: two or more in [0, 1]; None takes `WIDTHS`, or those of the folders.
        n: images a width that a twin makes.
        seed: of a twin's pictures: the same for all widths, so that nothing but the width changes.
        workers: processes.
        name: what to call it; a twin and folders have names.

    Raises:
        OptionError: fewer than two widths, one outside [0, 1], or widths beside folders.
        TwinError: there is no such twin, or it cannot be read.
    """
    if isinstance(source, Mapping):
        if widths is not None:
            raise OptionError("widths beside folders", expected="folders alone: each has its width")
        return _given(source, name)
    chosen = checked(WIDTHS if widths is None else widths)
    if callable(source):
        make: Callable[[float, Path], Any] = source
        called = name or str(getattr(source, "__name__", "sets"))
        return Sets(called, chosen, lambda width, folder, made: make(width, folder), None, generates=False)
    return _of_twin(source, chosen, n, seed, workers, name)


def checked(widths: Sequence[float]) -> tuple[float, ...]:
    """Return widths in order, each once; OptionError where they make no curve."""
    chosen = tuple(sorted({round(float(width), MOST_DIGITS) for width in widths}))
    said = ", ".join(f"{width:g}" for width in widths) or "none"
    if not all(0 <= width <= 1 for width in chosen):
        raise OptionError(f"widths {said}", expected="numbers from 0 (fixed) over 0.5 (as declared) to 1 (wild)")
    if len(chosen) < 2:
        raise OptionError(f"widths {said}", expected="two or more, from 0 to 1: one makes no curve")
    return chosen


def _given(folders: Mapping[float, Any], name: str | None) -> Sets:
    by_width = {round(float(width), MOST_DIGITS): made for width, made in folders.items()}
    return Sets(
        name or "given sets", checked(list(folders)), lambda width, folder, made: by_width[width], None, generates=False
    )


def _of_twin(
    twin: "str | Path | Twin", widths: tuple[float, ...], n: int, seed: int, workers: int, name: str | None
) -> Sets:
    from datadiet.generate.run import TwinSource, generate_set
    from datadiet.generate.twins.loading import find
    from datadiet.generate.twins.twin import Twin

    found = twin if isinstance(twin, Twin) else find(twin)
    if n < LEAST:
        raise OptionError(f"n is {n}", expected=f"{LEAST} images a width or more, or none can be told apart")

    def make(width: float, folder: Path, made: Made) -> Path:
        def report(stage: str, done: int, total: int) -> None:
            if stage == "pictures":
                made(n - total + done, n)

        source = TwinSource(found, width=width)
        return generate_set(source, n, folder, seed=seed, workers=workers, progress=report).folder

    return Sets(name or found.name, widths, make, n, generates=True)
