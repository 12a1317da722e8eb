"""The commands around tables, as a user calls them."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from datadiet import cli

WORDS = ["the", "part", "came", "late", "and", "was", "bent", "so", "that", "we", "sent", "it", "back", "to", "them"]
SPEC = """
table: patients
columns:
  age: {integers: [18, 90]}
  weight: {dist: {normal: [75, 12]}, step: 0.1}
  town: {choice: {Ulm: .7, Jena: .3}}
constraints: [weight > 40]
"""


def datadiet(*arguments: object) -> int:
    return cli.run(["table", *(str(each) for each in arguments)])


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    """A folder with real.csv, and a model of it."""
    place = tmp_path_factory.mktemp("tables")
    rng = np.random.default_rng(0)
    n = 400
    frame = pl.DataFrame(
        {
            "key": [f"K{row:04d}" for row in range(n)],
            "size": np.where(rng.random(n) < 0.05, 0.0, rng.gamma(3, 2, n)),
            "faulty": rng.random(n) < 0.02,
            "kind": rng.choice(["a", "b", "c"], n),
            "remark": [" ".join(rng.choice(WORDS, rng.integers(4, 9))) for _ in range(n)],
        }
    )
    frame.write_csv(place / "real.csv")
    assert datadiet("fit", place / "real.csv", "--method", "copula", "--bootstrap", 20, "--out", place / "model") == 0
    return place


def test_a_declared_table_is_drawn(tmp_path, capsys):
    (tmp_path / "spec.yaml").write_text(SPEC)
    for name in ("a.csv", "b.csv", "c.parquet", "d.jsonl"):
        assert datadiet("draw", tmp_path / "spec.yaml", "-n", 50, "--seed", 3, "--out", tmp_path / name) == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert pl.read_csv(tmp_path / "a.csv").equals(pl.read_parquet(tmp_path / "c.parquet"))
    assert pl.read_csv(tmp_path / "a.csv").height == 50
    assert datadiet("draw", tmp_path / "spec.yaml", "-n", 50, "--out", tmp_path / "a.csv") == 2  # it is there already
    assert datadiet("draw", tmp_path / "spec.yaml", "-n", 9, "--out", tmp_path / "a.csv", "--force") == 0
    assert pl.read_csv(tmp_path / "a.csv").height == 9


def test_the_same_command_gives_the_same_bytes(home, tmp_path):
    again = tmp_path / "model"
    assert datadiet("fit", home / "real.csv", "--method", "copula", "--bootstrap", 20, "--out", again) == 0
    assert (again / "model.json").read_bytes() == (home / "model" / "model.json").read_bytes()
    for name in ("a.csv", "b.csv"):
        assert datadiet("sample", home / "model", "-n", 100, "--seed", 5, "--out", tmp_path / name) == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_a_condition_and_a_plan_give_rows_that_meet_them(home, tmp_path, capsys):
    assert datadiet("sample", home / "model", "-n", 60, "--where", "faulty = true", "--out", tmp_path / "a.csv") == 0
    assert pl.read_csv(tmp_path / "a.csv")["faulty"].all()
    (tmp_path / "domain.yaml").write_text(
        "domain: parts\nvariables:\n  size: {range: [0, 60]}\n  faulty: {levels: [true, false]}\n"
        "  kind: {levels: [a, b, c]}\nguarantees:\n  - {name: faults, where: faulty = true, share: {min: 0.2}}\n"
    )
    plan = ["domain", "plan", tmp_path / "domain.yaml", home / "real.csv", "-n", 120, "--out", tmp_path / "plan.json"]
    assert cli.run([str(each) for each in plan]) == 0
    assert datadiet("sample", home / "model", "--plan", tmp_path / "plan.json", "--out", tmp_path / "b.csv") == 0
    made, real = pl.read_csv(tmp_path / "b.csv"), pl.read_csv(home / "real.csv")
    assert made.height == 120
    assert (made["faulty"].sum() + real["faulty"].sum()) / (made.height + real.height) >= 0.2
    assert {"stratum", "weight"} <= {*made.columns}


def test_show_says_what_was_fitted_and_what_was_vetoed_without_torch(home, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "torch", None)
    assert datadiet("show", home / "model", "--page", tmp_path / "page.html") == 0
    said = capsys.readouterr().out
    assert "size (real, alike 0." in said
    assert "0 is split off" in said
    assert "With 0 left in, the log-normal would be vetoed" in said
    assert "remark (text)" in said
    page = (tmp_path / "page.html").read_text()
    assert "datadiet</title>" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert page.count('class="column"') == 5
    assert datadiet("show", home / "model", "--page", tmp_path / "page.html") == 0  # our own page is replaced
    assert (tmp_path / "page.html").read_text() == page


def test_auto_says_which_and_why(home, tmp_path, capsys):
    arguments = ("--try", "independent", "--target", "kind", "--bootstrap", 0, "--out", tmp_path / "m")
    assert datadiet("fit", home / "real.csv", *arguments) == 0
    assert "Chosen: independent, because" in capsys.readouterr().out
    assert datadiet("show", tmp_path / "m") == 0
    said = capsys.readouterr().out
    assert "other real rows" in said
    assert "the plainest is chosen" in said


def test_a_schema_is_written_corrected_and_read(home, tmp_path, capsys):
    schema = tmp_path / "schema.yaml"
    assert datadiet("schema", home / "real.csv", "--out", schema) == 0
    schema.write_text(schema.read_text() + 'constraints: ["size < 4"]\n')
    options = ("--schema", schema, "--method", "independent", "--bootstrap", 0, "--out", tmp_path / "m")
    assert datadiet("fit", home / "real.csv", *options) == 2
    assert "256 of 400 real rows (64 %) break the schema, which says 'size < 4'" in capsys.readouterr().err
    assert datadiet("fit", home / "real.csv", *options, "--tolerate", 0.65) == 0
    assert "no generated row does" in capsys.readouterr().err
    assert datadiet("sample", tmp_path / "m", "-n", 300, "--out", tmp_path / "rows.csv") == 0
    assert pl.read_csv(tmp_path / "rows.csv")["size"].max() < 4
    assert datadiet("schema", home / "real.csv", "--out", schema) == 2  # a person may have corrected it


def test_rows_are_shared_with_a_certificate_or_refused(home, tmp_path, capsys):
    real = home / "real.csv"
    assert datadiet("share", home / "model", "--real", real, "--out", tmp_path / "out", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert facts["passed"] is True
    assert {each["column"]: each["done"] for each in facts["treated"]} == {"key": "replaced", "remark": "dropped"}
    assert (tmp_path / "out" / "rows.csv").is_file()
    rows = pl.read_csv(real)
    rows[:200].write_csv(tmp_path / "copies.csv")
    rows[200:].write_csv(tmp_path / "strangers.csv")
    copies = tmp_path / "copies.csv"
    against = ("--real", copies, "--holdout", tmp_path / "strangers.csv", "--out", tmp_path / "no")
    assert datadiet("share", copies, *against) == 1
    assert "FAILS  copies" in capsys.readouterr().out
    assert not (tmp_path / "no").exists()
    assert datadiet("share", copies, "--real", copies, "--out", tmp_path / "no") == 2


BAD = {
    "empty.csv": ("", "cannot be read as a table"),
    "header.csv": ("a,b\n", "no rows"),
    "one.csv": ("a,b\n1,x\n", "1 rows"),
    "nothing.csv": ("a,b\n" + "NA,NA\n" * 60, "0 columns that have a distribution"),
    "twice.csv": ("a,a\n1,2\n3,4\n", "two columns 'a'"),
    "german.csv": (
        "age;net\n31;1,5\n44;2,25\n",
        "separated by semicolons, and its numbers have decimal commas, such as 1,5",
    ),
    "parted.csv": ("age\tnote\n31\ta, b\n44\tc, d\n", "separated by tabs"),
    "semicolons.csv": ("a;b\n1;2\n3;4\n", "semicolons"),
    "latin.csv": (b"a,b\n1,gr\xf6\xdfe\n2,x\n", "not UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_table_that_is_none_is_refused(name, tmp_path, capsys):
    text, said = BAD[name]
    (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    assert datadiet("fit", tmp_path / name, "--method", "copula", "--out", tmp_path / "m") == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "m").exists()


def test_a_target_needs_another_column(tmp_path, capsys):
    (tmp_path / "one.csv").write_text("x\n" + "\n".join(f"{row * row % 97 / 7:.3f}" for row in range(90)) + "\n")
    for method in ("auto", "copula"):
        arguments = ("--method", method, "--bootstrap", 0, "--target", "x", "--out", tmp_path / "m")
        assert datadiet("fit", tmp_path / "one.csv", *arguments) == 2
        assert "'x' is the only column that has a distribution. Expected: another column" in capsys.readouterr().err


def test_what_cannot_be_asked_for_is_refused(home, tmp_path, capsys):
    model, out = home / "model", tmp_path / "rows.csv"
    for arguments, said in (
        (("sample", model, "--out", out), "neither, of -n and --plan"),
        (("sample", model, "-n", 0, "--out", out), "-n is 0"),
        (("sample", model, "-n", 5, "--out", tmp_path / "rows.xls"), "ends in .csv"),
        (("sample", model, "-n", 5, "--out", tmp_path / "no" / "rows.csv"), "there is no folder"),
        (("sample", model, "-n", 5, "--where", "size > 1e9", "--out", out), "no row can meet the condition"),
        (("sample", model, "-n", 5, "--where", "height = 1", "--out", out), "no column"),
        (("sample", tmp_path, "-n", 5, "--out", out), "cannot be read as a model"),
        (("fit", home / "real.csv", "--out", home), "was not written by this command"),
        (("fit", home / "real.csv", "--method", "copula", "--try", "tree", "--out", tmp_path / "m"), "--try beside"),
        (("fit", home / "real.csv", "--try", "bootstrap", "--out", tmp_path / "m"), "no method 'bootstrap'"),
        (("fit", home / "real.csv", "--method", "copula", "--by", "size", "--out", tmp_path / "m"), "parted by 'size'"),
    ):
        assert datadiet(*arguments) == 2
        assert said in capsys.readouterr().err
    assert not out.exists()


def test_a_model_that_was_tampered_with_is_not_shown(home, tmp_path, capsys):
    text = (home / "model" / "model.json").read_text()
    (tmp_path / "model.json").write_text(text.replace('"rows": 400', '"rows": 4000'))
    assert datadiet("show", tmp_path) == 2
    assert "was changed since it was written" in capsys.readouterr().err
