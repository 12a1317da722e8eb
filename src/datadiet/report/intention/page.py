"""A page about a data set and its domain alone: one HTML file that opens offline."""

from datadiet.domain.intentionality import Intentionality
from datadiet.errors import OptionError
from datadiet.report.intention.section import section
from datadiet.report.pages import environment, template_text

__all__ = ["render"]

STYLES = ("base.css", "parts.css", "figures.css", "domain.css", "print.css", "domain-print.css")
SCRIPTS = ("page.js", "tables.js")


def render(result: Intentionality, *, data: str = "") -> str:
    """Return the page as HTML: no request leaves it, and every text from the data is escaped.
    The same result gives the same bytes.

    Raises:
        OptionError: no domain was declared, so there is nothing to be shown.
    """
    shown = section(result)
    if shown is None:
        raise OptionError(
            "there is no domain to be shown", expected="a result that was checked against a domain", todo="declare one"
        )
    page: str = (
        environment()
        .get_template("domain-page.html.j2")
        .render(
            domain=shown,
            data=data,
            styles=[template_text(name) for name in STYLES],
            scripts=[template_text(name) for name in SCRIPTS],
        )
    )
    return page
