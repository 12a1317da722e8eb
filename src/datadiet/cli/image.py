"""The commands that make small pictures: cut, fit, sample, show."""

import json as jsons
import shlex
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from datadiet.cli.app import FAILED, Json, Seed, app
from datadiet.cli.generate import Command
from datadiet.cli.outputs import check_folder, problem_lines
from datadiet.cli.sets import Asked, Count, Formats, Jpeg, Out, Preview, Processes
from datadiet.errors import OptionError
from datadiet.progress import shown
from datadiet.scorecard.options import Options

if TYPE_CHECKING:
    from datadiet.data.dataset import Problem
    from datadiet.generate.images import ImageModel

__all__ = ["image"]

image = typer.Typer(
    no_args_is_help=True,
    help="Make small pictures with a fitted network, and make composites look real.",
    epilog="Begin with:  datadiet image cut photos/ --out crops     then:  datadiet image fit crops --out model",
)
app.add_typer(image, name="image")

Model = Annotated[Path, typer.Argument(help="A folder that `datadiet image fit` wrote.", show_default=False)]


class Method(StrEnum):
    """What is fitted."""

    VAE = "vae"
    GAN = "gan"


@image.command(no_args_is_help=True, epilog="Example:  datadiet image cut photos/ --size 32 --out crops")
def cut(
    data: Annotated[str, typer.Argument(help="Images with annotated boxes: COCO, YOLO, Pascal VOC, FiftyOne.")],
    out: Annotated[Path, typer.Option(help="A new folder.", show_default=False)],
    size: Annotated[
        int | None, typer.Option(help="Pixels of a side that items are squeezed to.", show_default="as they are")
    ] = None,
    margin: Annotated[float, typer.Option(help="Share of a box that is added on each side.")] = 0.0,
    json: Json = False,
) -> None:
    """Cut the annotated items of DATA out, as PNG files in a folder for each class."""
    from datadiet.data import read
    from datadiet.generate.images import cut_items

    with shown() as progress:
        found = cut_items(read(data, origin="real"), out, size=size, margin=margin, progress=progress)
    if json:
        facts = {"folder": str(out), "classes": found.classes, "left_out": _listed(found.problems)}
        print(jsons.dumps(facts, indent=2, ensure_ascii=False))
        return
    _tell(problem_lines(found.problems))
    each = ", ".join(f"{name} {n:,}" for name, n in found.classes.items())
    print(f"Items: {out} ({sum(found.classes.values()):,}: {each})")
    print(f"Next: {shlex.join(['datadiet', 'image', 'fit', str(out), '--out', 'model'])}")


@image.command(no_args_is_help=True, epilog="Example:  datadiet image fit crops --method gan --out model")
def fit(
    crops: Annotated[str, typer.Argument(help="Small pictures; folders, or a column label, name their classes.")],
    out: Annotated[Path, typer.Option(help="The folder to write the model to.", show_default=False)],
    method: Annotated[Method, typer.Option(help="An autoencoder, or an adversarial network.")] = Method.VAE,
    size: Annotated[
        int | None,
        typer.Option(help="Pixels of a side, 4 to 32, that all are squeezed to.", show_default="theirs, or 32"),
    ] = None,
    steps: Annotated[
        int | None, typer.Option(help="Of training, at most.", show_default="3000 (vae), 4000 (gan)")
    ] = None,
    device: Annotated[str, typer.Option(help="cpu or cuda.")] = "cpu",
    seed: Seed = 0,
    json: Json = False,
) -> None:
    """Fit a network that draws pictures like CROPS; it is told their classes. Needs the extra `deep`.

    Training ends where held-out pictures can least be told from its own.
    """
    from datadiet.data import read
    from datadiet.generate.images import Stack, fit_images, save_images
    from datadiet.generate.storage import MODEL

    check_folder(out, MODEL)
    with shown() as progress:
        square = None if size is None else (size, size)
        stack = Stack.of(read(crops, origin="real"), size=square)
        model = fit_images(stack, method=method.value, seed=seed, steps=steps, device=device, progress=progress)
    save_images(model, out)
    if json:
        print(jsons.dumps(_facts(model) | {"left_out": _listed(stack.problems)}, indent=2, ensure_ascii=False))
        return
    _tell([*problem_lines(stack.problems), *model.notes])
    print(f"Model: {out} ({_words(model)})")
    print(f"Next: {shlex.join(['datadiet', 'image', 'sample', str(out), '-n', '100', '--out', 'made'])}")


