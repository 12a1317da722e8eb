"""Small regression trees over conditions, and the one leaf of them that a sentence can name."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["Column", "Region", "Tree", "Value", "column", "grow", "lowest"]

Value = str | float | bool | None
"""Of a condition, or of a fact of a file; None where it is missing."""

WORTH = 0.02
"""Share of the target's variance that each split must explain; what does not is pruned (cost-complexity)."""
LEVELS = 20
"""Levels of one condition that are kept apart: the most frequent ones; the others are taken together."""
_NAMED = 6
_OTHER = "other values"


@dataclass(frozen=True, slots=True)
class Column:
    """One condition: numbers with nan for missing, or names with None for missing."""

    name: str
    numbers: np.ndarray | None
    """(n,) float64."""
    names: np.ndarray | None
    """(n,) object."""

    @property
    def values(self) -> np.ndarray:
        """(n,) numbers or names."""
        values = self.numbers if self.numbers is not None else self.names
        assert values is not None
        return values

    @property
    def constant(self) -> bool:
        """Whether all samples agree."""
        return len({str(value) for value in self.values.tolist()}) < 2


@dataclass(frozen=True, slots=True)
class Tree:
    """A fitted tree, with the number that it gives each name: its rank by mean target in training."""

    model: Any
    columns: tuple[Column, ...]
    ranks: tuple[dict[object, float], ...]

    def predict(self, rows: np.ndarray) -> np.ndarray:
        """Predict the target of samples by their place in the columns."""
        return np.asarray(self.model.predict(_encoded(self.columns, self.ranks, rows)))


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the conditions' space: which samples lie in it, and the predicate that says so."""

    inside: np.ndarray
    """(n,) bool."""
    where: str


def column(name: str, values: Sequence[Value] | np.ndarray) -> Column:
    """Read one condition: numbers where every known value is one, else names; None and nan are missing."""
    known = [value for value in values if value is not None]
    if all(isinstance(value, int | float | np.number) and not isinstance(value, bool | np.bool) for value in known):
        return Column(name, np.array([np.nan if value is None else value for value in values], dtype=float), None)
    texts = [None if value is None else str(value) for value in values]
    kept = {text for text, _ in Counter(texts).most_common(LEVELS)}
    return Column(name, None, np.array([text if text in kept else _OTHER for text in texts], dtype=object))


def grow(columns: Sequence[Column], target: np.ndarray, rows: np.ndarray, *, leaves: int, depth: int) -> Tree:
    """Fit a tree to the target of some samples.

    A missing number lies below all others, so that one split sets it apart. Names are put in the order of their mean
    target, so that one split sets a group of them apart (Breiman 1984, theorem 4.5: no better grouping exists).
    """
    from sklearn.tree import DecisionTreeRegressor

    ranks = tuple(_ranks(column, target, rows) for column in columns)
    model = DecisionTreeRegressor(
        max_leaf_nodes=leaves,
        max_depth=depth,
        min_samples_leaf=max(10, len(rows) // 20),
        ccp_alpha=WORTH * float(target[rows].var()),
        random_state=0,
    )
    model.fit(_encoded(columns, ranks, rows), target[rows])
    return Tree(model, tuple(columns), ranks)


def lowest(tree: Tree) -> Region:
    """Return the leaf in which the mean target is lowest."""
    n = len(tree.columns[0].values)
    nodes, encoded = tree.model.tree_, _encoded(tree.columns, tree.ranks, np.arange(n))
    leaves = np.flatnonzero(nodes.children_left < 0)
    leaf = int(leaves[np.argmin(nodes.value[leaves, 0, 0])])
    bounds = _bounds(nodes, leaf)
    parts = [
        _worded(tree.columns[at], tree.ranks[at], encoded[:, at], *interval) for at, interval in sorted(bounds.items())
    ]
    return Region(tree.model.apply(encoded) == leaf, " and ".join(parts))


def _ranks(column: Column, target: np.ndarray, rows: np.ndarray) -> dict[object, float]:
    if column.names is None:
        return {}
    names = column.names[rows]
    means = {name: float(target[rows][names == name].mean()) for name in set(names)}
    return {name: float(rank) for rank, name in enumerate(sorted(means, key=lambda name: (means[name], str(name))))}


def _encoded(columns: Sequence[Column], ranks: Sequence[dict[object, float]], rows: np.ndarray) -> np.ndarray:
    return np.column_stack([_encode(column, rank)[rows] for column, rank in zip(columns, ranks, strict=True)])


def _encode(column: Column, ranks: dict[object, float]) -> np.ndarray:
    if column.numbers is None:
        unseen = (len(ranks) - 1) / 2
        return np.array([ranks.get(name, unseen) for name in column.values])
    return np.where(np.isnan(column.numbers), _below(column.numbers), column.numbers)


def _below(numbers: np.ndarray) -> float:
    known = numbers[~np.isnan(numbers)]
    return float(known.min() - 1 - np.ptp(known)) if known.size else 0.0


def _bounds(nodes: Any, leaf: int) -> dict[int, tuple[float, float]]:
    """Return feature -> (low, high] on the way from the root to a leaf."""
    parents = {int(child): node for node in range(nodes.node_count) for child in _children(nodes, node)}
    bounds: dict[int, tuple[float, float]] = {}
    node = leaf
    while node in parents:
        parent = parents[node]
        low, high = bounds.get(int(nodes.feature[parent]), (-np.inf, np.inf))
        threshold = float(nodes.threshold[parent])
        if node == nodes.children_left[parent]:
            high = min(high, threshold)
        else:
            low = max(low, threshold)
        bounds[int(nodes.feature[parent])] = (low, high)
        node = parent
    return bounds


def _children(nodes: Any, node: int) -> tuple[int, ...]:
    if nodes.children_left[node] < 0:
        return ()
    return int(nodes.children_left[node]), int(nodes.children_right[node])


def _worded(column: Column, ranks: dict[object, float], encoded: np.ndarray, low: float, high: float) -> str:
    if column.numbers is None:
        inside = [name for name, rank in ranks.items() if low < rank <= high]
        return _names_worded(column.name, inside, len(ranks))
    known = np.unique(encoded[~np.isnan(column.numbers)])
    missing = bool(np.isnan(column.numbers).any()) and low == -np.inf
    if not np.any((known > low) & (known <= high)):
        return f"{column.name} is missing"
    parts = []
    if low > -np.inf and np.any(known <= low):
        parts.append(f"{_rounded(low, known)} <")
    if high < np.inf:
        parts.append(f"<= {_rounded(high, known)}")
    if len(parts) == 2:
        return f"{parts[0]} {column.name} {parts[1]}"
    if not parts:
        return f"{column.name} is known"
    if high < np.inf:
        return f"{column.name} {parts[0]}" + (" or missing" if missing else "")
    return f"{column.name} > {parts[0].removesuffix(' <')}"


def _rounded(threshold: float, known: np.ndarray) -> str:
    """Write a threshold with as few digits as keep the same samples on either side."""
    place = np.searchsorted(known, threshold, side="right")
    for digits in range(1, 17):
        text = f"{threshold:.{digits}g}"
        if np.searchsorted(known, float(text), side="right") == place:
            break
    return text


def _names_worded(condition: str, inside: list[object], n_levels: int) -> str:
    words = sorted("missing" if name is None else str(name) for name in inside)
    if len(words) == 1:
        return f"{condition} is {words[0]}"
    shown = words if len(words) <= _NAMED else [*words[: _NAMED - 1], f"{len(words) - _NAMED + 1} more"]
    return f"{condition} is {', '.join(shown[:-1])} or {shown[-1]}"
