import pickle
import subprocess
import sys

import numpy as np
import pytest

from datadiet.errors import OptionError
from datadiet.generate.twins import visuals
from datadiet.generate.twins.loading import parse_twin
from datadiet.generate.twins.visuals import find_visual, visual, visual_names
from tests.generate.twins import specs


def test_what_is_registered_is_found_by_name_and_by_module():
    assert find_visual("visual", "test-speckle").draw is specs.speckle
    assert find_visual("visual", "tests.generate.twins.specs:speckle").draw is specs.speckle
    assert find_visual("backdrop", "test-stripes").takes == {"red", "green", "blue"}
    assert {"disc", "rectangle", "test-speckle"} <= set(visual_names("visual"))


def test_an_item_is_no_backdrop():
    with pytest.raises(OptionError, match=r"no backdrop 'disc'.*Expected: .*plain"):
        find_visual("backdrop", "disc")
    with pytest.raises(OptionError, match="is no backdrop"):
        find_visual("backdrop", "tests.generate.twins.specs:speckle")


def test_unknown_names_list_the_choices():
    with pytest.raises(OptionError, match=r"no visual 'dsic'.*Expected: .*disc.*MODULE:FUNCTION"):
        find_visual("visual", "dsic")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("os:system", "'os:system' is no visual"),
        ("tests.generate.twins.specs:unregistered", "is no visual"),
        ("tests.generate.twins.specs:missing", "has no 'missing'"),
        ("no.such:thing", "cannot be imported"),
        (":x", "cannot be imported"),
        ("..x:y", "cannot be imported"),
    ],
)
def test_only_what_registered_itself_is_found_in_a_module(name, found):
    with pytest.raises(OptionError, match=found):
        find_visual("visual", name)


def test_a_name_is_registered_once():
    with pytest.raises(OptionError, match=r"'disc' of .*test_visuals is registered already"):

        @visual("disc")
        def another(parameters, rng):
            raise AssertionError

    visual("test-speckle")(specs.speckle)  # the same again, as when a module is reloaded


def test_a_plugin_registers_by_an_entry_point(monkeypatch):
    class Point:
        def load(self):
            visual("test-plugged")(specs.unregistered)

    monkeypatch.setattr(visuals, "entry_points", lambda group: [Point()] if group == "datadiet.visuals" else [])
    assert find_visual("visual", "test-plugged").draw is specs.unregistered


def test_a_twin_travels_to_a_worker_that_has_not_imported_its_visuals():
    twin = parse_twin(
        "twin: t\nsystems: [{name: s, behaviour: place, x: 1, y: 1}]\nitems: [{name: a, visual: test-speckle}]"
    )
    code = (
        "import pickle, sys, numpy as np; twin = pickle.load(sys.stdin.buffer); "
        "print(twin.build(twin.sample(np.random.default_rng(0))).sprites[0].cutout.rgb.sum())"
    )
    done = subprocess.run([sys.executable, "-c", code], input=pickle.dumps(twin), capture_output=True, check=True)
    here = twin.build(twin.sample(np.random.default_rng(0))).sprites[0].cutout.rgb.sum()
    assert done.stdout.decode().strip() == str(here)
