"""`import datadiet` is quick because it loads nothing heavy: these tests look at what a fresh Python has loaded."""

import json
import subprocess
import sys

import pytest

import datadiet

HEAVY = {
    "torch", "torchvision", "timm", "onnxruntime", "umap", "numba", "sklearn", "joblib", "pandas", "pyarrow",
    "matplotlib", "bokeh", "faiss", "jinja2", "skimage", "fiftyone", "ray", "mujoco", "mitsuba",
}  # fmt: skip


def loaded_by(code: str) -> set[str]:
    """Run `code` in a fresh Python and return the top-level modules that it left loaded."""
    listing = "import json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    done = subprocess.run([sys.executable, "-c", f"{code}\n{listing}"], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_listing_sees_what_is_loaded():
    assert "sklearn" in loaded_by("import sklearn")


@pytest.mark.parametrize(
    "code",
    [
        "import datadiet",
        "from datadiet import score",
        "from datadiet import measure",
        "import datadiet.data, datadiet.embed",
        "import datadiet.demo.sets, datadiet.demo.figure6, datadiet.demo.accuracy",
        "import datadiet.cli",
    ],
)
def test_nothing_heavy_is_loaded_by(code):
    assert not loaded_by(code) & HEAVY


def test_import_datadiet_alone_loads_no_table_or_image_library():
    assert not loaded_by("import datadiet") & {"polars", "PIL", "scipy", "pydantic", "typer", "rich"}


def test_the_command_line_explains_itself_without_loading_what_computes():
    assert not loaded_by("import datadiet.cli") & {"numpy", "polars", "PIL", "scipy", "pydantic"}


def test_every_public_name_can_be_had():
    assert [name for name in datadiet.__all__ if not hasattr(datadiet, name)] == []
    assert set(datadiet.__all__) <= set(dir(datadiet))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="sore"):
        _ = datadiet.sore
