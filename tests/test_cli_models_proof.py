import json

import pytest

from datadiet.cli import run
from tests.loop.proof.written import labels_case, predictions


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, labels = labels_case(tmp_path)
    predictions(tmp_path / "a.csv", labels, wrong=0.5, seed=1)
    predictions(tmp_path / "b.csv", labels, wrong=0.1, seed=2)
    return tmp_path


def compare(*more: str) -> int:
    return run(["models", "compare", "--gt", "truth.csv", "--resamples", "200", *more])


def test_compare_says_which_is_better_and_writes_proof_and_page(place, capsys):
    assert compare("a.csv", "b.csv", "--slices", "site", "--out", "proof") == 0
    assert capsys.readouterr().out.startswith("B is better than A: accuracy")
    assert json.loads((place / "proof/proof.json").read_text())["verdict"] == "better"
    assert "datadiet</title>" in (place / "proof/report.html").read_text()
    assert compare("a.csv", "b.csv", "--out", "proof") == 0


def test_json_is_all_that_is_printed(place, capsys):
    assert compare("a.csv", "b.csv", "--json") == 0
    assert json.loads(capsys.readouterr().out)["a"]["name"] == "a"


@pytest.mark.parametrize(
    ("sides", "gate", "code"),
    [
        (("a.csv", "b.csv"), ("--require", "better"), 0),
        (("b.csv", "a.csv"), ("--require", "better"), 1),
        (("a.csv", "a.csv"), ("--require", "better"), 1),
        (("a.csv", "a.csv"), ("--require", "not-worse"), 0),
        (("b.csv", "a.csv"), ("--require", "not-worse"), 1),
        (("a.csv", "b.csv"), ("--fail-under", "0.1"), 0),
        (("a.csv", "b.csv"), ("--fail-under", "0.9"), 1),
        (("b.csv", "a.csv"), ("--fail-under", "0.0"), 1),
    ],
)
def test_a_gate_that_does_not_hold_exits_with_1_and_says_why(place, capsys, sides, gate, code):
    assert compare(*sides, *gate) == code
    assert (gate[0] in capsys.readouterr().err) == bool(code)


def test_the_ranking_is_told_on_the_console_in_json_and_on_the_page(place, capsys):
    assert compare("a.csv", "b.csv", "--out", "proof") == 0
    told = capsys.readouterr().out
    ranked = json.loads((place / "proof/proof.json").read_text())["ranked_by"]
    assert ranked == "Samples that one tells rightly and the other does not, those first that the two are surest of."
    assert f"\n{ranked}\nB is better on:\n" in told
    assert ranked in (place / "proof/report.html").read_text()


def test_a_run_that_scored_data_is_no_model_and_where_it_is_compared_is_said(place, capsys):
    (place / "valued").mkdir()
    (place / "valued/scorecard.json").write_text("{}")
    assert compare("valued", "b.csv") == 2
    told = capsys.readouterr().err
    assert "valued is a run of `datadiet score` or `datadiet value`, and no model" in told
    assert "compare runs with `datadiet compare`" in told


def test_swap_names_its_results_and_reports(place, capsys):
    for name, n in (("v1", 40), ("v2", 60), ("test", 50)):
        rows = "".join(f"{at % 7 + (at % 2) * 9},{'odd' if at % 2 else 'even'}\n" for at in range(len(name), n))
        (place / f"{name}.csv").write_text(f"x,kind\n{rows}")
    words = ["models", "swap", "v1.csv", "v2.csv", "--test", "test.csv", "--target", "kind", "--seeds", "2"]
    assert run([*words, "--allow", "leak", "--resamples", "100", "--out", "out"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-4:] == [
        "Results: out/swap.json",
        *(f"Report: out/{name}.html" for name in ("v1-against-v2", "v1-against-v1+v2", "v2-against-v1+v2")),
    ]
    assert all((place / line.removeprefix("Report: ")).is_file() for line in told[-3:])


def test_bad_input_exits_with_2_and_a_folder_of_someone_else_is_left_alone(place, capsys):
    assert compare("a.csv", "gone.csv") == 2
    (place / "mine").mkdir()
    (place / "mine/notes.txt").write_text("mine")
    assert compare("a.csv", "b.csv", "--out", "mine") == 2
    assert "was not written by this command" in capsys.readouterr().err
