"""Generators of tables, fitted to real rows: each a map from normal random numbers to rows."""

from datadiet.generate.tables.models.contract import Arrays, TableModel
from datadiet.generate.tables.models.copula import GaussianCopula, fit_copula, fit_independent
from datadiet.generate.tables.models.tree import TreeSampler, fit_tree
from datadiet.generate.tables.models.vine import VineCopula, fit_vine

__all__ = [
    "Arrays",
    "GaussianCopula",
    "TableModel",
    "TreeSampler",
    "VineCopula",
    "fit_copula",
    "fit_independent",
    "fit_tree",
    "fit_vine",
]
