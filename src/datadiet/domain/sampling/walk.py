"""From points of the unit cube to combinations of atoms, condition after condition."""

import numpy as np

__all__ = ["walk"]


def walk(atoms: np.ndarray, mass: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Choose a combination for each point, and say where in each of its atoms the point lies.

    The first coordinate chooses the first atom by its share, the second the second atom by its share beside the first,
    and so on. Within the chosen atom the coordinate is stretched to 0 to 1 again, so that it can be used once more:
    what is even in the points stays even in the values.

    Args:
        atoms: (r, v) combinations, in lexicographic order.
        mass: (r,) how often each shall come, 0 or more, not all 0.
        points: (m, v) in (0, 1).

    Returns:
        (m,) row of the combination, and (m, v) positions in [0, 1].

    Source: Rosenblatt 1952, "Remarks on a multivariate transformation".
    """
    cumulated = np.concatenate([[0.0], np.cumsum(mass)])
    first, last = np.zeros(len(points), np.intp), np.full(len(points), len(atoms))
    within = np.empty_like(points)
    changed = np.zeros(len(atoms), bool)
    changed[:1] = True
    row = first
    for j in range(atoms.shape[1]):
        changed[1:] |= atoms[1:, j] != atoms[:-1, j]
        starts = np.append(np.flatnonzero(changed), len(atoms))
        low, high = cumulated[first], cumulated[last]
        goal = np.clip(low + points[:, j] * (high - low), low, np.nextafter(high, -1))
        row = np.searchsorted(cumulated, goal, side="right") - 1
        block = np.searchsorted(starts, row, side="right") - 1
        first, last = starts[block], starts[block + 1]
        within[:, j] = np.clip((goal - cumulated[first]) / (cumulated[last] - cumulated[first]), 0, 1)
    return row, within
