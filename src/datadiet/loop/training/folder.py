"""The folder of a model: what is whole is kept, what is not was never there."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from datadiet.data.locking import locked
from datadiet.data.whole import write_whole
from datadiet.engine.progress import Progress
from datadiet.errors import DataError, OutputError
from datadiet.loop.training.job import Job
from datadiet.loop.training.model import KIND, LOG, MODEL, REFUSED, UNFINISHED, Model, load_model, write_model
from datadiet.loop.training.predictions import PREDICTIONS
from datadiet.loop.training.results import RESULTS

__all__ = ["run_in_folder"]


def run_in_folder(
    job: Job, seed: int, folder: Path, *, ready: Callable[[], Job], force: bool, progress: Progress
) -> Model:
    """Train with a seed in a folder, unless it holds just that model; other test data is then only predicted.

    Args:
        job: what is trained.
        seed: of this model.
        folder: new, empty, of an earlier training of ours that did not end, or of the same model.
        ready: returns the job with whatever its trainer needs beforehand; called only where something is trained.
        force: whether another model is replaced.
        progress: called as training goes on.

    Raises:
        OutputError: the folder holds something else.
    """
    folder = folder.absolute()
    with locked(folder):
        known = _known(job, seed, folder, force)
        if known is not None:
            return known if _predicted(job, known) else job.predicted(_without_predictions(known), progress)
        write_whole(folder / UNFINISHED, "{}\n")
        _clear(folder, keep=(UNFINISHED,))
        model = _trained(ready, seed, folder, progress)
        (folder / UNFINISHED).unlink()
    return replace(model, work="trained")


def _trained(ready: Callable[[], Job], seed: int, folder: Path, progress: Progress) -> Model:
    """Train; what a failure leaves is the log, and all that the trainer made where just its predictions are refused."""
    try:
        return ready().run(seed, folder, progress)
    except BaseException:
        if (folder / REFUSED).is_dir():
            for path in folder.iterdir():
                if path.name not in (LOG, UNFINISHED, REFUSED):
                    path.rename(folder / REFUSED / path.name)
        _clear(folder, keep=(LOG, UNFINISHED, REFUSED))
        raise


def _known(job: Job, seed: int, folder: Path, force: bool) -> Model | None:
    """The model that is asked for, where the folder holds it; None where it is to be trained."""
    there = {path.name for path in folder.iterdir()}
    if not there or UNFINISHED in there:
        return None
    if not _is_ours(folder / MODEL):  # whatever else it is, no option deletes it
        raise OutputError(
            f"{folder} is there already, and was not written by `datadiet train`",
            expected="a new or empty folder, or that of a model",
            todo="choose another --out",
        )
    if force:
        return _same(job, seed, folder)
    found = load_model(folder)
    if job.repeatable and found.facts.get("key") == job.key(seed):
        return found
    if not job.repeatable and found.facts["trainer"] == dict(job.identity):
        return None
    raise OutputError(
        f"{folder} holds another model ({_difference(job, seed, found)})",
        expected="a new folder, or that of the same training",
        todo="choose another --out, or replace it with --force",
    )


def _same(job: Job, seed: int, folder: Path) -> Model | None:
    """The model that is asked for, or None where the folder holds a broken one, or another."""
    try:
        found = load_model(folder)
    except DataError:
        return None
    return found if job.repeatable and found.facts.get("key") == job.key(seed) else None


def _is_ours(path: Path) -> bool:
    try:
        return bool(json.loads(path.read_bytes())["kind"] == KIND)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False


def _difference(job: Job, seed: int, found: Model) -> str:
    if found.facts["data"]["digest"] != job.digest:
        return f"trained on other data, of {found.facts['data']['source']}"
    if found.facts["trainer"] != json.loads(json.dumps(job.identity)):
        return f"trained by '{found.facts['trainer']['name']}' with other options"
    if found.seed != seed:
        return f"of seed {found.seed}"
    return "with other test data"


def _predicted(job: Job, model: Model) -> bool:
    return job.test is None or (model.facts["test"] or {}).get("digest") == job.test_digest


def _without_predictions(model: Model) -> Model:
    """Take the predictions away, so that the model is whole without them should the next ones fail."""
    for name in (RESULTS, PREDICTIONS):
        (model.folder / name).unlink(missing_ok=True)
    return write_model(model.folder, {**model.facts, "test": None})


def _clear(folder: Path, keep: tuple[str, ...] = ()) -> None:
    for path in folder.iterdir():
        if path.name in keep:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
