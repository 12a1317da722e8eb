"""What the models of a comparison were trained on, as far as their folders say."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from datadiet.data.versions.naming import Named
from datadiet.loop.training.model import MODEL

__all__ = ["trained_on"]


def trained_on(files: Sequence[Path]) -> Named | None:
    """Return the data of the models that made these predictions, one file a seed; None where it is not known.

    It is known where each file lies in the folder of the model that made it, as it was written, and all are of one set.
    """
    found = {_of(file) for file in files}
    return found.pop() if len(found) == 1 else None


def _of(file: Path) -> Named | None:
    try:
        facts = json.loads((file.parent / MODEL).read_bytes())
        if facts["files"][file.name] != hashlib.sha256(file.read_bytes()).hexdigest():
            return None
        data = facts["data"]
        return Named(str(data["contents"]), str(data["labels"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
