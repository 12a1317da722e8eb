"""The command line. Exit codes: 0 done, 1 a gate failed, 2 bad input, 130 interrupted."""

from datadiet.cli import commands, domain
from datadiet.cli.app import app, main, run

__all__ = ["app", "commands", "domain", "main", "run"]
