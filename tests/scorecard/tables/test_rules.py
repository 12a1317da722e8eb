import numpy as np
import polars as pl
import pytest

from datadiet.scorecard.tables.figures import outlier_figure, repeated_share
from datadiet.scorecard.tables.reading import read_rows
from datadiet.scorecard.tables.rules import breaking_rows, broken_rules
from datadiet.scorecard.tables.usefulness import tested as trained

REAL = pl.DataFrame(
    {
        "a": [1.25 * k for k in range(40)],
        "b": [float(k * k % 37) for k in range(40)],
        "colour": ["red", "blue"] * 20,
        "site": ["north"] * 40,
    }
).with_columns(total=pl.col("a") + pl.col("b"))


def found(synthetic, schema=None, holdout=None):
    rows = read_rows(REAL, synthetic, embedder="patches", schema=schema, holdout=holdout)
    rules, _, broken, notes = broken_rules(rows, declared=schema is not None)
    return {rule.text: rule for rule in rules}, int(broken.sum()), notes


def test_sums_bounds_and_constants_that_real_rows_keep_to_are_rules():
    rules, broken, _ = found(REAL)
    assert broken == 0
    assert any(text.startswith("total = ") for text in rules)
    assert {rule.source for rule in rules.values()} == {"found"}
    assert "site = north" in rules


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (pl.when(pl.col("a") < 3).then(pl.col("total") + 1).otherwise("total").alias("total"), "total = a + b"),
        (pl.when(pl.col("a") < 3).then(pl.lit("south")).otherwise("site").alias("site"), "site = north"),
        (pl.when(pl.col("a") < 3).then(None).otherwise("site").alias("site"), "site = north"),
    ],
)
def test_three_rows_that_break_a_rule_are_counted(change, text):
    rules, broken, _ = found(REAL.with_columns(change), holdout=REAL)
    assert rules[text].broken_synthetic == broken == 3
    assert rules[text].broken_real == 0


def test_declared_constraints_and_uniqueness(tmp_path):
    (tmp_path / "schema.yaml").write_text(
        "columns:\n  a: {kind: real, type: Float64}\n  b: {kind: real, type: Float64}\n"
        "  colour: {kind: category, type: String, levels: [red, blue]}\n"
        "constraints: [\"a > 5 or colour = 'red'\"]\nunique: [[a]]\n"
    )
    made = REAL.with_columns(pl.when(pl.col("a") == 48.75).then(47.5).otherwise("a").alias("a"))
    rules, broken, _ = found(made, tmp_path / "schema.yaml")
    assert rules["a > 5 or colour = 'red'"].broken_synthetic == rules["a > 5 or colour = 'red'"].broken_real == 2
    assert rules["a unique"].broken_synthetic == 1
    assert rules["a unique"].source == "declared"
    assert broken == 3


def test_what_held_out_rows_break_is_no_rule():
    south = REAL.with_columns(site=pl.lit("south"))
    assert "site = north" not in found(south, holdout=south)[0]
    assert found(south, holdout=REAL)[0]["site = north"].broken_synthetic == 40


def test_without_held_out_rows_a_few_exceptions_do_not_count():
    few = REAL.with_columns(site=pl.Series(["south"] * 2 + ["north"] * 38))
    rules, broken, _ = found(few)
    assert (rules["site = north"].broken_synthetic, broken) == (2, 0)
    assert found(few.with_columns(site=pl.lit("south")))[1] == 40


def test_rows_that_break_a_found_sum_are_named_with_it():
    rng = np.random.default_rng(4)
    real = pl.DataFrame({"a": rng.integers(1, 500, 300), "b": rng.integers(1, 500, 300)})
    real = real.with_columns(total=pl.col("a") + pl.col("b"), source=pl.lit("field"))
    made = real.with_columns(pl.Series("total", rng.permutation(real["total"])), source=pl.lit("made"))
    rows = read_rows(real, made, embedder="auto")
    outside, reasons = breaking_rows(rows, declared=False)
    truth = (made["total"] != made["a"] + made["b"]).to_numpy()
    assert outside.tolist() == truth.tolist()  # and not by `source`, which only says where rows are from
    assert all(("every real row" in reason) == broken for reason, broken in zip(reasons, truth, strict=True))
    assert not breaking_rows(read_rows(real, real, embedder="auto"), declared=False)[0].any()


def test_the_rare_classes_of_a_target_of_very_many_are_one():
    rng = np.random.default_rng(5)

    def table():
        code = rng.integers(400, size=1500)
        return pl.DataFrame({"x": code % 7 + rng.normal(size=1500), "code": [f"c{k % 300:03}" for k in code]})

    rows = read_rows(table(), table(), embedder="auto")
    done = trained(rows, "code", rng=np.random.default_rng(6))
    assert "rare levels" in done.note
    assert done.rows[:, rows.place("code")].max() > 100  # the rows themselves stay as they are


def test_copies_are_said_before_what_follows_from_them():
    rng = np.random.default_rng(7)
    real = rng.normal(size=(300, 6)).astype(np.float32)
    copies = real[rng.integers(300, size=300)]
    assert repeated_share(real, copies) == 1
    assert repeated_share(real, rng.normal(size=(300, 6)).astype(np.float32)) == 0
    assert repeated_share(np.round(real[:, :1]), np.round(copies[:, :1])) == 0  # few values: real rows repeat, too
    figure = outlier_figure(real, None, copies, 1.0, rng=rng)
    assert "tails were lost" not in figure.note
