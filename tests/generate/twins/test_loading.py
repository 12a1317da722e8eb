from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from datadiet.errors import DatadietError, DataError, InputError, TwinError
from datadiet.generate.twins.loading import parse_twin, shipped
from datadiet.generate.twins.spec import schema
from datadiet.generate.twins.twin import find_twin
from tests.generate.twins.specs import changed, dots

IN_SPACE = """\
twin: baggage-belt
environment: {visual: belt.glb, backdrop: {choice: [grey, hall_a, hall_b]}}
systems: [{name: feeder, behaviour: drop, rate: {uniform: [1, 3]}}, {name: belt, behaviour: convey, speed: 0.4}]
items:
  - {name: suitcase, class: suitcase, visual: {procedural: suitcase}, collision: box,
     vary: {yaw: {uniform: [-40, 40]}, size: {truncnorm: [.6, .05, .5, .7]}, hue: {uniform: [0, 1]},
            stickers: {choice: [0, 1, 2, 3]}, dent: {bernoulli: .05}}}
light: {area: {power: {loguniform: [8, 16]}}, sky: {uniform: [.25, .5]}}
camera: {lens_mm: 35, pitch: {uniform: [30, 50]}, noise: {uniform: [0, .02]}, blur: {uniform: [0, 1]},
         jpeg: {choice: [75, 90]}}
require: ["visible(suitcase) > .3"]
render: {backend: mitsuba, samples: 64, size: [640, 480]}
"""


def test_what_is_written_is_what_is_meant():
    twin = dots()
    assert (twin.name, twin.size, twin.backend) == ("dots", (160, 120), "sprites")
    assert twin.systems[0].items == ("small", "middle", "large")
    assert [item.label for item in twin.items.values()] == ["speck", "middle", None]
    assert twin.classes == ("speck", "middle")
    assert twin.items["middle"].blend == "multiply"
    assert [each.name for each in twin.known.values() if each.each] == [
        "small.radius", "small.red", "small.green", "middle.radius", "middle.angle", "large.radius", "large.flip",
    ]  # fmt: skip
    assert str(twin.known["small.radius"].place) == "dots.yaml:16"
    assert [each.text for each in twin.requirements] == ["count(middle) >= 3", "visible(middle) > .1"]


MISTAKES = [
    ("twin: dots\n", "", 1, "the file has no 'twin'"),
    ("backdrop: plain", "backdrop: plane", 2, "no backdrop 'plane'"),
    ("backdrop: plain", "backdrop: {texture: ../x.png}", 2, "leaves the folder"),
    ("backdrop: plain", "backdrop: {texture: /etc/passwd}", 2, "leaves the folder"),
    ("backdrop: plain", "backdrop: {texture: missing.png}", 2, "there is no"),
    ("backdrop: plain", "backdrop: {cutout: x.png}", 2, "cutout: x.png"),
    ("backdrop: plain", "backdrop: plain, visual: plain", 2, "both visual and backdrop"),
    ("green: .8", "grean: .8", 2, "no parameter 'grean'"),
    ("green: .8", "green: .nan", 2, "nan"),
    ("[.6, .8]", "[.8, .6]", 2, "from 0.8 to 0.6"),
    ('"red * .9"', '"red * "', 2, "ends too early"),
    ('"red * .9"', '"rot * .9"', 2, "no parameter 'rot'"),
    ('"red * .9"', '"blue * .9"', 2, "circle"),
    ('"red * .9"', '"eval(red)"', 2, "calls 'eval'"),
    ('"red * .9"', '"small.radius / 9"', 2, "every instance has its own"),
    ('{equals: "red * .9"}', '{equals: "red", per: image}', 2, "per: image"),
    ("behaviour: scatter", "behaviour: scater", 4, "no behaviour 'scater'"),
    ("clumping: .4", "clumping: 4", 11, "4 cannot be"),
    ("clumping: .4", "rows: 4", 4, "scatter has no setting 'rows'"),
    ("clumping: .4", "clumpin: 4", 11, "the key 'clumpin' is not known"),
    ("clumping: .4", "count: 4", 6, "how many of each"),
    ("clumping: .4", "area: [.5, 0, .1, 1]", 11, "area"),
    ("small: {integers: [2, 9]}", "smal: {integers: [2, 9]}", 7, "places 'smal'"),
    ("small: {integers: [2, 9]}", "small: {integers: [9, 2]}", 7, "integers from 9 to 2"),
    ("small: {integers: [2, 9]}", "small: {integers: [-3, 9]}", 7, "-3 cannot be"),
    ("      small: {integers: [2, 9]}\n", "", 12, "no system places 'small'"),
    ("name: small", "name: middle", 17, "the name 'middle' is taken"),
    ("name: small", "name: light", 13, "the name 'light' is taken"),
    ("visual: disc\n", "visual: disk\n", 15, "no visual 'disk'"),
    ("visual: disc\n", "visual: os:system\n", 15, "'os:system' is no visual"),
    ("visual: disc\n", "visual: tests.generate.twins.specs:unregistered\n", 15, "is no visual"),
    ("visual: disc\n", "visual: no.such.module:function\n", 15, "cannot be imported"),
    ("visual: disc\n", "visual: {cutout: x.png, procedural: disc}\n", 15, "visual"),
    ("radius: {uniform: [2, 6]}", "radius: {unifrom: [2, 6]}", 16, "no distribution 'unifrom'"),
    ("radius: {uniform: [2, 6]}", "radius: {uniform: [2, 60]}", 25, "does not hold where nothing varies"),
    ("radius: {uniform: [2, 6]}", "count: 3, radius: 3", 16, "count is not the item's"),
    ("radius: {uniform: [2, 6]}, ", "", 4, "of which no size is known"),
    ("blend: multiply", "blend: screen", 19, "'screen'"),
    ("angle: {uniform: [0, 90]}", "angle: {choice: [a, b]}", 21, "can be a word"),
    ("power: {uniform: [.9, 1.1]}", "pwr: 1", 23, "no 'pwr'"),
    ("jpeg: {choice: [75, 90]}", "jpg: 75", 24, "no 'jpg'"),
    ("jpeg: {choice: [75, 90]}", "jpeg: {uniform: [75, 900]}", 24, "900 cannot be"),
    ('"small.radius < middle', '"small.radius + middle', 25, "mixes"),
    ('"small.radius < middle', '"smal.radius < middle', 25, "no parameter 'smal.radius'"),
    ('["small.radius <', '["large.radius < small.radius", "small.radius <', 25, "contradict each other"),
    ("count(middle) >= 3", "count(midle) >= 3", 26, "count of midle"),
    ("count(middle) >= 3", "count(large) >= 3", 26, "not labelled"),
    ("count(middle) >= 3", "count(middle)", 26, "nothing is compared"),
    ("count(middle) >= 3", "middle > 3", 26, "stands alone"),
    ("count(middle) >= 3", "visible() > 3", 26, "visible of 0"),
    ("count(middle) >= 3", "area(small) + area(middle) > 3", 26, "several items"),
    ("size: [160, 120]", "size: [160, 0]", 27, "size"),
    ("size: [160, 120]", "size: [160, 120], backend: povray", 27, "'povray'"),
    ("render: {", "domain: ../d.yaml\nrender: {", 27, "leaves the folder"),
    ("render: {", "domain: d.yaml\nrender: {", 27, "there is no"),
]


