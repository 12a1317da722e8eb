import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from datadiet import plugins
from datadiet.errors import OptionError
from datadiet.plugins import EMBEDDERS, READERS, REPORTS, Embedder, Reader, find, names

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("group", [READERS, EMBEDDERS, REPORTS])
def test_an_unknown_name_lists_the_choices(group):
    with pytest.raises(OptionError) as caught:
        find(group, "no-such-plugin")
    assert "'no-such-plugin'" in str(caught.value)
    assert names(group)
    assert all(name in str(caught.value) for name in names(group))


@pytest.mark.parametrize("group", [READERS, EMBEDDERS, REPORTS])
def test_what_ships_registers_as_any_plugin_does(group):
    assert set(PROJECT["entry-points"][group]) <= set(names(group))
    assert list(names(group)) == sorted(names(group))


@pytest.mark.parametrize(("group", "name"), [(g, n) for g, found in PROJECT["entry-points"].items() for n in found])
def test_every_registered_name_loads(group, name):
    found = find(group, name)
    assert callable(found) or isinstance(found, ModuleType)  # a module of visuals registers them as it is imported


@pytest.mark.parametrize("name", sorted(PROJECT["entry-points"][READERS]))
def test_every_reader_fills_the_protocol_under_its_own_name(name):
    reader = find(READERS, name)()
    assert isinstance(reader, Reader)
    assert reader.name == name


def test_the_default_embedder_fills_the_protocol():
    assert isinstance(find(EMBEDDERS, "patches")(), Embedder)


def test_a_package_adds_a_plugin_by_an_entry_point(monkeypatch):
    point = EntryPoint("ours", "fractions:Fraction", READERS)
    monkeypatch.setattr(plugins, "entry_points", lambda group: [point] if group == READERS else [])
    assert list(names(READERS)) == ["ours"]
    assert find(READERS, "ours").__name__ == "Fraction"


def test_an_object_that_lacks_a_method_does_not_fill_the_protocol():
    class Half:
        name = "half"

        def recognises(self, source: Path) -> bool:
            return False

    assert not isinstance(Half(), Reader)
