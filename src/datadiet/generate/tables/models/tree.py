"""The sequential tree sampler: each column is drawn from the real values in a leaf of a tree that asks about the
columns before it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from scipy.special import ndtr

from datadiet.errors import DataError, TooFewSamples
from datadiet.generate.tables.models.contract import Arrays
from datadiet.schema import NUMBERS, Coded, Column

__all__ = ["LEAST", "TreeSampler", "fit_tree"]

LEAST = 10
"""Real rows in a leaf, at least: fewer would come near to copying them."""
LIMIT = 200_000
"""Rows that a tree is grown on."""
_ONE_BY_ONE = 12
"""Levels without order that a tree may ask about one by one; of more, the most frequent ones."""


@dataclass(frozen=True, slots=True, eq=False)
class _Tree:
    """Questions of the form `feature <= threshold`, and the sorted values in each leaf."""

    feature: np.ndarray
    """(nodes,) -1 for a leaf."""
    threshold: np.ndarray
    children: np.ndarray
    """(nodes, 2): where yes and no lead."""
    start: np.ndarray
    """(nodes,) where a leaf's values begin."""
    count: np.ndarray
    values: np.ndarray
    """Sorted within each leaf, missing ones last."""

    def leaves(self, features: np.ndarray) -> np.ndarray:
        """Return in which leaf each row ends, (n,)."""
        node = np.zeros(len(features), int)
        rows = np.arange(len(features))
        while (inner := self.feature[node] >= 0).any():
            at = node[inner]
            no = features[rows[inner], self.feature[at]] > self.threshold[at]
            node[inner] = self.children[at, no.astype(int)]
        return node

    def draw(self, leaf: np.ndarray, shares: np.ndarray, smooth: bool) -> np.ndarray:
        """Return the values at these shares of their leaves, (n,).

        A number lies between two neighbouring values of its leaf, so that no value need be repeated. Shares near 0 and
        1 give the leaf's ends: nothing lies beyond what was seen.
        """
        place = shares * self.count[leaf]
        low = np.minimum(place.astype(int), self.count[leaf] - 1)
        drawn = self.values[self.start[leaf] + low]
        if not smooth:
            return drawn
        centred = np.clip(place - 0.5, 0, self.count[leaf] - 1)
        under = centred.astype(int)
        a = self.values[self.start[leaf] + under]
        b = self.values[self.start[leaf] + np.minimum(under + 1, self.count[leaf] - 1)]
        between = a + (centred - under) * (b - a)
        # Between a value and a missing one there is nothing; a value that is repeated in its leaf is a point mass.
        return np.where(np.isnan(between) | np.isnan(drawn) | (a == drawn) & (b == drawn), drawn, between)


@dataclass(frozen=True, slots=True, eq=False)
class TreeSampler:
    """A tree for each column, in an order."""

    method: ClassVar[str] = "tree"
    columns: tuple[Column, ...]
    order: tuple[int, ...]
    middles: np.ndarray
    """(d,) what a tree takes a missing value for, beside knowing that it is missing."""
    asked: tuple[tuple[int, ...], ...]
    """Of each column without order: the levels that trees may ask about."""
    trees: tuple[_Tree, ...]
    """In the order."""

    @property
    def dimensions(self) -> int:
        """One for each column."""
        return len(self.columns)

    def decode(self, latent: np.ndarray) -> np.ndarray:
        """Return (n, d) values from (n, d) standard normal numbers."""
        made = np.full(latent.shape, np.nan)
        shares = np.clip(ndtr(latent), 0, 1 - 1e-12)
        features = [np.zeros((len(latent), 0))]
        for tree, j in zip(self.trees, self.order, strict=True):
            leaf = tree.leaves(np.concatenate(features, axis=1))
            made[:, j] = tree.draw(leaf, shares[:, j], self.columns[j].kind in NUMBERS)
            features.append(_features(made[:, j], self.middles[j], self.asked[j]))
        return made

    def dump(self) -> tuple[dict[str, Any], Arrays]:
        """Return it as facts and arrays."""
        arrays = {f"{at}.{name}": getattr(tree, name) for at, tree in enumerate(self.trees) for name in _FIELDS}
        facts = {"order": list(self.order), "asked": [list(each) for each in self.asked]}
        return facts, {**arrays, "middles": self.middles}

    @classmethod
    def load(cls, columns: tuple[Column, ...], facts: Mapping[str, Any], arrays: Arrays) -> Self:
        """Return what `dump` took apart."""
        try:
            order = tuple(map(int, facts["order"]))
            asked = tuple(tuple(map(int, each)) for each in facts["asked"])
            trees = tuple(_Tree(*(arrays[f"{at}.{name}"] for name in _FIELDS)) for at in range(len(order)))
            middles = arrays["middles"]
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"a part of the model is missing or not as expected ({error!r})") from error
        made = cls(columns, order, middles, asked, trees)
        if sorted(order) != list(range(len(columns))) or not all(_sound(tree) for tree in trees):
            raise DataError("the trees of the model do not fit its columns", expected="a model that was not changed")
        return made


