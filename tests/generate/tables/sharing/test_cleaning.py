import numpy as np
import polars as pl

from datadiet.generate.tables.sharing.certificate import Treated
from datadiet.generate.tables.sharing.checks import names_check, words_left
from datadiet.generate.tables.sharing.cleaning import Cleaning, all_personal, cleaned
from datadiet.schema import infer

K = 5


def clean(made: pl.DataFrame, real: pl.DataFrame, **wishes):
    schema = infer(real)
    found = all_personal(made, real, schema, k=K, known=())
    cleaning = Cleaning(real, schema, K, wishes.get("keep", ()), wishes.get("drop", ()), 0)
    frame, treated = cleaned(made, found, cleaning)
    return frame, {each.column: each for each in treated}, names_check(frame, real, treated, K)


def names(n: int, seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    first, last = rng.choice(["Ida", "Jonas", "Greta"], n), rng.choice(["Schulz", "Koch", "Braun", "Hauk"], n)
    pairs = list(zip(first, last, strict=True))
    return pl.DataFrame(
        {
            "owner": [f"{a} {b}" for a, b in pairs],
            "relative": [f"{b}, {a}" for a, b in pairs],
            "seen_by": [f"Dr. {a} {b}" for a, b in pairs],
            "worker": [f"{a} A. {b}" if row % 10 else "none" for row, (a, b) in enumerate(pairs)],
            "job": rng.choice(["clerk", "baker"], n),
        }
    )


def test_no_real_name_comes_out_and_the_certificate_says_of_which_columns():
    real, made = names(400, 0), names(300, 1)
    frame, treated, check = clean(made, real)
    for name in ("owner", "relative", "seen_by", "worker"):
        assert treated[name].done == "replaced"
        assert {*frame[name]} & {*real[name]} <= {"none"}
        assert frame[name].n_unique() == made[name].n_unique()
    assert (frame["worker"] == "none").sum() == 30
    assert check.passed
    assert check.said == ("made up anew, and no value of a real row is left in them: owner, relative, seen_by, worker")
    assert words_left(frame, real, infer(real), tuple(treated.values())) == (
        f"These columns have words of real rows: job (2 different, the rarest of"
        f" {min((real['job'] == job).sum() for job in ('clerk', 'baker'))} real rows).",
    )


def test_a_kept_column_is_said_not_to_be_looked_at():
    frame, treated, check = clean(names(300, 1), names(400, 0), keep=("owner", "relative", "seen_by", "worker"))
    assert {each.done for each in treated.values()} == {"kept"}
    assert check.said == "kept as asked, and not looked at: owner, relative, seen_by, worker"
    assert {*frame["owner"]} == {*names(400, 0)["owner"]}


def test_a_real_name_that_is_left_fails():
    real = names(400, 0)
    for done in ("replaced", "emptied in part"):
        told = names_check(real.head(3), real, [Treated("owner", "name", "", done)], k=100)
        assert not told.passed
        assert told.said == "values of people are left (owner: 3)"


def test_a_few_addresses_among_words_go_and_the_words_stay():
    words = ["ok" if row % 3 else "call back" for row in range(400)]
    for row in range(0, 400, 20):
        words[row] = f"u{row // 80}@b.org"
    words[1:4] = ["ask Koch", "ask Koch", "ask Ida"]
    real = pl.DataFrame({"remark": words})
    frame, treated, check = clean(real, real)
    assert treated["remark"].done == "emptied in part"
    assert "5 % of its rows hold e-mail addresses; 23 of 400 values are empty now: these, and" in treated["remark"].why
    assert {*frame["remark"]} == {"ok", "call back", None}
    unhurt = [word if word in ("ok", "call back") else None for word in words]
    assert frame["remark"].to_list() == unhurt
    assert check.passed


def test_a_word_among_addresses_does_not_become_an_address():
    real = pl.DataFrame({"mail": [f"u{row}@b.org" if row % 10 else "ok" for row in range(400)]}).with_columns(
        pl.col("mail").replace("u399@b.org", "a slip")
    )
    frame, treated, check = clean(real[200:], pl.concat([real, real]))
    assert treated["mail"].done in ("replaced", "dropped")
    if "mail" in frame.columns:
        assert (frame["mail"] == "ok").sum() == 20
        assert frame["mail"].str.ends_with("@example.com").sum() == 180
    assert check.passed


def test_ids_are_none_of_the_real_ones_or_the_column_is_dropped():
    rng = np.random.default_rng(0)
    real = pl.DataFrame(
        {
            "wide": [f"{row:04d}x" for row in rng.choice(5000, 300, replace=False)],
            "case_no": rng.choice(np.arange(100, 500), 300),
        }
    )
    frame, treated, check = clean(real.sample(100, seed=1), real)
    assert treated["wide"].done == "replaced"
    assert not {*frame["wide"]} & {*real["wide"]}
    assert treated["case_no"].done == "replaced"
    assert not {*frame["case_no"]} & {*real["case_no"]}
    assert "no value of a real row is left in them: wide, case_no" in check.said
    tight = pl.DataFrame({"case_no": rng.permutation(np.repeat(np.arange(1000, 9999), 2))})  # nearly all there are
    frame, treated, _ = clean(tight.head(4000), tight)
    assert treated["case_no"].done == "dropped"
    assert "its form has too few values that no real row has" in treated["case_no"].why
    assert "case_no" not in frame.columns


def test_an_address_that_many_rows_have_goes_too():
    real = pl.DataFrame({"remark": ["desk@b.org" if row % 10 == 0 else "ok" for row in range(400)]})
    frame, _, check = clean(real, real)
    assert frame["remark"].to_list() == [None if row % 10 == 0 else "ok" for row in range(400)]
    assert check.passed
    assert not names_check(real, real, [Treated("remark", "email", "", "emptied in part")], K).passed
