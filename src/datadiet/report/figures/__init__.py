"""Figures as files, and as vector pictures inside the page; the same drawing for both."""

from datadiet.report.figures.files import write_all
from datadiet.report.figures.inline import inline

__all__ = ["inline", "write_all"]
