import json

import numpy as np
import polars as pl
import pytest

from datadiet.errors import DataError, OptionError
from datadiet.loop.confirming import confirm
from datadiet.loop.proof.drawing import mixed
from datadiet.loop.proof.results import Difference
from datadiet.loop.proof.storage import swap_json
from datadiet.loop.proof.swapping import swap
from datadiet.loop.proof.words import corrected_words, swap_note, swap_sentence
from datadiet.loop.training.material import material_of
from datadiet.loop.training.parts import only
from datadiet.report.proof import swap_text, write_page
from tests.loop.training.scenes import scenes


def rows(n: int, *, wrong: float, seed: int) -> pl.DataFrame:
    """A table of two numbers and a class that they tell, but for a share of wrong labels."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, 2, n)
    x = kind[:, None] * 2.0 + rng.normal(0, 1, (n, 2))
    label = np.where(rng.random(n) < wrong, 1 - kind, kind)
    return pl.DataFrame({"x": x[:, 0], "y": x[:, 1], "kind": [("low", "high")[at] for at in label]})


@pytest.fixture
def folder(tmp_path):
    for name, n, wrong in (("bad", 120, 0.75), ("good", 140, 0.0), ("test", 200, 0.0)):
        rows(n, wrong=wrong, seed=len(name) + n).write_csv(tmp_path / f"{name}.csv")
    return tmp_path


def swapped(folder, **more):
    from datadiet.loop.training import Options

    asked = {"test": folder / "test.csv", "out": folder / "out", "resamples": 100} | more
    return swap(folder / "bad.csv", folder / "good.csv", options=Options(target="kind"), **asked)


def test_the_version_with_right_labels_makes_the_better_model_and_a_second_run_trains_nothing(folder):
    found, proofs = swapped(folder, seeds=2)
    assert found.sentence.startswith("v2 made the better model")
    assert [recipe.samples for recipe in found.recipes] == [120, 120, 120]
    assert (found.pairs[0].difference.verdict, proofs[0].about) == ("better", "data")
    models = {path: path.stat().st_mtime_ns for path in (folder / "out").glob("*/seed-*/model.json")}
    assert len(models) == 6
    again, _ = swapped(folder, seeds=2)
    assert {path: path.stat().st_mtime_ns for path in models} == models
    assert swap_json(again) == swap_json(found)


def test_every_recipe_has_as_many_samples_and_half_of_each_is_part_of_what_stands_alone(folder):
    swapped(folder, count=61, seeds=2)
    facts = [json.loads(path.read_text()) for path in (folder / "out").glob("*/seed-*/model.json")]
    assert {each["data"]["samples"] for each in facts} == {60}
    assert len({each["data"]["digest"] for each in facts}) == 6


def test_too_few_seeds_and_too_many_samples_are_refused(folder):
    with pytest.raises(OptionError, match="1 training seed"):
        swapped(folder, seeds=1)
    with pytest.raises(OptionError, match="from 4 to 120"):
        swapped(folder, count=130)


def test_a_mixture_has_all_samples_under_names_of_their_own(folder):
    first, second = (material_of(folder / f"{name}.csv", target="kind") for name in ("bad", "good"))
    both = mixed(only(first, np.arange(10)), only(second, np.arange(5)))
    assert len(both) == both.table.height == 15
    assert both.data.samples["id"].n_unique() == 15
    assert both.table["x"].to_list() == [*first.table["x"][:10], *second.table["x"][:5]]


def test_a_group_of_wrong_labels_is_confirmed_to_harm_and_one_of_right_ones_is_not(folder):
    from datadiet.loop.training import Options

    frame = pl.concat([rows(100, wrong=0.0, seed=5), rows(80, wrong=1.0, seed=6)])
    frame.write_csv(folder / "train.csv")
    ids = material_of(folder / "train.csv", target="kind").data.samples["id"].to_list()
    ask = {"test": folder / "test.csv", "options": Options(target="kind"), "resamples": 100}
    harmful = confirm(folder / "train.csv", without=ids[100:], **ask)
    assert (harmful.verdict, harmful.removed, harmful.left) == ("harm confirmed", 80, 100)
    assert harmful.sentence.startswith("Harm confirmed: without the 80 samples accuracy is")
    useful = confirm(folder / "train.csv", without=ids[:60], **ask)
    assert useful.verdict == "not confirmed"


def test_ids_that_are_not_there_and_groups_that_are_everything_are_refused(folder):
    from datadiet.loop.training import Options

    ask = {"test": folder / "test.csv", "options": Options(target="kind")}
    with pytest.raises(DataError, match="1 of 1 id is not in"):
        confirm(folder / "bad.csv", without=["nobody"], **ask)
    ids = material_of(folder / "bad.csv", target="kind").data.samples["id"].to_list()
    with pytest.raises(DataError, match="would be left"):
        confirm(folder / "bad.csv", without=ids, **ask)
    with pytest.raises(OptionError, match="no samples to leave out"):
        confirm(folder / "bad.csv", without=[], **ask)


def test_notes_of_a_swap_name_the_recipes(tmp_path):
    sides = [str(scenes(tmp_path / name, 4, seed=seed)) for seed, name in enumerate(("one", "two"))]
    test = scenes(tmp_path / "test", 12, seed=7)

    def silent_on_the_first(data, test, out, seed):
        names = test.data.samples["id"].to_list()
        box = {"category": "disc", "bbox": [1, 2, 30, 40], "score": 0.5}
        skipped = 1 if any(id.startswith("2/") for id in data.data.samples["id"]) else 0
        (out / "results.json").write_text(json.dumps([{"file_name": name, **box} for name in names[skipped:]]))

    found, _ = swap(*sides, test=test, out=tmp_path / "out", trainer=silent_on_the_first, seeds=2, resamples=100)
    missing = [note for note in found.notes if "says nothing" in note]
    assert missing == ["v1+v2 says nothing of 1 of 12 images by one seed or more: nothing is found on it."]


def test_confirming_one_sample_speaks_of_one(folder):
    from datadiet.loop.training import Options

    ids = material_of(folder / "bad.csv", target="kind").data.samples["id"].to_list()
    ask = {"test": folder / "test.csv", "options": Options(target="kind"), "resamples": 100, "seeds": 1}
    assert ": without the 1 sample accuracy is " in confirm(folder / "bad.csv", without=ids[:1], **ask).sentence


def pair(p, p_adjusted, verdict):
    return Difference(
        *("accuracy", "pair", "", 40, 0.8, 0.672, None, None, (0.8,) * 3, (0.672,) * 3),
        *(-0.128, (-0.232, -0.024), p, p_adjusted, verdict),
    )


def test_the_sentence_gives_the_corrected_p_value_beside_the_interval_that_is_not():
    pairs = {("v1", "v2"): pair(0.03, 0.063, "undecided")}
    pairs |= dict.fromkeys((("v1", "v1+v2"), ("v2", "v1+v2")), pair(0.3, 0.3, "undecided"))
    assert swap_sentence(pairs, "accuracy").startswith(
        "Undecided which of v1 and v2 made the better model: v2 has accuracy 0.672 against 0.800, -0.128 "
        "[-0.232, -0.024] at equal size (p 0.030, 0.063 corrected for three comparisons). Half of each"
    )
    assert corrected_words(pair(1e-5, 3e-5, "worse")).startswith("p below 0.001, below 0.001 corrected")
    assert corrected_words(pair(1.0, 1.0, "same")) == swap_note(pair(1.0, 1.0, "same")) == ""
    assert corrected_words(pair(None, None, "undecided")) == ""


def test_a_pair_of_a_swap_says_on_its_own_page_what_the_swap_makes_of_it(folder):
    found, proofs = swapped(folder, seeds=2)
    for each, proof in zip(found.pairs, proofs, strict=True):
        told = each.difference
        assert told.p_adjusted >= told.p == proof.main.p
        assert f"its verdict on B is: {told.verdict} ({corrected_words(told)})" in proof.notes[-1]
        assert f"({corrected_words(told)})" in next(
            line for line in swap_text(found).splitlines() if line.split()[:3] == [each.b, "against", each.a]
        )
    assert sum("corrected for three comparisons (Benjamini-Hochberg)" in note for note in found.notes) == 1
    assert not any("judged here" in note for note in found.notes)
    page = write_page(proofs[0], folder / "page.html").read_text(encoding="utf-8")
    assert "The swap corrects for three comparisons" in page
