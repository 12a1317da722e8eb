import json
import sys
import tomllib
from pathlib import Path

import pytest

from datadiet import __version__, doctor
from datadiet.doctor import PARTS, Finding, Part, as_json, diagnose, examine, in_words

HERE = Part("thing", "print('thing 1.2')", "pip install thing")


def named(name: str) -> Part:
    return next(part for part in PARTS if part.name.startswith(name))


def test_what_a_working_part_prints_is_the_detail():
    assert examine(HERE) == Finding("thing", True, "thing 1.2", needed=False)


def test_an_absent_library_is_named_with_how_to_get_it():
    found = examine(Part("thing", "import no_such_library", "pip install thing"))
    assert found == Finding("thing", False, "not installed (no_such_library)", "pip install thing", needed=False)


def test_a_library_that_raises_is_told_by_its_last_line():
    found = examine(Part("thing", "raise OSError('libthing.so: not found')", "apt-get install libthing"))
    assert not found.works
    assert found.detail == "does not load: OSError: libthing.so: not found"


def test_a_library_that_kills_python_does_not_kill_the_doctor():
    found = examine(Part("thing", "import os; os.abort()", "reinstall"))
    assert not found.works
    assert "ended with code" in found.detail


def test_a_library_that_never_answers_is_given_up(monkeypatch):
    monkeypatch.setattr(doctor, "_PATIENCE", 1)
    found = examine(Part("thing", "import time; time.sleep(60)", "reinstall"))
    assert found.detail == "no answer in 1 seconds"


def test_a_torchvision_of_another_build_is_explained():
    known = named("timm").known
    error = "raise RuntimeError('operator torchvision::nms does not exist')"
    found = examine(Part("timm", error, "pip install 'datadiet[timm]'", known=known))
    assert not found.works
    assert "another build of torch" in found.detail
    assert "--force-reinstall torch torchvision" in found.todo


def test_the_core_libraries_are_looked_at_and_work_here():
    found = examine(named("core"))
    assert found.works, found
    assert found.needed
    for library in ("numpy", "scikit-learn", "faiss-cpu", "polars", "Pillow"):
        assert f"{library} " in found.detail


def test_every_dependency_and_every_extra_is_looked_at():
    """The project's own list is the oracle: whatever joins it must join the doctor."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {each.partition(">")[0] for each in project["dependencies"]}
    assert needed == set(doctor._CORE)
    told = " ".join(part.todo for part in PARTS)
    extras = set(project["optional-dependencies"]) - {"test", "bench"}
    assert [name for name in sorted(extras) if f"datadiet[{name}]" not in told] == []


@pytest.mark.parametrize("name", ["pyvinecopulib", "faster-coco-eval"])
def test_what_an_optional_part_prints_is_a_version(name):
    found = examine(named(name))
    assert found.detail[0].isdigit() if found.works else found.detail.startswith("not installed"), found


@pytest.fixture
def findings(monkeypatch, tmp_path) -> dict[str, Finding]:
    monkeypatch.setenv("DATADIET_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(doctor, "PARTS", (HERE,))
    return {finding.name: finding for finding in diagnose()}


def test_the_diagnosis_names_python_datadiet_parts_plugins_cache_and_machine(findings):
    assert findings["datadiet"].detail == __version__
    assert sys.executable in findings["Python"].detail
    assert findings["thing"].works
    assert "coco" in findings["plugins, datadiet.readers"].detail
    assert "patches" in findings["plugins, datadiet.embedders"].detail
    assert findings["cache of vectors"].works
    assert "cores" in findings["machine"].detail


def test_looking_at_the_cache_does_not_make_it(findings, tmp_path):
    assert str(tmp_path) in findings["cache of vectors"].detail
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_found(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DATADIET_CACHE", str(tmp_path / "file"))
    monkeypatch.setattr(doctor, "PARTS", ())
    found = next(finding for finding in diagnose() if finding.name == "cache of vectors")
    assert not found.works
    assert "DATADIET_CACHE" in found.todo


def test_a_plugin_that_does_not_load_is_named_with_its_error(monkeypatch):
    def broken(group: str, name: str) -> object:
        raise ImportError("no module named yours")

    monkeypatch.setattr(doctor, "find", broken)
    monkeypatch.setattr(doctor, "PARTS", ())
    found = next(finding for finding in diagnose() if finding.name == "plugins, datadiet.readers")
    assert not found.works
    assert "coco does not load: ImportError: no module named yours" in found.detail
    assert found.needed


def test_a_plugin_of_others_that_does_not_load_does_not_stop_the_main_job(monkeypatch):
    def broken(group: str, name: str) -> object:
        if name == "coco":
            raise ImportError("no module named yours")
        return object

    monkeypatch.setattr(doctor, "find", broken)
    monkeypatch.setattr(doctor, "PARTS", ())
    found = next(finding for finding in diagnose() if finding.name == "plugins, datadiet.readers")
    assert (found.works, found.needed) == (False, False)


def test_json_holds_the_findings_as_they_are():
    assert json.loads(as_json((examine(HERE),))) == [
        {"name": "thing", "works": True, "detail": "thing 1.2", "todo": "", "needed": False}
    ]


def test_in_words_an_absent_optional_part_is_no_trouble():
    text = in_words(
        (Finding("core", True, "1.0"), Finding("torch", False, "not installed", "pip install torch", False))
    )
    assert "absent  torch: not installed\n        get it: pip install torch" in text
    assert "The main job works here.\nNext: datadiet demo" in text


def test_in_words_a_broken_needed_part_is_named_at_the_end():
    text = in_words((Finding("core", False, "no numpy", "pip install numpy"),))
    assert "BROKEN  core: no numpy" in text
    assert "will not work here: mend core." in text


def test_the_doctor_prints_nothing_itself(findings, capfd):
    assert capfd.readouterr().out == ""
