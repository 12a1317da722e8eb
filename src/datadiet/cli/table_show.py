"""What a fitted generator of tables is: show."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from datadiet.cli.outputs import PAGE, Force, check_output
from datadiet.cli.table import Model, table

__all__ = ["show"]


@table.command(no_args_is_help=True, epilog="Example:  datadiet table show model --page model.html")
def show(
    model: Model,
    page: Annotated[Path | None, typer.Option(help="Write pictures and tables as an HTML page too.")] = None,
    force: Force = False,
) -> None:
    """Say of every column of MODEL what was fitted, how well, and what was rejected and why; and why this method."""
    from datadiet.generate.tables.storage import load_facts
    from datadiet.report.columns import text, write_model_page

    if page is not None:
        check_output(page, PAGE, force=force)
    told = load_facts(model)
    print(text(told, name=model.name or str(model)), end="")
    if page is not None:
        write_model_page(told, page, name=model.name or str(model))
        print(f"\nPage: {page}")
    words = ["datadiet", "table", "sample", str(model), "-n", "1000", "--out", "rows.csv"]
    print(f"{'' if page else chr(10)}Next: {shlex.join(words)}")
