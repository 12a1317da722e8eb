import json
from pathlib import Path

import polars as pl
import pytest
from PIL import Image

from datadiet import cli
from datadiet.domain.loading import load_domain
from tests.domain.frames import good, planted
from tests.domain.specs import SUITCASES


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with suitcases.yaml and rows.csv, in which every guarantee that can be counted holds."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATADIET_CACHE", str(tmp_path / "cache"))
    (tmp_path / "suitcases.yaml").write_text(SUITCASES)
    assert cli.run(["domain", "sample", "suitcases.yaml", "-n", "300", "--out", "rows.csv"]) == 0
    return tmp_path


def test_what_is_sampled_passes_its_own_check(place: Path, capsys):
    assert cli.run(["domain", "check", "suitcases.yaml", "rows.csv"]) == 0
    said = capsys.readouterr().out
    assert "relevance" in said
    assert "undecided" in said  # nobody audited the dents
    assert "Next: datadiet" in said


def test_a_violation_exits_with_1_and_is_named(place: Path, capsys):
    planted(good(200), 3, camera="other").write_csv("bad.csv")
    assert cli.run(["domain", "check", "suitcases.yaml", "bad.csv", "--json"]) == 1
    facts = json.loads(capsys.readouterr().out)
    assert [sample["id"] for sample in facts["samples"]] == ["s00003"]
    assert cli.run(["domain", "check", "suitcases.yaml", "bad.csv", "--fail-under", "relevance=0.99"]) == 0
    assert cli.run(["domain", "check", "suitcases.yaml", "bad.csv", "--fail-under", "relevance=1"]) == 1
    assert cli.run(["domain", "check", "suitcases.yaml", "bad.csv", "--fail-under", "richness=1"]) == 2
    capsys.readouterr()


def test_an_audit_decides_what_counting_cannot(place: Path, capsys):
    rows = pl.read_csv("rows.csv")
    rows.with_columns(defect=pl.lit("dent"), defect_area=0.01)[:60].write_csv("audit.csv")
    assert cli.run(["domain", "check", "suitcases.yaml", "rows.csv", "--audit", "audit.csv", "--json"]) == 0
    checks = {check["where"]: check for check in json.loads(capsys.readouterr().out)["compliance"]["checks"]}
    assert (checks["defect = 'dent'"]["verdict"], checks["defect = 'dent'"]["n"]) == ("met", 60)


def test_the_page_of_a_check_is_one_file(place: Path, capsys):
    cli.run(["domain", "check", "suitcases.yaml", "rows.csv", "--real", "rows.csv", "--page", "check.html"])
    page = Path("check.html").read_text()
    assert "defect = &#39;zipper&#39;" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    capsys.readouterr()


def test_a_plan_is_written_and_told(place: Path, capsys):
    good(100).filter(pl.col("defect") == "none").write_csv("few.csv")
    assert cli.run(["domain", "plan", "suitcases.yaml", "few.csv", "-n", "80", "--out", "next.json"]) == 0
    assert "generate 80" in capsys.readouterr().out
    assert len(json.loads(Path("next.json").read_text())["generate"]) == 80


def test_a_sample_goes_to_standard_output_and_words_do_not(place: Path, capfdbinary):
    assert cli.run(["domain", "sample", "suitcases.yaml", "-n", "120", "--seed", "4"]) == 0
    out, words = capfdbinary.readouterr()
    assert pl.read_csv(out).height == 120
    assert b"120 rows" in words
    assert cli.run(["domain", "sample", "suitcases.yaml", "-n", "120", "--seed", "4"]) == 0
    assert capfdbinary.readouterr().out == out


def test_rows_too_few_for_a_guarantee_are_written_told_and_exit_with_1(place: Path, capsys):
    assert cli.run(["domain", "sample", "suitcases.yaml", "-n", "9", "--out", "few.csv"]) == 1
    out, err = capsys.readouterr()
    assert "NOT MET" in out
    assert "9 rows are too few for " in err
    assert pl.read_csv("few.csv").height == 9
    assert cli.run(["domain", "check", "suitcases.yaml", "few.csv"]) == 1
    assert cli.run(["domain", "sample", "suitcases.yaml", "-n", "9", "--json"]) == 1
    capsys.readouterr()