@pytest.mark.parametrize(("old", "new", "line", "found"), MISTAKES)
def test_a_mistake_is_named_with_file_and_line(tmp_path, old, new, line, found):
    with pytest.raises(TwinError) as error:
        dots((old, new), folder=tmp_path)
    assert found in str(error.value)
    assert f"dots.yaml:{line}:" in str(error.value)
    assert error.value.expected


def test_a_hostile_picture_is_refused_before_it_is_decoded(tmp_path):
    Image.new("1", (7_000, 7_000)).save(tmp_path / "bomb.png")
    Path(tmp_path / "text.png").write_text("no picture")
    (tmp_path / "out.png").symlink_to("/etc/hostname")
    for name, found in (("bomb.png", "pixels"), ("text.png", "not an image"), ("out.png", "leaves the folder")):
        with pytest.raises(InputError, match=found):
            dots(("visual: disc", f"visual: {{cutout: {name}}}"), ("radius: {uniform: [2, 6]}", "zoom: 1"),
                 ('red: {uniform: [.4, .6]}, green: {equals: "min(red, environment.red) / 2"}', "flip: true"),
                 folder=tmp_path)  # fmt: skip


JUNK = (None, -1, 10**400, "", "../x", [1], {"a": []}, float("nan"), True, {"uniform": [1]}, {"choice": []})


def places(node, path=()):
    yield path
    children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, child in children:
        yield from places(child, (*path, key))


def test_junk_anywhere_is_an_error_of_ours_or_a_twin(tmp_path):
    everywhere = [(path, junk) for path in places(yaml.safe_load(changed())) for junk in JUNK]
    refused = 0
    for path, junk in everywhere[::5]:  # no divisor of the number of junk: each place gets some, each junk many places
        whole = {"root": yaml.safe_load(changed())}
        node, last = whole, "root"
        for key in path:
            node, last = node[last], key
        node[last] = junk
        try:
            twin = parse_twin(yaml.safe_dump(whole["root"]), folder=tmp_path)
            twin.build(twin.sample(np.random.default_rng(0)))
        except DatadietError:
            refused += 1
    assert refused > 0.5 * len(everywhere[::5])


def test_a_twin_in_space_is_understood_and_refused_where_it_is_drawn():
    twin = parse_twin(IN_SPACE, name="belt.yaml")
    assert set(twin.known) > {"light.area.power", "light.sky", "camera.pitch", "suitcase.dent", "feeder.rate"}
    with pytest.raises(TwinError, match=r"backend mitsuba \(belt.yaml:12\).*physics and path tracing"):
        twin.sample(np.random.default_rng(0))
    with pytest.raises(TwinError, match="physics"):
        twin.build({})


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("backend: mitsuba, ", "", "the behaviour drop"),
        ("{loguniform: [8, 16]}", "{loguniform: [0, 16]}", "loguniform from 0"),
        ("{bernoulli: .05}", "{bernoulli: 5}", "bernoulli of 5"),
        ("visible(suitcase)", "visible(suitcases)", "not labelled"),
    ],
)
def test_a_twin_in_space_is_checked_too(old, new, found):
    with pytest.raises(TwinError, match=found):
        parse_twin(IN_SPACE.replace(old, new)).sample(np.random.default_rng(0))


def test_the_schema_describes_what_is_read():
    described = schema()
    assert set(described["properties"]) > {"twin", "environment", "systems", "items", "light", "camera", "require"}
    assert "class" in described["$defs"]["ItemSpec"]["properties"]
    assert described["additionalProperties"] is False


def test_a_twin_is_found_by_path_or_name(tmp_path):
    (tmp_path / "mine.yaml").write_text(changed())
    assert find_twin(tmp_path / "mine.yaml").name == "dots"
    with pytest.raises(TwinError, match="there is no twin 'blod-smear'") as error:
        find_twin("blod-smear")
    assert all(name in str(error.value) for name in shipped())
    with pytest.raises(DataError, match="cannot be read"):
        find_twin("missing.yaml")
