import json
import re
import shutil
from pathlib import Path

import pytest

from datadiet.cli import run
from tests.data.versions.conftest import bytes_of, make  # noqa: F401


@pytest.fixture
def call(tmp_path, monkeypatch, capfd):
    """Call a command in an empty folder: its exit code and what it prints, JSON where that is asked for."""
    monkeypatch.chdir(tmp_path)

    def called(*words):
        code = run(["versions", *words])
        said = capfd.readouterr()
        return code, json.loads(said.out) if "--json" in words else said.out, said.err

    return called


def test_the_way_of_a_set_from_first_to_last(call, make, tmp_path):  # noqa: F811
    was = bytes_of(make("a"))
    make("b", shade=50)
    code, said, _ = call("add", "a", "--tag", "v1", "-m", "first light", "--json")
    assert (code, said["samples"], said["new"], said["tags"]) == (0, 3, True, ["v1"])
    assert (tmp_path / ".datadiet/versions" / f"{said['version']}.json").is_file()

    code, said, _ = call("replace", "v1", "b", "--why", "a better texture", "--tag", "v2", "--json")
    assert (code, said["supersedes"], said["by"]) == (0, 3, "id")
    assert len(call("log", "--json")[1]) == 2
    assert "first light" in call("log")[1]

    code, said, _ = call("diff", "v1", "v2", "--json")
    assert len(said["content"]) == 3
    assert {one["why"] for one in said["supersedes"]} == {"a better texture"}
    code, said, _ = call("lineage", "images/000001.png", "--in", "v1")
    assert "replaced by: images/000001.png" in said

    assert call("restore", "v1", "--to", "back")[0] == 0
    assert bytes_of(tmp_path / "back") == was
    assert call("verify")[0] == 0


def test_verify_exits_with_1_and_names_file_expected_and_found(call, make, tmp_path):  # noqa: F811
    make("a")
    version = call("add", "a", "--json")[1]["version"]
    file = tmp_path / ".datadiet/versions" / f"{version}.json"
    file.write_text(file.read_text() + " ")
    code, said, _ = call("verify")
    assert code == 1
    assert f"expected: {version}" in said
    assert file.name in said
    code, said, _ = call("verify", "--json")
    assert (code, said["fine"], len(said["findings"])) == (1, False, 1)


def test_every_command_prints_one_json_value_and_nothing_else(call, make):  # noqa: F811
    make("a", n=2)
    make("b", n=2, shade=50)
    Path("model.json").write_text(json.dumps({"trainer": "probe", "cost": {"seconds": 3}}))
    for words in (
        ("add", "a", "--tag", "v1"),
        ("replace", "v1", "b", "--why", "better", "--tag", "v2"),
        ("log",),
        ("tag",),
        ("tag", "v3", "v2"),
        ("diff", "v1", "v2"),
        ("lineage", "images/000000.png"),
        ("attach", "v2", "model.json"),
        ("results",),
        ("detach", "v2", "model.json"),
        ("restore", "v1", "--to", "back"),
        ("verify",),
    ):
        code, said, err = call(*words, "--json")  # the fixture reads it as one value
        assert (code, bool(said), err) == (0, True, "")


def test_one_of_a_thing_is_told_in_the_singular(call, make, tmp_path):  # noqa: F811
    (make("a", n=1) / "costs.jsonl").unlink()
    make("b", n=1, shade=50)
    for name in ("a", "b"):
        for file in ("annotations.json", "metadata.parquet", "run.json"):
            (tmp_path / name / file).unlink()
    said = call("add", "a", "--tag", "v1")[1]
    said += call("replace", "v1", "b", "--why", "better", "--tag", "v2")[1]
    said += call("diff", "v1", "v2")[1] + call("restore", "v1", "--to", "back")[1] + call("verify", "v1")[1]
    (tmp_path / "back/own.txt").write_text("mine")
    said += call("restore", "v1", "--to", "back")[1]
    assert [
        line for line in said.splitlines() if re.search(r"\b1 (samples|files|versions|things|bytes|were|are)\b", line)
    ] == []
    for words in (
        "(1 sample, 1 file, ",
        "1 file copied to",
        "Replaced: 1 sample of",
        "supersedes: 1 sample: better",
        "1 file was written",
        "1 file there is not of this version, and was left alone: own.txt",
        "As written: 1 version and 1 file in",
    ):
        assert words in said


