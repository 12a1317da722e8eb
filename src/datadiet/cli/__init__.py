"""The command line. Exit codes: 0 done, 1 a gate failed or pictures are missing, 2 bad input, 130 interrupted."""

from datadiet.cli import commands, compose, domain, generate, table, table_share, table_show, tradeoff, vary, versions, versions_history
from datadiet.cli.app import app, main, run

__all__ = [
    "app",
    "commands",
    "compose",
    "domain",
    "generate",
    "main",
    "run",
    "table",
    "table_share",
    "table_show",
    "tradeoff",
    "vary",
    "versions",
    "versions_history",
]
