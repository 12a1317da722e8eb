"""What works here: each library is tried in a process of its own, so that a broken one cannot break the doctor."""

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from datadiet import __version__
from datadiet.embed.cache import default_folder
from datadiet.plugins import EMBEDDERS, READERS, REPORTS, find, names

__all__ = ["PARTS", "Finding", "Part", "as_json", "diagnose", "examine", "in_words"]

_ESSENTIAL = {"folder", "patches", "html", "run"}
"""Plugins without which the main job does not run."""
_ABSENT = "not installed"
_PATIENCE = 120
"""Seconds after which a part that is still being imported is given up."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    works: bool
    detail: str
    """What was found: a version, a place, or what went wrong."""
    todo: str = ""
    """How to get it, or to mend it; empty where it works."""
    needed: bool = True
    """False for optional parts: the main job works without."""


@dataclass(frozen=True, slots=True)
class Part:
    """A library or group of libraries, and the code that shows that it works by printing what it found."""

    name: str
    code: str
    todo: str
    needed: bool = False
    known: tuple[tuple[str, str, str], ...] = ()
    """Known troubles: (words in the error, what they mean, what to do)."""


_VERSIONS = """
from importlib import import_module
from importlib.metadata import version
modules = {}
for module in modules.values(): import_module(module)
print(", ".join(f"{{name}} {{version(name)}}" for name in modules))
"""
_CORE = {
    "numpy": "numpy",
    "scipy": "scipy.spatial",
    "scikit-learn": "sklearn.decomposition",
    "faiss-cpu": "faiss",
    "polars": "polars",
    "Pillow": "PIL.Image",
    "bokeh": "bokeh.plotting",
    "matplotlib": "matplotlib.figure",
    "typer": "typer",
    "rich": "rich.console",
    "pydantic": "pydantic",
    "PyYAML": "yaml",
    "jinja2": "jinja2",
    "sqlglot": "sqlglot",
    "joblib": "joblib",
    "safetensors": "safetensors.numpy",
    "threadpoolctl": "threadpoolctl",
}
_TORCH = """
import torch
gpu = torch.cuda.get_device_name(0) if torch.cuda.is_available() else ""
apple = torch.backends.mps.is_available()
print(torch.__version__, "on", gpu or ("Apple's GPU" if apple else "the CPU"))
"""
_TIMM = """
import timm, torchvision
print(timm.__version__, "with torchvision", torchvision.__version__)
"""
_ONNX = """
import onnxruntime
print(onnxruntime.__version__, "with", ", ".join(onnxruntime.get_available_providers()))
"""
_UMAP = """
import umap
print(umap.__version__)
"""
_VINE = """
from importlib.metadata import version
import pyvinecopulib
print(version("pyvinecopulib"))
"""
_DETECTION = """
from importlib.metadata import version
import faster_coco_eval
print(version("faster-coco-eval"))
"""
_OTHER_BUILD = (
    "torchvision::nms",
    "torchvision was built for another build of torch (a CPU torch beside a CUDA torchvision, or two versions)",
    "pip install --force-reinstall torch torchvision --index-url https://download.pytorch.org/whl/cpu",
)

PARTS = (
    Part("core libraries", _VERSIONS.format(_CORE), "pip install --force-reinstall datadiet", needed=True),
    Part(
        "torch, for timm: embedders and for networks that make tables and images",
        _TORCH,
        "pip install 'datadiet[deep]', or 'datadiet[timm]' for embedders",
    ),
    Part("timm, for timm: embedders", _TIMM, "pip install 'datadiet[timm]'", known=(_OTHER_BUILD,)),
    Part("onnxruntime, for onnx: embedders", _ONNX, "pip install 'datadiet[onnx]'"),
    Part("umap-learn, for --reducer umap and --paper", _UMAP, "pip install 'datadiet[umap]'"),
    Part("pyvinecopulib, for vine copulas of tables (--method vine)", _VINE, "pip install 'datadiet[vine]'"),
    Part(
        "faster-coco-eval, for the check of average precision in models compare",
        _DETECTION,
        "pip install 'datadiet[detection]'",
    ),
)
"""The libraries that are tried, the needed ones first."""


def diagnose() -> tuple[Finding, ...]:
    """Look at Python, the libraries, the plugins, the cache and the machine."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        libraries = list(pool.map(examine, PARTS))
    return (_python(), Finding("datadiet", True, __version__), *libraries, *_plugins(), _cache(), _machine())


