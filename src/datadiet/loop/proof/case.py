"""What is compared: the test set, and what every seed of both sides said of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from datadiet.data.dataset import Problem
from datadiet.data.groups import assign
from datadiet.data.metadata import join
from datadiet.data.spelling import plural
from datadiet.engine.progress import Progress
from datadiet.errors import OptionError
from datadiet.loop.proof.checking import agree, check_alike
from datadiet.loop.proof.classification import Classified
from datadiet.loop.proof.detection import detected
from datadiet.loop.proof.detections import read_boxes
from datadiet.loop.proof.evidence import Evidence
from datadiet.loop.proof.labels import labels_of
from datadiet.loop.proof.objects import objects_of
from datadiet.loop.proof.origins import other_images
from datadiet.loop.proof.plausible import odd_words
from datadiet.loop.proof.predictions import BOXES, files_of, read_labels
from datadiet.loop.proof.results import LISTED, Owner, Unusable
from datadiet.loop.proof.truth import Truth
from datadiet.loop.proof.words import mended_words, missing_words, unusable_words

__all__ = ["Case", "read_case"]


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that a comparison is about."""

    boxed: bool
    truth: Truth
    sources: tuple[str, str]
    a: tuple[Evidence, ...]
    """One a training seed."""
    b: tuple[Evidence, ...]
    numbers: np.ndarray
    """(n,) of the group of each sample."""
    groups: int
    notes: tuple[str, ...]
    unusable: tuple[Unusable, ...]
    """At most `LISTED` of each side."""

    @property
    def same(self) -> bool:
        """Whether both sides made the same predictions."""
        return len(self.a) == len(self.b) and all(x.same(y) for x, y in zip(self.a, self.b, strict=True))


def read_case(
    a: str | Path,
    b: str | Path,
    truth: str | Path,
    *,
    iou: float | None,
    metadata: str | Path | None,
    group: str | None,
    target: str | None,
    level: str | None,
    seeds: int,
    progress: Progress,
) -> Case:
    """Read both sides and the test set; the arguments are those of `compare`.

    Raises:
        DataError: they cannot be used, or do not belong together.
        OptionError: there are fewer seeds than asked for, or an option is for the other task.
    """
    files = files_of(a), files_of(b)
    boxed = _boxed(files)
    _check_seeds((str(a), str(b)), files, seeds)
    if boxed and (target is not None or level is not None):
        raise OptionError("--target and --level beside detections", expected="neither: they are for predicted classes")
    if not boxed and iou is not None:
        raise OptionError("--iou beside predicted classes", expected="detections with it")
    known = objects_of(truth) if boxed else labels_of(truth, target=target, level=level or _level(files))
    known = replace(known, data=assign(known.data if metadata is None else join(known.data, metadata), group))
    groups, numbers = np.unique(known.data.samples["group"].to_numpy(), return_inverse=True)
    sides = [_read(name, each, known, iou, progress) for name, each in zip("AB", files, strict=True)]
    check_alike((str(a), str(b)), [side.said for side in sides], boxes=boxed)
    notes = [
        f"{name} made its predictions on {other}. What follows is about these predictions and this test set."
        for name, each in zip("AB", files, strict=True)
        if (other := other_images(each, known.data))
    ]
    notes += [note for name, side in zip("AB", sides, strict=True) for note in _notes(name, side, boxed)]
    notes += [mended_words(known.data.problems)] if known.data.problems else []
    notes += agree(known, sides[0].seeds[0], iou) if boxed else []
    return Case(
        boxed,
        known,
        (str(a), str(b)),
        sides[0].seeds,
        sides[1].seeds,
        numbers,
        len(groups),
        tuple(notes),
        (
            *_listed("A", sides[0].unusable),
            *_listed("B", sides[1].unusable),
            *_listed("test set", known.data.problems),
        ),
    )


def _boxed(files: Sequence[Sequence[Path]]) -> bool:
    """Whether both sides are detections: JSON; classes are tables."""
    kinds = [side[0].suffix.lower() == Path(BOXES).suffix for side in files]
    if kinds[0] != kinds[1]:
        raise OptionError(
            f"{files[0][0]} and {files[1][0]} are predictions of different tasks",
            expected="detections of both (JSON), or classes of both (a table)",
        )
    return kinds[0]


def _check_seeds(names: tuple[str, str], files: Sequence[Sequence[Path]], least: int) -> None:
    for name, side in zip(names, files, strict=True):
        if len(side) < least:
            raise OptionError(
                f"{name} holds {plural(len(side), 'training seed')}, and --seeds asks for {least}",
                expected="folders seed-0, seed-1, …",
                todo=f"datadiet train DATA --with TRAINER --seeds {least} --test REAL --out {name}",
            )


def _level(files: Sequence[Sequence[Path]]) -> str:
    """Return the level at which the first model was trained, where its folder says so."""
    try:
        facts = json.loads((files[0][0].parent / "model.json").read_bytes())
        return "item" if facts.get("level") == "item" or facts["data"].get("level") == "item" else "scene"
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return "scene"


@dataclass(frozen=True, slots=True)
class _Read:
    """What the seeds of one side say."""

    seeds: tuple[Evidence, ...]
    said: np.ndarray
    """(n,) whether every seed says something of the sample."""
    unusable: tuple[Problem, ...]
    whole: int
    """Detections of all seeds, with those that are left out."""
    odd: tuple[str, ...]
    """What is odd about the detections, of which seed."""


def _read(name: str, files: Sequence[Path], truth: Truth, iou: float | None, progress: Progress) -> _Read:
    found: list[Evidence] = []
    unusable: list[Problem] = []
    odd: list[str] = []
    said, whole = np.ones(len(truth), dtype=bool), 0
    for at, file in enumerate(files):
        progress(f"reading {name}", at, len(files))
        if truth.objects is not None:
            given = read_boxes(file, truth)
            boxes, whole = given.boxes, whole + len(given.boxes)
            found.append(detected(truth.objects, boxes, images=len(truth), categories=len(truth.classes), iou=iou))
            said &= np.bincount(boxes.image, minlength=len(truth)) > 0
            where = f"{file.parent.name}, " if len(files) > 1 else ""
            unusable += [replace(problem, where=where + problem.where) for problem in given.unusable]
            odd += [where + words for words in odd_words(boxes, truth.objects)]
        else:
            assert truth.labels is not None
            labels = read_labels(file, truth)
            found.append(Classified(truth.labels, labels, len(truth.classes)))
            said &= labels.label != -1
    return _Read(tuple(found), said, tuple(unusable), whole, tuple(odd))


def _notes(name: str, side: _Read, boxed: bool) -> list[str]:
    missing = int(np.sum(~side.said))
    notes = [missing_words(name, missing, len(side.said), seeds=len(side.seeds), boxes=boxed)] if missing else []
    notes += [unusable_words(name, side.unusable, of=side.whole)] if side.unusable else []
    return notes + [f"{name}: {words}" for words in side.odd]


def _listed(owner: Owner, problems: Sequence[Problem]) -> list[Unusable]:
    return [Unusable(owner, problem.where, problem.reason) for problem in problems[:LISTED]]
