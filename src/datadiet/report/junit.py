"""Gates as JUnit XML, which every continuous integration reads."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from datadiet.scorecard.card import Facts, Gate

__all__ = ["xml"]

FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, even escaped."""


def xml(facts: Facts) -> str:
    """Return one test suite with one case a gate; without gates it is valid and empty."""
    failed = sum(not gate.passed for gate in facts.gates)
    totals = {"tests": str(len(facts.gates)), "failures": str(failed), "errors": "0", "skipped": "0"}
    root = Element("testsuites", {"name": "datadiet", **totals})
    suite = SubElement(root, "testsuite", {"name": "datadiet gates", **totals, "time": "0"})
    for gate in facts.gates:
        _case(suite, gate)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(suite: Element, gate: Gate) -> None:
    attributes = {"classname": "datadiet.gates", "name": _clean(gate.name), "time": "0"}
    case = SubElement(suite, "testcase", attributes)
    if not gate.passed:
        failure = SubElement(case, "failure", {"message": _clean(gate.message), "type": "gate"})
        failure.text = _clean(gate.message)


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)
