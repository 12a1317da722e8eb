import re
import xml.etree.ElementTree as ET

import numpy as np

from datadiet.report.columns.light import apart, light
from datadiet.report.figures import style


def drawn() -> str:
    x = np.linspace(0, 1, 400)
    with style.sheet("test") as (figure, axes):
        axes.fill_between(x, x - 0.1, x + 0.1, color=style.BAND)
        axes.plot(x, x**2, ".", color=style.REAL)
        axes.set_xlabel("across")
        axes.set_ylabel("up")
        return light(figure, prefix="one", label="A <test>")


def test_it_is_still_a_picture_with_all_that_was_drawn():
    svg = drawn()
    root = ET.fromstring(svg)
    assert root.get("aria-label") == "A <test>"
    texts = [each.text for each in root.iter() if each.tag.endswith("text")]
    assert {"across", "up"} <= set(texts)
    assert len([each for each in root.iter() if each.tag.endswith("use")]) >= 400
    upright = next(each for each in root.iter() if each.text == "up")
    assert upright.get("transform", "").startswith("rotate(-90")
    assert svg.count("font-family") == 1


def test_every_name_that_is_pointed_to_is_there_and_no_other():
    svg = drawn()
    named, pointed = set(re.findall(r' id="([^"]+)"', svg)), set(re.findall(r"#([\w.-]+)", svg))
    assert pointed
    assert named == pointed


def test_places_keep_to_a_tenth_of_a_point():
    numbers = re.findall(r"\d+\.\d+", " ".join(re.findall(r' (?:d|x|y)="([^"]*)"', drawn())))
    assert numbers
    assert max(len(number.partition(".")[2]) for number in numbers) == 1


def test_dots_behind_others_are_left_out_and_the_ends_stay():
    x = np.concatenate([np.zeros(50), np.linspace(0, 1, 11)])
    kept = apart(x, x)
    assert kept.tolist() == [0, *range(51, 61)]
    assert apart(np.array([1.0]), np.array([2.0])).tolist() == [0]
    assert apart(np.array([0.0, 1.0, 1.0]), np.array([0.0, 1.0, 1.0])).tolist() == [0, 1, 2]
