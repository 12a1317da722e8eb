"""What a table is made of: kinds of columns, how they are found, and how a table becomes numbers and back."""

from datadiet.schema.coded import Coded
from datadiet.schema.coding import decode, encode
from datadiet.schema.column import KINDS, MODELLED, NUMBERS, Column, Kind, Schema
from datadiet.schema.files import dump_schema, load_schema, save_schema
from datadiet.schema.inferring import infer
from datadiet.schema.reading import read_table

__all__ = [
    "KINDS",
    "MODELLED",
    "NUMBERS",
    "Coded",
    "Column",
    "Kind",
    "Schema",
    "decode",
    "dump_schema",
    "encode",
    "infer",
    "load_schema",
    "read_table",
    "save_schema",
]
