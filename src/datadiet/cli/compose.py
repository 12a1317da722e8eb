"""The command that pastes real objects on real or rendered backgrounds: compose."""

from enum import StrEnum
from typing import Annotated

import typer

from datadiet.cli.app import FAILED, Json, Seed, app
from datadiet.cli.generate import Command
from datadiet.cli.sets import Asked, Count, Formats, Jpeg, Out, Preview, Processes, told
from datadiet.scorecard.options import Options

PER_IMAGE, ZOOM = (1, 4), (0.5, 2.0)


class Blending(StrEnum):
    """How an object is joined to its background."""

    HARD = "hard"
    FEATHERED = "feathered"
    POISSON = "poisson"


class Outline(StrEnum):
    """What an object without a mask is taken to be."""

    BOX = "box"
    ELLIPSE = "ellipse"
    COLOUR = "colour"


class Boxes(StrEnum):
    """Where the box of a pasted object lies."""

    TIGHT = "tight"
    DRAWN = "drawn"


class Sizes(StrEnum):
    """How large a pasted object is."""

    VERTICAL = "vertical"
    OVERALL = "overall"
    KEPT = "kept"


@app.command(
    cls=Command,
    no_args_is_help=True,
    epilog="Example:  datadiet compose cells/ --on smears/ -n 200 --outline colour --sizes kept --out pasted",
)
def compose(
    objects: Annotated[str, typer.Argument(help="Images with annotated objects: COCO, YOLO, Pascal VOC, FiftyOne.")],
    on: Annotated[
        str, typer.Option(help="Backgrounds: real images, or a set of `datadiet generate`.", show_default=False)
    ],
    count: Count = 100,
    seed: Seed = 0,
    out: Out = None,
    blending: Annotated[
        Blending, typer.Option(help="Replaced, with a soft edge, or with the light of the background.")
    ] = Blending.FEATHERED,
    outline: Annotated[
        Outline, typer.Option(help="What an object without a mask is: its box, the ellipse in it, or found by colour.")
    ] = Outline.BOX,
    boxes: Annotated[
        Boxes,
        typer.Option(help="Boxes: tight around the mask, or as loose as they were drawn. Masks stay as they are."),
    ] = Boxes.TIGHT,
    feather: Annotated[float, typer.Option(help="Width of a soft edge in pixels.")] = 3.0,
    classes: Annotated[
        list[str] | None, typer.Option("--class", help="A class that is pasted.", show_default="all")
    ] = None,
    per_image: Annotated[tuple[int, int], typer.Option(help="Least and most objects for a picture.")] = PER_IMAGE,
    sizes: Annotated[
        Sizes, typer.Option(help="Sizes of the class at that height of the image, of the class, or its own.")
    ] = Sizes.VERTICAL,
    zoom: Annotated[tuple[float, float], typer.Option(help="Least and most that an object is enlarged.")] = ZOOM,
    turn: Annotated[float, typer.Option(help="Degrees, at most, to either side.")] = 0.0,
    flip: Annotated[bool, typer.Option("--flip", help="Mirror half of the objects.")] = False,
    overlap: Annotated[float, typer.Option(help="Share, 0 to 1, of the smaller of two that may be covered.")] = 0.2,
    covered: Annotated[float, typer.Option(help="Drop a label of which a larger share is covered.")] = 0.7,
    format_: Formats = None,
    jpeg: Jpeg = None,
    preview: Preview = None,
    workers: Processes = Options.workers,
    json: Json = False,
) -> None:
    """Paste annotated objects on other images, with labels, and with what each picture was made of.

    Labels of the backgrounds are kept, and cut back where something covers them. The same seed gives the same bytes.
    A second run of the same command goes on where the first one stopped, and a larger -n adds to what is there. Exits
    with 1 where some pictures could not be made; the others are complete. `datadiet vary` changes whole images.
    """
    from datadiet.data import read
    from datadiet.generate.compose import Composer, Pasting
    from datadiet.generate.compose.summing import Pasted

    options = Pasting(
        blending=blending.value,
        outline=outline.value,
        boxes=boxes.value,
        per_image=per_image,
        sizes=sizes.value,
        zoom=zoom,
        overlap=overlap,
        covered=covered,
        feather=feather,
        turn=turn,
        flip=flip,
        labels=tuple(name.strip() for each in classes or () for name in each.split(",")),
    )
    asked = Asked(count, out, seed, workers, format_, jpeg, preview)
    made = asked.run(
        lambda progress: Composer.of(
            read(objects, origin="real"),
            read(on, origin="real"),
            options=options,
            tell=asked.tell,
            workers=workers,
            progress=progress,
        )
    )
    if made is None:
        return
    pasted = Pasted.of(made.metadata)
    facts = {"wanted": pasted.wanted, "pasted": pasted.pasted, "dropped": pasted.dropped, "skipped": pasted.skipped}
    told(asked, made, [pasted.line], facts, json=json)
    if made.bad:
        raise typer.Exit(FAILED)
