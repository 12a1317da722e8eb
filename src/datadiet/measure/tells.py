"""Trivial tells: file facts that alone separate real from synthetic."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np
from scipy.stats import norm

from datadiet.errors import OptionError
from datadiet.measure.rules import Value

__all__ = ["Tell", "tells"]

Classifier = Callable[[Value], float]
"""Maps a value to the belief that it is synthetic: 0, 1, or .5 for one never seen."""

SEPARATION = 0.9
"""Balanced accuracy from which a fact is reported..."""
CERTAIN = 0.8
"""...if its lower 95 % bound is at least this: with every sample told apart, from 11 samples a side."""
FEW = 20
"""Numbers of so few different values are also read as names."""


@dataclass(frozen=True, slots=True)
class Tell:
    """One fact of the files that separates the two sides."""

    fact: str
    """resolution, aspect ratio, file format, JPEG quality, EXIF, colour profile, borders, channels."""
    separation: float
    """Best accuracy of telling the sides apart by it alone, balanced: .5 is chance, 1 is perfect."""
    real: str
    """What is usual on this side, in words."""
    synthetic: str
    sentence: str


def tells(
    real: Mapping[str, Sequence[Value]], synthetic: Mapping[str, Sequence[Value]], *, rng: np.random.Generator
) -> tuple[Tell, ...]:
    """Find the facts that tell the sides apart by one threshold or one set of values, the clearest first.

    Each rule is learned on one half of the files and tried on the other, both ways round. A missing value (None) is
    a value of its own. Too few files to be sure means no tell.

    Args:
        real: fact -> its value for each real file.
        synthetic: the same facts of the synthetic files.
        rng: draws the halves.

    Raises:
        OptionError: the sides do not hold the same facts.
    """
    if set(real) != set(synthetic):
        raise OptionError(f"facts {sorted(set(real) ^ set(synthetic))} of one side only", expected="the same of both")
    found = (_tell(fact, list(real[fact]), list(synthetic[fact]), rng) for fact in sorted(real))
    return tuple(sorted((tell for tell in found if tell), key=lambda tell: (-tell.separation, tell.fact)))


def _tell(fact: str, real: list[Value], synthetic: list[Value], rng: np.random.Generator) -> Tell | None:
    right = _held_out(real, rng), _held_out(synthetic, rng)
    hits = _cross_tried(real, synthetic, *right)
    separation = float(np.mean([side.mean() if side.size else 0.0 for side in hits]))
    certain = np.mean([_lower_bound(float(side.sum()), side.size) for side in hits])
    if separation < SEPARATION or certain < CERTAIN:
        return None
    words = _described(fact, real), _described(fact, synthetic)
    return Tell(fact, separation, *words, _sentence(fact, separation, real, synthetic))


def _held_out(values: list[Value], rng: np.random.Generator) -> np.ndarray:
    return rng.permutation(len(values)) % 2


def _cross_tried(
    real: list[Value], synthetic: list[Value], real_half: np.ndarray, synthetic_half: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return how right the rule of the other half is about each file of each side: 1, 0, or .5 where it cannot say."""
    right = np.zeros(len(real)), np.zeros(len(synthetic))
    for half in (0, 1):
        learned = _learn(_part(real, real_half != half), _part(synthetic, synthetic_half != half))
        for is_synthetic, (values, halves) in enumerate(((real, real_half), (synthetic, synthetic_half))):
            rows = np.flatnonzero(halves == half)
            belief = np.array([learned(values[row]) for row in rows])
            right[is_synthetic][rows] = belief if is_synthetic else 1 - belief
    return right


def _part(values: list[Value], rows: np.ndarray) -> list[Value]:
    return [values[row] for row in np.flatnonzero(rows)]


def _learn(real: list[Value], synthetic: list[Value]) -> Classifier:
    """Return the better of the two kinds of rule, by their balanced accuracy on what they were learned from."""
    rules = [_by_level(real, synthetic)]
    if _numeric(real + synthetic):
        rules.append(_by_threshold(real, synthetic))
        if len(set(real + synthetic)) > FEW:
            rules.pop(0)
    return max(rules, key=lambda rule: _accuracy(rule, real, synthetic))


