"""The third I on the console, in JUnit and in a notebook."""

from dataclasses import replace
from xml.etree import ElementTree

from datadiet.domain.intentionality import Intentionality, RuleCount
from datadiet.report import console, intention, junit, notebook
from datadiet.scorecard.card import Scorecard
from tests.report import cards, domains


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def with_domain(result: Intentionality) -> Scorecard:
    card = cards.card(n=20)
    return replace(card, facts=replace(card.facts, intentionality=result))


def test_the_console_shows_the_third_i_and_what_is_not_met() -> None:
    text = plain(console.text(with_domain(domains.suitcases()), width=200))
    assert "Intentionality: relevance 0.94 to 0.95, coverage 0.89 to 0.94, compliance 0.50 to 0.75" in text
    assert (
        "violated: zipper, 2.1 % (21 of 988 known, 12 unknown); asked for: 5 % to 10 %; still needed: 31 more" in text
    )
    assert "undecided: dent, 7.22 % (13 of 180)" in text
    assert "met: front" not in text


def test_the_terminal_alone_has_every_guarantee_and_ends_with_the_verdict() -> None:
    text = plain(intention.text(domains.suitcases(), width=300))
    for expected in ("zipper", "dent", "front", "glare", "38 (not known of 12): light_lux outside", "needs 17 more"):
        assert expected in text
    assert text.splitlines()[-1].startswith("Intentionality 0.50 to 0.75, falls short. Compliance sets it")
    assert "\x1b[" not in text
    assert "\x1b[" in intention.text(domains.suitcases(), colour=True)


def test_every_broken_rule_is_told_and_what_is_only_unknown_stands_apart() -> None:
    result = domains.suitcases()
    rules = (
        RuleCount("unknown of some", "", 0, 40),
        *(RuleCount(f"rule {k}", "", k, 0) for k in (1, 9, 2, 8, 3, 7, 4, 6, 5)),
    )
    part = replace(result.relevance, rules=rules)
    text = plain(intention.text(replace(result, relevance=part), data="val", width=200))
    told = [line.strip() for line in text.splitlines() if ": rule " in line]
    assert told == [f"{k}: rule {k}" for k in range(9, 0, -1)]
    assert "Not known of some, broken by none of the others: unknown of some (40)." in text
    assert "0 (not known" not in text
    assert text.startswith("val: ")
    clean = replace(result, relevance=replace(part, rules=rules[:1]))
    assert "Outside the domain" not in intention.text(clean)


def test_each_guarantee_is_a_test_case() -> None:
    root = ElementTree.fromstring(junit.xml(with_domain(domains.suitcases()).facts).encode())
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("4", "1", "1")
    cases = {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}
    assert cases == {
        "guarantee: zipper": ["failure"],
        "guarantee: dent": ["skipped"],
        "guarantee: front": [],
        "edge case: glare": [],
    }
    assert "suit.yaml:18" in (next(root.iter("failure")).get("message") or "")


def test_the_notebook_names_what_is_violated() -> None:
    shown = plain(notebook.html(with_domain(domains.suitcases())))
    assert "<b>violated</b>: zipper, 2.1 % (21 of 988 known, 12 unknown)" in shown
    assert "front" not in shown
    assert len(shown) < 20_000


def test_the_text_ends_with_one_newline() -> None:
    shown = intention.text(domains.suitcases())
    assert shown.endswith(".\n")
    assert not shown.endswith("\n\n")
