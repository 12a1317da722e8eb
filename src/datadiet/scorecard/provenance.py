"""What is needed to repeat a run."""

import hashlib
import json
import platform
import shlex
import sys
from collections.abc import Iterable, Mapping
from importlib.metadata import PackageNotFoundError, version

from datadiet.data.dataset import ANNOTATIONS, Dataset
from datadiet.data.hashing import file_hash

__all__ = ["command_line", "digest", "set_digest", "versions"]

NUMERIC = (
    "numpy",
    "scipy",
    "scikit-learn",
    "faiss-cpu",
    "polars",
    "Pillow",
    "torch",
    "timm",
    "onnxruntime",
    "umap-learn",
)
"""The libraries that numbers depend on."""


def digest(contents: Iterable[str]) -> str:
    """Return the SHA-256 over sorted content hashes: the same samples, the same digest, in whatever order."""
    return hashlib.sha256("\n".join(sorted(contents)).encode()).hexdigest()


def set_digest(data: Dataset, hashes: Mapping[str, str] | None = None) -> str:
    """Return the SHA-256 by which a data set is known again: nothing of it was changed, moved or renamed.

    Args:
        data: as it was read; of images ids, bytes of the files and boxes count, in their order, of others the file.
        hashes: SHA-256 of files, as far as they are known.

    Returns:
        an empty text where it came from memory.
    """
    if data.vectors is not None or data.format in ("", "rows"):
        return file_hash(data.source) or ""
    known, found = hashes or {}, hashlib.sha256()
    for id, uri in data.samples["id", "uri"].iter_rows():
        found.update(json.dumps([id, known.get(uri) or file_hash(uri or "")]).encode())
    found.update(data.annotations.select(list(ANNOTATIONS)).write_ndjson().encode())
    return found.hexdigest()


def versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries that are installed and that numbers depend on."""
    found = {"python": platform.python_version()}
    for name in NUMERIC:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def command_line() -> str:
    """Return the command that is running, as it would be typed again."""
    program, *arguments = sys.argv
    name = "datadiet" if program.endswith(("datadiet", "__main__.py")) else f"python {program}"
    return shlex.join([*name.split(), *arguments])