def examine(part: Part) -> Finding:
    """Run the code of a part in a new Python and say what it printed, or why it failed."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", part.code], capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return Finding(part.name, False, f"no answer in {_PATIENCE} seconds", part.todo, part.needed)
    if done.returncode == 0:
        return Finding(part.name, True, done.stdout.strip(), needed=part.needed)
    return _trouble(part, done.stderr.strip() or f"it ended with code {done.returncode}")


def _trouble(part: Part, error: str) -> Finding:
    for words, meaning, todo in part.known:
        if words in error:
            return Finding(part.name, False, meaning, todo, part.needed)
    last = error.splitlines()[-1]
    missing = last.startswith("ModuleNotFoundError: No module named")
    detail = f"{_ABSENT} ({last.split()[-1].strip(chr(39))})" if missing else f"does not load: {last}"
    return Finding(part.name, False, detail, part.todo, part.needed)


def _python() -> Finding:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}, {sys.executable}"
    return Finding("Python", sys.version_info >= (3, 11), found, "" if sys.version_info >= (3, 11) else "Python 3.11")


def _plugins() -> Iterator[Finding]:
    """Load every registered plugin; one that does not load is named with its error."""
    for group in (READERS, EMBEDDERS, REPORTS):
        broken = {name: error for name in names(group) if (error := _load_error(group, name))}
        found = ", ".join(names(group)) or "none"
        detail = "; ".join(f"{name} does not load: {error}" for name, error in broken.items()) or found
        works = not broken and found != "none"
        todo = "" if works else "reinstall the package that registers it"
        yield Finding(
            f"plugins, {group}", works, detail, todo, needed=found == "none" or not _ESSENTIAL.isdisjoint(broken)
        )


def _load_error(group: str, name: str) -> str:
    try:
        find(group, name)
    except Exception as error:  # a plugin is foreign code: whatever it raises is a finding
        return f"{type(error).__name__}: {error}"
    return ""


def _cache() -> Finding:
    folder = default_folder()
    standing = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    works = standing.is_dir() and os.access(standing, os.W_OK)
    detail = f"{folder}, {_filled(folder)}" if works else f"{folder} cannot be written"
    return Finding("cache of vectors", works, detail, "" if works else "set DATADIET_CACHE to a folder of yours")


def _filled(folder: Path) -> str:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return f"{size / 1e6:,.1f} MB" if size else "empty"


def _machine() -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return Finding("machine", True, f"{cores} cores, {_memory()}")


def _memory() -> str:
    try:
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return "memory unknown"
    return f"{total / 2**30:.1f} GiB of memory"


def as_json(findings: tuple[Finding, ...]) -> bytes:
    """Return the findings as indented JSON."""
    return TypeAdapter(tuple[Finding, ...]).dump_json(findings, indent=2) + b"\n"


def in_words(findings: tuple[Finding, ...]) -> str:
    """Return one line a finding, what to do below it, and a line that says what it comes to."""
    lines = [line for finding in findings for line in _lines(finding)]
    broken = [finding.name for finding in findings if finding.needed and not finding.works]
    verdict = f"The main job will not work here: mend {', '.join(broken)}." if broken else "The main job works here."
    return "\n".join([*lines, "", verdict, "Next: datadiet demo" if not broken else "Next: the lines marked 'get it'"])


def _lines(finding: Finding) -> Iterator[str]:
    absent = not finding.needed and finding.detail.startswith(_ABSENT)
    mark = "works " if finding.works else "absent" if absent else "BROKEN" if finding.needed else "broken"
    yield f"{mark}  {finding.name}: {finding.detail}"
    if not finding.works:
        yield f"        get it: {finding.todo}"
