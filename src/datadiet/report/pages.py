"""What every page is made with: templates that escape, their style sheets, and a file that is whole or not there."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from datadiet.errors import OutputError
from datadiet.report.intention.words import short_place

__all__ = ["environment", "template_text", "write_whole"]

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


def write_whole(page: str, path: str | Path) -> Path:
    """Write a page, complete or not at all, and return its path; OutputError where it cannot be written."""
    target = Path(path)
    temporary = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(
            "w", encoding="utf-8", dir=target.parent, prefix=f".{target.name}-", delete=False
        ) as temporary:
            temporary.write(page)
        Path(temporary.name).chmod(0o644)
        os.replace(temporary.name, target)
    except OSError as error:
        if temporary is not None:
            with suppress(OSError):
                os.unlink(temporary.name)
        raise OutputError(
            f"{target} cannot be written ({error.strerror or error})",
            expected="a path in a folder that can be written to",
            todo="choose another place",
        ) from error
    return target
