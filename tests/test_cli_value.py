"""`datadiet value` from the command line, on pictures in folders of classes."""

import json
import sys

import numpy as np
import polars as pl
import pytest
from PIL import Image, ImageDraw

from datadiet import cli


def draw(kind, rng):
    image = Image.fromarray(rng.normal(120, 12, (24, 24, 3)).clip(0, 255).astype(np.uint8))
    x, y, r = *rng.uniform(8, 16, 2), rng.uniform(4, 7)
    shape = ImageDraw.Draw(image)
    (shape.ellipse if kind == "disc" else shape.rectangle)(
        [x - r, y - r, x + r, y + r], fill=(230, 220, 60) if kind == "disc" else (40, 60, 200)
    )
    return image


def pictures(folder, n, *, seed, wrong=0.0):
    """Pictures of yellow discs and blue squares, some of them in the wrong folder; names tell which."""
    for number in range(n):
        rng = np.random.default_rng([seed, number])
        kind = ("disc", "square")[number % 2]
        mistaken = rng.random() < wrong
        label = ({"disc": "square", "square": "disc"}[kind]) if mistaken else kind
        (folder / label).mkdir(parents=True, exist_ok=True)
        draw(kind, rng).save(folder / label / f"{number:03}{'-wrong' if mistaken else ''}.png")
    return folder


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    place = tmp_path_factory.mktemp("shapes")
    return pictures(place / "made", 120, seed=1, wrong=0.12), pictures(place / "real", 60, seed=2)


@pytest.fixture(scope="module")
def run(sides, tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "valued"
    words = ["value", str(sides[0]), "--real-val", str(sides[1]), "--out", str(out), "--workers", "1"]
    assert cli.run(words) == 0
    return out


def test_it_writes_a_run_that_names_the_wrong_labels(run):
    facts = json.loads((run / "scorecard.json").read_text())
    assert facts["value"]["validation"] == 60
    assert {each["kind"] for each in facts["value"]["planted"]} == {
        "wrong labels",
        "shuffled pixels",
        "wrong palette",
        "near copies",
    }
    rows = pl.read_parquet(run / "verdicts.parquet")
    wrong = rows["id"].str.contains("wrong").to_numpy()
    assert rows["value"].to_numpy()[wrong].mean() < 0 < rows["value"].to_numpy()[~wrong].mean()
    assert f"datadiet keep {run} --to kept" == facts["next_command"]
    assert 'id="value"' in (run / "report.html").read_text()


def test_its_run_is_kept_from_in_the_shares_of_the_classes(run, tmp_path, capsys):
    assert cli.run(["keep", str(run), "--to", str(tmp_path / "kept"), "--count", "40"]) == 0
    kept = [path.relative_to(tmp_path / "kept") for path in (tmp_path / "kept").rglob("*.png")]
    assert len(kept) == 40
    assert sum("wrong" in path.name for path in kept) <= 1
    assert sum("disc" in path.parts for path in kept) == pytest.approx(20, abs=3)


def test_missing_labels_and_leaks_are_bad_input(sides, tmp_path, capsys):
    made, real = sides
    for number, path in enumerate(sorted(real.rglob("*.png"))):
        target = tmp_path / "flat" / f"{number:03}.png"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(path.read_bytes())
    out = ["--out", str(tmp_path / "run"), "--workers", "1"]
    assert cli.run(["value", str(made), "--real-val", str(tmp_path / "flat"), *out]) == 2
    assert "give them with --labels COLUMN" in capsys.readouterr().err
    assert cli.run(["value", str(real), "--real-val", str(real), *out]) == 2
    assert "say --allow leak" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_harm_is_confirmed_by_training_without_it(sides, tmp_path, capsys):
    test = pictures(tmp_path / "test", 60, seed=3)
    out = tmp_path / "valued"
    words = ["value", str(sides[0]), "--real-val", str(sides[1]), "--out", str(out), "--workers", "1"]
    assert cli.run([*words, "--confirm", "probe", "--test", str(test), "--seeds", "2"]) == 0
    told = capsys.readouterr().out
    found = json.loads((out / "confirmation.json").read_text())
    harmful = (pl.read_parquet(out / "verdicts.parquet")["verdict"] == "harmful").sum()
    assert found["removed"] == harmful > 0
    assert (found["unit"], found["seeds"]) == ("sample", 2)
    assert found["sentence"] in told
    assert json.loads((out / "scorecard.json").read_text())["value"]["confirmed"] == found["sentence"]
    assert found["sentence"].replace("+", "&#43;") in (out / "report.html").read_text().replace("+", "&#43;")
    assert found["proof"]["images"] == 60


def test_validation_samples_do_not_confirm_what_they_said(sides, tmp_path, capsys):
    words = ["value", str(sides[0]), "--real-val", str(sides[1]), "--out", str(tmp_path / "valued"), "--workers", "1"]
    assert cli.run([*words, "--confirm", "probe", "--test", str(sides[1])]) == 2
    assert "60 of 60 test samples are among those that valued the set" in capsys.readouterr().err


def test_a_confirmation_needs_a_trainer_and_a_test_set(sides, capsys):
    assert cli.run(["value", str(sides[0]), "--real-val", str(sides[1]), "--confirm", "probe"]) == 2
    assert "--confirm without --test" in capsys.readouterr().err
    words = ["value", str(sides[0]), "--real-val", str(sides[1]), "--confirm", "nosuch", "--test", str(sides[1])]
    assert cli.run(words) == 2
    told = capsys.readouterr().err
    assert "'nosuch' is not a trainer" in told
    assert "--with" not in told


def test_a_trainer_that_fails_or_hangs_leaves_its_log_beside_the_run(sides, tmp_path, capsys):
    test, out = pictures(tmp_path / "test", 40, seed=3), tmp_path / "valued"
    words = ["value", str(sides[0]), "--real-val", str(sides[1]), "--out", str(out), "--workers", "1"]
    asked = [*words, "--test", str(test), "--seeds", "1"]
    fails = f"{sys.executable} -c \"print('no such layer'); raise SystemExit(3)\" {{data}} {{test}} {{out}}"
    assert cli.run([*asked, "--confirm", fails]) != 0
    told = capsys.readouterr().err
    log = out / "confirmation-failed" / "with" / "seed-0" / "log.txt"
    assert str(log) in told
    assert "no such layer" in log.read_text()
    assert (out / "scorecard.json").is_file()
    hangs = f'{sys.executable} -c "import time; time.sleep(600)" {{data}} {{test}} {{out}}'
    assert cli.run([*asked, "--confirm", hangs, "--timeout", "2"]) != 0
    assert "2" in capsys.readouterr().err


def test_settings_that_the_trainer_does_not_have_are_refused_before_anything_is_valued(sides, tmp_path, capsys):
    out = tmp_path / "valued"
    words = ["value", str(sides[0]), "--real-val", str(sides[1]), "--out", str(out), "--test", str(sides[1])]
    assert cli.run([*words, "--confirm", "probe", "--set", "steps=3"]) == 2
    assert "the trainer 'probe' has no option 'steps'" in capsys.readouterr().err
    assert not out.exists()
