"""A first draft of a domain of operation, from data."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal as Choice

import polars as pl

from datadiet.data.dataset import Dataset
from datadiet.data.levels import SIDES, at_level
from datadiet.domain.conditions import are_rows, read_conditions
from datadiet.domain.domain import Domain, Levels, Range, Task, Variable
from datadiet.domain.drafting.columns import Candidate, LeftOut, candidates
from datadiet.domain.drafting.conditions import Declared, declare
from datadiet.domain.drafting.existing import explained
from datadiet.domain.drafting.suggestions import suggest
from datadiet.domain.drafting.writing import written
from datadiet.errors import DomainError

__all__ = ["draft_domain"]

_WIDEN = {"classification": 0.05, "detection": 0.15, "segmentation": 0.15, "tabular": 0.0}
"""Share of the width by which measured ranges are widened on each side: a broad task meets what was not yet seen."""
_WIDEN_ANY = 0.1
_OPEN = ("detection", "segmentation")
Level = Choice["scene", "item"]


def draft_domain(
    data: Dataset,
    *,
    name: str,
    task: Task | None = None,
    level: Level = "scene",
    workers: int = 1,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> str:
    """Draft the YAML file of a domain from a data set, commented where a person must decide.

    No sample of the data lies outside the draft. Measured ranges go from the 1st to the 99th percentile, are widened
    (by 5 % of the width on each side for classification, 15 % for detection and segmentation), stretched to hold every
    sample, and rounded outward; ranges of metadata are rounded outward only. Edge cases, exclusions, constraints,
    guarantees and coverage are suggested as comments, with numbers from the data.

    Args:
        data: images, annotated ones, or a table.
        name: of the domain.
        task: what the model is for; None takes it from what the data has.
        level: `scene`, or `item` for one sample per annotated object of `data`.
        workers: processes that decode images; the draft does not depend on it.
        cache: folder for measured attributes; None is the user's cache folder.
        progress: called with how many files are measured, and how many there are.

    Raises:
        DomainError: nothing in the data can be a condition.
        DataError: items are asked for and nothing is annotated.
    """
    cut = level == "item" and not set(SIDES) <= set(data.samples.columns)
    samples = at_level(data, "item") if cut else data
    aim = task or _guess(data, level)
    found, left = candidates(samples, aim)
    frame = read_conditions(
        _anything(found), samples, whole=data if cut else None, workers=workers, cache=cache, progress=progress
    ).frame
    noun = "objects" if level == "item" else "rows" if are_rows(data) else "images"
    declared, more = _declared(found, frame, _WIDEN.get(aim or "", _WIDEN_ANY), noun)
    if not declared:
        raise DomainError(
            f"{data.name} has nothing that could be a condition",
            expected="metadata columns, labels, annotations or images",
            todo="join metadata to the data, or write the file by hand",
        )
    return written(
        name=name,
        task=aim,
        guessed=task is None,
        level=level,
        open_world=aim in _OPEN,
        n=len(samples),
        samples=noun,
        declared=declared,
        left=[*left, *more],
        suggestions=suggest(declared, frame, samples=noun),
    )


def _guess(data: Dataset, level: Level) -> Task | None:
    if data.annotations.height or level == "item":
        return "detection"
    if are_rows(data):
        return "tabular"
    return "classification" if data.samples["label"].is_not_null().any() else None


def _anything(found: list[Candidate]) -> Domain:
    """A domain without bounds, so that conditions are read exactly as they will be when the draft is checked."""
    boundless: dict[str, Callable[[str], Variable]] = {
        "words": lambda name: Levels(name, ("",)),
        "truth": lambda name: Levels(name, (False, True)),
        "number": lambda name: Range(name, float("-inf"), float("inf")),
    }
    return Domain("anything", variables=tuple(boundless[one.kind](one.name) for one in found))


def _declared(
    found: list[Candidate], frame: pl.DataFrame, widen: float, samples: str
) -> tuple[list[Declared], list[LeftOut]]:
    declared: list[Declared] = []
    left: list[LeftOut] = []
    for one in found:
        exists = explained(one.name, frame, found)
        made = declare(one, frame, widen=widen, exists=exists, samples=samples)
        if isinstance(made, Declared):
            declared.append(made)
        else:
            left.append(made)
    return declared, left
