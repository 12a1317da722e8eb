from dataclasses import replace
from types import SimpleNamespace

import pytest

from datadiet.measure.rarefied import Ratio
from datadiet.tradeoff.choice import Choice
from datadiet.tradeoff.curve import Point
from datadiet.tradeoff.words import next_command, notes, sentence, verdict

WIDTHS = (0.0, 0.5, 1.0)
POINTS = [
    Point(
        width=width,
        n=60,
        indistinguishability=mixing,
        interval=(mixing - 0.1, mixing + 0.1),
        gap=0.1,
        gap_interval=(0.05, 0.15),
        richness=rich,
        richness_interval=(rich - 0.1, rich + 0.1),
        spread=1.0,
        spread_interval=(0.9, 1.1),
        faults=(),
        on_front=True,
        farther=False,
    )
    for width, mixing, rich in ((0.0, 0.6, 0.5), (0.5, 0.5, 1.0), (1.0, 0.2, 2.0))
]


def choice(**changes) -> Choice:
    facts = {
        "measure": "indistinguishability",
        "variety": "richness",
        "front": (True, True, True),
        "nearest": 0,
        "farther": (False, False, True),
        "best": 1,
        "stops": 2,
        "gained": Ratio(2.0, (1.5, 2.6)),
        "growth": Ratio(2.0, (1.4, 2.4)),
        "faulty": False,
    }
    return Choice(**{**facts, **changes})


def test_a_clear_compromise_is_said_plainly():
    said = sentence("item", POINTS, choice())
    assert "best compromise is width 0.5: it cannot be told in nearness from width 0" in said
    assert "surely so" in said
    assert "From width 1 on richness stops paying: 2 times the ground, but it is surely farther" in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"growth": Ratio(1.1, (0.8, 1.5))}, "more varied, though not surely"),
        ({"gained": Ratio(1.1, (0.8, 1.5))}, "and not surely more varied"),
        ({"best": 0, "growth": None, "farther": (False, True, True), "stops": 1}, "surely the nearest"),
        ({"best": 0, "growth": None}, "though not surely nearer than 0.5"),
        ({"best": 2, "stops": None, "gained": None, "farther": (False,) * 3}, "No width that was tried is so wide"),
        (
            {"stops": None, "gained": None, "farther": (False,) * 3},
            "more varied and farther from the real data, though",
        ),
        ({"best": 0, "growth": None, "stops": 1, "farther": (False, True, False)}, "At width 0.5"),
        ({"faulty": True}, "every width has a fault; the least bad"),
        ({"variety": "spread"}, "variety stops paying: 2 times the spread"),
    ],
)
def test_where_intervals_overlap_the_sentence_says_so(changes, words):
    assert words in sentence("scene", POINTS, choice(**changes))


def test_a_width_that_is_left_out_for_a_fault_is_not_called_farther():
    points = [POINTS[0], replace(POINTS[1], faults=("copied",)), POINTS[2]]
    said = sentence("scene", points, choice(best=0, growth=None))
    assert "of those without a fault no other is as near" in said
    assert "surely the nearest" not in said


def test_notes_say_by_what_was_judged():
    assert notes(choice(), 0.3, WIDTHS) == ()
    flat, apart = notes(choice(measure="gap", variety="spread"), 0.97, WIDTHS)
    assert "by the gap" in flat
    assert "97%" in apart
    assert "leave out something" in notes(choice(nearest=2, farther=(True, True, False)), 0.3, WIDTHS)[0]
    assert notes(choice(nearest=2, farther=(True, False, False)), 0.3, WIDTHS) == ()


def test_the_next_command_generates_explains_or_keeps():
    class Lead:
        level, best, measure = "item", 0.25, "indistinguishability"

    asked = {"real": "a b", "made": "m", "run": "r", "seed": 3}
    assert (
        next_command(Lead, source="dot.yaml", n=50, **asked)
        == "datadiet generate dot.yaml -n 500 --width 0.25 --seed 3 --out width-0.25"
    )
    assert next_command(Lead, source=None, n=50, **asked) == "datadiet keep r --to kept"
    Lead.measure = "gap"
    assert next_command(Lead, source="dot.yaml", n=50, **asked) == "datadiet score 'a b' m --level item --explain"


def test_the_verdict_says_where_levels_differ():
    def curve(level: str, best: float) -> SimpleNamespace:
        return SimpleNamespace(level=level, best=best, sentence="So it is.")

    said = verdict([curve("item", 0.8), curve("environment", 0.6), curve("scene", 0.6)])
    assert said == "So it is. It is width 0.6 at environment and scene level."
    assert verdict([curve("item", 0.8), curve("scene", 0.8)]) == "So it is. It is the same at scene level."
