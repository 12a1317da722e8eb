"""What a table is made of: kinds of columns, how they are found, and how a table becomes numbers and back."""

from datadiet.schema.coded import Coded
from datadiet.schema.column import MODELLED, NUMBERS, Column, Kind, Schema

__all__ = ["MODELLED", "NUMBERS", "Coded", "Column", "Kind", "Schema"]