@image.command(
    cls=Command, no_args_is_help=True, epilog="Example:  datadiet image sample model -n 500 --share WBC=1 --out made"
)
def sample(
    model: Model,
    count: Count = 100,
    seed: Seed = 0,
    out: Out = None,
    share: Annotated[
        list[str] | None,
        typer.Option(help="CLASS=NUMBER: the share of a class; others get 0.", show_default="as they were"),
    ] = None,
    format_: Formats = None,
    jpeg: Jpeg = None,
    preview: Preview = None,
    workers: Processes = Options.workers,
    json: Json = False,
) -> None:
    """Draw -n pictures of MODEL, labelled where it knows classes. Needs the extra `deep`.

    The same seed gives the same bytes. A second run of the same command goes on where the first one stopped, and a
    larger -n adds to what is there. Exits with 1 where some pictures could not be made; the others are complete.
    """
    from datadiet.generate.images import Drawn, load_images

    drawn = Drawn(load_images(model), _shares(share) if share else None)
    made = Asked(count, out, seed, workers, format_, jpeg, preview).run(lambda progress: drawn)
    if made is None:
        return
    if json:
        print(made.json().decode(), end="")
    else:
        folder = out or made.folder
        print("\n".join(made.lines()))
        words = ["score", "REAL", str(folder), "--metadata", str(folder / made.metadata.name)]
        print(f"Next: {shlex.join(['datadiet', *words])}")
    if made.bad:
        raise typer.Exit(FAILED)


@image.command(no_args_is_help=True, epilog="Example:  datadiet image show model")
def show(model: Model, json: Json = False) -> None:
    """Say what MODEL draws, what it was fitted to, how training went, and what it has lost."""
    from datadiet.generate.images import load_images

    found = load_images(model)
    if json:
        print(jsons.dumps(_facts(found), indent=2, ensure_ascii=False))
        return
    facts, shares = found.facts, found.arrays["shares"]
    print(f"{model}: {_words(found)}")
    if found.classes:
        print(f"classes: {', '.join(f'{n} {s:.0%}' for n, s in zip(found.classes, shares, strict=True))}")
    looks = ", ".join(f"{score:.2f}" for score in facts["scores"])
    print(f"training: {facts['steps']:,} steps kept; held-out pictures were told from its own by {looks} (best .5)")
    print("\n".join(found.notes or ("Nothing that it has lost was found.",)))
    print(f"Next: {shlex.join(['datadiet', 'image', 'sample', str(model), '--preview'])}")


def _facts(model: "ImageModel") -> dict[str, Any]:
    facts, _ = model.dump()
    return facts


def _words(model: "ImageModel") -> str:
    shape, facts = model.shape, model.facts
    kind = "grey" if shape.channels == 1 else "colour"
    words = [f"{model.method}", f"{facts['pictures']:,} {kind} pictures of {shape.height} x {shape.width}"]
    if facts["squeezed"]:
        words.append(f"{facts['squeezed']:,} of them squeezed to that")
    if facts["grey"]:
        words.append(f"{facts['grey']:,} of them without colour")
    count = len(model.classes)
    return ", ".join([*words, "no classes" if not count else "1 class" if count == 1 else f"{count} classes"])


def _shares(words: Iterable[str]) -> dict[str, float]:
    found = {}
    for word in (each for text in words for each in text.split(",")):
        name, equals, number = word.rpartition("=")
        try:
            found[name.strip()] = float(number)
        except ValueError:
            equals = ""
        if not equals:
            raise OptionError(f"--share {word}", expected="CLASS=NUMBER, such as WBC=0.5")
    return found


def _listed(problems: "Iterable[Problem]") -> list[dict[str, str]]:
    return [{"where": each.where, "reason": each.reason} for each in problems]


def _tell(lines: Iterable[str]) -> None:
    for line in lines:
        print(line, file=sys.stderr)
