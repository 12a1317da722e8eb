"""The commands about trained models."""

import json as jsons
from pathlib import Path
from typing import Annotated

import typer

from datadiet.cli.app import Json, app
from datadiet.progress import shown

__all__ = ["models"]

models = typer.Typer(
    no_args_is_help=True,
    help="Predict with trained models, and compare them on the same real data.",
    epilog="Begin with:  datadiet train smears --with detector --test real/ --out model",
)
app.add_typer(models, name="models")


@models.command(no_args_is_help=True, epilog="Example:  datadiet models predict model real/ --out results.json")
def predict(
    model: Annotated[Path, typer.Argument(help="A folder that `datadiet train` wrote.", show_default=False)],
    data: Annotated[str, typer.Argument(help="Images, or rows of a table; labels are not looked at.")],
    out: Annotated[
        Path,
        typer.Option(help="A .json file for boxes (COCO results), a .csv for classes.", show_default=False),
    ],
    json: Json = False,
) -> None:
    """Predict DATA with MODEL. Boxes have the ids of the COCO file, where DATA is one."""
    from datadiet.loop.training import load_model
    from datadiet.loop.training import predict as predict_data

    with shown() as progress:
        found = load_model(model)
        path = predict_data(found, data, out=out, progress=progress)
    if json:
        print(jsons.dumps({"model": str(model), "data": data, "predictions": str(path)}, indent=2, ensure_ascii=False))
        return
    print(f"Predictions: {path} ({found.task} of {', '.join(found.classes[:8])})")
