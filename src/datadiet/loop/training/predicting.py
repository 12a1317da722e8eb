"""A trained model on further data."""

from pathlib import Path
from typing import Any

from datadiet.engine.progress import Progress, silent
from datadiet.errors import OptionError, OutputError
from datadiet.loop.training.command import settle
from datadiet.loop.training.material import Material, material_of
from datadiet.loop.training.model import Model, load_model
from datadiet.loop.training.predictions import PREDICTIONS
from datadiet.loop.training.results import RESULTS, check_overlap
from datadiet.loop.training.scratch import scratch
from datadiet.loop.training.trainer import TRAINERS, named
from datadiet.plugins import names

__all__ = ["predict"]


def predict(model: str | Path | Model, data: Any, *, out: str | Path, progress: Progress = silent) -> Path:
    """Predict data with a model of a named trainer, write the predictions to a file, and return its path.

    Args:
        model: a model folder.
        data: images or rows; labels are not looked at.
        out: ends in .json (results of detection) or .csv (predictions of classes).
        progress: called as images are done.

    Raises:
        DataError: the model or the data cannot be read.
        OptionError: the model was trained by a command, or the file has another suffix.
    """
    found = model if isinstance(model, Model) else load_model(model)
    trainer = found.facts["trainer"]
    if trainer["name"] not in names(TRAINERS):
        raise OptionError(
            f"{found.folder} was trained by the {trainer['name']}, which predicts while it trains",
            expected=f"a model of {', '.join(names(TRAINERS))}",
            todo="train it again with this data as --test",
        )
    detection, target = found.task == "detection", Path(out)
    suffix = ".json" if detection else ".csv"
    if target.suffix.lower() != suffix:
        raise OptionError(f"{target} for predictions of {found.task}", expected=f"a file that ends in {suffix}")
    test = _test(found, data)
    target.parent.mkdir(parents=True, exist_ok=True)
    with scratch(target.parent, "predicted") as folder:
        room = folder / "room"
        room.mkdir()
        named(trainer["name"], trainer["options"]).predict(found, test, room, progress=progress)
        settle(room, test, found.classes, {})
        try:
            (room / (RESULTS if detection else PREDICTIONS)).replace(target)
        except OSError as error:
            raise OutputError(f"{target} cannot be written ({error.strerror})", todo="choose another file") from error
    return target


def _test(model: Model, data: Any) -> Material:
    facts = model.facts
    test = material_of(data, task=facts["task"], level=facts["level"], target=facts["target"], labelled=False)
    test = test.knowing(model.classes)
    if test.task == "detection":
        check_overlap(model.classes, test)
    return test
