"""What every page is made with: templates that escape, and their style sheets."""

from pathlib import Path
from typing import Any

from datadiet.report.intention.words import short_place

__all__ = ["environment", "template_text"]

TEMPLATES = Path(__file__).parent / "templates"


def environment() -> Any:
    """Return the templates, which escape whatever is not marked as trusted."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["trusted"] = Markup
    environment.filters["short_place"] = short_place
    environment.policies["json.dumps_kwargs"] = {"allow_nan": False, "separators": (",", ":")}
    return environment


def template_text(name: str) -> str:
    """Return a style sheet or script as it is."""
    return (TEMPLATES / name).read_text(encoding="utf-8")