def _accuracy(rule: Classifier, real: list[Value], synthetic: list[Value]) -> float:
    sides = [1 - rule(value) for value in real], [rule(value) for value in synthetic]
    return sum(sum(side) / max(1, len(side)) for side in sides) / 2


def _by_level(real: list[Value], synthetic: list[Value]) -> Classifier:
    counts = Counter(real), Counter(synthetic)
    totals = max(1, len(real)), max(1, len(synthetic))

    def belief(value: Value) -> float:
        shares = [count[value] / total for count, total in zip(counts, totals, strict=True)]
        return 0.5 * (1 + float(np.sign(shares[1] - shares[0])))

    return belief


def _by_threshold(real: list[Value], synthetic: list[Value]) -> Classifier:
    """Split at the value that keeps the sides apart best; what is missing goes by which side lacks it more often."""
    sides = [np.sort([float(value) for value in side if value is not None]) for side in (real, synthetic)]
    cuts = np.unique(np.concatenate(sides))
    cuts = (cuts[:-1] + cuts[1:]) / 2
    missing = _by_level(real, synthetic)(None)
    if not cuts.size:
        return lambda value: missing if value is None else 0.5
    below = [np.searchsorted(side, cuts) / max(1, side.size) for side in sides]
    best = int(np.argmax(np.abs(below[0] - below[1])))
    cut, above_is_synthetic = cuts[best], below[0][best] > below[1][best]
    return lambda value: missing if value is None else float((float(value) > cut) == above_is_synthetic)


def _numeric(values: list[Value]) -> bool:
    return all(value is None or (isinstance(value, int | float) and not isinstance(value, bool)) for value in values)


def _lower_bound(hits: float, n: int) -> float:
    """Return the lower end of the one-sided 95 % Wilson interval of a share."""
    z = float(norm.isf(0.05))
    if n == 0:
        return 0.0
    share, shrink = hits / n, z**2 / n
    return (share + shrink / 2 - z * float(np.sqrt(share * (1 - share) / n + shrink / (4 * n)))) / (1 + shrink)


def _described(fact: str, values: list[Value]) -> str:
    """Put what is usual into words: a median and its range, or the most frequent values with their shares."""
    known = [float(value) for value in values if value is not None] if _numeric(values) else []
    if len(set(known)) > 2:
        span = f"median {median(known):.4g} ({min(known):.4g} to {max(known):.4g})"
        lacking = 1 - len(known) / len(values)
        return f"{span}, {100 * lacking:.0f} % without" if lacking else span
    common = Counter(values).most_common(2)
    return ", ".join(f"{_named(fact, value)} ({100 * (count / len(values)):.0f} %)" for value, count in common)


def _named(fact: str, value: Value) -> str:
    if value is None or value is False:
        return f"no {fact}"
    if value is True:
        return fact
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _sentence(fact: str, separation: float, real: list[Value], synthetic: list[Value]) -> str:
    if len(set(real)) == len(set(synthetic)) == 1:
        verb, again = ("is ", "") if fact == "file format" else ("has ", "has ")
        ours, theirs = verb + _counted(fact, synthetic[0]), again + _counted(fact, real[0])
        return f"Every synthetic file {ours} and every real one {theirs}: a score may measure the {fact}."
    return (
        f"By the {fact} alone real and synthetic are told apart {100 * separation:.0f} % of the time "
        f"(real: {_described(fact, real)}; synthetic: {_described(fact, synthetic)}): a score may measure it."
    )


def _counted(fact: str, value: Value) -> str:
    """Put one value where a sentence says what a file is or has."""
    name = _named(fact, value)
    if fact == "file format" and value is not None:
        return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"
    return name if value is None or isinstance(value, bool) else f"{fact} {name}"
