"""Digits with planted junk, valued for real ones; and what cannot be valued."""

import json

import numpy as np
import polars as pl
import pytest
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import KNeighborsClassifier

import datadiet
from datadiet.curate.selection import selected
from datadiet.errors import DataError, OptionError, TooFewSamples
from datadiet.scorecard.store import facts_json

PLAIN = {"workers": 1}
MODELS = (LogisticRegression(max_iter=300), KNeighborsClassifier(1))


def digits(seed=0, *, n=400, m=150):
    """The n synthetic samples with 30 % junk of three kinds, and m real ones, and those for tests."""
    rng = np.random.default_rng(seed)
    x, y = load_digits(return_X_y=True)
    order = rng.permutation(len(x))
    x, y = (x[order] / 16).astype(np.float32), y[order].astype(str)
    made, labels, kinds = x[m : m + n].copy(), y[m : m + n].copy(), np.zeros(n, int)
    junk = rng.permutation(n)[: 3 * n // 10].reshape(3, -1)
    for kind, rows in enumerate(junk, start=1):
        kinds[rows] = kind
    labels[kinds == 1] = [rng.choice([c for c in "0123456789" if c != own]) for own in labels[kinds == 1]]
    made[kinds == 2] = rng.permuted(made[kinds == 2], axis=1)
    source = rng.choice(np.flatnonzero(kinds == 0), n // 10)
    made[kinds == 3] = made[source] + rng.normal(0, 0.005, (n // 10, 64)).astype(np.float32)
    labels[kinds == 3] = labels[source]
    return (made, labels, kinds), (x[:m], y[:m]), (x[m + n :], y[m + n :])


def saved(path, vectors, labels):
    np.savez(path, embeddings=vectors, labels=labels)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("value")


@pytest.fixture(scope="module")
def card(folder):
    (made, labels, _), real, _ = digits()
    return datadiet.value(
        saved(folder / "made.npz", made, labels), saved(folder / "real.npz", *real), allow=["leak"], **PLAIN
    )


@pytest.mark.parametrize(("kind", "axis", "least"), [(1, "value", 0.97), (2, "relevance", 0.99), (3, "novelty", 0.9)])
def test_each_kind_of_junk_is_seen_on_its_own_axis(card, kind, axis, least):
    kinds = digits()[0][2]
    rows = np.flatnonzero(((kinds == 0) | (kinds == kind)) & card.verdicts[axis].is_not_null().to_numpy())
    found = roc_auc_score(kinds[rows] == 0, card.verdicts[axis].to_numpy()[rows])
    assert found >= least


def test_mislabelled_samples_are_harmful_and_good_ones_are_not(card):
    kinds, verdict = digits()[0][2], card.verdicts["verdict"].to_numpy()
    assert (verdict[kinds == 1] == "harmful").mean() > 0.6
    assert (verdict[kinds != 1] == "harmful").mean() < 0.03
    assert (verdict[kinds == 0] == "helpful").mean() > 0.6


def test_the_facts_are_those_of_the_game(card):
    found = card.value
    rows = card.verdicts.filter(pl.col("value").is_not_null())
    assert found.n == rows.height
    assert found.worth - found.guess == pytest.approx(rows["value"].mean())
    assert found.worth_interval[0] < found.worth < found.worth_interval[1]
    assert found.guess == pytest.approx(0.1, abs=0.01)
    assert [axis.name for axis in found.axes] == ["value", "relevance", "novelty"]
    own = {(each.kind, each.axis): each.auc for each in found.planted}
    assert own["wrong labels", "value"] > 0.85
    assert own["wrong labels", "relevance"] == pytest.approx(0.5, abs=0.12)
    assert own["near copies", "value"] == pytest.approx(0.5, abs=0.12)
    assert sum(found.histogram.samples) == pytest.approx(1)
    assert json.loads(facts_json(card.facts))["value"]["k"] == 10


def test_the_curated_half_trains_better_than_the_whole_and_than_a_random_half(card):
    (made, labels, _), _, (x, y) = digits()
    half = np.random.default_rng(0).permutation(400)[:200]
    kept = np.array(selected(card.verdicts, count=200)).astype(int)
    assert len(kept) == 200
    whole, random, curated = (
        np.mean([model.fit(made[rows], labels[rows]).score(x, y) for model in MODELS])
        for rows in (np.arange(400), half, kept)
    )
    assert curated >= whole
    assert curated >= random + 0.03


def test_the_same_seed_gives_the_same_bytes(card, folder):
    again = datadiet.value(folder / "made.npz", folder / "real.npz", allow=["leak"], **PLAIN)
    assert again.verdicts.equals(card.verdicts)
    assert again.value == card.value


def test_a_run_folder_is_kept_compared_and_read_again(card, tmp_path):
    card.save(tmp_path / "run")
    again = datadiet.load(tmp_path / "run")
    assert again.facts == card.facts
    kept = datadiet.keep(again, tmp_path / "kept", count=100)
    assert pl.read_parquet(kept.path / "samples.parquet").height == 100
    assert 'id="value"' in (tmp_path / "run" / "report.html").read_text()


def test_samples_can_be_left_out_whatever_their_verdict(card, tmp_path):
    from datadiet.scorecard import leave_out

    harmful = card.verdicts.filter(pl.col("verdict") == "harmful")["id"].to_list()
    written = leave_out(card, tmp_path / "rest", harmful)
    assert written.kept == 400 - len(harmful)
    with pytest.raises(OptionError, match="1 ids that were not scored, such as nobody"):
        leave_out(card, tmp_path / "none", ["nobody"])


def test_a_leak_is_refused_with_the_ids_and_left_out_where_it_is_allowed(folder):
    (made, labels, _), real, _ = digits(1)
    made[7], made[8:20] = real[0][3], real[0][40:52] + 1e-3
    source = saved(folder / "leak.npz", made, labels)
    sides = source, saved(folder / "leak-real.npz", *real)
    with pytest.raises(DataError, match=r"synthetic samples are copies of real validation samples: 7 of 3, 8 of 40"):
        datadiet.value(*sides, **PLAIN)
    allowed = datadiet.value(*sides, allow=["leak"], **PLAIN)
    assert allowed.verdicts["value"][7] is None
    assert allowed.verdicts["verdict"][7] == "copied"
    assert allowed.value.not_valued[0].reason == "it is a copy of a real validation sample"


def test_real_samples_among_themselves_are_no_leak(folder):
    rng = np.random.default_rng(3)
    points, labels = rng.normal(size=(600, 2)).astype(np.float32), rng.integers(0, 2, 600).astype(str)
    found = datadiet.value(
        saved(folder / "law.npz", points[300:], labels[300:]), saved(folder / "law2.npz", points[:300], labels[:300])
    )
    assert found.value.axis("value").cut is None
    assert "harmful" not in found.facts.verdicts
    assert "No sample is called harmful" in found.value.notes[0]


def test_labels_that_no_real_sample_has_and_missing_ones_have_no_value_and_no_harm(folder):
    (made, labels, _), real, _ = digits(2)
    labels = labels.astype(object)
    labels[:3], labels[3:8] = "zebra", None
    frame = pl.DataFrame({"id": [str(i) for i in range(400)], "label": labels.tolist(), "vector": made.tolist()})
    frame.write_parquet(folder / "odd.parquet")
    found = datadiet.value(folder / "odd.parquet", saved(folder / "odd-real.npz", *real), allow=["leak"], **PLAIN)
    reasons = {each.reason: each for each in found.value.not_valued}
    assert reasons["no real validation sample has its label 'zebra'"].count == 3
    assert reasons["it has no label"].examples == ("3", "4", "5", "6", "7")
    assert found.verdicts["value"][:8].null_count() == 8
    assert not set(found.verdicts["verdict"][:8]) & {"harmful", "helpful", "neutral"}


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        ({"real": "one"}, DataError, "all real validation samples have the label 'one'"),
        ({"real": None}, DataError, r"real samples in .* has a label.*--labels COLUMN"),
        ({"made": None}, DataError, r"synthetic samples in .* has a label.*--labels FILE"),
        ({"made": "zebra"}, DataError, "no label is on both sides: real samples have '0', '1'"),
        ({"labels": "colour"}, OptionError, "no column 'colour'"),
        ({"k": 0}, OptionError, "k is 0"),
        ({"level": "environment"}, OptionError, "level is 'environment'"),
    ],
)
def test_what_cannot_be_valued_is_told(folder, change, error, says):
    rng = np.random.default_rng(0)
    parts = {}
    for side in ("made", "real"):
        label = change.get(side, "own")
        names = rng.integers(0, 3, 60).astype(str) if label == "own" else np.array([label] * 60)
        arrays = {"embeddings": rng.normal(size=(60, 3))} | ({} if label is None else {"labels": names})
        parts[side] = folder / f"bad-{side}.npz"
        np.savez(parts[side], **arrays)
    options = {name: value for name, value in change.items() if name not in ("made", "real")}
    with pytest.raises(error, match=says):
        datadiet.value(parts["made"], parts["real"], **options, **PLAIN)


def test_too_few_validation_samples_are_told(folder):
    _, (x, y), _ = digits()
    with pytest.raises(TooFewSamples):
        datadiet.value(folder / "made.npz", saved(folder / "few.npz", x[:8], y[:8]), **PLAIN)


def test_the_label_of_a_table_is_no_part_of_what_it_is_valued_by(folder):
    rng = np.random.default_rng(0)

    def table(n, wrong):
        kind = rng.integers(0, 2, n)
        shift = 2.5 * kind
        told = np.where(rng.random(n) < wrong, 1 - kind, kind)
        frame = {"a": rng.normal(size=n) + shift, "b": rng.normal(size=n) - shift, "kind": np.array(["x", "y"])[told]}
        return pl.DataFrame(frame), told != kind

    (made, mistaken), (real, _) = table(400, 0.1), table(200, 0)
    found = datadiet.value(made, real, labels="kind", **PLAIN)
    values = found.verdicts["value"].to_numpy()
    assert roc_auc_score(~mistaken, values) > 0.97
    assert "without the column 'kind'" in found.value.notes[-1]
    assert roc_auc_score(~mistaken, found.verdicts["relevance"].to_numpy()) == pytest.approx(0.5, abs=0.15)
    with pytest.raises(OptionError, match="no column 'c'"):
        datadiet.value(made, real, labels="c", **PLAIN)
    with pytest.raises(OptionError, match="the column 'a' has 200 different values"):
        datadiet.value(made, real, labels="a", **PLAIN)
