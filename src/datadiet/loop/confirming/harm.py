"""Are the samples that a valued run calls harmful really so?"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import TypeAdapter

from datadiet.data.spelling import plural
from datadiet.data.whole import write_whole
from datadiet.engine.progress import Progress
from datadiet.errors import DataError
from datadiet.loop.confirming.confirming import Confirmation, confirm
from datadiet.loop.training import Material, Options, Trainer
from datadiet.loop.training.leaks import leaks
from datadiet.loop.training.material import material_of
from datadiet.scorecard import Scorecard

__all__ = ["CONFIRMATION", "confirm_harm", "confirmed"]

CONFIRMATION, FAILED = "confirmation.json", "confirmation-failed"


def confirm_harm(
    card: Scorecard,
    data: Any,
    *,
    validation: Any,
    test: Any,
    trainer: str | Trainer | Callable[..., Any] = "probe",
    target: str | None = None,
    seeds: int = 3,
    settings: Mapping[str, Any] | None = None,
    timeout: float | None = None,
    out: str | Path | None = None,
    seed: int = 0,
    progress: Progress | None = None,
) -> Confirmation | None:
    """Confirm that the samples that a valued run calls harmful are: None where it calls none so.

    At the level `item` a trainer of boxes does without harmful boxes (see `confirm`), the probe without these items.

    Args:
        card: as `datadiet.value` returns it.
        data: the synthetic set that was valued.
        validation: the real samples that it was valued with: they would find in the test what they said themselves.
        test: as in `confirm`; neither the validation samples nor any that the set was made from.
        trainer: as in `train`.
        target: of a table, the column of the label.
        seeds: models of each kind.
        settings: of a named trainer.
        timeout: seconds after which a command is stopped.
        out: the folder of the run: it is written again, with what was found, and with `confirmation.json`; where the
            trainer fails, what it left is in `confirmation-failed`.
        seed: of the resamples.
        progress: is told how far it is.

    Raises:
        As `confirm`; DataError: test samples are among the validation samples; OutputError: `out` cannot be written.
    """
    harmful = card.verdicts.filter(pl.col("verdict") == "harmful")["id"].to_list()
    if not harmful:
        return None
    level = "item" if next(iter(card.levels)) == "item" and trainer == "probe" else "scene"
    asked = Options(level=level, target=target if card.fidelity is not None else None, timeout=timeout)
    _check_apart(*(material_of(side, level=level, target=asked.target) for side in (validation, test)))
    found = confirm(
        data,
        without=harmful,
        test=test,
        trainer=trainer,
        seeds=seeds,
        settings=settings,
        seed=seed,
        options=asked,
        failed=None if out is None else Path(out) / FAILED,
        progress=progress,
    )
    if out is not None:
        confirmed(card, found).save(out)
        write_whole(Path(out) / CONFIRMATION, TypeAdapter(Confirmation).dump_json(found, indent=2) + b"\n")
    return found


def confirmed(card: Scorecard, found: Confirmation) -> Scorecard:
    """Return the scorecard of a valued run with what training showed."""
    assert card.value is not None
    return replace(card, facts=replace(card.facts, value=replace(card.value, confirmed=found.sentence)))


def _check_apart(validation: Material, test: Material) -> None:
    if found := leaks(validation, test):
        raise DataError(
            f"{len(found):,} of {plural(len(test), 'test sample')} {'is' if len(found) == 1 else 'are'} among those "
            f"that valued the set, such as {found[0].test}",
            expected="further real samples, which neither trained nor valued anything",
            todo="give other real data to --test",
        )
