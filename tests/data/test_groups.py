import dataclasses

import numpy as np
import polars as pl
import pytest
from PIL import Image

from datadiet.data import read
from datadiet.data.groups import assign
from datadiet.data.similarity import duplicate_images, duplicate_vectors, perceptual_hash
from datadiet.errors import OptionError
from tests.data.test_images import smooth


def groups(dataset):
    return dict(dataset.samples["id", "group"].rows())


@pytest.fixture
def films(picture, tmp_path):
    for film in (1, 2):
        for frame in (1, 2):
            picture(f"all/film{film}/f{frame}.png", seed=10 * film + frame)
    return read(tmp_path, origin="real")


def test_without_a_rule_each_sample_is_its_own_group(films):
    assert all(id == group for id, group in groups(assign(films, None)).items())


def test_without_a_rule_a_declared_group_stands_and_gaps_are_filled():
    frame = pl.DataFrame({"id": ["p", "q", "r"], "group": ["g", None, "g"], "x": [1.0, 2.0, 3.0]})
    assert groups(assign(read(frame, origin="real"), None)) == {"p": "g", "q": "q", "r": "g"}


def test_folder_groups_by_the_folder_of_the_file(films):
    found = groups(assign(films, "folder"))
    assert found["all/film1/f1.png"] == found["all/film1/f2.png"] != found["all/film2/f1.png"]


def test_a_column_groups_by_its_values():
    frame = pl.DataFrame({"id": ["p", "q", "r"], "patient": [7, 7, None], "x": [1.0, 2.0, 3.0]})
    numbered = assign(read(frame.with_columns(pl.col("patient").cast(pl.String)), origin="real"), "patient")
    assert groups(numbered) == {"p": "7", "q": "7", "r": "r"}


def test_an_expression_groups_by_its_first_parentheses(films):
    assert set(groups(assign(films, r"(film\d)")).values()) == {"film1", "film2"}


def test_an_expression_leaves_those_alone_that_it_does_not_match(films):
    found = groups(assign(films, r"(film1)"))
    assert found["all/film1/f1.png"] == "film1"
    assert found["all/film2/f1.png"] == "all/film2/f1.png"


def test_an_unknown_column_lists_the_columns(films):
    with pytest.raises(OptionError, match=r"'patient' is neither a column of .* Expected: .*columns label, group"):
        assign(films, "patient")


def test_a_broken_expression_says_what_is_wrong(films):
    with pytest.raises(OptionError, match="nor a regular expression \\(missing \\)"):
        assign(films, "(film")


def test_an_expression_that_matches_nothing_shows_an_id(films):
    with pytest.raises(OptionError, match=r"matches none of the 4 samples .*'all/film1/f1\.png'"):
        assign(films, "(movie[0-9])")


def test_auto_joins_copies_compressed_and_scaled_images_and_no_others(tmp_path):
    for seed in range(3):
        smooth(seed=seed * 10).save(tmp_path / f"{seed}.png")
    smooth(seed=0).save(tmp_path / "0-compressed.jpg", quality=40)
    smooth(seed=0).resize((160, 120)).save(tmp_path / "0-small.png")
    (tmp_path / "broken.jpg").write_text("no")
    found = groups(assign(read(tmp_path, origin="real"), "auto"))
    assert found["0.png"] == found["0-compressed.jpg"] == found["0-small.png"]
    assert len(set(found.values())) == 4


def test_auto_joins_near_vectors_through_others():
    x = np.random.default_rng(0).normal(size=(50, 8))
    chain = x[0] + np.linspace(0, 1, 20)[:, None] * np.array([1.0] + [0.0] * 7)
    labels = duplicate_vectors(np.concatenate([x, chain]))
    assert len(set(labels[50:])) == 1
    assert len(set(labels[1:50])) == 49
    assert labels[0] == labels[50]


def test_near_duplicates_agree_with_brute_force():
    x = np.random.default_rng(1).normal(size=(60, 2))
    distances = np.linalg.norm(x[:, None] - x[None], axis=2)
    near = distances <= 0.1 * np.median(distances[np.triu_indices(60, 1)])
    reach = near
    for _ in range(6):
        reach = (reach.astype(np.int64) @ reach.astype(np.int64)) > 0
    labels = duplicate_vectors(x)
    np.testing.assert_array_equal(labels[:, None] == labels[None], reach)


def test_one_or_identical_vectors():
    assert duplicate_vectors(np.ones((1, 3))).tolist() == [0]
    assert duplicate_vectors(np.ones((4, 3))).tolist() == [0] * 4


def test_crops_of_one_image_are_one_group(picture, tmp_path):
    picture("a.png", seed=1)
    dataset = read(tmp_path, origin="real")
    twice = pl.concat([dataset.samples, dataset.samples]).with_columns(id=pl.Series(["a#0", "a#1"]))
    assert groups(assign(dataclasses.replace(dataset, samples=twice), "auto")) == {"a#0": "a#0", "a#1": "a#0"}


def test_different_real_images_are_not_near_duplicates(bccd):
    uris = [str(path) for path in sorted((bccd / "images").iterdir())[:60]]
    assert len(set(duplicate_images(uris))) >= 59


def test_the_hash_follows_the_upright_image(tmp_path):
    upright = smooth()
    exif = Image.Exif()
    exif[0x0112] = 3
    upright.save(tmp_path / "a.png")
    upright.transpose(Image.Transpose.ROTATE_180).save(tmp_path / "b.png", exif=exif)
    assert perceptual_hash(str(tmp_path / "a.png")) == perceptual_hash(str(tmp_path / "b.png"))
