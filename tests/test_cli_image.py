"""The commands around small pictures, as a user calls them."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from datadiet import cli
from datadiet.data import read
from tests.generate.images.pictures import GREEN, VIOLET, digits, discs
from tests.generate.images.test_windows import annotated

pytest.importorskip("torch")


def datadiet(*arguments: object) -> int:
    return cli.run(["image", *(str(each) for each in arguments)])


def saved(folder: Path, pictures: np.ndarray, names: list[str] | None = None) -> Path:
    for k, picture in enumerate(pictures):
        place = folder / (names[k] if names else ".")
        place.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(place / f"{k:03}.png")
    return folder


def pictures(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((folder / "images").iterdir())]


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A folder with crops/ of two digits, and a model of them."""
    place = tmp_path_factory.mktemp("images")
    found, names = digits(160)
    which = [k for k, name in enumerate(names) if name in "01"]
    saved(place / "crops", found[which], [names[k] for k in which])
    assert datadiet("fit", place / "crops", "--steps", 20, "--out", place / "model") == 0
    return place


def test_cut_fit_sample_and_show(tmp_path, capsys):
    annotated(tmp_path / "set", [(20, 10, 30, 25)], n=20)
    assert datadiet("cut", tmp_path / "set", "--size", 8, "--out", tmp_path / "crops") == 0
    assert "20: spot 20" in capsys.readouterr().out
    assert datadiet("fit", tmp_path / "crops", "--method", "gan", "--steps", 3, "--out", tmp_path / "m") == 0
    assert "gan, 20 colour pictures of 8 x 8, 1 class" in capsys.readouterr().out
    assert datadiet("sample", tmp_path / "m", "-n", 3, "--out", tmp_path / "made", "--workers", 1) == 0
    assert set(read(tmp_path / "made", origin="synthetic").annotations["label"]) == {"spot"}
    assert datadiet("show", tmp_path / "m") == 0
    assert "classes: spot 100%" in capsys.readouterr().out


def test_the_same_seed_gives_the_same_bytes_whatever_the_workers(home, tmp_path, capsys):
    assert datadiet("fit", home / "crops", "--steps", 20, "--out", tmp_path / "model") == 0
    assert (tmp_path / "model" / "model.json").read_bytes() == (home / "model" / "model.json").read_bytes()
    for name, workers in (("a", 1), ("b", 2)):
        given = ("-n", 4, "--seed", 5, "--workers", workers, "--out", tmp_path / name)
        assert datadiet("sample", home / "model", *given) == 0
    assert pictures(tmp_path / "a") == pictures(tmp_path / "b")
    assert datadiet("sample", home / "model", "-n", 6, "--seed", 5, "--workers", 1, "--out", tmp_path / "a") == 0
    assert pictures(tmp_path / "a")[:4] == pictures(tmp_path / "b")
    assert datadiet("sample", home / "model", "-n", 6, "--seed", 6, "--workers", 1, "--out", tmp_path / "a") == 2


def test_shares_and_facts(home, tmp_path, capsys):
    capsys.readouterr()
    words = ("sample", home / "model", "-n", 5, "--share", "1=2", "--workers", 1, "--json", "--out", tmp_path / "a")
    assert datadiet(*words) == 0
    assert json.loads(capsys.readouterr().out)["classes"] == {"0": 0, "1": 5}
    assert set(pl.read_parquet(tmp_path / "a" / "metadata.parquet")["class"]) == {"1"}
    assert datadiet("show", home / "model", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["method"], facts["shape"], facts["classes"]) == ("vae", [8, 8, 1], ["0", "1"])
    for share, said in (("1", "CLASS=NUMBER"), ("7=1", "no class '7'"), ("1=much", "CLASS=NUMBER")):
        assert datadiet("sample", home / "model", "--share", share, "--out", tmp_path / "b") == 2
        assert said in capsys.readouterr().err


