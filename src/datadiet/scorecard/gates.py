"""Pass-or-fail rules over a scorecard, for continuous integration."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datadiet.errors import OptionError

if TYPE_CHECKING:
    from datadiet.domain.intentionality import Intentionality
    from datadiet.scorecard.card import Level
    from datadiet.scorecard.tables.facts import Fidelity

__all__ = ["FAULTS", "SCORES", "Gate", "check", "check_allowed", "check_bounds", "check_intent", "parse_bounds"]

INTENT = ("intentionality", "relevance", "coverage", "compliance")
"""What a gate may name of the whole set, where a domain is declared."""
TABLE = ("shapes", "pairs", "usefulness", "privacy")
"""What a gate may name of a table; privacy is the share of synthetic rows nearer to a training row than to a held-out
one."""
SCORES = ("indistinguishability", "synthetic_to_real", "real_to_synthetic", "gap", "richness", *INTENT, *TABLE)
"""What a gate may name."""
UNIT = ("indistinguishability", *INTENT, "shapes", "pairs", "privacy")
"""Those that are from 0 to 1; the others have no largest value."""
FAULTS = ("dispersed", "collapsed", "copied", "repeated")
"""What `allow` may name."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One pass-or-fail rule, such as --fail-under indistinguishability=0.6."""

    name: str
    passed: bool
    message: str


def parse_bounds(option: str, rules: Iterable[str], names: Sequence[str] = SCORES) -> dict[str, float]:
    """Turn `["gap=0.3"]` into `{"gap": 0.3}`; a name or number that cannot be used is an OptionError."""
    bounds: dict[str, float] = {}
    for rule in rules:
        name, bound = _parse_bound(option, rule, names)
        if name in bounds:
            raise OptionError(f"{option} got {name} twice", expected="one bound on each score")
        bounds[name] = bound
    check_bounds(option, bounds, names)
    return bounds


def _parse_bound(option: str, rule: str, names: Sequence[str]) -> tuple[str, float]:
    name, _, text = rule.partition("=")
    try:
        return name, float(text)
    except ValueError:
        raise _refused(option, rule, names) from None


def check_bounds(option: str, bounds: Mapping[str, float], names: Sequence[str] = SCORES) -> None:
    """Refuse a bound on something that is not a score, that is not a finite number, or that no score can reach."""
    for name, bound in bounds.items():
        if name not in names or not math.isfinite(bound):
            raise _refused(option, f"{name}={bound}", names)
        if name in UNIT and not 0 <= bound <= 1:
            raise OptionError(
                f"{option} got '{name}={bound:g}'",
                expected=f"a number from 0 to 1, as {name} is",
                todo=f"write {name}={bound / 100:g} for {bound:g} %" if 2 <= bound <= 100 else "",
            )


def _refused(option: str, rule: str, names: Sequence[str]) -> OptionError:
    return OptionError(
        f"{option} got '{rule}'",
        expected=f"NAME=NUMBER with NAME one of {', '.join(names)}",
        todo=f"write for example {names[0]}=0.6",
    )


def check_allowed(faults: Iterable[str]) -> None:
    """Refuse a name that is not a fault."""
    if unknown := sorted(set(faults) - set(FAULTS)):
        raise OptionError(f"allow got '{unknown[0]}'", expected=f"one of {', '.join(FAULTS)}")


def check(
    levels: "Sequence[Level]",
    intentionality: "Intentionality",
    *,
    fail_under: Mapping[str, float],
    fail_over: Mapping[str, float],
    allow: frozenset[str],
    fidelity: "Fidelity | None" = None,
) -> tuple[Gate, ...]:
    """Judge every rule at every level; a fault that is not allowed fails every gate (definitions, section 1).

    Intentionality and its parts are judged once, by the bound that is certain: the lower one for a least score. Without
    a rule there is no gate, and nothing fails.
    """
    rules = [(name, bound, sign) for given, sign in ((fail_under, 1), (fail_over, -1)) for name, bound in given.items()]
    found = [
        _judge(level.name, name, bound, sign, _value(level, name), _faults([level], allow))
        for level in levels
        for name, bound, sign in rules
        if name not in (*INTENT, *TABLE)
    ]
    found += [
        _judge("domain", name, bound, sign, _intent(intentionality, name, sign), _faults(levels, allow))
        for name, bound, sign in rules
        if name in INTENT
    ]
    found += [
        _judge("table", name, bound, sign, _of_table(fidelity, name), _faults(levels, allow))
        for name, bound, sign in rules
        if name in TABLE
    ]
    return tuple(found)


def _of_table(fidelity: "Fidelity | None", name: str) -> float | None:
    figure = None if fidelity is None else fidelity.figure("closest" if name == "privacy" else name)
    return None if figure is None else figure.value


def check_intent(intentionality: "Intentionality", *, fail_under: Mapping[str, float]) -> tuple[Gate, ...]:
    """Judge rules over a domain alone, by the lower bound of what each names."""
    return check((), intentionality, fail_under=fail_under, fail_over={}, allow=frozenset())


def _faults(levels: "Sequence[Level]", allow: frozenset[str]) -> list[str]:
    return [fault for level in levels for fault in level.indistinguishability.faults if fault not in allow]


def _judge(where: str, name: str, bound: float, sign: int, value: float | None, faults: list[str]) -> Gate:
    word = "at least" if sign > 0 else "at most"
    title = f"{where}: {name} {word} {bound:g}"
    if faults:
        return Gate(title, False, f"{title}: failed by the fault '{faults[0]}' (--allow {faults[0]} to accept it)")
    if value is None:
        why = "there is no such figure" if where == "table" else "the domain declares nothing of the kind"
        return Gate(title, False, f"{title}: failed, for {why}")
    passed = sign * value >= sign * bound
    return Gate(title, passed, f"{title}: {'passed' if passed else 'failed'} with {_shown(value, bound, passed, sign)}")


def _shown(value: float, bound: float, passed: bool, sign: int) -> str:
    """Return a value with three digits, or with all where three would belie the verdict."""
    short = f"{value:.3f}"
    return short if (sign * float(short) >= sign * bound) == passed else repr(value)


def _value(level: "Level", name: str) -> float:
    if name == "richness":
        return level.richness.score
    value: float = getattr(level.indistinguishability, "score" if name == "indistinguishability" else name)
    return value


def _intent(found: "Intentionality", name: str, sign: int) -> float | None:
    if name == "intentionality":
        return found.score if sign > 0 else found.high
    part = {"relevance": found.relevance, "coverage": found.coverage, "compliance": found.compliance}[name]
    if part is None:
        return None
    return part.low if sign > 0 else part.high
