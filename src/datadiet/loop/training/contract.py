"""What every trainer must keep to; a plugin's author calls `check_trainer` in a test."""

import dataclasses
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from datadiet.data.dataset import ANNOTATIONS
from datadiet.engine.progress import silent
from datadiet.errors import TrainerError
from datadiet.loop.training.command import settle
from datadiet.loop.training.job import Job
from datadiet.loop.training.material import Material, material_of
from datadiet.loop.training.model import MODEL, Model
from datadiet.loop.training.predictions import PREDICTIONS
from datadiet.loop.training.results import RESULTS
from datadiet.loop.training.trainer import Trainer, options_of

__all__ = ["check_trainer"]

Files = dict[str, bytes]


def check_trainer(trainer: Trainer, train: Any, test: Any, **how: Any) -> None:
    """Raise AssertionError, saying what is broken, unless `trainer` keeps to the contract.

    Checked: its members; that its facts are JSON; that the same seed gives the same bytes; that predictions make sense,
    do not depend on the labels of the test data, and are those of the test data that it was given, also in part.

    Args:
        trainer: with settings with which it trains quickly.
        train: data that it can be trained on, as `train` takes it.
        test: data that it can predict, of two samples or more.
        how: `task`, `level` or `target` of both.
    """
    _require(isinstance(trainer, Trainer), "it lacks members of datadiet.loop.training.Trainer")
    _require(bool(trainer.tasks), "tasks is empty")
    _require(_is_json(options_of(trainer)), "its options are no JSON")
    data = material_of(train, **how)
    asked = material_of(test, labelled=False, **how).knowing(data.classes)
    with TemporaryDirectory() as folder:
        model, files = _trained(trainer, data, Path(folder) / "one")
        _, again = _trained(trainer, data, Path(folder) / "two")
        _require(bool(files), "train leaves no file")
        _require(files == again, "the same seed gives other bytes the second time")
        whole = _predicted(trainer, model, asked, Path(folder) / "whole")
        blind = _predicted(trainer, model, _blind(asked), Path(folder) / "blind")
        _require(whole == blind, "without the labels of the test data its predictions are others")
        part = _predicted(trainer, model, _first(asked), Path(folder) / "part")
        _require(whole[: len(part)] == part, "a sample alone gets another prediction than among others")


def _trained(trainer: Trainer, data: Material, out: Path) -> tuple[Model, Files]:
    out.mkdir()
    facts = trainer.train(data, out, seed=0, progress=silent)
    _require(_is_json(dict(facts)), f"train returns facts that are no JSON: {facts!r:.200}")
    files = {path.name: path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    _require(MODEL not in files, f"train writes {MODEL}, which is written by datadiet")
    model = Job.of(trainer, data, None, None).predicted(_model(data, out, dict(facts)), silent)
    return model, files


def _model(data: Material, out: Path, facts: dict[str, Any]) -> Model:
    about = {"task": data.task, "level": data.level, "target": data.target, "classes": list(data.classes)}
    return Model(out, {**about, "seed": 0, "model": facts})


def _predicted(trainer: Trainer, model: Model, test: Material, out: Path) -> list[Any]:
    out.mkdir()
    trainer.predict(model, test, out, progress=silent)
    try:
        settle(out, test, model.classes, {})
    except TrainerError as error:
        raise AssertionError(str(error)) from error
    if test.task == "detection":
        return list(json.loads((out / RESULTS).read_bytes()))
    return pl.read_csv(out / PREDICTIONS).rows()


def _blind(test: Material) -> Material:
    samples = test.data.samples.with_columns(label=pl.lit(None, pl.String))
    table = test.table if test.table is None else test.table.drop(test.target or "", strict=False)
    bare = dataclasses.replace(test.data, samples=samples, annotations=ANNOTATIONS.to_frame())
    return dataclasses.replace(test, data=bare, table=table, classes=())


def _first(test: Material) -> Material:
    """The first sample alone."""
    vectors = None if test.data.vectors is None else test.data.vectors[:1]
    data = dataclasses.replace(test.data, samples=test.data.samples[:1], vectors=vectors)
    return dataclasses.replace(test, data=data, table=None if test.table is None else test.table[:1])


def _is_json(facts: Any) -> bool:
    try:
        json.dumps(facts, allow_nan=False)
    except (TypeError, ValueError):
        return False
    return True


def _require(kept: bool, broken: str) -> None:
    if not kept:
        raise AssertionError(broken)
