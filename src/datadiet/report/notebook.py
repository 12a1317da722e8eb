"""A scorecard inside a notebook: small, without script, in the notebook's own colours."""

from datadiet.report.pages import environment
from datadiet.report.summary import summarise
from datadiet.scorecard.card import Scorecard

__all__ = ["html"]


def html(card: Scorecard) -> str:
    """Return the trio, faults, verdicts and the next command as an HTML fragment of a few kilobytes."""
    page: str = environment().get_template("notebook.html.j2").render(summary=summarise(card))
    return page
