"""The page of a comparison: one HTML file that opens offline."""

from datadiet.loop.proof import Proof
from datadiet.report.pages import environment, template_text
from datadiet.report.proof.pictures import shown
from datadiet.report.proof.summary import summed

__all__ = ["render"]

STYLES = ("base.css", "parts.css", "figures.css", "domain.css", "proof.css", "print.css")
SCRIPTS = ("page.js", "tables.js")


def render(proof: Proof) -> str:
    """Return the page as HTML: no request leaves it, every text from the data is escaped, and the same comparison and
    pictures give the same bytes.
    """
    page: str = (
        environment()
        .get_template("proof-page.html.j2")
        .render(
            proof=proof,
            told=summed(proof),
            gained=shown(proof.gained),
            lost=shown(proof.lost),
            styles=[template_text(name) for name in STYLES],
            scripts=[template_text(name) for name in SCRIPTS],
        )
    )
    return page
