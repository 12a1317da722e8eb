import json

import numpy as np
import pytest

from datadiet.errors import OptionError, TwinError
from datadiet.generate.twins.drawing import TRIES
from datadiet.generate.twins.twin import flatten
from tests.generate.twins.specs import dots


def sample(twin, seed=0, **options):
    return twin.sample(np.random.default_rng(seed), **options)


def own(parameters, item, key):
    return [each["values"][key] for each in parameters["items"] if each["item"] == item]


def test_the_order_holds_in_a_thousand_draws_at_any_width():
    twin = dots()
    for seed in range(1000):
        drawn = sample(twin, seed, width=(seed % 5) / 4)
        radii = [own(drawn, item, "radius") for item in ("small", "middle", "large")]
        small, middle, large = ([min(each, default=np.inf), max(each, default=-np.inf)] for each in radii)
        assert small[1] < middle[0]
        assert middle[1] < large[0]


def test_without_the_order_it_would_be_broken():
    twin = dots(('order: ["small.radius < middle.radius < large.radius"]\n', ""))
    broken = 0
    for seed in range(50):
        drawn = sample(twin, seed)
        broken += max(own(drawn, "small", "radius")) >= min(own(drawn, "middle", "radius"))
    assert broken > 10


def test_everything_drawn_is_fit_for_json_and_the_same_for_the_same_seed():
    first, again, other = sample(dots()), sample(dots()), sample(dots(), 1)
    assert json.loads(json.dumps(first)) == first
    assert first == again
    assert first != other


def test_fixed_means_that_every_parameter_is_at_its_centre():
    twin = dots()
    for seed in range(5):
        drawn = sample(twin, seed, width=0)
        values = {**drawn["values"], **{f"small.{key}": own(drawn, "small", key) for key in ("radius", "red")}}
        assert values["environment.red"] == 0.7
        assert values["environment.blue"] == pytest.approx(0.63)
        assert values["small.count"] == 5
        assert values["camera.full_well"] == pytest.approx(np.sqrt(200 * 2000))
        assert set(values["small.radius"]) == {4.0}
        assert set(own(drawn, "large", "flip")) == {False}


def test_as_declared_everything_lies_within_the_declared_bounds_and_reaches_them():
    drawn = [sample(dots(), seed) for seed in range(100)]
    red = [each["values"]["environment.red"] for each in drawn]
    assert 0.6 <= min(red) < 0.61
    assert 0.79 < max(red) <= 0.8
    assert {len(own(each, "small", "radius")) for each in drawn} >= set(range(3, 9))
    assert {each["values"]["camera.jpeg"] for each in drawn} == {75, 90}


def test_a_sweep_of_the_width_moves_each_value_on_its_own_way():
    """The share of the uniform that a value was drawn with is the same at every width."""
    narrow, declared, wild = (sample(dots(), 3, width=width)["values"] for width in (0.25, 0.5, 1.0))
    share = (declared["environment.red"] - 0.6) / 0.2
    assert narrow["environment.red"] == pytest.approx(0.7 + (declared["environment.red"] - 0.7) / 2)
    assert wild["environment.red"] == pytest.approx(0.3 + share * 0.7)  # 0.3 to 1.1, of which 1 is the most


@pytest.mark.parametrize(
    "change",
    [
        ("flip: {bernoulli: .5}", "flip: {bernoulli: .5}, angle: {uniform: [0, 9]}"),
        ("angle: {uniform: [0, 90]}", "shear: {uniform: [0, .1]}, angle: {uniform: [0, 90]}"),
        ("camera: {", "camera: {defocus: {uniform: [0, 2]}, "),
        ("vary: {red: {uniform", "vary: {green: {uniform: [0, 1]}, red: {uniform"),
    ],
)
def test_adding_a_parameter_shifts_no_other(change):
    before = dots(("green: .8, ", ""))
    after = dots(("green: .8, ", ""), change)
    assert len(after.known) == len(before.known) + 1
    for seed in range(10):
        old, new = sample(before, seed), sample(after, seed)
        assert old["values"].items() <= new["values"].items()
        assert len(old["items"]) == len(new["items"])
        for a, b in zip(old["items"], new["items"], strict=True):
            assert (a["x"], a["y"], a["seed"]) == (b["x"], b["y"], b["seed"])
            assert a["values"].items() <= b["values"].items()


