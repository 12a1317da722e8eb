"""Labels of synthetic samples against those of real ones, on images, boxes and rows."""

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from datadiet.cli import run
from datadiet.errors import DataError, OptionError, TooFewSamples
from datadiet.loop.labels import AUDIT, check_json, check_labels, read_audit, write_check
from datadiet.report.labels import text, write_page


def table(n: int, noise: float, seed: int) -> tuple[pl.DataFrame, np.ndarray]:
    """Rows of three classes far apart, and which of their labels are wrong."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, n)
    wrong = rng.random(n) < noise
    given = np.where(wrong, (truth + 1) % 3, truth)
    values = rng.normal(size=(n, 2)) + np.array([[0, 0], [6, 0], [0, 6]])[truth]
    return pl.DataFrame({"x": values[:, 0], "y": values[:, 1], "label": [f"class {each}" for each in given]}), wrong


def test_planted_errors_are_found_counted_and_named() -> None:
    real, _ = table(400, 0.0, 0)
    made, wrong = table(400, 0.2, 1)

    found = check_labels(made, real)

    assert found.verdict == "wrong"
    assert found.wrong.low <= wrong.mean() <= found.wrong.high
    planted, suspects = {str(row) for row in np.flatnonzero(wrong)}, set(found.rows.filter("suspect")["id"])
    assert len(suspects & planted) >= 0.85 * len(planted)
    assert len(suspects - planted) <= 0.05 * len(planted)
    assert {each.verdict for each in found.classes} == {"wrong"}
    assert found.sentence.endswith(" In the classes 'class 0', 'class 1', 'class 2' more than 5% are wrong.")


def test_right_labels_are_right_and_few_are_undecided() -> None:
    real, _ = table(600, 0.0, 0)
    assert check_labels(table(600, 0.0, 1)[0], real).verdict == "right"
    few = check_labels(table(30, 0.0, 1)[0], real)
    assert few.verdict == "undecided"
    assert "would decide" in few.sentence


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    real, made = table(120, 0.0, 0)[0], table(120, 0.1, 1)[0]
    first, second = (check_labels(made, real, seed=3) for _ in range(2))
    assert check_json(first) == check_json(second)
    assert write_page(first, tmp_path / "a.html").read_bytes() == write_page(second, tmp_path / "b.html").read_bytes()
    write_check(first, tmp_path / "a", audit=20)
    write_check(second, tmp_path / "b", audit=20)
    assert (tmp_path / "a" / AUDIT).read_bytes() == (tmp_path / "b" / AUDIT).read_bytes()


def test_what_cannot_be_checked_is_refused() -> None:
    real, _ = table(60, 0.0, 0)
    other = real.with_columns(pl.lit("else").alias("label"))
    with pytest.raises(DataError, match="no label is on both sides"):
        check_labels(other, real)
    with pytest.raises(DataError, match="with one, none is wrong"):
        check_labels(real, real.with_columns(pl.lit("class 0").alias("label")))
    with pytest.raises(TooFewSamples, match="no class has more than"):
        check_labels(real, real.head(9))
    with pytest.raises(OptionError, match="tolerance is 2"):
        check_labels(real, real, tolerance=2)
    with pytest.raises(OptionError, match="k is 0"):
        check_labels(real, real, k=0)


def test_a_class_that_no_person_labelled_is_told() -> None:
    real, _ = table(300, 0.0, 0)
    found = check_labels(table(60, 0.0, 1)[0], real.filter(pl.col("label") != "class 2"))
    missing = next(each for each in found.classes if each.name == "class 2")
    assert (missing.verdict, missing.wrong, missing.real) == ("undecided", None, 0)
    assert "no real sample" in missing.why


@pytest.fixture
def digits(tmp_path: Path) -> tuple[Path, Path, set[str]]:
    """Class folders of digits, real and "synthetic" ones, of which some lie in the wrong folder."""
    images, labels = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(images))[:600]  # the file has one writer after the other
    images, labels = images[order], labels[order]
    planted = set()
    for place, (pixels, label) in enumerate(zip(images.reshape(-1, 8, 8), labels, strict=True)):
        made = place >= 480
        wrong = made and place % 6 == 0
        folder = tmp_path / ("made" if made else "real") / str((label + 5) % 10 if wrong else label)
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray((pixels * 15).astype(np.uint8)).resize((32, 32)).save(folder / f"{place}.png")
        if wrong:
            planted.add(f"{folder.name}/{place}.png")
    return tmp_path / "made", tmp_path / "real", planted


def test_the_command_writes_all_and_an_audit_goes_round(
    digits: tuple[Path, Path, set[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, real, planted = digits
    out = tmp_path / "check"
    assert run(["labels", "check", str(made), "--human", str(real), "--audit", "60", "--out", str(out)]) == 0
    assert "Labels are wrong" in capsys.readouterr().out
    facts = json.loads((out / "labels.json").read_text())
    assert facts["wrong"]["low"] <= len(planted) / 120 <= facts["wrong"]["high"]
    page = (out / "report.html").read_text()
    assert "Labels to look at" in page
    assert "data:image" in page

    rows = pl.read_csv(out / AUDIT, schema_overrides={"label": pl.String, "human": pl.String})
    answers = [
        str((int(label) + 5) % 10) if id in planted else label for id, label in rows.select("id", "label").iter_rows()
    ]
    rows.with_columns(pl.Series("human", answers)).write_csv(out / AUDIT)
    found = read_audit(out / AUDIT)
    assert found.low <= len(planted) / 120 <= found.high
    assert {id for id, _, _ in found.corrections} <= planted
    assert run(["labels", "audited", str(out / AUDIT), "--fail-over", "0.01"]) == 1
    again = (out / AUDIT).read_bytes()
    assert run(["labels", "check", str(made), "--human", str(real), "--out", str(out), "--json"]) == 0
    assert (out / AUDIT).read_bytes() == again, "what a person filled in stays"


def test_copies_do_not_judge_themselves(digits: tuple[Path, Path, set[str]]) -> None:
    with pytest.raises(DataError, match="are among the real ones"):
        check_labels(digits[0], digits[0])


def test_an_audit_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "audit.csv"
    rows = pl.DataFrame(
        {"id": ["a", "b"], "label": ["x", "x"], "human": ["", ""], "part": ["random"] * 2, "of": [2, 2]}
    )
    rows.write_csv(file)
    with pytest.raises(DataError, match="nobody filled in"):
        read_audit(file)
    rows.with_columns(pl.Series("human", ["banana", "x"])).write_csv(file)
    assert read_audit(file).corrections == (("a", "x", "banana"),)  # away from its check, nobody knows the classes
    (tmp_path / "labels.json").write_text('{"names": ["x", "y"]}')
    with pytest.raises(DataError, match="1 answer is no class, such as 'banana' for a"):
        read_audit(file)
    for of in ("many", "0", ""):
        rows.with_columns(pl.lit("x").alias("human"), pl.lit(of).alias("of")).write_csv(file)
        with pytest.raises(DataError, match="an 'of' that is no number above 0"):
            read_audit(file)
    rows.drop("of").write_csv(file)
    with pytest.raises(DataError, match="no column 'of'"):
        read_audit(file)
    pl.concat([rows, rows]).write_csv(file)
    with pytest.raises(DataError, match="twice"):
        read_audit(file)


def test_the_parts_of_an_audit_are_weighted(tmp_path: Path) -> None:
    """10 of 10 suspects wrong, 0 of 40 of the 190 others: 5 % in all, whatever share was looked at."""
    file = tmp_path / "audit.csv"
    pl.DataFrame(
        {
            "id": [str(row) for row in range(50)],
            "label": ["x"] * 49 + ["y"],
            "human": ["y"] * 10 + ["x"] * 39 + ["y"],
            "part": ["suspect"] * 10 + ["random"] * 40,
            "of": [10] * 10 + [190] * 40,
        }
    ).write_csv(file)
    found = read_audit(file)
    assert found.wrong == pytest.approx(0.05)
    assert found.low == pytest.approx(0.05)
    assert 0.05 < found.high < 0.2


def test_what_was_seen_is_certain(tmp_path: Path) -> None:
    """9 of 10 were looked at, 5 of them wrong: between 5 and 6 of the 10 are, whatever a binomial would say."""
    answers = ["b"] * 5 + ["a"] * 4 + [""]
    rows = [f"{row},a,{answer},random,10\n" for row, answer in enumerate(answers)]
    (tmp_path / "audit.csv").write_text("".join(["id,label,human,part,of\n", *rows]))
    (tmp_path / "labels.json").write_text('{"names": ["a", "b"]}')

    found = read_audit(tmp_path / "audit.csv")

    assert (found.low, found.high) == pytest.approx((0.5, 0.6))
    assert found.low <= found.wrong <= found.high


@pytest.mark.parametrize(("part", "other"), [("suspect", "drawn at random"), ("random", "hardest to believe")])
def test_a_part_without_answers_leaves_the_share_open(tmp_path: Path, part: str, other: str) -> None:
    """4 of 5 answers of one part, none of the other: no share, and an interval that holds whatever the other hides."""
    rows = [f"{row},a,{'b' if row < 4 else 'a'},{part},5\n" for row in range(5)]
    rows += [f"{row},a,,{'random' if part == 'suspect' else 'suspect'},45\n" for row in range(5, 15)]
    (tmp_path / "audit.csv").write_text("".join(["id,label,human,part,of\n", *rows]))

    found = read_audit(tmp_path)  # the folder of a check holds it

    assert found.wrong is None
    assert (found.low, found.high) == pytest.approx((4 / 50, 49 / 50))
    assert other in found.sentence


def test_of_a_sample_that_shows_no_class_none_is_the_answer(tmp_path: Path) -> None:
    rows = [f"{row},a,{'none' if row < 2 else 'a'},random,10\n" for row in range(10)]
    (tmp_path / "audit.csv").write_text("".join(["id,label,human,part,of\n", *rows]))
    (tmp_path / "labels.json").write_text('{"names": ["a", "b"]}')
    found = read_audit(tmp_path)
    assert found.wrong == 0.2
    assert found.corrections == (("0", "a", "none"), ("1", "a", "none"))


def test_labels_that_are_wrong_without_any_single_one_to_blame_are_explained() -> None:
    real, made = table(40, 0.0, 0)[0], table(400, 0.15, 1)[0]
    found = check_labels(made, real)
    assert found.suspects == 0
    assert any("p cannot be below 1 in the real samples of a class" in note for note in found.notes)


def test_words_of_a_check_name_what_is_wrong() -> None:
    real, made = table(400, 0.0, 0)[0], table(400, 0.3, 1)[0]
    told = text(check_labels(made, real))
    for words in ("class 0", "wrong", "they seem to be"):
        assert words in told


def test_right_labels_of_samples_that_look_like_no_real_one_are_not_called_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Noise makes the judge err more on these than he does on real rows."""
    real, _ = table(400, 0.0, 0)
    made, _ = table(400, 0.0, 1)
    rng = np.random.default_rng(2)
    made = made.with_columns(pl.col("x") + 4 * rng.normal(size=400), pl.col("y") + 4 * rng.normal(size=400))
    found = check_labels(made, real)
    assert found.wrong.low > found.tolerance
    assert found.verdict == "undecided"
    assert "look like no real sample" in found.sentence
    for name, frame in (("real", real), ("made", made)):
        frame.write_parquet(tmp_path / f"{name}.parquet")
    files = [str(tmp_path / "made.parquet"), "--human", str(tmp_path / "real.parquet")]
    assert run(["labels", "check", *files, "--fail-over", "0.01", "--out", str(tmp_path / "out")]) == 0
    assert "undecided, so --fail-over does not judge" in capsys.readouterr().err
