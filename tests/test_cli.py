import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import polars as pl
import pytest

from datadiet import cli


def datadiet(*arguments: object, **options: object) -> subprocess.CompletedProcess:
    command = [sys.executable, "-c", "from datadiet.cli import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, **options)


@pytest.fixture(scope="module")
def folders(world):
    return world(40, seed=11, name="real"), world(40, seed=12, name="synthetic")


@pytest.fixture(scope="module")
def run(folders, tmp_path_factory):
    """The folder of a finished run."""
    out = tmp_path_factory.mktemp("runs") / "first"
    assert cli.run(["score", *map(str, folders), "--out", str(out), "--workers", "1"]) == 0
    return out


def test_score_writes_a_whole_run_and_ends_with_a_verdict_and_the_next_command(folders, tmp_path, capsys):
    out = tmp_path / "run"
    assert cli.run(["score", *map(str, folders), "--out", str(out), "--workers", "1"]) == 0
    *_, verdict, following = capsys.readouterr().out.strip().splitlines()
    assert "ndistinguishab" in verdict
    assert following.startswith("Next: datadiet ")
    names = {path.name for path in out.iterdir()}
    assert names >= {"scorecard.json", "junit.xml", "verdicts.parquet", "points.parquet", "embeddings.npy"}
    assert names >= {"report.html", "figures"}
    assert {path.suffix for path in (out / "figures").iterdir()} == {".png", ".svg"}
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_the_json_has_the_documented_names(run):
    facts = json.loads((run / "scorecard.json").read_text())
    mixing = facts["indistinguishability"]
    assert {
        "score",
        "interval",
        "synthetic_to_real",
        "real_to_synthetic",
        "control",
        "verdict",
        "faults",
        "gap",
    } <= set(mixing)
    assert {"score", "interval", "novel", "covered", "synthetic"} <= set(facts["richness"])
    assert facts["intentionality"]["score"] is None
    assert facts["intentionality"]["note"] == "no domain declared"
    assert sum(facts["verdicts"].values()) == 40
    assert {"real_digest", "seed", "versions", "command", "fingerprint"} <= set(facts["provenance"])


def test_json_prints_what_the_file_says_and_nothing_else(folders, tmp_path, capsysbinary):
    out = tmp_path / "run"
    assert cli.run(["score", *map(str, folders), "--out", str(out), "--workers", "1", "--json"]) == 0
    assert capsysbinary.readouterr().out == (out / "scorecard.json").read_bytes()


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (["--fail-under", "indistinguishability=0.01"], 0),
        (["--fail-under", "richness=99"], 1),
        (["--fail-over", "gap=99"], 0),
        (["--fail-over", "gap=-99"], 1),
    ],
)
def test_a_gate_sets_the_exit_code_and_is_a_case_of_the_junit_file(folders, tmp_path, rule, code):
    out = tmp_path / "run"
    assert cli.run(["score", *map(str, folders), "--out", str(out), "--workers", "1", *rule]) == code
    suite = ElementTree.parse(out / "junit.xml").getroot()
    assert len(suite.findall(".//testcase")) == 1
    assert len(suite.findall(".//failure")) == code


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: folder / "nowhere", "does not exist"),
        (lambda folder: folder, "is empty"),
        (lambda folder: (folder / "a.txt").write_text("x") and folder, "no"),
        (lambda folder: (folder / "a.jpg").write_text("x") and folder, "could be read"),
    ],
)
def test_a_folder_that_cannot_be_scored_is_bad_input(folders, tmp_path, capsys, make, message):
    folder = tmp_path / "bad"
    folder.mkdir()
    assert cli.run(["score", str(folders[0]), str(make(folder)), "--out", str(tmp_path / "run"), "--workers", "1"]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_an_object_array_is_never_unpickled(folders, tmp_path, capsys):
    class Trap:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "sprung"),)

    np.save(tmp_path / "trap.npy", np.array([Trap()], dtype=object), allow_pickle=True)
    assert cli.run(["score", str(tmp_path / "trap.npy"), str(tmp_path / "trap.npy")]) == 2
    assert "object" in capsys.readouterr().err
    assert not (tmp_path / "sprung").exists()


def test_vectors_that_are_not_finite_are_listed_and_the_rest_is_scored(tmp_path, capsys):
    vectors = np.random.default_rng(0).normal(size=(60, 5))
    np.save(tmp_path / "real.npy", vectors[:30])
    vectors[40] = np.nan
    np.save(tmp_path / "synthetic.npy", vectors[30:])
    out = tmp_path / "run"
    assert cli.run(["score", str(tmp_path / "real.npy"), str(tmp_path / "synthetic.npy"), "--out", str(out)]) == 0
    facts = json.loads((out / "scorecard.json").read_text())
    assert [problem["where"] for problem in facts["problems"]] == ["10"]
    assert "1 could not be used" in capsys.readouterr().out


