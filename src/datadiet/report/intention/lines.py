"""The third I for the terminal: a few lines, of which the report has all."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from datadiet.domain.intentionality import Intentionality, RuleCount
from datadiet.report.formats import count, plural
from datadiet.report.intention import words
from datadiet.report.intention.checks import CheckRow, check_rows
from datadiet.report.nouns import counted
from datadiet.report.terminal import styled
from datadiet.report.third import intentionality

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

__all__ = ["brief", "lines"]

MOST = 6
"""Guarantees that are not met, and other rows, are shown."""
RULES = 15
"""Broken rules that are shown."""


def brief(result: Intentionality) -> "list[RenderableType]":
    """Return which part sets the score and what is not met; nothing where no domain was declared."""
    if not words.declared(result):
        return []
    third = intentionality(result)
    parts = ", ".join(f"{fact.label} {fact.value}" for fact in third.facts)
    shown: list[RenderableType] = [f"{third.name}: {parts}", f"  {third.sentence}"]
    checks = check_rows(result.compliance) if result.compliance else ()
    return [*shown, *_unmet(checks)]


def _unmet(checks: Sequence[CheckRow]) -> "list[RenderableType]":
    unmet = [check for check in checks if check.verdict != "met"]
    return [*(styled(_unmet_line(check), check.tone) for check in unmet[:MOST]), *_rest(len(unmet))]


def _unmet_line(check: CheckRow) -> str:
    return f"  {check.verdict}: {check.name}, {check.found}; asked for: {check.asked}; still needed: {check.needed}"


def _rest(total: int) -> list[str]:
    return [f"  and {count(total - MOST)} more"] if total > MOST else []


def lines(result: Intentionality, *, data: str = "") -> "list[RenderableType]":
    """Return the parts, the rules that are broken, the missing combinations, every guarantee, and last the verdict."""
    third = intentionality(result)
    shown: list[RenderableType] = [_table(result, data)] if words.declared(result) else []
    if result.compliance:
        shown.append(_checks(check_rows(result.compliance)))
    shown += _rules(result.relevance.rules) if result.relevance else []
    if result.coverage and result.coverage.missing:
        few = [
            f"  {words.levels(each.levels)}: has {count(each.count)}, needs {count(each.needed)} more"
            for each in result.coverage.missing
        ]
        shown += ["Missing, what the field has most of first:", *few[:MOST], *_rest(result.coverage.n_missing)]
    shown += [part for part in (words.world(result), *words.notes(result)) if part]
    score = "" if result.score is None else f"{third.name} {third.value}, {third.badge}. "
    return [*shown, styled(f"{score}{third.sentence}", third.tone)]


def _rules(rules: Sequence[RuleCount]) -> list[str]:
    """Say which rules some sample breaks, and apart from them those of which that is only not known of some."""
    broken = sorted((rule for rule in rules if rule.count), key=lambda rule: -rule.count)
    untold = [rule for rule in rules if not rule.count]
    shown = ["Outside the domain, by rule; a sample can break several:"] if broken else []
    shown += [_rule(rule) for rule in broken[:RULES]]
    if left := broken[RULES:]:
        shown.append(f"  and {plural(len(left), 'rule', 'rules')} more, each broken {left[0].count:,} times or less")
    if untold:
        told = [f"{rule.rule} ({count(rule.unknown)})" for rule in untold[:MOST]]
        more = f", and {plural(len(untold) - MOST, 'rule', 'rules')} more" if len(untold) > MOST else ""
        shown.append(f"Not known of some, broken by none of the others: {', '.join(told)}{more}.")
    return shown


def _rule(rule: RuleCount) -> str:
    unknown = f" (not known of {count(rule.unknown)})" if rule.unknown else ""
    return f"  {count(rule.count)}{unknown}: {rule.rule}{f' ({words.short_place(rule.place)})' if rule.place else ''}"


def _table(result: Intentionality, data: str) -> "Table":
    things = counted(result.n, words.things(result))
    domain = f"the domain '{result.domain}'" if result.domain else "the domain"
    checked = f"{data}: {things}, checked against {domain}" if data else f"{things}, checked against {domain}"
    table = _new(checked, "", "score", "says")
    parts = (
        ("relevance", result.relevance and words.relevance(result.relevance, words.things(result))),
        ("coverage", result.coverage and words.coverage(result.coverage, words.things(result))),
        ("compliance", result.compliance and words.compliance(result.compliance)),
    )
    values = {fact.label: fact.value for fact in intentionality(result).facts}
    for name, says in parts:
        table.add_row(name, values[name], says or "–")
    return table


def _checks(rows: Sequence[CheckRow]) -> "Table":
    table = _new("Guarantees and edge cases", "", "verdict", "found", "asked for", "still needed", "basis")
    for row in rows:
        found = f"{row.found}\n{row.interval}".strip()
        table.add_row(row.name, styled(row.verdict, row.tone), found, row.asked, row.needed, row.basis)
    return table


def _new(title: str, *columns: str) -> "Table":
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
