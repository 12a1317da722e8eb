import json
from pathlib import Path

import numpy as np
import pytest

from datadiet import cli
from tests.tradeoff.sources import DOT, arrays, vectors


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    np.save("real.npy", vectors(1, 40, 1))
    return tmp_path


def test_given_sets_are_scored_and_told(place: Path, capsys):
    sets = [f"--sets={width:g}={file}" for width, file in arrays(place, {0.0: 0.2, 1.0: 1.0}, n=40).items()]
    command = ["tradeoff", *sets, "--real", "real.npy", "--workers", "1", "--out", "swept"]
    assert cli.run(command) == 0
    page, *_, verdict, following = capsys.readouterr().out.strip().splitlines()
    assert page == "Page: swept/index.html"
    assert "best compromise is width 1" in verdict
    assert following.startswith("Next: datadiet ")
    assert cli.run([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["curves"][0]["best"] == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["dot.yaml"], "there is no --real"),
        (["--real", "real.npy"], "neither a twin nor --sets"),
        (["dot.yaml", "--real", "real.npy", "--sets", "0=real.npy"], "both a twin and --sets"),
        (["--real", "real.npy", "--sets", "0=real.npy"], "two or more"),
        (["--real", "real.npy", "--sets", "real.npy"], "no width"),
        (["--real", "real.npy", "--sets", "0=", "--sets", "1=real.npy"], "no data is named"),
        (["--real", "real.npy", "--sets", "0=real.npy", "--sets", "0=real.npy"], "given before"),
        (["unicorn", "--real", "real.npy"], "no twin 'unicorn'"),
        (["dot.yaml", "--real", "real.npy", "--widths", "0,much"], "'much' in '0,much' is no width"),
        (["dot.yaml", "--real", "real.npy", "--widths", "0.5"], "one makes no curve"),
        (["dot.yaml", "--real", "real.npy", "--widths", "0,2"], "from 0"),
        (["dot.yaml", "--real", "real.npy", "-n", "5"], "n is 5"),
        (["dot.yaml", "--real", "nowhere"], "does not exist"),
    ],
)
def test_what_cannot_be_used_is_said_and_exits_with_2(arguments, words, place: Path, capsys):
    Path("dot.yaml").write_text(DOT)
    assert cli.run(["tradeoff", *arguments]) == 2
    assert words in capsys.readouterr().err
