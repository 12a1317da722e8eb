"""Figures as files, and as vector pictures inside the page; the same drawing for both."""

from datadiet.report.figures.files import write_all
from datadiet.report.figures.inline import inline, inline_condition

__all__ = ["inline", "inline_condition", "write_all"]
