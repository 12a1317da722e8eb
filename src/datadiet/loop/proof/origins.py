"""What the models of a comparison were trained and tested on, as far as their folders say."""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datadiet.data.dataset import Dataset
from datadiet.data.hashing import file_hash
from datadiet.data.spelling import plural
from datadiet.data.versions.naming import Named
from datadiet.loop.training.digests import contents_of
from datadiet.loop.training.model import MODEL

__all__ = ["other_images", "trained_on"]


def trained_on(files: Sequence[Path]) -> Named | None:
    """Return the data of the models that made these predictions, one file a seed; None where it is not known.

    It is known where each file lies in the folder of the model that made it, as it was written, and all are of one set.
    """
    found = {_of(file) for file in files}
    return found.pop() if len(found) == 1 else None


def other_images(files: Sequence[Path], data: Dataset) -> str:
    """Say on which other images than these the predictions were made; nothing where they are these, or nobody knows."""
    found = {_tested(file) for file in files}
    told = found.pop() if len(found) == 1 else None
    uris = data.samples["uri"].drop_nulls().unique()
    now = None if told is None or data.vectors is not None else contents_of(data, {uri: file_hash(uri) for uri in uris})
    if told is None or now is None or now == told.contents:
        return ""
    more = ", or on more of them" if told.samples > len(data) else ""
    return f"other images than those of this test set{more}: on {plural(told.samples, 'image')} of {told.source}"


def _of(file: Path) -> Named | None:
    with suppress(KeyError, TypeError):
        data = _facts(file)["data"]
        return Named(str(data["contents"]), str(data["labels"]))
    return None


@dataclass(frozen=True, slots=True)
class _Tested:
    contents: str
    samples: int
    source: str


def _tested(file: Path) -> _Tested | None:
    with suppress(KeyError, TypeError, ValueError):
        test = _facts(file)["test"]
        return _Tested(str(test["contents"]), int(test["samples"]), str(test["source"]))
    return None


def _facts(file: Path) -> dict[str, Any]:
    """Return what the model's folder says, where the predictions are as they were written; else nothing."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        facts: dict[str, Any] = json.loads((file.parent / MODEL).read_bytes())
        if facts["files"][file.name] == hashlib.sha256(file.read_bytes()).hexdigest():
            return facts
    return {}
