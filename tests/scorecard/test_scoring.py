import json
import shutil
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import datadiet
from datadiet.errors import DataError, EmbeddingError, OptionError, TooFewSamples


@pytest.fixture(scope="module")
def folders(world):
    return world(60, seed=1, name="real"), world(50, seed=2, name="synthetic")


@pytest.fixture(scope="module")
def card(folders, tmp_path_factory):
    return datadiet.score(*folders, workers=1, cache=tmp_path_factory.mktemp("cache"))


def vectors(n, shift=0.0, seed=0, d=8):
    return (np.random.default_rng(seed).normal(size=(n, d)) + shift).astype(np.float32)


def stable(card):
    """Facts without the time, which is the only thing that may differ between equal runs."""
    provenance = replace(card.facts.provenance, created="", seconds={}, command="")
    return replace(card.facts, provenance=provenance)


def test_pictures_of_one_law_are_not_called_distinguishable(card):
    found = card.indistinguishability
    assert found.verdict != "distinguishable"
    assert found.faults == ()
    assert found.interval[0] <= found.score <= found.interval[1]
    assert set(card.facts.verdicts) <= {"kept", "redundant", "unrealistic"}


def test_pictures_of_another_law_are(folders, world):
    found = datadiet.score(folders[0], world(50, seed=3, hue=230), workers=1).indistinguishability
    assert found.verdict == "distinguishable"
    assert found.gap > found.gap_detail.control[1]


def test_there_is_one_row_a_sample_with_the_numbers_that_decided_it(card, folders):
    assert card.points.height == 110
    assert card.verdicts.height == 50
    assert card.embeddings["scene"].shape[0] == 110
    assert sorted(card.verdicts["id"]) == sorted(path.name for path in folders[1].iterdir())
    numbers = card.verdicts.select("realism", "distance", "rank", "nearest_real_distance", "uniqueness")
    assert numbers.null_count().sum_horizontal().item() == 0
    assert set(card.verdicts["nearest_real"]) <= {path.name for path in folders[0].iterdir()}
    assert (card.verdicts["reason"].str.len_chars() > 10).all()


def test_a_nearest_real_sample_is_the_nearest(card):
    points = card.points.with_row_index()
    real = points.filter(pl.col("origin") == "real")
    first = card.verdicts.row(0, named=True)
    at = points.filter((pl.col("origin") == "synthetic") & (pl.col("id") == first["id"]))["index"][0]
    space = card.embeddings["scene"]
    distance = np.linalg.norm(space[real["index"].to_numpy()] - space[at], axis=1)
    assert real["id"][int(distance.argmin())] == first["nearest_real"]
    assert distance.min() == pytest.approx(first["nearest_real_distance"], rel=1e-4)


def test_equal_seeds_give_equal_results_whatever_the_number_of_workers(card, folders, tmp_path):
    again = datadiet.score(*folders, workers=2, cache=tmp_path / "another")
    assert stable(again) == stable(card)
    assert again.verdicts.equals(card.verdicts)
    assert again.points.equals(card.points)
    assert again.embeddings["scene"].tobytes() == card.embeddings["scene"].tobytes()


def test_another_seed_gives_other_draws(card, folders):
    other = datadiet.score(*folders, workers=1, seed=1)
    assert other.indistinguishability.interval != card.indistinguishability.interval


def test_the_same_content_under_another_name_is_a_copy_and_fails_a_gate(folders, tmp_path):
    copies = tmp_path / "copies"
    copies.mkdir()
    for path in folders[0].iterdir():
        shutil.copy(path, copies / f"new-{path.name}")
    card = datadiet.score(folders[0], copies, workers=1, fail_under={"indistinguishability": 0.5})
    assert "copied" in card.indistinguishability.faults
    assert card.facts.verdicts == {"copied": 60}
    assert not card.facts.gates[0].passed
    allowed = datadiet.score(folders[0], copies, workers=1, fail_under={"richness": 0.5}, allow=["copied"])
    assert allowed.facts.gates[0].passed


