"""The command that makes variations of real images: vary."""

from enum import StrEnum
from typing import Annotated

import typer

from datadiet.cli.app import FAILED, Json, Seed, app
from datadiet.cli.generate import Command
from datadiet.cli.sets import Asked, Count, Formats, Jpeg, Out, Preview, Processes, told
from datadiet.scorecard.options import Options

ZOOM, CROP, SATURATION, CONTRAST, ARTEFACTS = (1.0, 1.2), (1.0, 1.0), (0.85, 1.15), (0.9, 1.1), (0, 5)


class Taken(StrEnum):
    """What a label without a mask is taken to be while it is turned."""

    ELLIPSE = "ellipse"
    BOX = "box"


@app.command(
    cls=Command,
    no_args_is_help=True,
    epilog="Example:  datadiet vary smears/ -n 500 --turn 180 --artefact dust --artefact hairs --out varied",
)
def vary(
    data: Annotated[str, typer.Argument(help="Images, annotated or not, in any known format.")],
    count: Count = 100,
    seed: Seed = 0,
    out: Out = None,
    turn: Annotated[float, typer.Option(help="Degrees, at most, to either side.")] = 10.0,
    no_flip: Annotated[bool, typer.Option("--no-flip", help="Do not mirror half of the pictures.")] = False,
    zoom: Annotated[tuple[float, float], typer.Option(help="Least and most enlargement.")] = ZOOM,
    crop: Annotated[tuple[float, float], typer.Option(help="Least and most share of width and height.")] = CROP,
    light: Annotated[float, typer.Option(help="Stops, at most, brighter or darker.")] = 0.3,
    gradient: Annotated[float, typer.Option(help="Share, at most, of light lost from one side to the other.")] = 0.2,
    warmth: Annotated[float, typer.Option(help="Mired, at most, warmer or cooler.")] = 20.0,
    saturation: Annotated[tuple[float, float], typer.Option(help="Least and most; 1 changes nothing.")] = SATURATION,
    contrast: Annotated[tuple[float, float], typer.Option(help="Least and most; 1 changes nothing.")] = CONTRAST,
    elastic: Annotated[float, typer.Option(help="Pixels, at most, by which a smooth deformation moves.")] = 2.0,
    wavelength: Annotated[float, typer.Option(help="Pixels between two bumps of the deformation.")] = 120.0,
    artefact: Annotated[
        list[str] | None, typer.Option(help="Laid on the picture: dust, scratches, hairs.", show_default="none")
    ] = None,
    artefacts: Annotated[tuple[int, int], typer.Option(help="Least and most of each kind.")] = ARTEFACTS,
    outline: Annotated[
        Taken, typer.Option(help="What turns in the place of a box without a mask: the ellipse in it, or all of it.")
    ] = Taken.ELLIPSE,
    kept: Annotated[float, typer.Option(help="Drop a label of which a smaller share is left in the picture.")] = 0.3,
    format_: Formats = None,
    jpeg: Jpeg = None,
    preview: Preview = None,
    workers: Processes = Options.workers,
    json: Json = False,
) -> None:
    """Turn, light, colour, deform and soil real images; their labels go along.

    Each picture records its image and what was done to it. The same seed gives the same bytes. A second run of the same
    command goes on where the first one stopped, and a larger -n adds to what is there. Exits with 1 where some pictures
    could not be made; the others are complete. `datadiet compose` pastes objects.
    """
    from datadiet.data import read
    from datadiet.generate.compose import Variation, Varier

    options = Variation(
        turn=turn,
        flip=not no_flip,
        zoom=zoom,
        crop=crop,
        light=light,
        gradient=gradient,
        warmth=warmth,
        saturation=saturation,
        contrast=contrast,
        elastic=elastic,
        wavelength=wavelength,
        artefacts=tuple(name.strip() for each in artefact or () for name in each.split(",")),
        count=artefacts,
        outline=outline.value,
        kept=kept,
    )
    asked = Asked(count, out, seed, workers, format_, jpeg, preview)
    made = asked.run(
        lambda progress: Varier.of(
            read(data, origin="real"), options=options, tell=asked.tell, workers=workers, progress=progress
        )
    )
    if made is None:
        return
    told(asked, made, [], {}, json=json)
    if made.bad:
        raise typer.Exit(FAILED)
