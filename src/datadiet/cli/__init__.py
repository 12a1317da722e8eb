"""The command line. Exit codes: 0 done, 1 a gate failed or pictures are missing, 2 bad input, 130 interrupted."""

from datadiet.cli import (
    commands,
    compose,
    domain,
    generate,
    models,
    models_proof,
    table,
    table_share,
    table_show,
    tradeoff,
    train,
    value,
    vary,
    versions,
    versions_history,
)
from datadiet.cli.app import app, main, run

__all__ = [
    "app",
    "commands",
    "compose",
    "domain",
    "generate",
    "main",
    "models",
    "models_proof",
    "run",
    "table",
    "table_share",
    "table_show",
    "tradeoff",
    "train",
    "value",
    "vary",
    "versions",
    "versions_history",
]
