"""The command that trains: on the data of a person, with a trainer of ours or of theirs."""

import json as jsons
import shlex
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from datadiet.cli.app import Json, Seed, app, interrupted
from datadiet.cli.outputs import problem_lines
from datadiet.cli.sides import Level
from datadiet.errors import OptionError
from datadiet.progress import shown

if TYPE_CHECKING:
    from datadiet.loop.training import Model

__all__ = ["LEFT", "Allow", "As", "Cut", "Settings", "Timeout", "With", "settings_of", "train"]


LEFT = "models that are whole are kept, and a second run goes on with the next; one that was being trained begins anew"
"""Of an interrupted run that trains."""


class Form(StrEnum):
    """How a command gets its data."""

    COCO = "coco"
    YOLO = "yolo"
    FOLDER = "folder"
    CSV = "csv"


With = Annotated[
    str, typer.Option("--with", help="probe, detector, a registered trainer, or a COMMAND with {data} and {out}.")
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="A setting of the trainer, as NAME=VALUE; can be repeated.")
]
Cut = Annotated[Level, typer.Option(help="item: classify the annotated objects, cut out.")]
As = Annotated[Form | None, typer.Option("--as", help="How a command gets the data.", show_default="what fits it")]
Timeout = Annotated[float | None, typer.Option(help="Seconds after which a command is stopped.", show_default="none")]
Allow = Annotated[list[str] | None, typer.Option(help="What shall not stop it: leak (test data in the training data).")]


@app.command(no_args_is_help=True, epilog="Example:  datadiet train smears --with detector --test real/ --out model")
def train(
    data: Annotated[str, typer.Argument(help="Training data: annotated images, class folders, or a table.")],
    out: Annotated[Path, typer.Option(help="The model folder; with --seeds, a folder of them.", show_default=False)],
    with_: With = "probe",
    test: Annotated[str | None, typer.Option(help="Real data to predict; no trainer sees its labels.")] = None,
    seed: Seed = 0,
    seeds: Annotated[
        int | None, typer.Option(help="Train this many models, seeds 0, 1, …; whole ones are kept.", show_default=False)
    ] = None,
    set_: Settings = None,
    embedder: Annotated[
        str | None, typer.Option(help="Of the probe: patches, timm:NAME, onnx:FILE.", show_default="patches")
    ] = None,
    level: Cut = Level.SCENE,
    target: Annotated[str | None, typer.Option(help="Of a table: the COLUMN that is predicted.")] = None,
    as_: As = None,
    timeout: Timeout = None,
    price: Annotated[float | None, typer.Option(help="Of an hour: model.json tells what training cost.")] = None,
    allow: Allow = None,
    force: Annotated[bool, typer.Option("--force", help="Replace another model in that folder.")] = False,
    json: Json = False,
) -> None:
    """Train a model on DATA and, with --test, let it predict real data. Whole models are not trained again."""
    from datadiet.loop.training import Options, train_seeds
    from datadiet.loop.training import train as train_one

    options = Options(
        level=level.value,
        target=target,
        form=None if as_ is None else as_.value,
        timeout=timeout,
        price=price,
        allow=tuple(allow or ()),
        force=force,
    )
    asked: dict[str, Any] = {"trainer": with_, "test": test, "settings": settings_of(set_ or [], embedder)}
    if seeds is not None and seed:
        raise OptionError("--seed beside --seeds", expected="one of them")
    with interrupted(LEFT), shown() as progress:
        if seeds is None:
            models: tuple[Model, ...] = (
                train_one(data, out=out, seed=seed, options=options, progress=progress, **asked),
            )
        else:
            models = train_seeds(data, out=out, seeds=seeds, options=options, progress=progress, **asked)
    _warn(models[0])
    if json:
        facts = [{"folder": str(each.folder), "work": each.work, **each.facts} for each in models]
        print(jsons.dumps(facts[0] if seeds is None else facts, indent=2, ensure_ascii=False))
        return
    _tell(models, out, test)


def settings_of(words: list[str], embedder: str | None) -> dict[str, str]:
    """Return the settings of a trainer that NAME=VALUE words say; OptionError where one does not."""
    made = {} if embedder is None else {"embedder": embedder}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise OptionError(f"--set {word}", expected="NAME=VALUE, such as --set steps=300")
        made[name] = value
    return made


def _warn(model: "Model") -> None:
    """Say on standard error what of the training data was left out or mended."""
    from datadiet.data.dataset import Problem

    problems = [Problem(each["where"], each["reason"]) for each in model.facts.get("problems", ())]
    for line in problem_lines(problems, more="model.json lists them all"):
        typer.echo(line, err=True)


def _tell(models: "tuple[Model, ...]", out: Path, test: str | None) -> None:
    from datadiet.data.spelling import plural

    first = models[0].facts
    data, classes = first["data"], ", ".join(first["classes"][:8]) + (" …" if len(first["classes"]) > 8 else "")
    done = "Trained" if any(model.work == "trained" for model in models) else "Already there, not trained again"
    print(f"{done}: {first['trainer']['name']}, {first['task']} of {classes}; {plural(data['samples'], 'sample')}")
    for note in dict.fromkeys(note for model in models for note in model.facts["notes"]):
        print(f"Note: {note}")
    for model in models:
        when = "" if model.work == "trained" else "trained earlier, "
        print(f"Model: {model.folder} (seed {model.seed}, {when}{_cost(model)})")
        if model.predictions is not None:
            print(f"Predictions: {model.predictions}{' (new)' if model.work == 'predicted' else ''}")
    if test is not None:
        print(f"Next: {shlex.join(['datadiet', 'models', 'compare', str(out), 'OTHER', '--gt', test])}")


def _cost(model: "Model") -> str:
    cost: Any = model.cost
    money = "" if cost.money is None else f", costing {cost.money:.4g}"
    return f"{cost.seconds:,.1f} s, {cost.cpu_seconds:,.1f} s of processors{money}"
