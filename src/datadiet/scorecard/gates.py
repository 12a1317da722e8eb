"""Pass-or-fail rules over a scorecard, for continuous integration."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datadiet.errors import OptionError

if TYPE_CHECKING:
    from datadiet.scorecard.card import Level

__all__ = ["FAULTS", "SCORES", "Gate", "check", "check_allowed", "check_bounds", "parse_bounds"]

SCORES = ("indistinguishability", "synthetic_to_real", "real_to_synthetic", "gap", "richness")
"""What a gate may name."""
FAULTS = ("dispersed", "collapsed", "copied", "repeated")
"""What `allow` may name."""


@dataclass(frozen=True, slots=True)
class Gate:
    """One pass-or-fail rule, such as --fail-under indistinguishability=0.6."""

    name: str
    passed: bool
    message: str


def parse_bounds(option: str, rules: Iterable[str]) -> dict[str, float]:
    """Turn `["gap=0.3"]` into `{"gap": 0.3}`; a name or number that cannot be used is an OptionError."""
    bounds = dict(_parse_bound(option, rule) for rule in rules)
    check_bounds(option, bounds)
    return bounds


def _parse_bound(option: str, rule: str) -> tuple[str, float]:
    name, _, text = rule.partition("=")
    try:
        return name, float(text)
    except ValueError:
        raise _refused(option, rule) from None


def check_bounds(option: str, bounds: Mapping[str, float]) -> None:
    """Refuse a bound on something that is not a score, or that is not a finite number."""
    for name, bound in bounds.items():
        if name not in SCORES or not math.isfinite(bound):
            raise _refused(option, f"{name}={bound}")


def _refused(option: str, rule: str) -> OptionError:
    return OptionError(
        f"{option} got '{rule}'",
        expected=f"NAME=NUMBER with NAME one of {', '.join(SCORES)}",
        todo="write for example indistinguishability=0.6",
    )


def check_allowed(faults: Iterable[str]) -> None:
    """Refuse a name that is not a fault."""
    if unknown := sorted(set(faults) - set(FAULTS)):
        raise OptionError(f"allow got '{unknown[0]}'", expected=f"one of {', '.join(FAULTS)}")


def check(
    levels: "Iterable[Level]",
    *,
    fail_under: Mapping[str, float],
    fail_over: Mapping[str, float],
    allow: frozenset[str],
) -> tuple[Gate, ...]:
    """Judge every rule at every level; a fault that is not allowed fails every gate (definitions, section 1).

    Without a rule there is no gate, and nothing fails.
    """
    return tuple(
        _judge(level, name, bound, sign, allow)
        for level in levels
        for rules, sign in ((fail_under, 1), (fail_over, -1))
        for name, bound in rules.items()
    )


def _judge(level: "Level", name: str, bound: float, sign: int, allow: frozenset[str]) -> Gate:
    word = "at least" if sign > 0 else "at most"
    title = f"{level.name}: {name} {word} {bound:g}"
    faults = [fault for fault in level.indistinguishability.faults if fault not in allow]
    if faults:
        return Gate(title, False, f"{title}: failed by the fault '{faults[0]}' (--allow {faults[0]} to accept it)")
    value = _value(level, name)
    passed = sign * value >= sign * bound
    return Gate(title, passed, f"{title}: {'passed' if passed else 'failed'} with {value:.3f}")


def _value(level: "Level", name: str) -> float:
    if name == "richness":
        return level.richness.score
    value: float = getattr(level.indistinguishability, "score" if name == "indistinguishability" else name)
    return value
