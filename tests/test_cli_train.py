"""datadiet train and datadiet models predict, as a user calls them."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from datadiet import cli
from tests.loop.training.scenes import colours


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    place = tmp_path_factory.mktemp("train")
    colours(place / "synthetic", 6, seed=0)
    colours(place / "real", 4, seed=1)
    return place


def datadiet(*arguments: object) -> int:
    return cli.run([str(each) for each in arguments])


def test_a_model_is_trained_and_predicts(home, tmp_path, capsys):
    code = datadiet("train", home / "synthetic", "--test", home / "real", "--price", 2, "--out", tmp_path / "m")
    told = capsys.readouterr().out
    assert code == 0
    assert "Trained: probe, classification of blue, red; 12 samples" in told
    assert "costing" in told
    assert f"Next: datadiet models compare {tmp_path / 'm'} OTHER --gt {home / 'real'}" in told
    assert datadiet("models", "predict", tmp_path / "m", home / "real", "--out", tmp_path / "p.csv") == 0
    assert (tmp_path / "p.csv").read_bytes() == (tmp_path / "m/predictions.csv").read_bytes()
    capsys.readouterr()
    assert datadiet("models", "predict", tmp_path / "m", home / "real", "--out", tmp_path / "p.csv", "--json") == 0
    assert json.loads(capsys.readouterr().out)["predictions"] == str(tmp_path / "p.csv")


def test_a_model_that_is_there_is_said_to_be_there_and_not_to_be_trained(home, tmp_path, capsys):
    words = ("train", home / "synthetic", "--out", tmp_path / "m")
    assert datadiet(*words, "--test", home / "real", "--seeds", 1) == 0
    assert "Trained: probe" in capsys.readouterr().out
    written = (tmp_path / "m/seed-0/model.json").stat().st_mtime_ns
    assert datadiet(*words, "--test", home / "real", "--seeds", 1) == 0
    told = capsys.readouterr().out
    assert told.startswith("Already there, not trained again: probe, classification of blue, red; 12 samples")
    assert "(seed 0, trained earlier, " in told
    assert "Trained" not in told
    assert (tmp_path / "m/seed-0/model.json").stat().st_mtime_ns == written
    assert datadiet(*words, "--test", home / "real", "--seeds", 2, "--json") == 0
    assert [each["work"] for each in json.loads(capsys.readouterr().out)] == ["kept", "trained"]
    assert datadiet(*words, "--test", home / "synthetic", "--seeds", 2, "--allow", "leak") == 0
    told = capsys.readouterr().out
    assert told.startswith("Already there, not trained again")
    assert told.count("predictions.csv (new)") == 2


def test_several_seeds_as_json(home, tmp_path, capsys):
    assert datadiet("train", home / "synthetic", "--seeds", 2, "--out", tmp_path / "m", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert [each["seed"] for each in facts] == [0, 1]
    assert [Path(each["folder"]).name for each in facts] == ["seed-0", "seed-1"]


def test_a_command_that_fails_is_bad_input_with_its_last_words(home, tmp_path, capsys):
    (tmp_path / "bad.py").write_text("print('out of paint'); raise SystemExit(7)")
    command = f"{sys.executable} {tmp_path / 'bad.py'} {{data}} {{out}}"
    assert datadiet("train", home / "synthetic", "--with", command, "--out", tmp_path / "m") == 2
    told = capsys.readouterr().err
    assert "failed with exit code 7; the last it said:\n  out of paint\nExpected: exit code 0. What to do: see " in told
    assert "\n." not in told


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--set", "steps"), "NAME=VALUE"),
        (("--set", "depth=3"), "no option 'depth'"),
        (("--seed", 1, "--seeds", 2), "--seed beside --seeds"),
        (("--seeds", 0), "0 seeds"),
        (("--with", "forest"), "'forest' is not a trainer"),
        (("--timeout", 5), "without a command"),
        (("--embedder", "nothing"), "'nothing' is not an embedder"),
        (("--level", "item"), "no annotated boxes"),
    ],
)
def test_what_cannot_be_is_refused(home, tmp_path, capsys, arguments, complaint):
    assert datadiet("train", home / "synthetic", "--out", tmp_path / "m", *arguments) == 2
    assert complaint in capsys.readouterr().err


def test_training_images_that_cannot_be_read_are_counted_and_named_and_the_rest_is_trained_on(home, tmp_path, capsys):
    shutil.copytree(home / "synthetic", tmp_path / "data")
    (tmp_path / "data/red/red-002.png").write_text("no picture")
    assert datadiet("train", tmp_path / "data", "--out", tmp_path / "m", "--json") == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["data"]["samples"] == 11
    assert told.err.endswith("1 problem:\n  red/red-002.png: is not an image, whatever its name says; it is left out\n")


def test_an_interrupted_run_says_what_of_it_is_kept(home, tmp_path, capsys, monkeypatch):
    def broken_off(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("datadiet.loop.training.probe.probe.fit", broken_off)
    assert datadiet("train", home / "synthetic", "--out", tmp_path / "m") == 130
    assert "interrupted; models that are whole are kept" in capsys.readouterr().err
    for name in ("validation", "test"):
        colours(tmp_path / name, 8, seed=len(name))
    words = ("value", home / "synthetic", "--real-val", tmp_path / "validation", "--out", tmp_path / "run")
    monkeypatch.setattr("datadiet.loop.confirming.confirm_harm", broken_off)
    assert datadiet(*words, "--confirm", "probe", "--test", tmp_path / "test") == 130
    told = capsys.readouterr().err
    assert f"interrupted; {tmp_path / 'run'} is whole, without the confirmation; the models" in told
    assert "goes on from here" not in told
    assert (tmp_path / "run/scorecard.json").is_file()
