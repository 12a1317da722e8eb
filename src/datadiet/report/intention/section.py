"""All that a page says about a domain: words and rows made from an `Intentionality`, and figures beside them."""

from dataclasses import dataclass

from datadiet.domain.intentionality import Covered, Intentionality, Missing, Relevance
from datadiet.report.figures import inline_condition
from datadiet.report.formats import bounds, count, plural, portion
from datadiet.report.intention import words
from datadiet.report.intention.checks import CheckRow, check_rows
from datadiet.report.intention.conditions import Condition, Static, conditions, statics
from datadiet.report.intention.maps import PairMaps, pair_maps
from datadiet.report.nouns import counted
from datadiet.report.third import intentionality, standing, up_to_one
from datadiet.report.trio import Measure

__all__ = ["MissingRow", "Rule", "Section", "section"]

OTHERS = 12
"""Combinations of one side only that are named."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that some sample breaks."""

    text: str
    place: str
    count: str
    share: str
    unknown: str


@dataclass(frozen=True, slots=True)
class MissingRow:
    """A combination with too few samples."""

    levels: tuple[tuple[str, str], ...]
    """(condition, level)."""
    count: str
    needed: str
    field: str
    real: str


@dataclass(frozen=True, slots=True)
class Section:
    """Everything about one data set and its domain."""

    name: str
    file: str
    digest: str
    own: str
    """What the samples are called: synthetic where there are real ones beside them."""
    sizes: str
    world: str
    """What an open world means; empty where it is closed."""
    whole: Measure
    parts: tuple[Measure, ...]
    undeclared: str
    checks: tuple[CheckRow, ...]
    has_coverage: bool
    reach: str
    """Which combinations the coverage counts."""
    maps: PairMaps | None
    missing: tuple[MissingRow, ...]
    missing_real: bool
    missing_more: str
    one_sided: tuple[tuple[str, tuple[str, ...], str], ...]
    """(what, combinations, and how many more) of real samples only and of synthetic ones only."""
    conditions: tuple[Condition, ...]
    figures: tuple[str, ...]
    """One `<svg>` for each condition; empty where it is not drawn."""
    statics: tuple[Static, ...]
    rules: tuple[Rule, ...]
    split: tuple[tuple[str, int, str], ...]
    """(kind, number, text) of the samples inside, outside and unknown."""
    notes: tuple[str, ...]


def section(result: Intentionality) -> Section | None:
    """Return what is said about the domain, or None where none was declared."""
    if not words.declared(result):
        return None
    own = words.things_noun(result) if result.n_real is None else "synthetic"
    shown = conditions(result.conditions, own, n_real=result.n_real)
    part = result.coverage
    return Section(
        name=result.domain,
        file=result.domain_file,
        digest=result.domain_digest,
        own=own,
        sizes=_sizes(result),
        world=words.world(result),
        whole=intentionality(result),
        parts=_parts(result),
        undeclared=_undeclared(result),
        checks=check_rows(result.compliance) if result.compliance else (),
        has_coverage=part is not None,
        reach=_reach(part, words.things(result)) if part else "",
        maps=pair_maps(part, own) if part else None,
        missing=tuple(_missing(each) for each in part.missing) if part else (),
        missing_real=any(each.real is not None for each in part.missing) if part else False,
        missing_more=_more(part) if part else "",
        one_sided=_one_sided(part) if part else (),
        conditions=shown,
        figures=tuple(_figure(each, place) for place, each in enumerate(shown)),
        statics=statics(result.conditions),
        rules=_rules(result.relevance, result.n) if result.relevance else (),
        split=_split(result.relevance) if result.relevance else (),
        notes=words.notes(result),
    )


def _sizes(result: Intentionality) -> str:
    if result.n_real is None:
        return counted(result.n, words.things(result))
    own = counted(result.n, words.things(result)).split()[-1]
    return f"{count(result.n)} synthetic {own}, {count(result.n_real)} real"


def _figure(each: Condition, place: int) -> str:
    return "" if each.drawn is None else inline_condition(each.drawn, place, label=each.label)


def _parts(result: Intentionality) -> tuple[Measure, ...]:
    found = []
    if part := result.relevance:
        found.append(_part("relevance", part.low, part.high, words.relevance(part, words.things(result))))
    if reach := result.coverage:
        found.append(_part("coverage", reach.low, reach.high, words.coverage(reach, words.things(result))))
    if promises := result.compliance:
        found.append(_part("compliance", promises.low, promises.high, words.compliance(promises)))
    return tuple(found)


def _part(name: str, low: float, high: float, sentence: str) -> Measure:
    badge, tone = standing(low, high)
    return Measure(
        key=name,
        name=name.capitalize(),
        value=bounds(low, high),
        interval="",
        reference="",
        badge=badge,
        tone=tone,
        sentence=sentence[:1].upper() + sentence[1:],
        bar=up_to_one(low, high),
        interval_means=words.BOUNDS,
    )


def _undeclared(result: Intentionality) -> str:
    parts = {"relevance": result.relevance, "coverage": result.coverage, "compliance": result.compliance}
    absent = [name for name, part in parts.items() if part is None]
    if not absent:
        return ""
    names = {"relevance": "what is inside", "coverage": "combinations to be covered", "compliance": "guarantees"}
    return f"The domain declares no {' and no '.join(names[name] for name in absent)}."


def _reach(part: Covered, level: str) -> str:
    over = ", ".join(part.over)
    said = (
        f"Every {words.combinations(part.t)[0]} of {over} that can be should have "
        f"{counted(part.min_each, level)}: {count(part.covered)} of {count(part.feasible)} do."
    )
    if part.t > 2:
        said += " The maps show pairs; a pair without a hole can still lack combinations with a third condition."
    return said


def _missing(each: Missing) -> MissingRow:
    return MissingRow(
        levels=tuple(each.levels.items()),
        count=count(each.count),
        needed=count(each.needed),
        field=portion(each.field_share),
        real="" if each.real is None else count(each.real),
    )


def _more(part: Covered) -> str:
    if part.n_missing <= len(part.missing):
        return "Those that the field has most of come first."
    return f"{count(len(part.missing))} of {count(part.n_missing)} are listed, those that the field has most of."


def _one_sided(part: Covered) -> tuple[tuple[str, tuple[str, ...], str], ...]:
    one, many = words.combinations(part.t)
    sides = (
        ("Real samples have", "that synthetic ones lack", part.only_real, part.n_only_real),
        ("Synthetic samples have", "that real ones lack", part.only_synthetic, part.n_only_synthetic),
    )
    return tuple(
        (
            f"{have} {plural(total, one, many)} {lack}",
            tuple(words.levels(each) for each in listed[:OTHERS]),
            f"and {count(total - min(len(listed), OTHERS))} more" if total > min(len(listed), OTHERS) else "",
        )
        for have, lack, listed, total in sides
        if total
    )


def _rules(part: Relevance, n: int) -> tuple[Rule, ...]:
    return tuple(
        Rule(
            text=rule.rule,
            place=rule.place,
            count=count(rule.count),
            share=portion(rule.count / n) if n else "–",
            unknown=count(rule.unknown),
        )
        for rule in part.rules
    )


def _split(part: Relevance) -> tuple[tuple[str, int, str], ...]:
    kinds = (("inside", part.inside), ("outside", part.outside), ("unknown", part.unknown))
    return tuple((kind, n, count(n)) for kind, n in kinds if n)
