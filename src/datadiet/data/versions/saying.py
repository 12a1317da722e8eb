"""What a file with an evaluation says: what was measured, and what training cost."""

import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from datadiet.errors import DataError

__all__ = ["FILES", "MOST", "Kind", "Said", "Side", "body_of", "kind_of", "said"]

Kind = Literal["scorecard", "model", "proof"]
Side = Literal["a", "b"]
FILES = ("scorecard.json", "proof.json", "model.json")
MOST = 64 << 20
"""Bytes that a file may have."""
_CALLED = {"AP": "mAP"}
"""COCO's AP is the mean over classes and overlaps, which everybody else calls mAP."""
_PLAIN = frozenset({"scene", "row"})
"""Levels of a scorecard that go without saying: whole images, and rows or vectors."""
_MEASURES = frozenset({"map", "ap", "ap50", "ap75", "accuracy", "balanced_accuracy", "f1", "precision", "recall"})
"""What a model's file may say that it reached."""


@dataclass(frozen=True, slots=True)
class Said:
    """The figures of one file."""

    measures: dict[str, float] = field(default_factory=dict)
    intervals: dict[str, tuple[float, float]] = field(default_factory=dict)
    cost: dict[str, float] = field(default_factory=dict)
    """Of training: seconds, cpu_seconds, money."""
    test: str = ""
    """Digest of the real data that they were measured on; empty where the file has none."""
    test_source: str = ""
    """Where that data lay."""


def body_of(content: bytes, file: Path) -> Mapping[str, Any]:
    """Return what a file holds; DataError where that is no JSON, or nothing that datadiet wrote."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{file} is not valid JSON ({error})", expected=f"one of {', '.join(FILES)}") from error
    if not isinstance(body, dict):
        raise DataError(f"{file} is none of {', '.join(FILES)}", expected="what datadiet wrote")
    return body


def kind_of(body: Mapping[str, Any], file: Path) -> Kind:
    """Return what wrote it; DataError where that was nothing known."""
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


def said(kind: Kind, body: Mapping[str, Any], side: Side) -> Said:
    """Return the figures of a file; of a proof, those of one side."""
    told = {"scorecard": _of_card, "proof": _of_proof, "model": _of_model}[kind]
    test, source = _test(kind, body)
    found = Said(cost=_cost(body) if kind == "model" else {}, test=test, test_source=source)
    for name, value, interval in told(body, side):
        if _is_number(value):
            found.measures[name] = float(value)
            if isinstance(interval, list | tuple) and len(interval) == 2 and all(map(_is_number, interval)):
                found.intervals[name] = (float(interval[0]), float(interval[1]))
    return found


Told = Iterator[tuple[str, Any, Any]]


def _of_card(body: Mapping[str, Any], side: Side) -> Told:
    """What is measured of cut-out objects is no measure of whole images: its name has the level."""
    level = _level(body)
    of_level = "" if level in _PLAIN else f" ({level})"
    for name in ("indistinguishability", "richness", "intentionality"):
        part = body.get(name)
        if isinstance(part, Mapping):  # the third I is of the level of the domain, whichever level leads
            yield name + (of_level if name != "intentionality" else ""), part.get("score"), part.get("interval")
    yield f"gap{of_level}", body["indistinguishability"].get("gap"), None


def _level(body: Mapping[str, Any]) -> str:
    """Return the level that leads a scorecard."""
    levels = body.get("levels")
    first = levels[0] if isinstance(levels, list) and levels else None
    return str(first.get("name", "scene")) if isinstance(first, Mapping) else "scene"


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


def _test(kind: Kind, body: Mapping[str, Any]) -> tuple[str, str]:
    """Return by which digest a file knows the real data that it measured on, and where that lay."""
    part, digest, source = {
        "scorecard": (body.get("provenance"), "real_digest", "real"),
        "proof": (body, "truth_digest", "truth"),
        "model": (body.get("test"), "digest", "source"),
    }[kind]
    if not isinstance(part, Mapping) or not isinstance(part.get(digest), str):
        return "", ""
    return part[digest], part[source] if isinstance(part.get(source), str) else ""


def _cost(body: Mapping[str, Any]) -> dict[str, float]:
    cost = body.get("cost")
    found = cost.items() if isinstance(cost, Mapping) else ()
    return {name: float(value) for name, value in found if _is_number(value)}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
