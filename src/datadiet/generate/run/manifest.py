"""`run.json`: what the pictures of a folder were made from, so that nothing else is mixed with them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from datadiet import __version__
from datadiet.data.whole import write_whole
from datadiet.errors import OutputError
from datadiet.generate.run.source import Source

__all__ = ["MANIFEST", "Manifest", "of", "read", "same_run", "write"]

MANIFEST = "run.json"
_PARTS = {"rows": "plan"}
"""What people call a part of a spec, where that is another word."""
_NAMES = {"datadiet": "version of datadiet", "spec": "spec", "seed": "seed", "jpeg": "quality of JPEG"}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a run is."""

    datadiet: str
    source: str
    """What the source is called: for people, and not compared."""
    spec: str
    """SHA-256 of the source's spec."""
    seed: int
    jpeg: int | None
    """Quality of the pictures; None for PNG."""
    parts: dict[str, str] = field(default_factory=dict)
    """Of a spec in JSON: each part as it is, or its digest, so that a message can name those that differ."""
    formats: tuple[str, ...] = ()
    """That the folder holds; a later run keeps all of them up to date."""


_ADAPTER = TypeAdapter(Manifest)


def of(source: Source, *, seed: int, jpeg: int | None) -> Manifest:
    """Return the manifest of a run that is asked for."""
    return Manifest(__version__, source.name, _digest(source.spec), seed, jpeg, _parts(source.spec))


def read(folder: Path) -> Manifest | None:
    """Return the manifest of a folder, or None where the folder is empty or not there.

    Raises:
        OutputError: the folder holds something else, or its manifest cannot be read.
    """
    file = folder / MANIFEST
    try:
        if file.is_file():
            return _ADAPTER.validate_json(file.read_bytes())
        others = sorted(path.name for path in folder.iterdir() if not path.name.startswith(f".{MANIFEST}-"))
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise OutputError(
            f"{file} is not the manifest of a run",
            expected="what `datadiet generate` wrote",
            todo="choose another folder",
        ) from error
    except OSError as error:
        raise OutputError(f"{folder} cannot be used ({error.strerror})", todo="choose another folder") from error
    if others:
        raise OutputError(
            f"{folder} exists, is not empty, and holds no {MANIFEST}",
            expected="a new or empty folder, or one of an earlier run",
            todo="choose another folder",
        )
    return None


def same_run(there: Manifest, asked: Manifest, folder: Path) -> None:
    """Refuse to mix the pictures of two runs: OutputError says what differs."""
    differing = [each.name for each in fields(Manifest) if each.name in _NAMES and _differs(each.name, there, asked)]
    if not differing:
        return
    both = there.parts.keys() & asked.parts.keys()
    parts = [part for part in asked.parts if part in both and there.parts[part] != asked.parts[part]]
    found = ", ".join(f"{_NAMES[name]} {_shown(name, there, parts)}" for name in differing)
    wanted = ", ".join(_shown(name, asked, parts) for name in differing)
    raise OutputError(
        f"{folder} holds pictures made with {found}, and {wanted} is asked for",
        expected="the same spec, seed, version and quality for all pictures of a folder",
        todo="choose another folder, or ask for what is there",
    )


def write(manifest: Manifest, folder: Path) -> None:
    """Write it whole; OutputError where that cannot be done."""
    write_whole(folder / MANIFEST, _ADAPTER.dump_json(manifest, indent=2) + b"\n")


def _differs(name: str, there: Manifest, asked: Manifest) -> bool:
    return bool(getattr(there, name) != getattr(asked, name))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _parts(spec: str) -> dict[str, str]:
    try:
        found = json.loads(spec)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        str(_PARTS.get(name, name)): str(value)
        if isinstance(value, int | float)
        else ("none" if value is None else _digest(json.dumps(value, sort_keys=True))[:8])
        for name, value in found.items()
    }


def _shown(name: str, manifest: Manifest, parts: Sequence[str]) -> str:
    value: Any = getattr(manifest, name)
    if name == "spec":
        return (
            f"{manifest.source} ({', '.join(f'{part} {manifest.parts[part]}' for part in parts) or manifest.spec[:8]})"
        )
    return "none (PNG)" if value is None else str(value)