def test_data_that_tells_nothing_of_the_domain_is_bad_input(place: Path, capsys):
    named = "domain: d\nvariables: {light: {range: [200, 2000]}}\n"
    Path("named.yaml").write_text(named)
    pl.read_csv("rows.csv").rename({"light_lux": "lights"}).write_csv("other.csv")
    for command in (["check"], ["plan", "-n", "5"]):
        assert cli.run(["domain", command[0], "named.yaml", "other.csv", *command[1:]]) == 2
        err = capsys.readouterr().err
        assert "no sample has a value for the condition light; the table's columns are lights, surface" in err
        assert err.rstrip().endswith("did you mean 'lights'?")
    Path("mixed.yaml").write_text(named.replace("variables: {", "variables: {surface: {levels: [gloss, matte]}, "))
    assert cli.run(["domain", "check", "mixed.yaml", "other.csv"]) == 0  # one of two is known: undecided, not wrong
    capsys.readouterr()


def test_a_word_without_quotes_gets_a_hint(place: Path, capsys):
    Path("bare.yaml").write_text(SUITCASES.replace("\"defect = 'zipper'\"", "defect = zipper", 1))
    assert cli.run(["domain", "check", "bare.yaml", "rows.csv"]) == 2
    assert "put words in single quotes, defect = 'zipper'" in capsys.readouterr().err


def test_the_heading_says_which_data_and_which_domain(place: Path, capsys):
    cli.run(["domain", "check", "suitcases.yaml", "rows.csv", "--page", "heading.html"])
    assert capsys.readouterr().out.startswith("rows.csv: 300 rows, checked against the domain 'suitcase-defects'")
    assert "rows.csv" in Path("heading.html").read_text()


def test_a_draft_can_be_used_at_once(place: Path, capsys):
    assert cli.run(["domain", "init", "rows.csv", "--name", "drafted", "--out", "draft.yaml"]) == 0
    assert load_domain("draft.yaml").name == "drafted"
    assert cli.run(["domain", "check", "draft.yaml", "rows.csv", "--fail-under", "relevance=1"]) == 0
    capsys.readouterr()


def test_a_difference_goes_both_ways(place: Path, capsys):
    wider = SUITCASES.replace("[200, 2000]", "[100, 2000]").replace("[gloss, matte]", "[gloss, matte, silk]")
    Path("wide.yaml").write_text(wider)
    assert cli.run(["domain", "diff", "suitcases.yaml", "wide.yaml"]) == 0
    said = capsys.readouterr().out
    assert "silk" in said
    assert "100 to 200" in said
    assert cli.run(["domain", "diff", "suitcases.yaml", "rows.csv", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)) >= {"only_first", "only_second", "changed", "same"}
    good(50).write_csv("other.csv")
    assert cli.run(["domain", "diff", "rows.csv", "other.csv"]) == 0


@pytest.mark.parametrize(
    "words",
    [
        ["check", "nowhere.yaml", "rows.csv"],
        ["check", "suitcases.yaml", "nowhere.csv"],
        ["check", "rows.csv", "rows.csv"],
        ["sample", "suitcases.yaml", "-n", "0"],
        ["sample", "suitcases.yaml", "-n", "5", "--out", "rows.xls"],
        ["plan", "suitcases.yaml", "rows.csv", "-n", "-3"],
    ],
)
def test_bad_input_exits_with_2_and_says_what_to_do(place: Path, words: list[str], capsys):
    assert cli.run(["domain", *words]) == 2
    assert "Expected" in capsys.readouterr().err


def test_a_domain_joins_the_score(place: Path, capsys):
    for side in ("real", "synthetic"):
        for k in range(24):
            tone = 60 + 5 * k + (3 if side == "real" else 0)
            image = Image.new("RGB", (24, 24), (tone, 90, 120 + k))
            image.putpixel((k, 5), (255, 255, 255))
            Path(side).mkdir(exist_ok=True)
            image.save(f"{side}/{k:02d}.png")
    Path("d.yaml").write_text("domain: tones\nvariables:\n  brightness: {range: [0.36, 0.45]}\n")
    words = ["score", "real", "synthetic", "--domain", "d.yaml", "--out", "run", "--workers", "1"]
    assert cli.run([*words, "--fail-under", "relevance=0.999"]) == 1
    capsys.readouterr()
    facts = json.loads(Path("run/scorecard.json").read_text())
    intent = facts["intentionality"]
    assert intent["domain"] == "tones"
    assert 0 < intent["score"] < 1
    verdicts = pl.read_parquet("run/verdicts.parquet")
    outside = verdicts.filter(pl.col("verdict") == "off-domain")
    assert outside.height == intent["relevance"]["outside"] > 0
    assert outside["reason"].str.contains("outside the domain: brightness is").all()
    assert cli.run(["keep", "run", "--to", "kept"]) == 0
    assert cli.run(["score", "real", "synthetic", "--fail-under", "intentionality=0.5"]) == 2


