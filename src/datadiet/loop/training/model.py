"""A model folder: what was trained, on what, at what cost, and the files that belong to it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from safetensors import SafetensorError
from safetensors.numpy import load as load_arrays
from safetensors.numpy import save as save_arrays

from datadiet.data.whole import write_whole
from datadiet.errors import DataError, TrainerError
from datadiet.loop.training.predictions import PREDICTIONS
from datadiet.loop.training.results import RESULTS

__all__ = [
    "KIND",
    "LOG",
    "MODEL",
    "OURS",
    "REFUSED",
    "UNFINISHED",
    "WEIGHTS",
    "Cost",
    "Model",
    "Work",
    "load_model",
    "read_weights",
    "write_model",
    "write_weights",
]

MODEL, WEIGHTS, LOG = "model.json", "weights.safetensors", "log.txt"
UNFINISHED = "unfinished.json"
"""Marks a folder in which training began and did not end."""
REFUSED = "refused-output"
"""The folder that keeps what a trainer left, where that was refused."""
OURS = frozenset({MODEL, LOG, UNFINISHED, REFUSED})
KIND = "trained"
Work = Literal["trained", "predicted", "kept"]
"""`predicted`: it was there, and further test data was predicted; `kept`: all of it was there."""
_MOST = 1 << 32


@dataclass(frozen=True, slots=True)
class Cost:
    """What training cost; for trainers that predict in the same go, with that."""

    seconds: float
    """On the clock."""
    cpu_seconds: float
    """Of all processors that worked on it here, those of processes that it started included."""
    price: float | None
    """Of an hour on the clock."""

    @property
    def money(self) -> float | None:
        """In the unit of the price."""
        return None if self.price is None else self.seconds / 3600 * self.price

    def facts(self) -> dict[str, Any]:
        """Return it for JSON, with the money."""
        money = None if self.money is None else round(self.money, 6)
        return {
            "seconds": round(self.seconds, 3),
            "cpu_seconds": round(self.cpu_seconds, 3),
            "price": self.price,
            "money": money,
        }


@dataclass(frozen=True, slots=True)
class Model:
    """A model on disk."""

    folder: Path
    facts: Mapping[str, Any]
    """All that `model.json` holds."""
    work: Work = "kept"
    """What was done for it just now."""

    @property
    def task(self) -> str:
        """`classification` or `detection`."""
        return str(self.facts["task"])

    @property
    def classes(self) -> tuple[str, ...]:
        """What it can say."""
        return tuple(self.facts["classes"])

    @property
    def seed(self) -> int:
        """Of its training."""
        return int(self.facts["seed"])

    @property
    def cost(self) -> Cost:
        """Of its training."""
        cost = self.facts["cost"]
        return Cost(cost["seconds"], cost["cpu_seconds"], cost["price"])

    @property
    def predictions(self) -> Path | None:
        """`results.json` or `predictions.csv` of the test data; None where none was given."""
        return next((self.folder / name for name in (RESULTS, PREDICTIONS) if name in self.facts["files"]), None)


def write_model(folder: Path, facts: Mapping[str, Any]) -> Model:
    """Write `model.json`, with the hash of every file in the folder, last of all: a folder that has one is whole."""
    files = {name: _hash(folder / name) for name in _files(folder)}
    whole = {**facts, "files": files}
    write_whole(folder / MODEL, json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    return Model(folder, whole)


def load_model(folder: str | Path) -> Model:
    """Read a model folder.

    Raises:
        DataError: it is none, or a file of it is gone or was changed.
    """
    path = Path(folder) / MODEL
    try:
        facts = json.loads(path.read_bytes())
        if facts["kind"] != KIND:
            raise ValueError(f"it is of the kind '{facts['kind']}'")
        files = dict(facts["files"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(
            f"{path} cannot be read as a model ({error})", expected="a folder that `datadiet train` wrote"
        ) from error
    for name, stated in files.items():
        found = Path(folder) / name
        if not found.is_file() or _hash(found) != stated:
            raise DataError(
                f"{found} is {'not as it was written' if found.is_file() else 'gone'}",
                expected="a model folder as `datadiet train` wrote it",
                todo="train the model again, or fetch it again from where it came",
            )
    return Model(Path(folder), facts)


def write_weights(folder: Path, arrays: Mapping[str, np.ndarray]) -> Path:
    """Write `weights.safetensors` into a folder; TrainerError where one is not finite."""
    if broken := next((name for name, array in arrays.items() if not np.isfinite(array).all()), None):
        raise TrainerError(
            f"training diverged: the weights '{broken}' are not finite",
            expected="numbers",
            todo="train with a lower rate, or look for values in the data that are out of all reason",
        )
    return write_whole(folder / WEIGHTS, save_arrays({k: np.ascontiguousarray(v) for k, v in arrays.items()}))


def read_weights(folder: Path) -> dict[str, np.ndarray]:
    """Read `weights.safetensors`; DataError where it cannot be read."""
    path = folder / WEIGHTS
    try:
        if path.stat().st_size > _MOST:
            raise ValueError("it is larger than 4 GiB")
        return dict(load_arrays(path.read_bytes()))
    except (OSError, ValueError, SafetensorError) as error:
        raise DataError(f"{path} cannot be read ({error})", expected="the weights of the model") from error


def _files(folder: Path) -> list[str]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name not in (MODEL, UNFINISHED))
    names = (path.relative_to(folder) for path in paths)
    return [name.as_posix() for name in names if name.parts[0] != REFUSED]


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
