"""Rows that can be given away: share."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from datadiet.cli.app import FAILED, Json, Seed
from datadiet.cli.outputs import check_folder
from datadiet.cli.table import table
from datadiet.errors import OptionError

__all__ = ["share"]


class Format(StrEnum):
    """What the rows are written as."""

    CSV = "csv"
    PARQUET = "parquet"
    JSONL = "jsonl"


@table.command(no_args_is_help=True, epilog="Example:  datadiet table share model --real real.csv --out shared")
def share(
    source: Annotated[Path, typer.Argument(help="A fitted model, or a table of made rows.", show_default=False)],
    real: Annotated[Path, typer.Option(help="The real rows that it was made from.", show_default=False)],
    out: Annotated[Path, typer.Option(help="The folder to write rows and certificate to.", show_default=False)],
    holdout: Annotated[
        Path | None,
        typer.Option(help="Real rows that it was not made from.", show_default="the model's method, fitted to a half"),
    ] = None,
    count: Annotated[
        int | None, typer.Option("-n", "--count", help="How many rows of a model.", show_default="as the real ones")
    ] = None,
    known: Annotated[
        str | None,
        typer.Option(help="Columns of what others know of people, with commas.", show_default="found by their names"),
    ] = None,
    k: Annotated[int, typer.Option("--k", help="So many real rows must have a known combination, or none.")] = 5,
    keep: Annotated[list[str] | None, typer.Option(help="A column that names nobody, whatever it looks like.")] = None,
    drop: Annotated[list[str] | None, typer.Option(help="A column to leave out.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="What the rows are written as.")] = Format.CSV,
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Write rows that name nobody, with a certificate of what was checked.

    Looked for are names of people, rare combinations of what others know of them, and rows too near to real ones. Exits
    with 1, and writes nothing, where a check fails.
    """
    from datadiet.generate.tables.sharing.sharing import Wishes, share_model, share_rows, write_shared
    from datadiet.generate.tables.storage import MODEL, load_model
    from datadiet.schema import read_table

    check_folder(out, "certificate.json")
    wishes = Wishes(
        k, tuple(name.strip() for name in known.split(",")) if known else None, (*(keep or ()),), (*(drop or ()),)
    )
    people = read_table(real)
    strangers = None if holdout is None else read_table(holdout)
    if (source / MODEL).is_file() or source.name == MODEL:
        saved = load_model(source)
        made = share_model(saved, people, seed=seed, n=count, holdout=strangers, wishes=wishes, name=source.name)
    elif strangers is None:
        raise OptionError(
            f"{source} is a table, and there is no --holdout",
            expected="real rows that it was not made from, to compare with",
            todo="give --holdout; or fit a model to the real rows and share that: datadiet table fit",
        )
    else:
        made = share_rows(read_table(source), people, strangers, seed=seed, wishes=wishes, name=source.name)
    told = made.certificate
    if told.passed:
        told = write_shared(made, out, suffix=f".{format_.value}")
    print(told.json() if json else told.text(), end="")
    if not told.passed:
        print("datadiet: refused: a check fails, and nothing was written", file=sys.stderr)
        raise typer.Exit(FAILED)
    if not json:
        print(f"Rows: {out / f'rows.{format_.value}'} ({made.frame.height:,})\nCertificate: {out / 'certificate.txt'}")
