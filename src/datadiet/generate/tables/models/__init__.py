"""Generators of tables, fitted to real rows: each a map from normal random numbers to rows."""

from datadiet.generate.tables.models.contract import Arrays, TableModel
from datadiet.generate.tables.models.copula import GaussianCopula, fit_copula

__all__ = ["Arrays", "GaussianCopula", "TableModel", "fit_copula"]