def test_unreadable_pictures_are_listed_and_the_rest_is_scored(world):
    real, synthetic = world(30, seed=4), world(30, seed=5)
    (synthetic / "000.png").write_text("no picture")
    whole = (synthetic / "001.png").read_bytes()
    (synthetic / "001.png").write_bytes(whole[: len(whole) // 2])
    card = datadiet.score(real, synthetic, workers=1)
    assert {problem.where for problem in card.facts.problems} == {"000.png", "001.png"}
    assert card.facts.verdicts["unreadable"] == 2
    unreadable = card.verdicts.filter(pl.col("verdict") == "unreadable")
    assert set(unreadable["id"]) == {"000.png", "001.png"}
    assert card.levels["scene"].n_synthetic == 28
    json.loads(json.dumps(card.facts.verdicts))


def test_vectors_tables_and_frames_are_scored_alike():
    real, synthetic = vectors(80, seed=1), vectors(70, seed=2)
    columns = [f"c{number}" for number in range(8)]
    by_array = datadiet.score(real, synthetic, workers=1)
    by_frame = datadiet.score(pl.DataFrame(real, schema=columns), pl.DataFrame(synthetic, schema=columns), workers=1)
    assert list(by_array.levels) == list(by_frame.levels) == ["row"]
    assert by_array.points.height == 150
    assert by_frame.indistinguishability.verdict != "distinguishable"


def test_the_scale_of_a_tables_columns_does_not_matter_and_their_order_neither():
    real, synthetic = vectors(80, seed=1), vectors(70, seed=2)
    columns = [f"c{number}" for number in range(8)]
    plain = datadiet.score(pl.DataFrame(real, schema=columns), pl.DataFrame(synthetic, schema=columns), workers=1)
    scaled = datadiet.score(
        pl.DataFrame(real * 2.0**12, schema=columns),
        pl.DataFrame(synthetic * 2.0**12, schema=columns).select(reversed(columns)),
        workers=1,
    )
    assert scaled.indistinguishability.gap == pytest.approx(plain.indistinguishability.gap, abs=1e-6)


def test_tables_with_other_columns_are_refused_by_name():
    real, synthetic = pl.DataFrame({"a": [1.0, 2], "b": [1.0, 2]}), pl.DataFrame({"a": [1.0, 2], "z": [1.0, 2]})
    with pytest.raises(DataError, match="the synthetic table has no column 'b'; it has 'z' instead"):
        datadiet.score(real, synthetic)


def test_pictures_against_vectors_are_refused(folders):
    with pytest.raises(DataError, match="the real side holds images and the synthetic side vectors"):
        datadiet.score(folders[0], vectors(10))


def test_differing_dimensions_are_refused():
    with pytest.raises(EmbeddingError, match="dimensions"):
        datadiet.score(vectors(20), vectors(20, d=9))


def test_one_picture_is_too_few(folders, world):
    with pytest.raises(TooFewSamples, match="1 synthetic"):
        datadiet.score(folders[0], world(1, seed=6), workers=1)


def test_samples_that_are_all_alike_are_refused_with_a_reason():
    with pytest.raises(TooFewSamples, match="all 30 real samples have the same vector"):
        datadiet.score(np.ones((30, 4), np.float32), np.ones((30, 4), np.float32))


def test_levels_of_vectors_are_refused():
    with pytest.raises(OptionError, match="level is 'item'"):
        datadiet.score(vectors(20), vectors(20), level="item")


def test_an_item_level_without_annotations_says_so(folders):
    with pytest.raises(DataError, match="annotat"):
        datadiet.score(*folders, level="item", workers=1)


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("level", "pixel", "item, environment, scene, all"),
        ("reducer", "mds", "pca, umap, tsne"),
        ("seed", -1, "seed is -1"),
        ("workers", 0, "workers is 0"),
        ("noise", "salt:1", "gaussian"),
        ("allow", ["copeid"], "dispersed"),
        ("fail_under", {"mood": 1.0}, "indistinguishability"),
    ],
)
def test_an_option_that_cannot_be_used_lists_what_can(option, value, message):
    with pytest.raises(OptionError, match=message):
        datadiet.score(vectors(20), vectors(20), **{option: value})


