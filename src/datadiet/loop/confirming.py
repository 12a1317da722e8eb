"""Does a group of samples really harm? A model is trained with it and without it."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Literal

import numpy as np
import polars as pl
from pydantic import TypeAdapter

from datadiet.data.spelling import plural
from datadiet.data.whole import write_whole
from datadiet.engine.progress import Progress
from datadiet.errors import DataError, OptionError
from datadiet.loop.proof import Proof, compare
from datadiet.loop.proof.drawing import only
from datadiet.loop.proof.words import figure, signed
from datadiet.loop.training import Material, Options, Trainer, train_seeds
from datadiet.loop.training.leaks import leaks
from datadiet.loop.training.material import material_of
from datadiet.loop.training.scratch import scratch
from datadiet.scorecard import Scorecard

__all__ = ["CONFIRMATION", "Confirmation", "confirm", "confirm_harm"]

CONFIRMATION = "confirmation.json"
Verdict = Literal["harm confirmed", "not confirmed", "undecided"]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What retraining without a group of samples shows."""

    verdict: Verdict
    """`not confirmed`: without the group the model is worse, the same, or better by no more than `margin`."""
    sentence: str
    removed: int
    left: int
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
        without: ids of the samples in question.
        test: real samples with labels, which no trainer sees: a path.
        trainer: as in `train`.
        seeds: of each of the two.
        margin: a gain from leaving them out that would not matter.
        out: a folder for the models, with/seed-0, …, without/seed-0, …; by default they are not kept.
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
    rest = _rest(whole, without)
    with scratch(Path(gettempdir()), "confirm") as temporary:
        folder = Path(out) if out is not None else temporary
        for name, part in (("with", whole), ("without", rest)):
            train_seeds(
                part,
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
    return _confirmation(proof, len(whole) - len(rest), len(rest), margin)


def confirm_harm(
    card: Scorecard,
    data: Any,
    *,
    validation: Any,
    test: Any,
    trainer: str | Trainer | Callable[..., Any] = "probe",
    target: str | None = None,
    seeds: int = 3,
    out: str | Path | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Confirmation | None:
    """Confirm that the samples that a valued run calls harmful are: None where it calls none so.

    A trainer of boxes is asked to do without the images that hold harmful items; others without these items or samples.

    Args:
        card: as `datadiet.value` returns it.
        data: the synthetic set that was valued.
        validation: the real samples that it was valued with: they would find in the test what they said themselves.
        test: as in `confirm`; neither the validation samples nor any that the set was made from.
        trainer: as in `train`.
        target: of a table, the column of the label.
        seeds: models of each kind.
        out: a folder, such as that of the run, into which `confirmation.json` is written.
        seed: of the resamples.
        progress: is told how far it is.

    Raises:
        As `confirm`; DataError: test samples are among the validation samples; OutputError: `out` cannot be written.
    """
    harmful = card.verdicts.filter(pl.col("verdict") == "harmful")["id"].to_list()
    if not harmful:
        return None
    level = "item" if next(iter(card.levels)) == "item" and trainer == "probe" else "scene"
    asked = Options(level=level, target=target if card.fidelity is not None else None)
    _check_apart(*(material_of(side, level=level, target=asked.target) for side in (validation, test)))
    if level == "scene":
        harmful = [re.sub(r"#[^#]*$", "", id) for id in harmful]
    found = confirm(
        data,
        without=set(harmful),
        test=test,
        trainer=trainer,
        seeds=seeds,
        seed=seed,
        options=asked,
        progress=progress,
    )
    if out is not None:
        write_whole(Path(out) / CONFIRMATION, TypeAdapter(Confirmation).dump_json(found, indent=2) + b"\n")
    return found


def _check_apart(validation: Material, test: Material) -> None:
    if found := leaks(validation, test):
        raise DataError(
            f"{len(found):,} of {plural(len(test), 'test sample')} {'is' if len(found) == 1 else 'are'} among those "
            f"that valued the set, such as {found[0].test}",
            expected="further real samples, which neither trained nor valued anything",
            todo="give other real data to --test",
        )


def _rest(whole: Material, without: Collection[str]) -> Material:
    ids = whole.data.samples["id"].to_list()
    gone = set(without)
    if not gone:
        raise OptionError("no samples to leave out", expected="the ids of a group of samples")
    if unknown := sorted(gone - set(ids)):
        raise DataError(
            f"{len(unknown):,} of {plural(len(gone), 'id')} {'is' if len(unknown) == 1 else 'are'} not in "
            f"{whole.source}, such as {unknown[0]}",
            expected=f"ids such as {ids[0]}",
        )
    rows = np.array([at for at, id in enumerate(ids) if id not in gone], dtype=np.int64)
    if not len(rows):
        raise DataError(f"nothing of {whole.source} would be left", expected="a group that is not all of it")
    return only(whole, rows)


def _confirmation(proof: Proof, removed: int, left: int, margin: float) -> Confirmation:
    main = proof.main
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
        f"{verdict[0].upper()}{verdict[1:]}: without the {plural(removed, 'sample')} {told}, "
        f"{signed(main.difference)}{span}."
    )
    return Confirmation(verdict, sentence, removed, left, proof)
