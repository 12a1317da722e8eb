from pathlib import Path

import pytest

from datadiet.embed import load
from datadiet.embed.patches import Patches
from datadiet.errors import DatadietError, MissingExtra, OptionError
from tests.embed import doubles


def test_the_default_is_found_by_name() -> None:
    assert isinstance(load("patches"), Patches)


def test_an_object_or_a_class_is_imported() -> None:
    assert load("tests.embed.doubles:INSTANCE") is doubles.INSTANCE
    assert isinstance(load("tests.embed.doubles:Means"), doubles.Means)


@pytest.mark.parametrize(
    ("spec", "complaint"),
    [
        ("", "Expected: one of onnx, patches, timm, or MODULE:OBJECT"),
        ("resnet50", "Expected: one of onnx, patches, timm, or MODULE:OBJECT"),
        ("timm", "'timm' alone is not an embedder. Expected: timm:MODEL"),
        ("onnx:", "Expected: onnx:FILE"),
        ("patches:9", "Expected: patches, with nothing behind it"),
        ("no_such_module:Thing", "'no_such_module' is neither .* PYTHONPATH"),
        ("tests.embed.no_such:Thing", "neither an embedder nor a module"),
        ("tests.embed.doubles:Missing", "has no 'Missing'"),
        ("tests.embed.doubles:NO_EMBEDDER", "a object without name, fingerprint, dimensions, .*, prepare, embed"),
    ],
)
def test_what_is_no_embedder_is_explained(spec: str, complaint: str) -> None:
    with pytest.raises(OptionError, match=complaint):
        load(spec)


def test_a_module_that_fails_by_itself_shows_its_own_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "needs_more.py").write_text("import something_absent\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModuleNotFoundError, match="something_absent"):
        load("needs_more:Thing")


@pytest.mark.parametrize(("library", "spec", "extra"), [("timm", "timm:x", "timm"), ("onnxruntime", "onnx:", "onnx")])
def test_a_missing_extra_is_named(
    library: str, spec: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "model.onnx").write_bytes(b"anything")
    monkeypatch.setitem(__import__("sys").modules, library, None)
    with pytest.raises(MissingExtra, match=rf"pip install 'datadiet\[{extra}\]'"):
        load(spec + str(tmp_path / "model.onnx") if extra == "onnx" else spec)


def test_a_torchvision_of_another_build_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "timm.py").write_text("raise RuntimeError('operator torchvision::nms does not exist')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(__import__("sys").modules, "timm", raising=False)
    with pytest.raises(DatadietError, match="one build: a CPU-only torch needs a CPU-only torchvision") as caught:
        load("timm:resnet10t")
    assert "pip install --force-reinstall torchvision" in str(caught.value)