def test_more_instances_leave_the_earlier_ones_as_they_were():
    twin = dots(('order: ["small.radius < middle.radius < large.radius"]\n', ""))
    few = sample(twin, 5, given={"small.count": 3, "middle.count": 2})
    many = sample(twin, 5, given={"small.count": 6, "middle.count": 2})
    assert own(many, "small", "radius")[:3] == own(few, "small", "radius")


def test_per_image_is_one_value_and_arithmetic_follows_it():
    drawn = sample(dots())
    assert 0 < drawn["values"]["middle.green"] < 1
    assert "green" not in next(each for each in drawn["items"] if each["item"] == "middle")["values"]
    red = drawn["values"]["environment.red"]
    for each in (each["values"] for each in drawn["items"] if each["item"] == "small"):
        assert each["green"] == min(each["red"], red) / 2


def test_what_was_given_wins_at_every_width():
    given = {"environment.red": 0.11, "jpeg": 90, "small.radius": 1.5, "middle.count": np.int64(7), "clumping": None}
    for width in (0, 0.5, 1):
        drawn = sample(dots(), width=width, given=given)
        assert drawn["values"]["environment.red"] == 0.11
        assert drawn["values"]["environment.blue"] == pytest.approx(0.099)  # what follows from it follows
        assert drawn["values"]["camera.jpeg"] == 90
        assert drawn["values"]["middle.count"] == 7
        assert set(own(drawn, "small", "radius")) == {1.5}


def test_what_was_given_changes_nothing_else():
    free, given = sample(dots()), sample(dots(), given={"environment.green": 0.2})
    assert {**free["values"], "environment.green": 0.2} == given["values"]
    assert free["items"] == given["items"]


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"small.rdius": 2}, "no parameter 'small.rdius'"),
        ({"radius": 2}, "could be any of small.radius, middle.radius, large.radius"),
        ({"small.radius": "big"}, "given as 'big'"),
        ({"small.radius": float("nan")}, "given as nan"),
        ({"small.count": 2.5}, "whole number"),
        ({"small.count": 20_000}, "20,000"),
        ({"jpeg": 80, "camera.jpeg": 75}, "given twice"),
        ({"small.radius": 15, "middle.radius": 10}, "broken by values that were given"),
    ],
)
def test_what_cannot_be_given_is_refused(given, found):
    with pytest.raises(TwinError, match=found):
        sample(dots(), given=given)


def test_a_given_word_must_be_a_choice():
    twin = dots(("backdrop: plain", "backdrop: {choice: [plain, 'tests.generate.twins.specs:stripes']}"))
    assert sample(twin, given={"backdrop": "plain"})["values"]["environment.backdrop"] == "plain"
    with pytest.raises(TwinError, match="given as 'plaid'"):
        sample(twin, given={"backdrop": "plaid"})


@pytest.mark.parametrize("width", [-0.1, 1.1, float("nan")])
def test_a_width_is_from_0_to_1(width):
    with pytest.raises(OptionError, match="a width of"):
        sample(dots(), width=width)


def test_an_order_that_is_never_kept_stops_and_says_which_was_broken_how_often():
    twin = dots(("radius: {uniform: [2, 6]}", "radius: {dist: {uniform: [2, 30]}, fixed: 2}"))
    with pytest.raises(TwinError, match=rf"broken in each of {TRIES} draws.*'small.radius < middle.*{TRIES} times"):
        sample(twin, given={"middle.radius": 2.0001, "small.count": 9})


def test_arithmetic_that_goes_wrong_names_the_values():
    twin = dots(('"red * .9"', '"1 / (red - red)"'))
    with pytest.raises(TwinError, match=r"dots.yaml:2: environment.blue, .* is not finite with red = "):
        sample(twin)


def test_flattened_it_is_one_row_of_plain_values():
    drawn = sample(dots(), 2)
    row = flatten(drawn)
    assert row["small.radius"] == pytest.approx(np.mean(own(drawn, "small", "radius")))
    assert row["middle.green"] == drawn["values"]["middle.green"]
    assert row["small.count"] == len(own(drawn, "small", "radius"))
    assert row["seed"] == drawn["seed"]
    assert {type(value) for value in row.values()} <= {int, float, str, bool}
    assert set(row) >= set(dots().known) - {"large.radius", "large.flip"}


def test_an_item_that_is_not_there_has_a_count_and_no_mean():
    row = flatten(sample(dots(), given={"large.count": 0}))
    assert row["large.count"] == 0
    assert "large.radius" not in row
