"""What a person may want to demand of data, suggested with numbers from the data at hand."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import polars as pl

from datadiet.domain.drafting.bounds import number, significant
from datadiet.domain.drafting.conditions import Declared
from datadiet.domain.drafting.pairs import coverage, never_together
from datadiet.domain.drafting.parts import Part, crowded, end, levels, with_objects
from datadiet.domain.drafting.words import flow, prose, scalar, share

__all__ = ["Suggestions", "suggest"]

_RARE = 0.1
"""Share up to which something is an edge case."""
_USUAL = 0.9
"""Share above which nobody needs a guarantee for something."""
_SPARE = 0.25
"""Share of one condition that edge cases take at most, before they are doubled, and that guarantees take at most: so
that all suggestions can hold together."""
_MOST = 8
"""Rules of one kind that are suggested."""
_WIDTH = 72
"""Where the numbers behind a suggestion begin, unless it is longer."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One suggestion: what is written in the file, and the number behind it."""

    text: str
    note: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Sections of the file that are written as comments: a # that is not followed by just one space."""

    constraints: tuple[Rule, ...] = ()
    exclude: tuple[Rule, ...] = ()
    edge_cases: tuple[Rule, ...] = ()
    guarantees: tuple[Rule, ...] = ()
    coverage: Rule | None = None

    def lines(self) -> Iterator[str]:
        """Yield the lines of the file."""
        yield from _section(
            "constraints", "What always holds. Never seen together: is it impossible?", self.constraints
        )
        yield from _section("exclude", "What shall not be in the data. The extremes: look at them first.", self.exclude)
        about = "What is rare in the world and shall be over-represented on purpose. Do you need more of it?"
        yield from _section("edge_cases", about, self.edge_cases)
        yield from _section("guarantees", "Shares that must hold. The rarest first, at what was seen.", self.guarantees)
        if self.coverage is not None:
            yield from [
                "",
                *prose(self.coverage.note),
                *(f"#{line}" for line in flow(f"coverage: {self.coverage.text}")),
            ]


def _section(key: str, about: str, rules: Sequence[Rule]) -> Iterator[str]:
    if rules:
        yield from ["", f"# {about}", f"#{key}:"]
        width = min(_WIDTH, max(len(rule.text) for rule in rules))
        yield from (f"#  {rule.text:<{width}}  # {rule.note}" for rule in rules)


def suggest(declared: Sequence[Declared], frame: pl.DataFrame, *, samples: str) -> Suggestions:
    """Suggest rules for what was declared.

    Args:
        declared: the conditions of the draft.
        frame: their values, as `read_conditions` gives them.
        samples: what the samples are called.
    """
    variable = [one for one in declared if one.variable is not None]
    n = len(frame)
    rare = _rare(variable, frame)
    apart = [
        Rule(f"- {scalar(text)}", f"{expected:.0f} by chance") for text, expected in never_together(variable, frame)
    ]
    return Suggestions(
        constraints=tuple(apart[:_MOST]),
        exclude=tuple(
            Rule(f"- {{where: {scalar(part.where)}}}", f"{part.name} {share(part.count, n, samples)}")
            for part in _extremes(variable, frame)
        ),
        edge_cases=tuple(_edge_case(part, n, samples) for part in rare),
        guarantees=tuple(_guarantee(part, n, samples) for part in _wanted(variable, frame, rare)),
        coverage=_coverage(variable, frame, samples),
    )


def _rare(declared: Sequence[Declared], frame: pl.DataFrame) -> list[Part]:
    """The rarest levels and classes, then the ends of what is measured."""
    single = [part for part in chain(levels(declared, frame), with_objects(declared, frame)) if part.count]
    others = Counter(part.of for part in single)
    most = {of: min(_RARE, _SPARE / max(1, n - 1)) for of, n in others.items()}
    single = [part for part in single if part.count <= most[part.of] * len(frame)]
    single.sort(key=lambda part: part.count)
    ends = [*crowded(declared, frame, most=0.05)][::-1]  # classes come in the order of their frequency: rarest first
    for name, sign, called in (
        ("smallest_object", "<", "small_objects"),
        ("object_area", "<", "small_objects"),
        ("object_overlap", ">", "overlapping"),
        ("overlap", ">", "overlapping_objects"),
        ("brightness", "<", "dark"),
        ("brightness", ">", "bright"),
    ):
        ends += end(declared, frame, name, sign, share=0.05, called=called)
    return [*single[: max(_MOST // 2, _MOST - len(ends))], *ends][:_MOST]


def _extremes(declared: Sequence[Declared], frame: pl.DataFrame) -> Iterator[Part]:
    for name, sign, called in (
        ("sharpness", "<", "the least sharp"),
        ("noise", ">", "the noisiest"),
        ("contrast", "<", "the flattest"),
    ):
        yield from end(declared, frame, name, sign, share=0.01, called=called)


def _wanted(declared: Sequence[Declared], frame: pl.DataFrame, rare: Sequence[Part]) -> list[Part]:
    """What is rarest and no edge case already."""
    n = len(frame)
    found = [part for part in with_objects(declared, frame) if part.count <= _USUAL * n]
    taken: Counter[str] = Counter()
    for part in sorted(levels(declared, frame), key=lambda part: part.count):
        taken[part.of] += 0 if part in rare else part.count
        if taken[part.of] <= _SPARE * n:
            found.append(part)
    found = [part for part in found if part.count and part not in rare]
    return sorted(found, key=lambda part: part.count)[:_MOST]


def _edge_case(part: Part, n: int, samples: str) -> Rule:
    wanted = min(0.5, max(0.02, round(2 * part.count / n, 2)))
    name = re.sub(r"[^\w.-]", "_", part.name)[:100]
    text = f"{scalar(name)}: {{where: {scalar(part.where)}, share: {{min: {number(wanted)}}}}}"
    return Rule(text, share(part.count, n, samples))


def _guarantee(part: Part, n: int, samples: str) -> Rule:
    least = number(significant(part.count / n, "ROUND_FLOOR"))
    return Rule(f"- {{where: {scalar(part.where)}, share: {{min: {least}}}}}", share(part.count, n, samples))


def _coverage(declared: Sequence[Declared], frame: pl.DataFrame, samples: str) -> Rule | None:
    found = coverage(declared, frame)
    if found is None:
        return None
    names = ", ".join(scalar(name) for name in found.names)
    text = f"{{t: 2, over: [{names}], min_each: {found.min_each}}}"
    often = "" if found.min_each == 1 else f" at least {found.min_each} times, and {found.seen:,} at all"
    held = f"your {len(frame):,} {samples} hold {found.covered:,} of {found.cells:,}{often}"
    return Rule(text, f"Every pair of levels of these conditions shall occur min_each times; {held}.")