def test_junk_is_added_with_a_warning_that_names_it(call, make, tmp_path):  # noqa: F811
    folder = make("a")
    (folder / "images/000001.png").write_bytes(b"junk")
    code, said, err = call("add", "a", "--tag", "v1")
    assert (code, said.splitlines()[0].startswith("Version: v1")) == (0, True)
    assert "1 file is no image that can be read, and is kept as found" in err
    assert "images/000001.png: is not an image" in err
    code, said, _ = call("add", "a", "--json")
    assert [one["where"] for one in said["unreadable"]] == ["images/000001.png"]
    make("b", shade=50)
    (tmp_path / "b/images/000002.png").write_bytes(b"")
    code, said, err = call("replace", "a", "b", "--why", "x", "--json")
    assert [one["where"] for one in said["unreadable"]] == ["images/000002.png"]
    assert "images/000001.png" in err  # of the set that is replaced, which is added too


def test_a_bad_line_of_the_log_is_a_finding_among_others(call, make, tmp_path):  # noqa: F811
    make("a")
    call("add", "a", "--tag", "v1")
    with (tmp_path / ".datadiet/log.jsonl").open("a") as file:
        file.write("{rubbish\n")
    next(path for path in (tmp_path / ".datadiet/objects").rglob("*") if path.is_file()).unlink()
    code, said, _ = call("verify")
    assert code == 1
    assert "log.jsonl, line 2" in said
    assert "no such file" in said
    assert said.count(str(tmp_path)) == 1  # the store is named once, and files as seen from it


def test_a_changed_manifest_is_written_again_and_that_is_told(call, make, tmp_path):  # noqa: F811
    make("a")
    version = call("add", "a", "--json")[1]["version"]
    (tmp_path / f".datadiet/versions/{version}.json").write_text("{}")
    said = call("add", "a")[1]
    assert "it was there already; its manifest was changed since, and was written again" in said
    (tmp_path / f".datadiet/versions/{version}.json").write_text("{}")
    (tmp_path / f".datadiet/versions/{version}.parquet").unlink()
    code, said, _ = call("add", "a", "--json")
    assert (code, said["new"], len(said["mended"])) == (0, False, 2)
    assert call("verify")[0] == 0
    assert "written again" not in call("add", "a")[1]


def test_a_replacement_that_is_refused_adds_nothing(call, make, tmp_path):  # noqa: F811
    make("a")
    make("b")
    for words in (("--why", " "), ("--why", "the same in both")):
        code, _, err = call("replace", "a", "b", *words)
        assert (code, "reason is empty" in err or "nothing is replaced" in err) == (2, True)
    assert call("log", "--json")[1] == []
    assert not (tmp_path / ".datadiet/log.jsonl").exists()


def test_a_restore_that_fails_leaves_nothing_and_names_what_is_damaged(call, make, tmp_path):  # noqa: F811
    folder = make("a")
    call("add", "a", "--tag", "v1")
    copy = next(path for path in (tmp_path / ".datadiet/objects").rglob("*") if path.is_file())
    copy.write_text("rot")
    shutil.rmtree(folder)
    code, _, err = call("restore", "v1", "--to", "back")
    assert (code, str(copy) in err, "nothing was written" in err) == (2, True, True)
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (("log",), "there is no .datadiet"),
        (("log", "--store", "nowhere"), "nowhere holds no versions"),
        (("add", "nothing"), "does not exist"),
        (("add", "a", "--link", "--no-objects"), "--link beside --no-objects"),
        (("add", "a", "--parent", "v0"), "there is no version 'v0'"),
    ],
)
def test_bad_input_exits_with_2_and_says_why(call, make, words, match):  # noqa: F811
    make("a")
    code, _, err = call(*words)
    assert code == 2
    assert match in err


def test_a_tag_is_moved_by_force_alone(call, make):  # noqa: F811
    make("a")
    make("b", shade=9)
    call("add", "a", "--tag", "best")
    second = call("add", "b", "--json")[1]["version"]
    code, _, err = call("tag", "best", second[:12])
    assert (code, "is that of version" in err) == (2, True)
    assert call("tag", "best", second[:12], "--force")[0] == 0
    assert call("tag", "--json")[1] == {"best": second}
    assert call("tag", "lonely")[0] == 2


def test_changed_files_are_replaced_by_force_alone(call, make, tmp_path):  # noqa: F811
    make("a")
    call("add", "a", "--tag", "v1")
    (tmp_path / "a/images/000000.png").write_bytes(b"mine")
    code, _, err = call("restore", "v1", "--to", "a")
    assert (code, "images/000000.png" in err) == (2, True)
    assert call("restore", "v1", "--to", "a", "--force")[0] == 0


def test_the_store_is_found_from_a_folder_below(call, make, tmp_path, monkeypatch):  # noqa: F811
    make("a")
    call("add", "a", "--tag", "v1")
    monkeypatch.chdir(tmp_path / "a" / "images")
    code, said, _ = call("log", "--json")
    assert (code, said[0]["tags"]) == (0, ["v1"])