def test_composites_are_refined_and_keep_their_labels_and_the_refiner_is_used_again(tmp_path, capsys):
    for name, palette, seed in (("made", GREEN, 1), ("real", VIOLET, 2)):
        annotated(tmp_path / name, [(10, 10, 20, 20)], size=(40, 40), n=8)
        for k, picture in enumerate(discs(8, palette, seed=seed, side=40)[0]):
            Image.fromarray(picture).save(tmp_path / name / "images" / f"{k}.png")
    words = ("refine", tmp_path / "made", "--workers", 1)
    given = ("--real", tmp_path / "real", "--side", 12, "--steps", 120, "--keep", tmp_path / "refiner")
    assert datadiet(*words, *given, "--out", tmp_path / "a", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["refiner"]["gap_after"] < facts["refiner"]["gap_before"]
    assert facts["classes"] == {"spot": 8}
    ground = [
        np.mean([np.asarray(Image.open(path))[0].mean(axis=0) for path in (tmp_path / name / "images").iterdir()], 0)
        for name in ("made", "a", "real")
    ]
    assert np.abs(ground[1] - ground[2]).max() < 0.8 * np.abs(ground[0] - ground[2]).max()
    assert datadiet(*words, "--refiner", tmp_path / "refiner", "--out", tmp_path / "b") == 0
    assert "before" in capsys.readouterr().out
    assert pictures(tmp_path / "a") == pictures(tmp_path / "b")
    for given in ((), ("--real", "x", "--refiner", "y")):
        assert datadiet(*words, *given, "--out", tmp_path / "c") == 2
        assert "one of them" in capsys.readouterr().err


def test_pictures_that_cannot_be_learned_from_are_refused(tmp_path, capsys):
    (tmp_path / "none").mkdir()
    grey = digits(21)[0]
    one, bad, few = saved(tmp_path / "one", grey[:1]), saved(tmp_path / "bad", grey[:20]), tmp_path / "text"
    (bad / "003.png").write_bytes(b"no picture")
    few.mkdir()
    (few / "a.txt").write_text("a")
    for folder, said in (
        (tmp_path / "none", "none"),
        (few, "text"),
        (tmp_path / "nowhere", "nowhere"),
        (one, "1 picture to learn from"),
        (bad, "19 pictures to learn from; left out were 1, the first 003.png"),
    ):
        assert datadiet("fit", folder, "--steps", 1, "--out", tmp_path / "m") == 2
        assert said in capsys.readouterr().err
        assert not (tmp_path / "m").exists()
    for option, value, said in (
        ("--size", 64, "4 to 32"),
        ("--steps", 0, "1 or more"),
        ("--device", "abacus", "abacus"),
    ):
        assert datadiet("fit", saved(tmp_path / "ok", grey), option, value, "--out", tmp_path / "m") == 2
        assert said in capsys.readouterr().err


def test_what_is_mixed_is_squeezed_and_told(tmp_path, capsys):
    crops = saved(tmp_path / "crops", digits(22)[0])
    Image.fromarray(np.full((40, 50, 3), (200, 10, 10), np.uint8)).save(crops / "large.png")
    (crops / "bad.png").write_bytes(b"no picture")
    assert datadiet("fit", crops, "--size", 8, "--steps", 2, "--out", tmp_path / "m") == 0
    said = capsys.readouterr()
    assert "23 colour pictures of 8 x 8, 1 of them squeezed to that, 22 of them without colour, no classes" in said.out
    assert "bad.png" in said.err
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep")
    assert datadiet("fit", crops, "--size", 8, "--steps", 2, "--out", tmp_path / "mine") == 2


def test_a_model_that_was_changed_or_is_of_another_kind_is_refused(home, tmp_path, capsys):
    shutil.copytree(home / "model", tmp_path / "m")
    facts = tmp_path / "m" / "model.json"
    facts.write_text(facts.read_text().replace('"vae"', '"gan"'))
    for command in (("show",), ("sample", "--out", tmp_path / "a")):
        assert datadiet(command[0], tmp_path / "m", *command[1:]) == 2
        assert "changed since it was written" in capsys.readouterr().err
    made = ("refine", home / "crops", "--refiner", home / "model", "--out", tmp_path / "a")
    assert datadiet(*made) == 2
    assert "a model of `datadiet image refine`" in capsys.readouterr().err


def test_without_torch_the_extra_is_named_before_anything_is_made_and_show_needs_none(
    home, tmp_path, capsys, monkeypatch
):
    monkeypatch.setitem(sys.modules, "torch", None)
    for words in (
        ("fit", home / "crops", "--out", tmp_path / "m"),
        ("sample", home / "model", "--workers", 1, "--out", tmp_path / "a"),
        ("refine", home / "crops", "--real", home / "crops", "--side", 8, "--workers", 1, "--out", tmp_path / "b"),
    ):
        assert datadiet(*words) == 2
        assert "datadiet[deep]" in capsys.readouterr().err
    assert datadiet("show", home / "model") == 0
