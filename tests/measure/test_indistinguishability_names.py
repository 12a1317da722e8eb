"""Functions and modules of the same name: whoever imports first, the package shows the functions."""

import subprocess
import sys

import pytest

CHECK = """
import types
import datadiet.measure
assert isinstance(datadiet.measure.indistinguishability, types.FunctionType)
from datadiet.measure import indistinguishability
assert isinstance(indistinguishability, types.FunctionType)
import datadiet.measure.indistinguishability
assert isinstance(datadiet.measure.indistinguishability, types.FunctionType)
from datadiet.measure.indistinguishability import Indistinguishability
from datadiet.measure import gap, neighbours
assert isinstance(gap, types.ModuleType) and isinstance(neighbours, types.ModuleType)
assert isinstance(datadiet.measure.copies.near_copies, types.FunctionType)
assert not hasattr(datadiet.measure, "no_such_measure")
"""
RICHNESS = """
import types
import datadiet.measure.richness
import datadiet.measure
assert isinstance(datadiet.measure.richness, types.FunctionType)
from datadiet.measure import richness
assert isinstance(richness, types.FunctionType)
from datadiet.measure.richness import Richness
"""


def _run(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "first",
    [
        "",
        "import datadiet.measure.indistinguishability",
        "import datadiet.measure.richness",
        "from datadiet.measure.indistinguishability import Gap",
        "from datadiet.measure import gap",
        "from importlib import import_module; import_module('datadiet.measure.indistinguishability')",
    ],
)
def test_the_package_shows_the_function_whatever_was_imported_first(first):
    ran = _run(f"{first}\n{CHECK}")
    assert ran.returncode == 0, ran.stderr


def test_richness_is_the_function_even_if_its_module_is_imported_first():
    ran = _run(RICHNESS)
    assert ran.returncode == 0, ran.stderr


def test_the_package_loads_no_measure_and_no_heavy_library_by_itself():
    heavy = ("faiss", "sklearn", "torch", "datadiet.measure.gap")
    ran = _run(f"import sys, datadiet.measure\nassert not [name for name in {heavy!r} if name in sys.modules]")
    assert ran.returncode == 0, ran.stderr
