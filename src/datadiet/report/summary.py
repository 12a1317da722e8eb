"""From facts to words: everything that the faces of a scorecard say, formatted once.

Console, page, notebook and figures show a `Summary`; none of them computes.
"""

from dataclasses import dataclass

from datadiet.data.dataset import Problem
from datadiet.measure.attribution import Attribution
from datadiet.measure.tells import Tell
from datadiet.report import sentences, tables, trio
from datadiet.report.costs import cost_words
from datadiet.report.fidelity.words import FigureRow, figure_row, words_read
from datadiet.report.formats import count, number, percent, plural, seconds
from datadiet.report.intention.checks import CheckRow, check_rows
from datadiet.report.nouns import noun
from datadiet.report.third import intentionality
from datadiet.report.trio import Measure, Tone
from datadiet.report.worth.words import value_words
from datadiet.scorecard.card import ColumnRead, Facts, Gate, Level, Scorecard
from datadiet.scorecard.tables.facts import Fidelity

__all__ = ["Fault", "LevelSummary", "Summary", "summarise"]

TITLES = {"item": "Items", "environment": "Environments", "scene": "Scenes", "row": "Rows"}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that forbids calling the set indistinguishable."""

    level: str
    name: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Attributed:
    """Where realism is low, in a sentence with its figures."""

    realism: str
    elsewhere: str
    r2: str
    realism_width: float
    elsewhere_width: float
    sentence: str


@dataclass(frozen=True, slots=True)
class LevelSummary:
    """All that is said about one level."""

    name: str
    title: str
    things: str
    sizes: str
    measures: tuple[Measure, ...]
    """Indistinguishability (or, where that is saturated, the gap first), richness."""
    directions: tuple[Measure, Measure]
    gap: Measure
    saturated: bool
    paper: str
    faults: tuple[Fault, ...]
    verdicts: tuple[tables.VerdictCount, ...]
    saturation: str
    added: str
    slices: tuple[tables.SliceRow, ...]
    attributions: tuple[Attributed, ...]
    aspects: tuple[tables.AspectRow, ...]
    companions: tuple[tables.CompanionRow, ...]
    full: tuple[trio.Fact, ...]
    design: tuple[str, ...]
    """How it was computed, in sentences."""
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """All that is said about a run."""

    sentence: str
    tone: Tone
    next_command: str
    names: tuple[str, str]
    created: str
    measures: tuple[Measure, ...]
    """Of the leading level: the first I (led by the gap where saturated), the second and the third."""
    checks: tuple[CheckRow, ...]
    """Guarantees and edge cases of the domain, those that are not met first."""
    faults: tuple[Fault, ...]
    verdicts: tuple[tables.VerdictCount, ...]
    levels: tuple[LevelSummary, ...]
    tells: tuple[Tell, ...]
    gates: tuple[Gate, ...]
    problems: tuple[Problem, ...]
    provenance: tuple[tuple[str, str], ...]
    seconds: tuple[tuple[str, str], ...]
    columns: tuple[ColumnRead, ...] = ()
    """How each column of a table was read."""
    table: tuple[FigureRow, ...] = ()
    """Figures of a table, those of privacy last."""
    read: str = ""
    """What the table was taken for, in one line."""
    privacy: str = ""
    groups: tuple[str, ...] = ()
    """What is said of the groups of each protected column."""
    cost: str = ""
    """What the synthetic samples cost, in one line."""
    value: str = ""
    """What they are worth for a model, in one line."""


def summarise(card: Scorecard) -> Summary:
    """Turn the facts of a scorecard into words and formatted rows.

    Pure and quick: reads `card.facts` only, never points or pictures.
    """
    facts = card.facts
    promises = facts.intentionality.compliance
    levels = tuple(_level(level) for level in facts.levels)
    return Summary(
        sentence=facts.sentence,
        tone=_tone(facts),
        next_command=facts.next_command,
        names=(facts.provenance.real, facts.provenance.synthetic),
        created=facts.provenance.created,
        measures=(*levels[0].measures, intentionality(facts.intentionality)),
        checks=check_rows(promises) if promises else (),
        faults=tuple(fault for level in levels for fault in level.faults),
        verdicts=tables.verdict_counts(facts.verdicts),
        levels=levels,
        tells=facts.tells,
        gates=facts.gates,
        problems=facts.problems,
        provenance=tables.provenance_rows(facts.provenance),
        seconds=tuple((stage, seconds(took)) for stage, took in facts.provenance.seconds.items()),
        columns=facts.provenance.columns,
        table=_table(facts.fidelity),
        read=words_read(facts.provenance.columns, facts.fidelity),
        privacy="" if facts.fidelity is None else facts.fidelity.privacy.sentence,
        groups=() if facts.fidelity is None else tuple(each.sentence for each in facts.fidelity.protected),
        cost=cost_words(facts.cost, facts.verdicts, facts.levels[0].name),
        value=value_words(facts.value),
    )


def _table(found: Fidelity | None) -> tuple[FigureRow, ...]:
    if found is None:
        return ()
    return tuple(figure_row(figure) for figure in (*found.figures, *found.privacy.figures))


def _tone(facts: Facts) -> Tone:
    if facts.indistinguishability.faults or any(not gate.passed for gate in facts.gates):
        return "bad"
    return trio.VERDICT_TONES[facts.indistinguishability.verdict]


def _level(level: Level) -> LevelSummary:
    things = noun(level.name)
    first, richness = level.indistinguishability, level.richness
    return LevelSummary(
        name=level.name,
        title=TITLES.get(level.name, level.name.capitalize()),
        things=things,
        sizes=f"{count(level.n_real)} real · {count(level.n_synthetic)} synthetic",
        measures=(trio.indistinguishability(first, things), trio.richness(richness, things)),
        directions=trio.directions(first),
        gap=trio.gap(first),
        saturated=first.saturated,
        paper="" if first.paper is None else number(first.paper),
        faults=tuple(Fault(level.name, name, first.reasons.get(name, "")) for name in first.faults),
        verdicts=tables.verdict_counts(level.verdicts),
        saturation=sentences.saturation(richness.synthetic),
        added=sentences.saturation(richness.added),
        slices=tuple(tables.slice_row(part) for part in level.slices),
        attributions=tuple(_attributed(each) for each in level.attributions),
        aspects=tuple(tables.aspect_row(aspect) for aspect in level.aspects),
        companions=tuple(tables.companion_row(companion) for companion in level.companions),
        full=_full(level),
        design=_design(level),
        notes=(*level.notes, *richness.notes),
    )


def _attributed(found: Attribution) -> Attributed:
    return Attributed(
        realism=number(found.realism),
        elsewhere=number(found.elsewhere),
        r2=number(found.r2),
        realism_width=min(1.0, max(0.0, found.realism)),
        elsewhere_width=min(1.0, max(0.0, found.elsewhere)),
        sentence=found.sentence,
    )


def _full(level: Level) -> tuple[trio.Fact, ...]:
    full = level.richness.full
    return (
        trio.Fact(
            "Vendi score",
            f"{number(full.vendi_synthetic)} against {number(full.vendi_real)} real",
            "effective number of different samples",
        ),
        trio.Fact(
            "packing",
            f"{count(full.packing_synthetic)} against {count(full.packing_real)} real",
            f"samples that the noise cannot confuse, of {count(full.n)} a side",
        ),
        trio.Fact(
            "beyond every real sample",
            percent(full.beyond),
            f"share of synthetic samples farther than {number(level.richness.radius_full)} from all real ones",
        ),
    )


def _design(level: Level) -> tuple[str, ...]:
    first, richness = level.indistinguishability, level.richness
    return (
        f"Indistinguishability is the median of {plural(first.subsamples, 'subsample', 'subsamples')} of "
        f"{count(first.m)} + {count(first.m)} independent samples, one from a group, out of "
        f"{plural(first.real_groups, 'real group', 'real groups')} and "
        f"{plural(first.synthetic_groups, 'synthetic group', 'synthetic groups')}. Its control is the same between "
        "two halves of the real groups, its chance band comes from "
        f"{count(first.permutations)} permutations of the labels, and its interval from subsampling.",
        f"The gap compares mean distances of {count(first.gap_detail.n)} samples a side; the mixing curve uses "
        f"{count(first.mixing.n)}.",
        f"Richness counts the ground within {number(richness.radius)} of a sample on the plane, the median "
        f"displacement by {richness.noise}; both sides are rarefied to {count(richness.n_equal)} samples. In full "
        f"dimension the displacement is {number(richness.radius_full)}.",
        f"The Vendi score and the packing use {count(richness.full.n)} samples a side.",
    )
