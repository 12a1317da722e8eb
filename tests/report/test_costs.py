import re
from dataclasses import replace

import pytest

from datadiet.data.costs import Cost
from datadiet.report.console import text
from datadiet.report.costs import cost_words
from datadiet.report.html import render
from tests.report import cards


@pytest.mark.parametrize(
    ("cost", "verdicts", "words"),
    [
        (None, {"kept": 3}, ""),
        (Cost(1, 1, 2.0, None), {"kept": 1}, "1 synthetic image took 2.00 s."),
        (Cost(4, 4, 90.0, None), {"kept": 4}, "4 synthetic images took 1.5 min, 22.5 s each."),
        (
            Cost(4, 4, 8.0, 2.0),
            {"kept": 1, "helpful": 1, "harmful": 2},
            "4 synthetic images took 8.00 s and 2.00 of money, 2.00 s and 0.50 of money each. For each of 2 items "
            "worth keeping that is 4.00 s and 1.00 of money.",
        ),
        (
            Cost(4, 3, 9.0, None),
            {"kept": 2, "harmful": 2},
            "3 synthetic images of 4 (of the others it is not known) ",
        ),
        (Cost(2, 2, 9.0, None), {"harmful": 2}, "2 synthetic images took 9.00 s, 4.50 s each."),
    ],
)
def test_what_was_paid_is_said_of_all_of_each_and_of_what_is_worth_keeping(cost, verdicts, words):
    said = cost_words(cost, verdicts, "item").replace("\u00a0", " ")
    assert said.startswith(words)
    assert "keeping" not in said.removeprefix(words)


def test_console_and_page_say_it():
    plain = cards.card()
    card = replace(plain, facts=replace(plain.facts, cost=Cost(300, 300, 150.0, 3.0)))
    shown = "300 synthetic images took 2.5 min and 3.00 of money"
    assert shown in re.sub(r"\s+", " ", text(card, width=200))
    assert shown in render(card).replace("\u00a0", " ")
    assert "What it cost" not in render(plain)
