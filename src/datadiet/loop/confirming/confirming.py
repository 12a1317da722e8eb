"""Does a group of samples really harm? A model is trained with it and without it."""

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Literal

from datadiet.data.spelling import plural
from datadiet.engine.progress import Progress
from datadiet.errors import TrainerError
from datadiet.loop.confirming.part import Part, Unit, part_without
from datadiet.loop.proof import Proof, compare
from datadiet.loop.proof.words import figure, signed
from datadiet.loop.training import Options, Trainer, train_seeds
from datadiet.loop.training.material import material_of
from datadiet.loop.training.scratch import OWNER, scratch

__all__ = ["Confirmation", "confirm"]

_ONE_SEED = "; one model of each kind, so that other seeds may say otherwise"
Verdict = Literal["harm confirmed", "not confirmed", "undecided"]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What retraining without a group of samples shows."""

    verdict: Verdict
    """`not confirmed`: without the group the model is worse, the same, or better by no more than `margin`."""
    sentence: str
    removed: int
    left: int
    unit: Unit
    """What is counted. Boxes that are left out are marked as crowds in images that keep others."""
    seeds: int
    """Models of each kind."""
    proof: Proof
    """A is trained with the group, B without."""


def confirm(
    data: Any,
    *,
    without: Collection[str],
    test: Any,
    trainer: str | Trainer | Callable[..., Any] = "probe",
    seeds: int = 3,
    margin: float = 0.005,
    out: str | Path | None = None,
    failed: str | Path | None = None,
    settings: Mapping[str, Any] | None = None,
    options: Options | None = None,
    seed: int = 0,
    resamples: int = 1000,
    progress: Progress | None = None,
) -> Confirmation:
    """Train with and without a group of samples, and compare on real samples: is the model better without?

    Without the group there are fewer samples, which by itself makes a model worse: harm that is confirmed outweighs
    that.

    Args:
        data: the training set, as `datadiet.loop.training.train` takes it.
        without: ids of the samples in question; where images have boxes, also of boxes (`<image id>#<number>`). A box
            that is left out is marked as a crowd, so that a trainer that knows crowds passes over what is there; an
            image in which no other box is left is left out as a whole.
        test: real samples with labels, which no trainer sees: a path.
        trainer: as in `train`.
        seeds: of each of the two.
        margin: a gain from leaving them out that would not matter.
        out: a folder for the models, with/seed-0, …, without/seed-0, …; by default they are not kept.
        failed: a folder for what a trainer that fails leaves, where models are not kept.
        settings: of a named trainer.
        options: of training.
        seed: of the resamples.
        resamples: of the test set.
        progress: is told how far it is.

    Raises:
        DataError: an id is unknown, or nothing would be left.
        OptionError: no ids, or no seed.
        TrainerError: the trainer failed.
    """
    asked = options or Options()
    whole = material_of(data, level=asked.level, target=asked.target)
    part = part_without(whole, without)
    with scratch(Path(gettempdir()), "confirm") as temporary, _kept(temporary, failed):
        folder = Path(out) if out is not None else temporary
        for name, material in (("with", whole), ("without", part.rest)):
            train_seeds(
                material,
                out=folder / name,
                seeds=seeds,
                trainer=trainer,
                test=test,
                settings=settings,
                options=asked,
                **({} if progress is None else {"progress": progress}),
            )
        proof = compare(
            folder / "with",
            folder / "without",
            test,
            target=asked.target,
            seed=seed,
            resamples=resamples,
            progress=progress,
        )
    return _confirmation(proof, part, seeds, margin)


@contextmanager
def _kept(folder: Path, failed: str | Path | None) -> Iterator[None]:
    """Keep what a trainer that fails has left in a folder that is about to vanish, and name that place in the error."""
    try:
        yield
    except TrainerError as error:
        if failed is None:
            raise
        shutil.copytree(folder, failed, ignore=shutil.ignore_patterns(OWNER), dirs_exist_ok=True)
        there = str(Path(failed).absolute())
        told = {name: str(getattr(error, name)).replace(str(folder), there) for name in ("found", "expected", "todo")}
        raise TrainerError(**told) from error


def _confirmation(proof: Proof, part: Part, seeds: int, margin: float) -> Confirmation:
    main, removed = proof.main, part.removed
    small = main.interval is not None and main.interval[1] <= margin
    verdict: Verdict = (
        "harm confirmed"
        if proof.verdict == "better"
        else "not confirmed"
        if proof.verdict in ("worse", "same") or small
        else "undecided"
    )
    span = "" if main.interval is None else f" [{signed(main.interval[0])}, {signed(main.interval[1])}]"
    told = f"{main.measure} is {figure(main.b)}, with {'it' if removed == 1 else 'them'} {figure(main.a)}"
    sentence = (
        f"{verdict[0].upper()}{verdict[1:]}: without the {plural(removed, part.unit, 'boxes' * (part.unit == 'box'))} "
        f"{told}, {signed(main.difference)}{span}{'' if seeds > 1 else _ONE_SEED}."
    )
    return Confirmation(verdict, sentence, removed, part.left, part.unit, seeds, proof)
