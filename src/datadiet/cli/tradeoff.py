"""The command around a twin's width: tradeoff."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from datadiet.cli.app import Json, Seed, Workers, app
from datadiet.errors import OptionError
from datadiet.progress import shown
from datadiet.scorecard.options import Options


class Level(StrEnum):
    """What a sample is."""

    ITEM = "item"
    SCENE = "scene"
    ALL = "all"


@app.command(
    no_args_is_help=True,
    epilog="Example:  datadiet tradeoff blood-smear --real photos/ -n 60 --level all --out tradeoff",
)
def tradeoff(
    twin: Annotated[
        str | None, typer.Argument(help="A twin: a YAML file, or the name of one that ships.", show_default=False)
    ] = None,
    real: Annotated[str, typer.Option(help="Real data: a folder, an annotation file, a table or .npy.")] = "",
    sets: Annotated[
        list[str] | None,
        typer.Option(help="WIDTH=DATA: score this set instead of making one; once for each width, without TWIN."),
    ] = None,
    n: Annotated[int, typer.Option("-n", "--count", help="Images for each width.")] = 100,
    widths: Annotated[
        str | None,
        typer.Option(
            help="Two or more, with commas, from 0 (fixed) over 0.5 (as declared) to 1 (wild).",
            show_default="nine, evenly",
        ),
    ] = None,
    level: Annotated[Level, typer.Option(help="What a sample is; all draws a curve for each level.")] = Level(
        Options.level
    ),
    embedder: Annotated[str, typer.Option(help="patches, timm:NAME, onnx:FILE or MODULE:OBJECT.")] = Options.embedder,
    group: Annotated[
        str | None,
        typer.Option(help="What is not independent: a COLUMN, a REGEX on the path, 'folder' or 'auto'."),
    ] = Options.group,
    out: Annotated[
        Path, typer.Option(help="The folder for sets, runs, picture and page; goes on where it was.")
    ] = Path("datadiet-tradeoff"),
    seed: Seed = Options.seed,
    workers: Workers = Options.workers,
    json: Json = False,
) -> None:
    """Generate TWIN at several widths, score each against --real, and say which width is the best compromise."""
    from datadiet.tradeoff import tradeoff as swept

    if not real:
        raise OptionError("there is no --real", expected="--real DATA: what the sets are scored against")
    with shown() as progress:
        found = swept(
            _source(twin, sets or []),
            real,
            out=out,
            n=n,
            widths=None if widths is None else _widths(widths),
            level=level.value,
            embedder=embedder,
            group=group,
            seed=seed,
            workers=workers,
            progress=progress,
        )
    if json:
        sys.stdout.buffer.write(found.json())
    else:
        print(f"Page: {out / 'index.html'}\n\n{found.words()}")


def _source(twin: str | None, sets: list[str]) -> str | dict[float, str]:
    if twin is not None and sets:
        raise OptionError("both a twin and --sets", expected="one of them")
    if twin is not None:
        return twin
    if not sets:
        raise OptionError("neither a twin nor --sets", expected="what is to be scored at several widths")
    return _folders(sets)


def _folders(sets: list[str]) -> dict[float, str]:
    found: dict[float, str] = {}
    for pair in sets:
        text, _, data = pair.partition("=")
        width = _width(text, pair)
        if not data or width in found:
            raise OptionError(
                f"--sets {pair}: {'this width was given before' if data else 'no data is named'}",
                expected="WIDTH=DATA, once for each width, such as 0.5=renders/",
            )
        found[width] = data
    return found


def _widths(text: str) -> list[float]:
    return [_width(part, text) for part in text.split(",") if part.strip()]


def _width(text: str, whole: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise OptionError(f"'{text}' in '{whole}' is no width", expected="a number from 0 to 1") from None
