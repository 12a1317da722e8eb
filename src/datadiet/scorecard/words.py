"""The one plain line of verdict, and the exact next command to try."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from datadiet.curate.selection import KEPT, kept_of
from datadiet.data import Problem
from datadiet.domain.intentionality import Intentionality
from datadiet.measure.indistinguishability import Indistinguishability
from datadiet.measure.richness import Richness
from datadiet.measure.tells import Tell
from datadiet.scorecard.card import Gate, Level
from datadiet.scorecard.tables.facts import Fidelity
from datadiet.scorecard.valuing.facts import ValueFacts

__all__ = ["Asked", "next_command", "sentence"]

FEWEST = 10
"""Independent samples a side below which no word is said for how alike the sides are."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked for, as far as the next command depends on it."""

    real: str
    synthetic: str
    run: str
    explained: bool
    more: tuple[str, ...]
    """Options that a further command has to repeat."""
    annotated: bool
    images: bool
    valued: bool = False


def sentence(
    level: Level,
    intentionality: Intentionality,
    tells: Sequence[Tell],
    gates: Sequence[Gate],
    problems: Sequence[Problem] = (),
    fidelity: Fidelity | None = None,
    value: ValueFacts | None = None,
) -> str:
    """Say in one line how good the set is at `level`, what is wrong with it, and how much of it to keep."""
    parts = [_mixing(level.indistinguishability), _ground(level.richness)]
    if fidelity:
        # what the columns tell surely comes before what too few rows leave open
        told = fidelity.worse and level.indistinguishability.verdict == "undecided"
        parts.insert(0 if told else len(parts), fidelity.sentence)
    parts += [
        *_intent(intentionality),
        *([_worth(value, level.verdicts)] if value else []),
        _kept(level.verdicts),
    ]
    if tells:
        parts.insert(0, f"One trivial fact ({tells[0].fact}) tells the sides apart: read every score with it in mind.")
    if problems:
        parts.append(f"{len(problems)} could not be used.")
    if failed := [gate for gate in gates if not gate.passed]:
        parts.append(f"{len(failed)} of {len(gates)} gates failed.")
    return " ".join(parts)


def _mixing(found: Indistinguishability) -> str:
    low, high = found.interval
    score = f"indistinguishability {found.score:.2f} [{low:.2f}, {high:.2f}], control {found.control:.2f}"
    if (few := min(found.real_groups, found.synthetic_groups)) < FEWEST:
        return f"Too few to tell: {few} independent samples on a side, {score}."
    if found.faults:
        return f"Faulty ({', '.join(found.faults)}): {score}."
    if found.saturated:
        return f"Far apart: {score}; the gap of {found.gap:.3g} tells versions apart."
    if found.verdict == "undecided":
        more = f"; about {found.needed:,} independent samples a side would decide it" if found.needed else ""
        return f"Undecided: {score}{more}."
    return f"{found.verdict.capitalize()}: {score}."


def _ground(found: Richness) -> str:
    low, high = found.interval
    than = "as rich as" if low <= 1 <= high else "richer than" if low > 1 else "poorer than"
    still = "still adding ground" if found.synthetic.plateau is None else f"saturated at {found.synthetic.plateau}"
    return f"Richness {found.score:.2f} [{low:.2f}, {high:.2f}]: {than} the real sample, {still}."


def _intent(found: Intentionality) -> list[str]:
    if found.score is None or found.high is None:
        return []
    score = f"{found.score:.2f}" if found.high - found.score < 0.005 else f"{found.score:.2f} to {found.high:.2f}"
    return [f"Intentionality {score}, set by {found.least}."]


def _worth(found: ValueFacts, verdicts: dict[str, int]) -> str:
    low, high = found.worth_interval
    parts = ", ".join(f"{verdicts.get(name, 0)} {name}" for name in ("helpful", "neutral", "harmful"))
    return f"Worth {found.worth:.2f} [{low:.2f}, {high:.2f}] for {found.validation:,} real samples: {parts}."


def _kept(verdicts: dict[str, int]) -> str:
    total, kept = sum(verdicts.values()), kept_of(verdicts)
    dropped = ", ".join(f"{n} {name}" for name, n in sorted(verdicts.items()) if name not in KEPT and n)
    return f"Keep {kept} of {total}" + (f" (the rest: {dropped})." if dropped else ".")


def next_command(level: Level, asked: Asked) -> str:
    """Return the command that would teach most next.

    Nothing to keep: look at the report. Then, for images that sit apart, the explanation; for annotated images that
    were scored whole, all levels; at last, keep what is worth keeping.
    """
    found = level.indistinguishability
    if not kept_of(level.verdicts):
        return f"datadiet report {shlex.quote(asked.run)} --open"
    if asked.valued:
        return f"datadiet keep {shlex.quote(asked.run)} --to kept"
    if asked.images and not asked.explained and found.verdict == "distinguishable":
        return _score(asked, "--explain")
    if asked.annotated and level.name == "scene":
        return _score(asked, "--level all")
    return f"datadiet keep {shlex.quote(asked.run)} --to kept"


def _score(asked: Asked, flag: str) -> str:
    return shlex.join(["datadiet", "score", asked.real, asked.synthetic, *asked.more, *flag.split()])
