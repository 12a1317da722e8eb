"""What is needed to repeat a run."""

import hashlib
import platform
import shlex
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version

__all__ = ["command_line", "digest", "versions"]

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
