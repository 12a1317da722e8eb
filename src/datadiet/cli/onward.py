"""What to try next around a domain of operation, as commands that can be pasted."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datadiet.domain.domain import Domain
    from datadiet.domain.intentionality import Intentionality
    from datadiet.domain.planning import Plan

__all__ = ["after_check", "after_plan", "command", "fits"]


def fits(result: "Intentionality") -> bool:
    """Say whether no sample is outside and no guarantee is violated."""
    outside = result.relevance.outside if result.relevance else 0
    violated = result.compliance.violated if result.compliance else 0
    return not outside and not violated


def after_check(spec: Path, data: str, metadata: Path | None, result: "Intentionality") -> str:
    """Return the exact next command to try."""
    if fits(result) and (result.coverage is None or result.coverage.low == 1):
        joined = ["--metadata", str(metadata)] if metadata else []
        return shlex.join(["datadiet", "score", "REAL", data, "--domain", str(spec), *joined])
    return command("plan", spec, data, metadata, "-n", str(max(100, result.n // 10)))


def after_plan(domain: "Domain", plan: "Plan", spec: Path, data: str, metadata: Path | None, file: Path) -> str:
    """Return the command that makes what a plan asks for: rows of a table, or pictures of a twin."""
    if not plan.rows.height:
        return command("check", spec, data, metadata)
    maker = ["table", "sample", "MODEL"] if domain.task == "tabular" else ["generate", "TWIN"]
    return shlex.join(["datadiet", *maker, "--plan", str(file)])


def command(name: str, spec: Path, data: str, metadata: Path | None, *more: str) -> str:
    """Return `datadiet domain NAME SPEC DATA`, with the metadata that the data was read with."""
    joined = ["--metadata", str(metadata)] if metadata else []
    return shlex.join(["datadiet", "domain", name, str(spec), data, *joined, *more])
