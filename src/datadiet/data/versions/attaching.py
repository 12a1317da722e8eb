"""A file with an evaluation is tied to the version that it is about."""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datadiet.data.versions.about import Kind, Side, check
from datadiet.data.versions.adding import now
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.results import Result, read_results, write_result
from datadiet.data.versions.store import Store
from datadiet.data.whole import write_whole
from datadiet.errors import DataError

__all__ = ["FILES", "Attached", "attach"]

FILES = ("scorecard.json", "proof.json", "model.json")
_MOST = 64 << 20
_CALLED = {"AP": "mAP"}
"""COCO's AP is the mean over classes and overlaps, which everybody else calls mAP."""
_MEASURES = frozenset({"map", "ap", "ap50", "ap75", "accuracy", "balanced_accuracy", "f1", "precision", "recall"})
"""What a model's file may say that it reached."""


@dataclass(frozen=True, slots=True)
class Attached:
    """What became of a file."""

    result: Result
    new: bool
    """Whether it was not attached yet."""
    unchecked: str
    """Why nobody can say whether it is about the version's data; empty where it is."""


def attach(store: Store, version: Version, path: str | Path, *, side: Side = "b", force: bool = False) -> Attached:
    """Tie a scorecard, a model or a proof to a version.

    Args:
        store: what holds the version.
        version: what the file is about.
        path: `scorecard.json`, `model.json`, `proof.json`, or a folder with one.
        side: of a proof, the model that was trained on the version.
        force: also where the file says that it is about other data.

    Raises:
        DataError: it is none of these, says nothing that can be compared, or is about other data.
    """
    file = _file(Path(path))
    content, body = _read(file)
    kind = _kind(body, file)
    measures, intervals = _said(kind, body, side)
    if not measures and not _cost(body):
        raise DataError(
            f"{file} says nothing that can be compared",
            expected="scores, what a model reached, or what its training cost",
        )
    unchecked = check(store, version, kind, body, file, side=side, force=force)
    digest = hashlib.sha256(content).hexdigest()
    name = file.parent.absolute().name if file.name in FILES else file.stem
    result = Result(
        version.id, version.data, kind, name, now(), digest, measures, intervals, _cost(body), not unchecked
    )
    with store.writing():
        for one in read_results(store):
            if (one.data, one.digest, one.measures) == (result.data, digest, measures):
                return Attached(one, False, unchecked)
        write_whole(store.result_file(digest), content)
        write_result(store, result)
    return Attached(result, True, unchecked)


def _file(path: Path) -> Path:
    if path.is_dir():
        there = [path / name for name in FILES if (path / name).is_file()]
        if not there:
            raise DataError(f"{path} holds no result", expected=f"one of {', '.join(FILES)}")
        return there[0]
    return path


def _read(file: Path) -> tuple[bytes, Mapping[str, Any]]:
    try:
        if file.stat().st_size > _MOST:
            raise DataError(f"{file} is larger than {_MOST >> 20} MiB", expected=f"one of {', '.join(FILES)}")
        content = file.read_bytes()
        body = json.loads(content)
    except OSError as error:
        raise DataError(f"{file} cannot be read ({error.strerror})", expected=f"one of {', '.join(FILES)}") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{file} is not valid JSON ({error})", expected=f"one of {', '.join(FILES)}") from error
    if not isinstance(body, dict):
        raise DataError(f"{file} is none of {', '.join(FILES)}", expected="what datadiet wrote")
    return content, body


def _kind(body: Mapping[str, Any], file: Path) -> Kind:
    if isinstance(body.get("indistinguishability"), Mapping):
        return "scorecard"
    if isinstance(body.get("overall"), list) and "verdict" in body:
        return "proof"
    if "trainer" in body:
        return "model"
    raise DataError(
        f"{file} is none of {', '.join(FILES)}",
        expected="what datadiet score, models compare or train wrote",
        todo="name one of these files",
    )


def _said(kind: Kind, body: Mapping[str, Any], side: Side) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
    """Return measures and their intervals."""
    told = {"scorecard": _of_card, "proof": _of_proof, "model": _of_model}[kind]
    measures, intervals = {}, {}
    for name, value, interval in told(body, side):
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            measures[name] = float(value)
            if isinstance(interval, list | tuple) and len(interval) == 2 and None not in interval:
                intervals[name] = (float(interval[0]), float(interval[1]))
    return measures, intervals


Told = Iterator[tuple[str, Any, Any]]


def _of_card(body: Mapping[str, Any], side: Side) -> Told:
    for name in ("indistinguishability", "richness", "intentionality"):
        part = body.get(name)
        if isinstance(part, Mapping):
            yield name, part.get("score"), part.get("interval")
    yield "gap", body["indistinguishability"].get("gap"), None


def _of_proof(body: Mapping[str, Any], side: Side) -> Told:
    for one in body["overall"]:
        if isinstance(one, Mapping):
            measure = str(one.get("measure"))
            yield _CALLED.get(measure, measure), one.get(side), one.get(f"{side}_interval")


def _of_model(body: Mapping[str, Any], side: Side) -> Told:
    for name, value in body.items():
        if isinstance(value, Mapping):
            yield from _of_model(value, side)
        elif name.lower() in _MEASURES:
            yield name, value, None


def _cost(body: Mapping[str, Any]) -> dict[str, float]:
    """Return what training cost, where a model says so."""
    said = body.get("cost")
    if not isinstance(said, Mapping) or "trainer" not in body:
        return {}
    return {
        name: float(value)
        for name, value in said.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    }
