"""Fitted generators on disk: a folder with `model.json`, which people can read, and the arrays it names. No pickles."""

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

__all__ = ["MODEL", "Arrays", "file_of", "packed", "read_arrays", "read_facts", "sha256", "write_parts"]

Arrays = Mapping[str, np.ndarray]

MODEL = "model.json"
FORMAT = 1
_ABOUT = ("format", "datadiet", "sha256")
"""Entries of `model.json` that its own digest leaves out."""
_MOST = 1 << 30
"""Bytes of a part, above which it is not read."""
_WRITERS = {"table": "datadiet table fit", "images": "datadiet image fit", "refiner": "datadiet image refine"}
"""Kind of generator -> the command that writes it. Files of tables do not name their kind."""


def write_parts(
    folder: str | Path, first: Mapping[str, Any], arrays: Arrays, last: Mapping[str, Any] | None = None
) -> Path:
    """Write a generator to a folder, each file whole or not at all, and return the path of its `model.json`.

    Args:
        folder: where.
        first: facts for JSON that stand before the name of the arrays.
        arrays: by name.
        last: facts that stand behind it.

    Raises:
        OutputError: it cannot be written.
    """
    target, content = Path(folder), packed(arrays)
    digest = hashlib.sha256(content).hexdigest()
    name = f"arrays-{digest[:12]}.safetensors"
    body = {**first, "arrays": {"file": name, "sha256": digest}, **(last or {})}
    facts = {"format": FORMAT, "datadiet": __version__, "sha256": sha256(body), **body}
    write_whole(target / name, content)
    path = write_whole(target / MODEL, json.dumps(facts, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    for old in target.glob("arrays-*.safetensors"):
        if old.name != name:
            old.unlink()
    return path


def file_of(folder: str | Path) -> Path:
    """Return the `model.json` of a folder, or that which is named itself."""
    source = Path(folder)
    return source / MODEL if source.is_dir() else source


def read_facts(path: Path, kind: str) -> dict[str, Any]:
    """Read a `model.json` of a kind: table, images or refiner.

    Raises:
        DataError: it is none, of another kind or format, or was changed since it was written.
    """
    writer = _WRITERS[kind]
    try:
        facts = json.loads(_content(path))
        stated, version = facts["sha256"], facts["format"]
        found = _WRITERS[facts.get("kind", "table")]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(
            f"{path} cannot be read as a model ({error})",
            expected=f"the folder, or the model.json, that `{writer}` wrote",
        ) from error
    if version != FORMAT:
        raise DataError(f"{path} has format {version!r}", expected=f"format {FORMAT}", todo="fit the model again")
    if found != writer:
        raise DataError(f"{path} was written by `{found}`", expected=f"a model of `{writer}`")
    if stated != sha256({name: value for name, value in facts.items() if name not in _ABOUT}):
        raise DataError(
            f"{path} was changed since it was written: its SHA-256 is another one",
            expected=f"a model as `{writer}` wrote it",
            todo="fit the model again, or fetch it again from where it came",
        )
    return dict(facts)


def read_arrays(folder: Path, named: Mapping[str, str]) -> Arrays:
    """Read the arrays that the facts name.

    Raises:
        DataError: there are none, or they were changed since they were written.
    """
    path = folder / Path(named["file"]).name
    try:
        content = _content(path)
        if hashlib.sha256(content).hexdigest() != named["sha256"]:
            raise ValueError("it was changed since it was written: its SHA-256 is another one")
        arrays: Arrays = load_arrays(content)
    except (OSError, ValueError, SafetensorError) as error:
        raise DataError(f"{path} cannot be read ({error})", expected="the arrays of the model beside it") from error
    return arrays


def packed(arrays: Arrays) -> bytes:
    """Return arrays as the bytes of a file."""
    return save_arrays({name: np.ascontiguousarray(array) for name, array in arrays.items()})


def sha256(body: Mapping[str, Any]) -> str:
    """Return the digest of facts, whatever their order."""
    return hashlib.sha256(json.dumps(body, sort_keys=True, allow_nan=False).encode()).hexdigest()


def _content(path: Path) -> bytes:
    if path.stat().st_size > _MOST:
        raise ValueError("it is larger than 1 GiB")
    return path.read_bytes()