def test_frames_of_one_video_are_no_fault_once_declared():
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(20, 8))
    frames = (np.repeat(centres, 20, axis=0) + 0.1 * rng.normal(size=(400, 8))).astype(np.float32)
    columns = [f"c{number}" for number in range(8)]
    real = pl.DataFrame(frames, schema=columns).with_columns(
        pl.Series("group", np.repeat(np.arange(20), 20)).cast(pl.String)
    )
    synthetic = pl.DataFrame(vectors(200, seed=3), schema=columns)
    assert datadiet.score(real, synthetic, workers=1).indistinguishability.faults == ()


def test_what_only_the_synthetic_side_knows_explains_low_realism():
    rng = np.random.default_rng(1)
    columns = [f"c{number}" for number in range(6)]
    off = rng.random(240) < 0.3
    drawn = rng.normal(size=(240, 6)) + 2.2 * off[:, None]
    synthetic = pl.DataFrame(drawn, schema=columns).with_columns(
        pl.Series("surface", np.where(off, "gloss", "matt")), pl.Series("id", [f"s{n}" for n in range(240)])
    )
    card = datadiet.score(pl.DataFrame(rng.normal(size=(240, 6)), schema=columns), synthetic, workers=1)
    assert "gloss" in card.levels["row"].attributions[0].where


def test_metadata_that_names_neither_side_says_what_both_are_called(folders, tmp_path):
    (tmp_path / "meta.csv").write_text("file,light\nnobody.png,3\n")
    with pytest.raises(DataError, match=r"of real.* or of synthetic.*'000\.png' or '000\.png'"):
        datadiet.score(*folders, metadata=tmp_path / "meta.csv", workers=1)


def test_a_group_column_of_one_side_only_is_refused(folders, tmp_path):
    rows = "\n".join(f"{number:03}.png,{number // 5}" for number in range(50, 60))
    (tmp_path / "meta.csv").write_text(f"file,clip\n{rows}\n")
    with pytest.raises(DataError, match="only the real side has the column 'clip'"):
        datadiet.score(*folders, metadata=tmp_path / "meta.csv", group="clip", workers=1)


def test_nothing_to_explain_is_said():
    card = datadiet.score(vectors(60, seed=1), vectors(60, seed=2), explain=True, workers=1)
    assert any(note.startswith("Nothing was explained") for note in card.levels["row"].notes)


def test_kept_rows_of_a_table_can_be_scored_again(tmp_path):
    columns = [f"c{number}" for number in range(4)]
    for name, seed in (("real", 1), ("synthetic", 2)):
        pl.DataFrame(vectors(60, seed=seed, d=4), schema=columns).write_csv(tmp_path / f"{name}.csv")
    card = datadiet.score(tmp_path / "real.csv", tmp_path / "synthetic.csv", workers=1)
    kept = datadiet.keep(card, tmp_path / "kept")
    assert kept.next_command.endswith("samples.parquet")
    again = datadiet.score(tmp_path / "real.csv", kept.next_command.split()[-1], workers=1)
    assert again.levels["row"].n_synthetic == kept.kept


def test_kept_samples_keep_the_conditions_that_were_joined(folders, tmp_path):
    rows = "\n".join(f"{number:03}.png,{number}" for number in range(50))
    (tmp_path / "meta.csv").write_text(f"file,light\n{rows}\n")
    card = datadiet.score(*folders, metadata=tmp_path / "meta.csv", workers=1)
    kept = datadiet.keep(card, tmp_path / "kept", count=5)
    assert pl.read_csv(kept.path / "metadata.csv")["light"].null_count() == 0
