"""The order of levels that a frame declares by its types: Enum of Polars, which ordered categories of pandas become."""

from dataclasses import replace

import polars as pl

from datadiet.schema.column import Column

__all__ = ["in_order"]


def in_order(column: Column, kind: pl.DataType) -> Column:
    """Return a category of an ordered type as an ordered one, and any other column as it is."""
    if column.kind != "category" or not isinstance(kind, pl.Enum):
        return column
    there = tuple(level for level in kind.categories if level in column.levels)
    if set(there) != set(column.levels):
        return column
    return replace(column, kind="ordered", levels=there, why=f"{column.why}; the frame has them in an order")
