"""The command that gives composites the look of real pictures: refine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datadiet.cli.app import FAILED, Json, Seed
from datadiet.cli.generate import Command
from datadiet.cli.image import image
from datadiet.cli.outputs import check_folder
from datadiet.cli.sets import Asked, Formats, Jpeg, Out, Preview, Processes, told
from datadiet.engine.progress import Progress
from datadiet.errors import OptionError
from datadiet.scorecard.options import Options

if TYPE_CHECKING:
    from datadiet.generate.images import Refined, Refiner

__all__ = ["refine"]


@image.command(
    cls=Command, no_args_is_help=True, epilog="Example:  datadiet image refine pasted --real cells/ --out refined"
)
def refine(
    composites: Annotated[str, typer.Argument(help="Composites or renders, annotated or not, in any known format.")],
    real: Annotated[
        str | None, typer.Option(help="Real images that show the same at the same scale.", show_default=False)
    ] = None,
    refiner: Annotated[
        Path | None, typer.Option(help="One that --keep wrote, in the place of --real.", show_default=False)
    ] = None,
    out: Out = None,
    keep: Annotated[
        Path | None, typer.Option(help="A folder to write the refiner to, for --refiner.", show_default=False)
    ] = None,
    side: Annotated[int, typer.Option(help="Pixels of the windows that it learns from, 4 to 32.")] = 32,
    steps: Annotated[int, typer.Option(help="Of training, at most.")] = 1000,
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
    seed: Seed = 0,
    format_: Formats = None,
    jpeg: Jpeg = None,
    preview: Preview = None,
    workers: Processes = Options.workers,
    json: Json = False,
) -> None:
    """Move COMPOSITES towards the look of real pictures: colours, contrasts, sharpness. Needs the extra `deep`.

    Nothing moves in a picture, and labels go along. It learns from small windows: at annotated objects where there are
    some. A second run of the same command goes on where the first one stopped. Exits with 1 where some pictures could
    not be made; the others are complete.
    """
    from datadiet.data import read
    from datadiet.generate.images import Refined, fit_refiner, load_refiner, save_refiner
    from datadiet.generate.images.taken import Taken
    from datadiet.generate.storage import MODEL

    if (real is None) == (refiner is None):
        raise OptionError("both, or neither, of --real and --refiner are given", expected="one of them")
    if keep is not None:
        check_folder(keep, MODEL)
    known = load_refiner(refiner) if refiner else None
    dataset = read(composites, origin="synthetic")
    asked = Asked(0, out, seed, workers, format_, jpeg, preview)
    found: list[Refiner] = []

    def make(progress: "Progress") -> "Refined":
        taken = Taken.of(dataset, tell=asked.tell, workers=workers, progress=progress)
        asked.n = len(taken)
        fitted = known or fit_refiner(
            dataset,
            read(str(real), origin="real"),
            side=side,
            seed=seed,
            steps=steps,
            device=device,
            progress=progress,
        )
        if keep is not None:
            save_refiner(fitted, keep)
        found.append(fitted)
        return Refined(taken, fitted)

    made = asked.run(make)
    facts = dict(found[0].facts)
    lines = [_words(found[0]), *found[0].notes]
    if made is None:
        print("\n".join(lines))
        return
    told(asked, made, lines, {"refiner": facts}, json=json)
    if made.bad:
        raise typer.Exit(FAILED)


def _words(refiner: "Refiner") -> str:
    before, after, kept = (float(refiner.facts[name]) for name in ("gap_before", "gap_after", "edges_kept"))
    return f"gap of the look to held-out real windows: {before:.2f} before, {after:.2f} after; edges kept: {kept:.2f}"