_FIELDS = ("feature", "threshold", "children", "start", "count", "values")


def fit_tree(
    rows: Coded, *, rng: np.random.Generator, order: Sequence[int] | None = None, least: int = LEAST
) -> TreeSampler:
    """Grow a tree for each column on those before it.

    Args:
        rows: two or more, of one column or more.
        rng: draws rows where there are more than 200,000, and what trees leave to chance.
        order: of the columns; by default those of few values first, which is where a condition is soonest met.
        least: real rows in each leaf.

    Raises:
        TooFewSamples: fewer than two rows, or no column.

    Source: Reiter 2005; Nowok, Raab & Dibben 2016 (synthpop).
    """
    if len(rows) < 2 or not rows.columns:
        raise TooFewSamples(f"{len(rows)} rows of {len(rows.columns)} columns", expected="two rows of one column")
    if len(rows) > LIMIT:
        rows = rows.rows(np.sort(rng.choice(len(rows), LIMIT, replace=False)))
    chosen = tuple(order) if order is not None else _by_values(rows)
    middles = np.array([_middle(values) for values in rows.values.T])
    asked = tuple(_asked(column, values) for column, values in zip(rows.columns, rows.values.T, strict=True))
    features = [np.zeros((len(rows), 0))]
    trees = []
    for j in chosen:
        levels = rows.columns[j].kind in ("category", "boolean")
        trees.append(_grown(np.concatenate(features, axis=1), rows.values[:, j], levels, least, rng))
        features.append(_features(rows.values[:, j], middles[j], asked[j]))
    return TreeSampler(rows.columns, chosen, middles, asked, tuple(trees))


def _by_values(rows: Coded) -> tuple[int, ...]:
    distinct = [len(np.unique(values[~np.isnan(values)])) for values in rows.values.T]
    return tuple(np.argsort(distinct, kind="stable").tolist())


def _middle(values: np.ndarray) -> float:
    there = values[~np.isnan(values)]
    return float(np.median(there)) if there.size else 0.0


def _asked(column: Column, values: np.ndarray) -> tuple[int, ...]:
    if column.kind != "category":
        return ()
    codes, counts = np.unique(values[~np.isnan(values)].astype(int), return_counts=True)
    return tuple(np.sort(codes[np.argsort(-counts, kind="stable")][:_ONE_BY_ONE]).tolist())


def _features(values: np.ndarray, middle: float, asked: tuple[int, ...]) -> np.ndarray:
    """Return what trees may ask about a column: its value, whether it is missing, whether it is a level."""
    gone = np.isnan(values)
    return np.column_stack([np.where(gone, middle, values), gone, *(values == level for level in asked)]).astype(
        np.float32
    )


def _grown(features: np.ndarray, values: np.ndarray, levels: bool, least: int, rng: np.random.Generator) -> _Tree:
    """Grow a tree that tells apart what the column is, or that it is missing, and put the values in its leaves."""
    gone = np.isnan(values)
    if features.shape[1] == 0 or len(values) < 2 * least:
        nodes = np.array([-1]), np.zeros(1), np.zeros((1, 2), int)
        return _filled(*nodes, np.zeros(len(values), int), values)
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    seed = int(rng.integers(2**31))
    if levels:
        tree = DecisionTreeClassifier(min_samples_leaf=least, min_impurity_decrease=1e-5, random_state=seed)
        tree.fit(features, np.where(gone, -1, values).astype(int))
    else:
        # Ranks, so that no outlier decides alone; missing ones far out, so that they are told apart.
        ranks = np.where(gone, -1.0, np.searchsorted(np.sort(values[~gone]), values) / max(1, int((~gone).sum())))
        tree = DecisionTreeRegressor(min_samples_leaf=least, min_impurity_decrease=1e-6, random_state=seed)
        tree.fit(features, ranks)
    grown = tree.tree_
    children = np.column_stack([grown.children_left, grown.children_right])
    feature = np.where(grown.children_left < 0, -1, grown.feature)
    return _filled(feature, grown.threshold.astype(float), children, tree.apply(features), values)


def _filled(
    feature: np.ndarray, threshold: np.ndarray, children: np.ndarray, leaf: np.ndarray, values: np.ndarray
) -> _Tree:
    order = np.lexsort((values, leaf))  # NaN last within each leaf
    count = np.bincount(leaf, minlength=len(feature))
    start = np.concatenate([[0], np.cumsum(count)[:-1]])
    return _Tree(
        feature.astype(np.int32),
        threshold,
        np.maximum(children, 0).astype(np.int32),
        start.astype(np.int64),
        count.astype(np.int64),
        values[order],
    )


def _sound(tree: _Tree) -> bool:
    """Say whether every question leads on, to a later node, and every leaf has values."""
    nodes = np.arange(len(tree.feature))
    inner = tree.feature >= 0
    onward = (tree.children[inner] > nodes[inner, None]).all() and (tree.children[inner] < len(nodes)).all()
    filled = (tree.count[~inner] > 0).all() and (tree.start + tree.count <= len(tree.values)).all()
    return bool(onward and filled and (tree.start >= 0).all())
