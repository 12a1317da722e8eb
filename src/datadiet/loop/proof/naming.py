"""What predictions call the samples and classes of a test set."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from datadiet.data.spelling import plural
from datadiet.errors import DataError

__all__ = ["NOUNS", "numbered", "refuse_unknown", "some"]

NOUNS = {
    "image_id": "image id",
    "file_name": "file name",
    "category_id": "category id",
    "category": "category name",
    "id": "sample id",
}
"""Key of an entry -> what its value is."""
_SHOWN = 3


def numbered(
    file: Path, entries: Sequence[Mapping[str, Any]], keys: tuple[str, str], known: Mapping[Any, int], ids: Mapping
) -> np.ndarray:
    """Return (n,) the number of the image, or class, that each entry names.

    Args:
        file: for messages.
        entries: of the file.
        keys: of the id and of the name, such as image_id and file_name.
        known: id or name -> number.
        ids: what the test set calls it -> its name; empty where it has names alone.

    Raises:
        DataError: an entry names nothing, or what the test set does not have; all are counted.
    """
    found = [_known(entry, keys, known) for entry in entries]
    odd = [_said(entry, keys if ids else keys[::-1]) for entry, at in zip(entries, found, strict=True) if at is None]
    if None in odd:
        count = odd.count(None)
        raise DataError(
            f"{file}: {count:,} of {plural(len(entries), 'prediction')} {'has' if count == 1 else 'have'} neither "
            f"{keys[0]} nor {keys[1]}",
            expected="COCO results: [{image_id, category_id, bbox, score}, …]",
            todo="mend what writes the predictions",
        )
    said = [each for each in odd if each is not None]
    refuse_unknown(file, said, {json.dumps(id): name for id, name in ids.items()} if ids else known)
    return np.array(found, dtype=np.int64)


def _known(entry: Mapping[str, Any], keys: tuple[str, str], known: Mapping[Any, int]) -> int | None:
    for key in keys:
        value = entry.get(key)
        if isinstance(value, int | float | str) and not isinstance(value, bool) and value in known:  # 7.0 is 7
            return known[value]
    return None


def _said(entry: Mapping[str, Any], keys: Iterable[str]) -> tuple[str, str] | None:
    """Return the key under which an entry names something, and the value as the file spells it."""
    return next(((key, json.dumps(entry[key], ensure_ascii=False)) for key in keys if entry.get(key) is not None), None)


def refuse_unknown(file: Path, unknown: Sequence[tuple[str, str]], known: Mapping[Any, Any]) -> None:
    """Refuse predictions that name what the test set does not have.

    Args:
        file: for messages.
        unknown: key and value of each such prediction, as the file spells it.
        known: what the test set has, as its file spells it -> what else it is called, if a text.

    Raises:
        DataError: there are such predictions.
    """
    if not unknown:
        return
    values = list(dict.fromkeys(value for _, value in unknown))
    shown = [f"{id} ({name})" if isinstance(name, str) and name != id else str(id) for id, name in known.items()]
    noun = NOUNS[unknown[0][0]]
    raise DataError(
        f"{file}: {plural(len(unknown), 'prediction')} {'names' if len(unknown) == 1 else 'name'} "
        f"{plural(len(values), noun)} that the ground truth does not have: {some(values)}",
        expected=f"what the ground truth has, such as {some(shown)}",
        todo="predict on the same test set, or name the right ground truth",
    )


def some(names: Iterable[str]) -> str:
    """Return the first names, and whether there are more."""
    shown = list(names)
    return ", ".join(shown[:_SHOWN]) + (", …" if len(shown) > _SHOWN else "")
