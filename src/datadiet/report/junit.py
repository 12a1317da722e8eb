"""Gates and guarantees as JUnit XML, which every continuous integration reads."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from datadiet.domain.intentionality import Check
from datadiet.report.intention import words
from datadiet.scorecard.card import Facts, Gate

__all__ = ["xml"]

FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, even escaped."""


def xml(facts: Facts) -> str:
    """Return one case a gate, and with a domain one case a guarantee; without either it is valid and empty."""
    promises = facts.intentionality.compliance
    checks = promises.checks if promises else ()
    failed_gates = sum(not gate.passed for gate in facts.gates)
    violated = sum(check.verdict == "violated" for check in checks)
    undecided = sum(check.verdict == "undecided" for check in checks)
    whole = _totals(len(facts.gates) + len(checks), failed_gates + violated, undecided)
    root = Element("testsuites", {"name": "datadiet", **whole})
    gates = SubElement(
        root, "testsuite", {"name": "datadiet gates", **_totals(len(facts.gates), failed_gates), "time": "0"}
    )
    for gate in facts.gates:
        _gate(gates, gate)
    if checks:
        totals = _totals(len(checks), violated, undecided)
        suite = SubElement(root, "testsuite", {"name": "datadiet guarantees", **totals, "time": "0"})
        for check in checks:
            _check(suite, check)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _totals(tests: int, failures: int, skipped: int = 0) -> dict[str, str]:
    return {"tests": str(tests), "failures": str(failures), "errors": "0", "skipped": str(skipped)}


def _gate(suite: Element, gate: Gate) -> None:
    case = _case(suite, "datadiet.gates", gate.name)
    if not gate.passed:
        _failure(case, "gate", gate.message)


def _check(suite: Element, check: Check) -> None:
    case = _case(suite, "datadiet.guarantees", f"{check.kind}: {check.name}")
    told = check.sentence or f"{words.found(check)}, asked for: {words.asked(check)}."
    message = f"{check.name}: {told}{f' Declared at {check.place}.' if check.place else ''}"
    if check.verdict == "violated":
        _failure(case, check.kind.replace(" ", "-"), message)
    elif check.verdict == "undecided":
        SubElement(case, "skipped", {"message": _clean(f"Undecided: {message}")})


def _case(suite: Element, classname: str, name: str) -> Element:
    return SubElement(suite, "testcase", {"classname": classname, "name": _clean(name), "time": "0"})


def _failure(case: Element, kind: str, message: str) -> None:
    failure = SubElement(case, "failure", {"message": _clean(message), "type": kind})
    failure.text = _clean(message)


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)
