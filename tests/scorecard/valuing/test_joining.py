from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from datadiet.data import read
from datadiet.errors import DataError, OptionError
from datadiet.scorecard.valuing.joining import join_labels


@pytest.fixture
def sides(tmp_path):
    for name in ("real", "made"):
        np.savez(tmp_path / f"{name}.npz", embeddings=np.eye(3), ids=[f"{name}-{i}" for i in range(3)])
    return [read(tmp_path / "real.npz", origin="real"), read(tmp_path / "made.npz", origin="synthetic")]


def test_labels_come_from_a_file_by_name(sides, tmp_path):
    frame = pl.DataFrame({"id": ["made-2", "made-0", "real-1"], "class": [7, 8, 9]})
    frame.write_csv(tmp_path / "labels.csv")
    joined = join_labels(sides, str(tmp_path / "labels.csv"), "scene")
    assert joined[0].samples["label"].to_list() == [None, "9", None]
    assert joined[1].samples["label"].to_list() == ["8", None, "7"]


def test_what_is_no_file_is_a_column_and_is_there_already(sides):
    assert join_labels(sides, "colour", "scene") == sides
    assert join_labels(sides, None, "item") == sides


def test_a_file_without_labels_or_for_items_is_refused(sides, tmp_path):
    pl.DataFrame({"id": ["made-2"], "width": [1], "height": [2]}).write_csv(tmp_path / "sizes.csv")
    with pytest.raises(DataError, match="a column called label, class, category, target"):
        join_labels(sides, str(tmp_path / "sizes.csv"), "scene")
    with pytest.raises(OptionError, match="at the level item"):
        join_labels(sides, str(tmp_path / "sizes.csv"), "item")


def test_a_side_that_the_file_does_not_name_keeps_its_labels_and_says_so_and_others_have_those_of_the_file_alone(
    sides, tmp_path
):
    own = [replace(side, samples=side.samples.with_columns(pl.lit("own").alias("label"))) for side in sides]
    pl.DataFrame({"id": ["real-0", "real-1"], "label": ["a", "b"]}).write_csv(tmp_path / "labels.csv")
    real, made = join_labels(own, str(tmp_path / "labels.csv"), "scene")
    assert real.samples["label"].to_list() == ["a", "b", None]
    assert made.samples["label"].to_list() == ["own"] * 3
    assert made.problems[-1].reason == "names no sample of made.npz, which keeps the labels that it has"
    assert real.problems == ()
