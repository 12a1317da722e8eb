"""Rows from a fitted generator, and rows for which a condition holds, however rare it is."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from datadiet.errors import DataError, OptionError
from datadiet.generate.tables.models.contract import TableModel
from datadiet.randomness import stream

__all__ = ["Drawn", "draw", "draw_where"]

BLOCK = 4096
"""Rows that share a random stream: part of what a seed means."""
POOL = 1 << 20
"""Rows among which a condition is looked for at random, before it is given up."""
CHAINS = 64
"""Rows that meet the condition from which others are reached."""
RARE = 1 / 1024
"""Share of rows that meet a condition below which chance is not waited for, however few rows are due."""
MOVES = 60
_STEPS = (0.1, 0.25, 0.5, 0.8)
Holds = Callable[[np.ndarray], np.ndarray]
"""Says of (n, d) values for which rows the condition holds: (n,) booleans."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawn:
    """Rows."""

    values: np.ndarray
    """(n, d)"""
    share: float | None = None
    """Of rows drawn without the condition, how many meet it; None without a condition."""
    looked_at: int = 0
    """Rows by which that is known."""
    moved: int = 0
    """Rows that were reached from others that meet the condition, rather than found at random."""


def draw(model: TableModel, n: int, *, seed: int) -> Drawn:
    """Return n rows; the same seed gives the same rows, and a longer sample extends a shorter one.

    Raises:
        OptionError: n is below 1.
    """
    _check(n)
    blocks = [model.decode(_latent(model, number, seed)) for number in range(-(-n // BLOCK))]
    return Drawn(np.concatenate(blocks)[:n])


def draw_where(model: TableModel, n: int, holds: Holds, *, seed: int) -> Drawn:
    """Return n rows for which a condition holds, as they are distributed among all rows for which it does.

    Rows are drawn at random as long as that finds enough. Where the condition is too rare, the normal numbers behind
    the rows that were found are moved about: z' = √(1 - b²) z + b ξ leaves their distribution as it is, and a move that
    breaks the condition is not made, so that what is left is the distribution under the condition. When to stop looking
    does not depend on n, and each block of moves has a stream of its own: more rows begin with fewer.

    Args:
        model: fitted.
        n: rows.
        holds: the condition.
        seed: of all draws.

    Raises:
        DataError: not one of a million rows meets it.
        OptionError: n is below 1.

    Source: Cotter, Roberts, Stuart & White 2013 (preconditioned Crank-Nicolson moves).
    """
    _check(n)
    found: list[np.ndarray] = []
    met = looked = 0
    while met < n and looked < POOL and not (met >= CHAINS and met < RARE * looked):
        latent = _latent(model, looked // BLOCK, seed)
        fine = np.asarray(holds(model.decode(latent)), bool)
        found.append(latent[fine])
        met, looked = met + int(fine.sum()), looked + BLOCK
    if not met:
        raise DataError(
            f"none of {looked:,} rows meets the condition",
            expected="a condition that the generator can meet",
            todo="loosen it, or fit to real rows of which more meet it",
        )
    latent = np.concatenate(found)[:n]
    missing = n - len(latent)
    if missing:
        starts = latent[np.arange(missing) % len(latent)]
        blocks = [starts[at : at + BLOCK] for at in range(0, missing, BLOCK)]
        moved = [_moved(model, each, holds, stream(seed, "moves", number)) for number, each in enumerate(blocks)]
        latent = np.concatenate([latent, *moved])
    return Drawn(model.decode(latent), met / looked, looked, missing)


def _moved(model: TableModel, start: np.ndarray, holds: Holds, rng: np.random.Generator) -> np.ndarray:
    """Return what a block of rows becomes by moves of several sizes, each kept where the condition still holds."""
    now = start.copy()
    for at in range(MOVES):
        b = _STEPS[at % len(_STEPS)]
        noise = rng.standard_normal((BLOCK, now.shape[1]))[: len(now)]  # of a whole block, whatever part is due
        proposed = (1 - b * b) ** 0.5 * now + b * noise
        fine = np.asarray(holds(model.decode(proposed)), bool)
        now[fine] = proposed[fine]
    return now


def _latent(model: TableModel, number: int, seed: int) -> np.ndarray:
    """Return the normal numbers of a block of rows."""
    return stream(seed, "rows", number).standard_normal((BLOCK, model.dimensions))


def _check(n: int) -> None:
    if n < 1:
        raise OptionError(f"{n} rows", expected="1 or more")
