"""Generators of pictures, and refiners, on disk."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from datadiet.errors import DataError
from datadiet.generate.images.model import ImageModel
from datadiet.generate.images.refiner import Refiner
from datadiet.generate.storage import Arrays, file_of, packed, read_arrays, read_facts, write_parts

__all__ = ["digest", "load_images", "load_refiner", "save_images", "save_refiner"]


def save_images(model: ImageModel, folder: str | Path) -> Path:
    """Write a generator to a folder, each file whole or not at all, and return the path of its `model.json`.

    Raises:
        OutputError: it cannot be written.
    """
    return _save("images", *model.dump(), folder)


def load_images(folder: str | Path) -> ImageModel:
    """Read a generator.

    Raises:
        DataError: there is none, it was changed since it was written, or this version cannot read it.
    """
    return ImageModel.load(*_load("images", folder))


def save_refiner(refiner: Refiner, folder: str | Path) -> Path:
    """Write a refiner; see `save_images`."""
    return _save("refiner", *refiner.dump(), folder)


def load_refiner(folder: str | Path) -> Refiner:
    """Read a refiner; errors as `load_images`."""
    return Refiner.load(*_load("refiner", folder))


def digest(parts: tuple[Mapping[str, Any], Arrays]) -> str:
    """Return the SHA-256 of what `dump` returned: equal where the same pictures are made."""
    facts, arrays = parts
    content = json.dumps(facts, sort_keys=True, allow_nan=False).encode() + packed(arrays)
    return hashlib.sha256(content).hexdigest()


def _save(kind: str, facts: Mapping[str, Any], arrays: Arrays, folder: str | Path) -> Path:
    return write_parts(folder, {"kind": kind, "model": dict(facts)}, arrays)


def _load(kind: str, folder: str | Path) -> tuple[Mapping[str, Any], Arrays]:
    path = file_of(folder)
    facts = read_facts(path, kind)
    try:
        return facts["model"], read_arrays(path.parent, facts["arrays"])
    except (KeyError, TypeError) as error:
        raise DataError(f"{path} is not as it was written ({error!r})", todo="fit the model again") from error