def test_what_is_there_is_not_overwritten(place: Path, capsys):
    Path("mine.yaml").write_text("domain: mine  # by hand\n")
    Path("mine.html").write_text("<html>mine</html>")
    Path("mine.json").write_text('{"generate": "mine"}')
    Path("mine.csv").write_text("id,stratum\n1,mine\n")
    for words in (
        ["init", "rows.csv", "--out", "mine.yaml"],
        ["check", "suitcases.yaml", "rows.csv", "--page", "mine.html"],
        ["plan", "suitcases.yaml", "rows.csv", "-n", "9", "--out", "mine.json"],
        ["sample", "suitcases.yaml", "-n", "120", "--out", "mine.csv"],
    ):
        before = Path(words[-1]).read_bytes()
        assert cli.run(["domain", *words]) == 2
        assert f"{words[-1]} is there already" in capsys.readouterr().err
        assert Path(words[-1]).read_bytes() == before
        assert cli.run(["domain", *words, "--force"]) == 0
        assert Path(words[-1]).read_bytes() != before
    capsys.readouterr()


def test_what_datadiet_wrote_is_replaced_and_a_draft_is_not(place: Path, capsys):
    for words in (
        ["check", "suitcases.yaml", "rows.csv", "--page", "a.html"],
        ["plan", "suitcases.yaml", "rows.csv", "-n", "9", "--out", "a.json"],
        *(["sample", "suitcases.yaml", "-n", "120", "--out", f"a.{kind}"] for kind in ("csv", "parquet", "jsonl")),
    ):
        assert [cli.run(["domain", *words]), cli.run(["domain", *words])] == [0, 0], words
    words = ["init", "rows.csv", "--out", "draft.yaml"]
    assert [cli.run(["domain", *words]), cli.run(["domain", *words])] == [0, 2]
    capsys.readouterr()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["init", "rows.csv", "--out", "new/d.yaml"], "there is no folder new"),
        (["init", "rows.csv", "--out", "d.txt"], ".yaml or .yml"),
        (["check", "suitcases.yaml", "rows.csv", "--page", "suitcases.yaml"], ".html or .htm"),
        (["check", "suitcases.yaml", "rows.csv", "--page", "new/p.html"], "there is no folder new"),
        (["plan", "suitcases.yaml", "rows.csv", "-n", "5", "--out", "new/p.json"], "there is no folder new"),
        (["plan", "suitcases.yaml", "rows.csv", "-n", "5", "--out", "rows.csv"], ".json"),
        (["sample", "suitcases.yaml", "-n", "5", "--out", "new/r.csv"], "there is no folder new"),
    ],
)
def test_a_place_that_cannot_be_is_refused_before_anything_is_read(place: Path, words: list[str], said: str, capsys):
    assert cli.run(["domain", *words]) == 2
    assert said in capsys.readouterr().err
    assert not Path("new").exists()


def test_metadata_is_joined_to_the_real_side_too(place: Path, capsys):
    Path("d.yaml").write_text(
        "domain: d\nvariables: {weather: {levels: [sun, rain]}}\n"
        "guarantees: [{where: \"weather = 'rain'\", share: {min: 0.05}, basis: field}]\n"
    )
    for side, n in (("photos", 40), ("renders", 3)):
        Path(side).mkdir()
        for k in range(n):
            Image.new("RGB", (8, 8), (k, 90, 120)).save(f"{side}/{side[0]}{k}.png")
    real = [f"p{k}.png,{'rain' if k % 2 else 'sun'}\n" for k in range(39)]  # of p39 nothing is known
    synthetic = [f"r{k}.png,rain\n" for k in range(3)]
    Path("both.csv").write_text("file,weather\n" + "".join([*real, *synthetic]))
    Path("real.csv").write_text("file,weather\n" + "".join(real))
    Path("made.csv").write_text("file,weather\n" + "".join(synthetic))

    def checked(*words: str) -> dict:
        assert cli.run(["domain", "check", "d.yaml", "renders", "--real", "photos", "--json", *words]) == 0
        return json.loads(capsys.readouterr().out)

    for words in (["--metadata", "both.csv"], ["--metadata", "made.csv", "--real-metadata", "real.csv"]):
        facts = checked(*words)
        (rule,) = facts["compliance"]["checks"]
        assert (rule["verdict"], rule["count"], rule["n"], rule["unknown"]) == ("met", 19, 40, 1)
        (weather,) = facts["conditions"]
        assert (weather["real"], weather["real_unknown"], weather["real_absent"]) == ([20, 19], 1, 0)
        assert facts["problems"] == []
    facts = checked("--metadata", "made.csv")
    assert [problem["where"] for problem in facts["problems"]] == ["made.csv"]  # it names no photo
    assert cli.run(["domain", "check", "d.yaml", "renders", "--real-metadata", "real.csv"]) == 2
    capsys.readouterr()


