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
    assert cli.run(["domain", "sample", "suitcases.yaml", "-n", "25", "--seed", "4"]) == 0
    out, words = capfdbinary.readouterr()
    assert pl.read_csv(out).height == 25
    assert b"25 rows" in words
    assert cli.run(["domain", "sample", "suitcases.yaml", "-n", "25", "--seed", "4"]) == 0
    assert capfdbinary.readouterr().out == out


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
