"""Fitted networks on disk: a folder with `model.json`, which people can read, and the arrays it names. No pickles."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from datadiet import __version__
from datadiet.data.whole import write_whole
from datadiet.errors import DataError
from datadiet.generate.images.model import ImageModel
from datadiet.generate.images.refiner import Refiner
from datadiet.generate.tables.models.contract import Arrays

__all__ = ["digest", "load_images", "load_refiner", "save_images", "save_refiner"]

MODEL, FORMAT = "model.json", 1
_MOST = 1 << 30
"""Bytes of a part, above which it is not read."""


def save_images(model: ImageModel, folder: str | Path) -> Path:
    """Write a generator to a folder, each file whole or not at all, and return the path of its `model.json`.

    Raises:
        OutputError: it cannot be written.
    """
    return _save("images", *model.dump(), Path(folder))


def load_images(folder: str | Path) -> ImageModel:
    """Read a generator.

    Raises:
        DataError: there is none, it was changed since it was written, or this version cannot read it.
    """
    return ImageModel.load(*_load("images", Path(folder)))


def save_refiner(refiner: Refiner, folder: str | Path) -> Path:
    """Write a refiner; see `save_images`."""
    return _save("refiner", *refiner.dump(), Path(folder))


def load_refiner(folder: str | Path) -> Refiner:
    """Read a refiner; errors as `load_images`."""
    return Refiner.load(*_load("refiner", Path(folder)))


def digest(parts: tuple[Mapping[str, Any], Arrays]) -> str:
    """Return the SHA-256 of what `dump` returned: equal where the same pictures are made."""
    facts, arrays = parts
    content = json.dumps(facts, sort_keys=True, allow_nan=False).encode() + _packed(arrays)
    return hashlib.sha256(content).hexdigest()


def _save(kind: str, facts: Mapping[str, Any], arrays: Arrays, folder: Path) -> Path:
    content = _packed(arrays)
    stated = hashlib.sha256(content).hexdigest()
    name = f"arrays-{stated[:12]}.safetensors"
    body = {"kind": kind, "model": dict(facts), "arrays": {"file": name, "sha256": stated}}
    whole = {"format": FORMAT, "datadiet": __version__, "sha256": _body(body), **body}
    write_whole(folder / name, content)
    path = write_whole(folder / MODEL, json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    for old in folder.glob("arrays-*.safetensors"):
        if old.name != name:
            old.unlink()
    return path


def _load(kind: str, folder: Path) -> tuple[Mapping[str, Any], Arrays]:
    path = folder / MODEL if folder.is_dir() else folder
    try:
        whole = json.loads(_content(path))
        body = {name: whole[name] for name in ("kind", "model", "arrays")}
        if whole["format"] != FORMAT or body["kind"] != kind:
            raise ValueError(f"format {whole['format']!r} of kind '{body['kind']}'")
        if whole["sha256"] != _body(body):
            raise ValueError("it was changed since it was written: its SHA-256 is another one")
        content = _content(path.parent / Path(body["arrays"]["file"]).name)
        if hashlib.sha256(content).hexdigest() != body["arrays"]["sha256"]:
            raise ValueError("the arrays beside it were changed since they were written: their SHA-256 is another one")
        return body["model"], load_arrays(content)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, SafetensorError) as error:
        raise DataError(
            f"{path} cannot be read ({error})",
            expected=f"a folder of format {FORMAT} that was written for kind '{kind}', not changed since",
            todo="fit the model again, or fetch it again from where it came",
        ) from error


def _content(path: Path) -> bytes:
    if path.stat().st_size > _MOST:
        raise ValueError("it is larger than 1 GiB")
    return path.read_bytes()


def _packed(arrays: Arrays) -> bytes:
    return save_arrays({name: np.ascontiguousarray(array) for name, array in arrays.items()})


def _body(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, allow_nan=False).encode()).hexdigest()
