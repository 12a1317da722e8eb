"""A file with an evaluation is tied to the version that it is about."""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from datadiet.data.costs import Cost
from datadiet.data.versions.adding import now
from datadiet.data.versions.canonical import contents_digest
from datadiet.data.versions.costs import cost_of, known_costs
from datadiet.data.versions.manifest import Version
from datadiet.data.versions.results import LOWER, Result, measures_of, read_results, results_of, write_result
from datadiet.data.versions.store import Store
from datadiet.data.whole import write_whole
from datadiet.errors import DataError, OptionError

__all__ = ["FILES", "Ranked", "Side", "attach", "ranked"]

FILES = ("scorecard.json", "proof.json", "model.json")
Side = Literal["a", "b"]
_MOST = 64 << 20
_PREFERRED = ("mAP", "AP50", "accuracy", "indistinguishability")
_CALLED = {"AP": "mAP"}
"""COCO's AP is the mean over classes and overlaps, which everybody else calls mAP."""
_MEASURES = frozenset({"map", "ap", "ap50", "ap75", "accuracy", "balanced_accuracy", "f1", "precision", "recall"})
"""What a model's file may say that it reached."""


def attach(
    store: Store, version: Version, path: str | Path, *, side: Side = "b", force: bool = False
) -> tuple[Result, bool]:
    """Tie a scorecard, a model or a proof to a version; say whether it is new.

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
        raise DataError(f"{file} says nothing that can be compared", expected="scores, or what a model reached")
    checked = _about(store, version, kind, body, file, force)
    digest = hashlib.sha256(content).hexdigest()
    name = file.parent.name if file.name in FILES else file.stem
    result = Result(version.id, version.data, kind, name, now(), digest, measures, intervals, _cost(body), checked)
    with store.writing():
        for one in read_results(store):
            if (one.data, one.digest, one.measures) == (result.data, digest, measures):
                return one, False
        write_whole(store.result_file(digest), content)
        write_result(store, result)
    return result, True


@dataclass(frozen=True, slots=True)
class Ranked:
    """A version with all that is known of it."""

    version: str
    tags: tuple[str, ...]
    n: int
    source: str
    measures: dict[str, float]
    intervals: dict[str, tuple[float, float]]
    results: int
    """Files that are attached."""
    cost: Cost
    """Of its samples."""
    training: dict[str, float]
    """Seconds and money of the last model that says so."""


def ranked(store: Store, *, by: str | None = None) -> tuple[str | None, list[Ranked]]:
    """Return the measure that decides, and all versions, the best first and those without it last.

    Args:
        store: what holds them.
        by: the measure; None takes what a model reached, else indistinguishability, as far as one is known.

    Raises:
        OptionError: nothing is known under this name.
    """
    known = known_costs(store)
    rows = [_ranked(store, version, known) for version in store.versions()]
    names = dict.fromkeys(name for row in rows for name in row.measures)
    if by is not None and by not in names:
        raise OptionError(f"no version has a result '{by}'", expected=", ".join(names) or "attached results")
    chosen = by or next((name for name in (*_PREFERRED, *names) if name in names), None)
    if chosen is None:
        return None, rows
    sign = 1 if chosen in LOWER else -1
    return chosen, sorted(rows, key=lambda row: sign * row.measures[chosen] if chosen in row.measures else math.inf)


def _ranked(store: Store, version: Version, known: Any) -> Ranked:
    found = results_of(store, version)
    intervals: dict[str, tuple[float, float]] = {}
    training: dict[str, float] = {}
    for one in found:
        intervals |= one.intervals
        training = one.cost or training
    cost = cost_of(store.table(version, "samples")["content"], known)
    tags = tuple(store.tags_of(version.id))
    return Ranked(
        version.id, tags, version.n, version.source, measures_of(found), intervals, len(found), cost, training
    )


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


def _kind(body: Mapping[str, Any], file: Path) -> str:
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


def _said(kind: str, body: Mapping[str, Any], side: Side) -> tuple[dict[str, float], dict[str, tuple[float, float]]]:
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


def _about(store: Store, version: Version, kind: str, body: Mapping[str, Any], file: Path, force: bool) -> bool:
    """Say whether a file is known to be about this data; DataError where it is known not to be."""
    stated = _stated(kind, body)
    if stated is None:
        return False
    own = contents_digest(store.table(version, "samples")["content"])
    if stated != own and not force:
        raise DataError(
            f"{file} is about other data: the digest of its samples is {stated[:12]}",
            expected=f"{own[:12]}, that of {store.name_of(version.id)}",
            todo="attach it to the version that was scored, or say --force",
        )
    return stated == own


def _stated(kind: str, body: Mapping[str, Any]) -> str | None:
    """Return the digest of the data, where it is one of whole files: that of crops cannot be compared."""
    if kind != "scorecard":
        return None
    levels, problems = body.get("levels"), body.get("problems")
    whole = isinstance(levels, list) and levels and levels[0].get("name") == "scene" and not problems
    digest = body.get("provenance", {}).get("synthetic_digest")
    return digest if whole and isinstance(digest, str) else None
