"""Training, from what a person has to a model folder; what is done already is not done again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datadiet.data.spelling import plural
from datadiet.engine.progress import Progress, silent
from datadiet.errors import DataError, OptionError, OutputError
from datadiet.loop.training.command import Called, Command
from datadiet.loop.training.folder import run_in_folder
from datadiet.loop.training.job import Job
from datadiet.loop.training.leaks import leaks
from datadiet.loop.training.material import Material, material_of
from datadiet.loop.training.model import Model
from datadiet.loop.training.readable import check_readable, readable
from datadiet.loop.training.results import check_overlap
from datadiet.loop.training.scratch import scratch
from datadiet.loop.training.trainer import JointTrainer, Trainer, named

__all__ = ["ALLOWED", "Options", "check_trainer", "train", "train_seeds"]

ALLOWED = ("leak",)


@dataclass(frozen=True, slots=True)
class Options:
    """How is trained, whoever does it."""

    level: str = "scene"
    """`item`: of annotated boxes the crops are classified."""
    target: str | None = None
    """Of a table: the column that is predicted."""
    form: str | None = None
    """How a command gets its data: coco, yolo, folder or csv; None is what fits."""
    timeout: float | None = None
    """Seconds after which a command is stopped."""
    price: float | None = None
    """Of an hour, to tell what training cost."""
    allow: tuple[str, ...] = ()
    """`leak`: test data that is in the training data."""
    force: bool = False
    """Replace a model that was trained on other data or in another way."""


def train(
    data: Any,
    *,
    out: str | Path,
    trainer: str | Trainer | Callable[..., Any] = "probe",
    test: Any = None,
    seed: int = 0,
    settings: Mapping[str, Any] | None = None,
    options: Options | None = None,
    progress: Progress = silent,
) -> Model:
    """Train a model and write its folder; a folder that holds just this model is left as it is.

    Args:
        data: the training set, as `datadiet.data.read` takes it, or a table.
        out: the model folder.
        trainer: `probe`, `detector` or a registered name; a command with {data} and {out}; a function
            `f(data, test, out, seed)`; or any Trainer.
        test: real data to be predicted; its labels are shown to no trainer.
        seed: of all randomness in training.
        settings: of a named trainer, such as {"steps": 300}.
        options: whatever does not depend on the trainer.
        progress: called as training goes on.

    Raises:
        DataError: the data is empty, not labelled, of one class, or the test data is in it.
        OptionError: there is no such trainer or setting, or it cannot be used with this data.
        TrainerError: the trainer failed, took too long, or left nothing that can be used.
        OutputError: the folder holds something else.
        MissingExtra: the trainer needs what is not installed.
    """
    (model,) = _train_all(data, trainer, test, {seed: Path(out)}, settings, options or Options(), progress)
    return model


def train_seeds(
    data: Any,
    *,
    out: str | Path,
    seeds: int | Sequence[int],
    trainer: str | Trainer | Callable[..., Any] = "probe",
    test: Any = None,
    settings: Mapping[str, Any] | None = None,
    options: Options | None = None,
    progress: Progress = silent,
) -> tuple[Model, ...]:
    """Train one model for each seed, in `out/seed-0`, `out/seed-1` and so on; those that are whole are kept.

    Args and Raises as `train`; `seeds` is how many, or which.
    """
    chosen = range(seeds) if isinstance(seeds, int) else seeds
    if not len(chosen):
        raise OptionError(f"{seeds} seeds", expected="1 or more")
    folders = {seed: Path(out) / f"seed-{seed}" for seed in chosen}
    return _train_all(data, trainer, test, folders, settings, options or Options(), progress)


def _train_all(
    data: Any,
    trainer: Any,
    test: Any,
    folders: Mapping[int, Path],
    settings: Mapping[str, Any] | None,
    options: Options,
    progress: Progress,
) -> tuple[Model, ...]:
    _check(options)
    who = _trainer(trainer, settings or {}, options)
    read = material_of(data, task=_task(who, options), level=options.level, target=options.target)
    material = readable(read, progress)
    asked = None if test is None else _test(test, material, progress)
    _check_fit(who, material, asked, options)
    job = Job.of(who, material, asked, options.price)
    parent = next(iter(folders.values())).absolute().parent
    made = []
    with scratch(_there(parent), "given") as given:

        def ready() -> Job:
            nonlocal job
            job = job.handed(given)
            return job

        for number, (seed, folder) in enumerate(folders.items(), 1):
            told = _stage(progress, number, len(folders))
            made.append(run_in_folder(job, seed, folder, ready=ready, force=options.force, progress=told))
    return tuple(made)


def check_trainer(trainer: str, *, settings: Mapping[str, Any] | None = None, timeout: float | None = None) -> None:
    """Raise OptionError where a text names no trainer and is no command, or one that does not go with these options."""
    _trainer(trainer, settings or {}, Options(timeout=timeout))


def _trainer(trainer: Any, settings: Mapping[str, Any], options: Options) -> Trainer | JointTrainer:
    if isinstance(trainer, str) and ("{" in trainer or len(trainer.split()) > 1):
        if settings:
            raise OptionError("settings beside a command", expected="them in the command itself")
        return Command(trainer, form=options.form, timeout=options.timeout)
    for name, value in (("timeout", options.timeout), ("as", options.form)):
        if value is not None:
            raise OptionError(f"--{name} without a command", expected="a command with {data} and {out}")
    if isinstance(trainer, str):
        return named(trainer, settings)
    if settings:
        raise OptionError("settings beside a trainer that has its own", expected="the name of a trainer with them")
    if isinstance(trainer, Trainer | JointTrainer):
        return trainer
    if callable(trainer):
        return Called(trainer)
    raise OptionError(
        f"a {type(trainer).__name__} is no trainer", expected="a name, a command, a function or a Trainer"
    )


def _task(who: Trainer | JointTrainer, options: Options) -> Any:
    return who.tasks[0] if len(who.tasks) == 1 and options.level == "scene" else None


def _test(test: Any, material: Material, progress: Progress) -> Material:
    found = material_of(test, task=material.task, level=material.level, target=material.target, labelled=False)
    check_readable(found, progress)
    return found.knowing(material.classes)


def _check(options: Options) -> None:
    for name, value in (("timeout", options.timeout), ("price", options.price)):
        if value is not None and not 0 <= value < float("inf"):
            raise OptionError(f"{name} is {value}", expected="a number of 0 or more")
    if odd := [name for name in options.allow if name not in ALLOWED]:
        raise OptionError(f"'{odd[0]}' cannot be allowed", expected=", ".join(ALLOWED))


def _check_fit(who: Trainer | JointTrainer, data: Material, test: Material | None, options: Options) -> None:
    if data.task not in who.tasks:
        raise OptionError(f"{who.name} does {' and '.join(who.tasks)}, not {data.task}", expected="another --with")
    if data.task == "classification" and len(data.classes) < 2:
        gone = _left_out(data)
        raise DataError(
            f"{data.source} has {plural(len(data), 'sample')}, of one class alone, '{data.classes[0]}'{gone}",
            expected="two classes or more",
            todo="add samples of another class",
        )
    if isinstance(who, Command):
        who.check(test)
    if test is None:
        return
    if test.task == "detection":
        check_overlap(data.classes, test)
    if "leak" not in options.allow and (found := leaks(data, test)):
        raise DataError(
            f"{len(found):,} of {plural(len(test), 'test sample')} {'is' if len(found) == 1 else 'are'} in the "
            f"training data too: '{found[0].test}' is '{found[0].train}'",
            expected="test data that no model has seen",
            todo="take them out of either, or say --allow leak",
        )


def _left_out(data: Material) -> str:
    """Say what the data had besides, as the end of a sentence."""
    problems = data.data.problems
    if not problems:
        return ""
    return f" ({len(problems):,} left out or mended, the first: {problems[0].where}: {problems[0].reason})"


def _there(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made ({error.strerror})", todo="choose another --out") from error
    return folder


def _stage(progress: Progress, number: int, of: int) -> Progress:
    if of == 1:
        return progress
    return lambda stage, done, total: progress(f"{number} of {of}: {stage}", done, total)