def test_a_folder_that_cannot_be_written_is_bad_input(folders, tmp_path, capsys, monkeypatch):
    def refuse(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("datadiet.scorecard.store.mkdtemp", refuse)
    assert cli.run(["score", *map(str, folders), "--out", str(tmp_path / "run")]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_a_file_in_the_way_is_bad_input_before_anything_is_read(folders, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("datadiet.scorecard.scoring.read_sides", lambda *_: pytest.fail("the data was read"))
    (tmp_path / "file").write_text("mine")
    assert cli.run(["score", *map(str, folders), "--out", str(tmp_path / "file" / "run"), "--workers", "1"]) == 2
    assert "cannot be written" in capsys.readouterr().err
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    assert cli.run(["score", *map(str, folders), "--out", str(tmp_path / "mine"), "--workers", "1"]) == 2
    assert "is not a run folder" in capsys.readouterr().err
    assert (tmp_path / "mine" / "notes.txt").read_text() == "mine"


def test_an_earlier_run_is_replaced_and_a_free_name_is_found(folders, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    command = ["score", *map(str, folders), "--workers", "1"]
    assert cli.run(command) == cli.run(command) == 0
    assert cli.run([*command, "--out", "datadiet-run"]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["datadiet-run", "datadiet-run-2"]


def test_a_second_run_embeds_nothing(folders, run, tmp_path, monkeypatch):
    from datadiet.embed.patches import Patches

    def never(*_):
        raise AssertionError("something was embedded")

    monkeypatch.setattr(Patches, "embed", never)
    assert cli.run(["score", *map(str, folders), "--out", str(tmp_path / "again"), "--workers", "1"]) == 0


def test_report_writes_the_page_again(run, tmp_path, capsys):
    assert cli.run(["report", str(run), "--out", str(tmp_path / "page.html")]) == 0
    assert (tmp_path / "page.html").read_bytes() == (run / "report.html").read_bytes()
    assert "Next: " in capsys.readouterr().out


def test_report_of_something_else_is_bad_input(tmp_path, capsys):
    assert cli.run(["report", str(tmp_path)]) == 2
    assert "holds no scorecard.json" in capsys.readouterr().err
    (tmp_path / "scorecard.json").write_text('{"schema": 1}')
    assert cli.run(["report", str(tmp_path)]) == 2
    assert "does not follow the schema" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["folder", "coco", "list"])
def test_keep_writes_the_kept_samples(run, tmp_path, form, capsys):
    kept = pl.read_parquet(run / "verdicts.parquet").filter(pl.col("verdict") == "kept").height
    assert cli.run(["keep", str(run), "--to", str(tmp_path / "kept"), "--as", form, "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["kept"], facts["total"]) == (kept, 40)
    if form == "folder":
        assert len(list((tmp_path / "kept").rglob("*.png"))) == kept


def test_keep_takes_the_most_realistic_first(run, tmp_path):
    assert cli.run(["keep", str(run), "--to", str(tmp_path / "kept"), "--count", "3"]) == 0
    best = pl.read_parquet(run / "verdicts.parquet").filter(pl.col("verdict") == "kept").sort("rank")["id"][:3]
    assert {path.name for path in (tmp_path / "kept").rglob("*.png")} == set(best)


def test_without_arguments_a_command_explains_itself_with_an_example():
    for command in ("score", "report", "compare", "keep"):
        shown = datadiet(command)
        assert "Example:" in shown.stdout + shown.stderr
        assert f"datadiet {command}" in shown.stdout + shown.stderr
    bare = datadiet()
    assert "datadiet demo" in bare.stdout + bare.stderr


def test_an_option_that_does_not_exist_is_a_usage_error():
    wrong = datadiet("score", "a", "b", "--colour")
    assert wrong.returncode == 2
    assert "--colour" in wrong.stderr


def test_version_is_printed():
    assert datadiet("--version").stdout.startswith("datadiet 0.")


def test_an_interrupt_leaves_no_half_run_and_a_second_run_goes_on(world, tmp_path):
    real, synthetic = world(400, seed=21), world(400, seed=22)
    environment = {**os.environ, "DATADIET_CACHE": str(tmp_path / "cache")}
    code = "from datadiet.cli import main; main()"
    command = [sys.executable, "-c", code, "score", real, synthetic, "--out", tmp_path / "run", "--workers", "1"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    _wait_for(tmp_path / "cache", process)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "a second run goes on from here" in errors
    assert "Traceback" not in errors
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def _wait_for(folder: Path, process: subprocess.Popen) -> None:
    """Wait until the cache holds something, or the process has ended."""
    while process.poll() is None:
        if folder.is_dir() and any(path.stat().st_size > 20_000 for path in folder.iterdir()):
            return
        time.sleep(0.05)