def test_what_was_left_out_when_data_was_read_is_told(place: Path, capsys):
    rows = pl.read_csv("rows.csv")
    pl.concat([rows, rows[:12]]).write_csv("twice.csv")
    assert cli.run(["domain", "check", "suitcases.yaml", "twice.csv"]) == 0
    said = capsys.readouterr().out
    assert "12 problems:" in said
    assert f"twice.csv, row 301: the id '{rows['id'][0]}' is that of row 1; left out" in said
    assert "and 2 more (--json lists them all)" in said
    assert cli.run(["domain", "check", "suitcases.yaml", "twice.csv", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 12
    assert cli.run(["domain", "plan", "suitcases.yaml", "twice.csv", "-n", "5", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 12
    assert cli.run(["domain", "diff", "suitcases.yaml", "twice.csv", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["problems"]) == 12
    assert cli.run(["domain", "init", "twice.csv"]) == 0
    assert "12 problems:" in capsys.readouterr().err


def test_the_gate_that_failed_is_named_with_what_was_found(place: Path, capsys):
    planted(good(200), 3, camera="other").write_csv("bad.csv")
    words = ["domain", "check", "suitcases.yaml", "bad.csv", "--fail-under", "relevance=0.999", "--fail-under"]
    assert cli.run([*words, "coverage=0"]) == 1
    said = capsys.readouterr().out
    assert "relevance at least 0.999: failed with 0.995" in said
    assert "coverage at least 0: passed with" in said
    assert cli.run([*words, "coverage=0", "--json"]) == 1
    gates = json.loads(capsys.readouterr().out)["gates"]
    assert [(gate["name"], gate["passed"]) for gate in gates] == [
        ("domain: relevance at least 0.999", False),
        ("domain: coverage at least 0", True),
    ]
    assert cli.run([*words, "coverage=90"]) == 2
    assert "from 0 to 1" in capsys.readouterr().err


def test_guarantees_that_cannot_all_hold_are_refused_as_when_sampling(place: Path, capsys):
    wrong = SUITCASES.replace("share: {min: .08}, min_count: 40", "share: {min: .6}")
    rules = "  - {where: \"light_lux < 1000 and surface = 'matte'\", share: {min: .6}}\ncoverage:"
    Path("wrong.yaml").write_text(wrong.replace("coverage:", rules))
    said = []
    for words in (["check", "wrong.yaml", "rows.csv"], ["sample", "wrong.yaml", "-n", "50"]):
        assert cli.run(["domain", *words]) == 2
        said.append(capsys.readouterr().err)
    assert said[0] == said[1]
    assert "wrong.yaml:13" in said[0]
    assert "wrong.yaml:17" in said[0]


def test_an_audit_joins_the_score(place: Path, capsys):
    for side in ("real", "synthetic"):
        Path(side).mkdir()
        for k in range(24):
            image = Image.new("RGB", (24, 24), (60 + 5 * k, 90, 120 + k))
            image.putpixel((k, 5 if side == "real" else 7), (255, 255, 255))
            image.save(f"{side}/{k:02d}.png")
    Path("d.yaml").write_text(
        "domain: d\nvariables: {defect: {levels: [none, dent]}}\n"
        "guarantees: [{where: \"defect = 'dent'\", share: {min: 0.5}, basis: audit}]\n"
    )
    Path("audit.csv").write_text("file,defect\n" + "".join(f"{k:02d}.png,dent\n" for k in range(12)))
    words = ["score", "real", "synthetic", "--out", "run", "--workers", "1", "--audit", "audit.csv"]
    assert cli.run([*words, "--domain", "d.yaml"]) == 0
    (rule,) = json.loads(Path("run/scorecard.json").read_text())["intentionality"]["compliance"]["checks"]
    assert (rule["verdict"], rule["count"], rule["n"]) == ("met", 12, 12)
    assert cli.run(words) == 2
    assert "an audit without a domain" in capsys.readouterr().err
