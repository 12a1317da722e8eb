"""Scrambled Sobol points that can be asked for by number, each stratum with a shift of its own."""

from dataclasses import dataclass

import numpy as np

from datadiet.errors import DomainError

__all__ = ["Sobol"]

PIECE = 2**14
BITS = 52
"""Of a coordinate: half a step more still is exact in a double."""


@dataclass(frozen=True, slots=True)
class Sobol:
    """A sequence of points in the open unit cube."""

    directions: np.ndarray
    """(bits of the largest number, d) of which those that the Gray code of a point's number has are combined."""

    @classmethod
    def draw(cls, dimensions: int, most: int, *, rng: np.random.Generator) -> "Sobol":
        """Scramble a sequence of at most `most` points; more points would begin with the same.

        Raises:
            DomainError: more dimensions than direction numbers are known for.

        Source: Joe & Kuo 2008 for the direction numbers, Matousek 1998 for the scrambling; both as in SciPy.
        """
        from scipy.stats import qmc

        if dimensions > qmc.Sobol.MAXDIM:
            raise DomainError(
                f"{dimensions:,} variable conditions", expected=f"{qmc.Sobol.MAXDIM:,} at most in one domain"
            )
        if not dimensions:
            return cls(np.zeros((most.bit_length(), 0), np.uint64))
        engine = qmc.Sobol(dimensions, bits=BITS, seed=rng)
        first = _whole(engine.random(1))
        found: list[np.ndarray] = []
        for power in range(most.bit_length()):
            while ahead := 2**power - engine.num_generated:
                engine.random(min(ahead, PIECE))  # fast_forward fails with more than 32 bits in SciPy 1.17
            point = _whole(engine.random(1)) ^ first  # the Gray code of 2^k has the bits k and k - 1
            found.append(point ^ found[-1] if found else point)
        return cls(np.vstack(found))

    def shifts(self, count: int, *, rng: np.random.Generator) -> np.ndarray:
        """Draw the shifts of several sequences: (count, d)."""
        return rng.integers(2**BITS, size=(count, self.directions.shape[1]), dtype=np.uint64)

    def points(self, numbers: np.ndarray, shift: np.ndarray) -> np.ndarray:
        """Return points by number: (m,) whole numbers from 0, (m, d) or (d,) shifts -> (m, d) in (0, 1)."""
        gray = (numbers ^ (numbers >> 1)).astype(np.uint64)
        made = np.broadcast_to(shift, (len(numbers), self.directions.shape[1])).copy()
        for bit, direction in enumerate(self.directions):
            made ^= np.where(((gray >> np.uint64(bit)) & np.uint64(1))[:, None] > 0, direction, np.uint64(0))
        return (made.astype(np.float64) + 0.5) * 2.0**-BITS


def _whole(point: np.ndarray) -> np.ndarray:
    return (point * 2.0**BITS).astype(np.uint64)
