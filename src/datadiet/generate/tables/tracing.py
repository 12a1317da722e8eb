"""What drawn rows were made from, as `provenance.json` says it."""

from pathlib import Path
from typing import Any

from datadiet.data.versions.provenance import Provenance, from_file
from datadiet.generate.storage import file_of

__all__ = ["drawn_from"]


def drawn_from(model: str | Path, *, seed: int, plan: Path | None = None, **asked: Any) -> Provenance:
    """Return the provenance of rows: the model by its SHA-256, the plan by its own, and what was asked.

    Args:
        model: the folder of a fitted model.
        seed: of the rows.
        plan: what the rows were drawn for.
        asked: how many, and the condition.
    """
    origins = [from_file("model", file_of(model), name=Path(model).name)]
    if plan is not None:
        origins.append(from_file("plan", plan))
    return Provenance("table sample", tuple(origins), {"seed": seed, **asked})
