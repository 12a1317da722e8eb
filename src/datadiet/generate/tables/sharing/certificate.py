"""What is written beside shared rows: what was taken out, what was measured, and hashes that tie it to the files."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from datadiet import __version__

__all__ = ["Certificate", "Check", "Treated"]

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold."""

    name: str
    passed: bool
    said: str
    figure: float | None = None
    interval: tuple[float, float] | None = None
    baseline: float | None = None
    """What rows of people get that no generator was fitted to."""


@dataclass(frozen=True, slots=True)
class Treated:
    """What became of a column that names people."""

    column: str
    kind: str
    why: str
    done: str
    """replaced, emptied in part, dropped or kept."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a person can rely on who is given the rows, and what not."""

    source: str
    rows: int
    columns: tuple[str, ...]
    treated: tuple[Treated, ...]
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    seed: int
    files: Mapping[str, str]
    """Name -> SHA-256."""

    @property
    def passed(self) -> bool:
        """Whether every check holds."""
        return all(check.passed for check in self.checks)

    def json(self) -> str:
        """Return it as JSON."""
        facts: dict[str, Any] = {"schema": SCHEMA, "datadiet": __version__, "passed": self.passed, **asdict(self)}
        return json.dumps(facts, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    def text(self) -> str:
        """Return it in sentences."""
        failed = sum(not check.passed for check in self.checks)
        verdict = "every check holds" if self.passed else f"{failed} of {len(self.checks)} checks fail"
        parts = [f"Rows of {self.source}: {self.rows:,} of {len(self.columns)} columns; {verdict}.", ""]
        parts += ["Columns that name people:"] if self.treated else ["No column was found that names people."]
        parts += [f"  {each.column} ({each.kind}): {each.done}, because {each.why}" for each in self.treated]
        parts += ["", "Checks:"]
        parts += [f"  {'holds' if check.passed else 'FAILS'}  {check.name}: {check.said}" for check in self.checks]
        parts += ["", "Know this too:", *(f"  {note}" for note in self.notes), ""]
        parts += ["Files (SHA-256):"] if self.files else []
        parts += [f"  {name}  {digest}" for name, digest in self.files.items()]
        return "\n".join([*parts, f"Made with datadiet {__version__}, seed {self.seed}."]) + "\n"
