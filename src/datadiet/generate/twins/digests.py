"""What a twin's pictures depend on, apart from the seed, as one short text: the same digest, the same pictures."""

import hashlib
import inspect
import json
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from datadiet.distributions import Distribution
from datadiet.generate.twins.parts import Look

__all__ = ["digest_of"]


def digest_of(data: Any, looks: Iterable[Look], laws: Mapping[str, Distribution] | None = None) -> str:
    """Return 32 hexadecimal digits.

    They cover what the file says (not its comments, nor where it lies), the bytes of the pictures that it names, the
    laws that were fitted to its tables, and the source of the modules that draw; not what those import.

    Args:
        data: what the file holds.
        looks: of the environment and the items.
        laws: parameter -> what was fitted.
    """
    found = hashlib.sha256(repr(data).encode("utf-8", "surrogatepass"))
    for look in looks:
        for name, path in look.files.items():
            found.update(name.encode("utf-8", "surrogatepass") + hashlib.sha256(path.read_bytes()).digest())
        for module in look.functions.values():
            found.update(_source(module))
    for name, law in sorted((laws or {}).items()):
        found.update(json.dumps([name, law.spec()]).encode())
    return found.hexdigest()[:32]


def _source(module: str) -> bytes:
    """The module's source; its name alone where there is none, as for what was typed in."""
    try:
        file = inspect.getsourcefile(import_module(module))
        return hashlib.sha256(Path(file or "").read_bytes()).digest()
    except (OSError, TypeError, ImportError):
        return module.encode()
