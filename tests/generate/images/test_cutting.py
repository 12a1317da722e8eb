import numpy as np
import pytest
from PIL import Image

from datadiet.data.reading import read
from datadiet.errors import DataError, OptionError, OutputError
from datadiet.generate.images import cut_items
from tests.generate.images.test_windows import annotated


def test_items_are_written_under_their_class_and_read_back(tmp_path):
    dataset = annotated(tmp_path / "set", [(20, 10, 30, 25), (0, 0, 5, 4)], n=3)
    found = cut_items(dataset, tmp_path / "cut")
    assert found.classes == {"spot": 6}
    back = read(tmp_path / "cut", origin="real")
    assert set(back.samples["label"]) == {"spot"}
    sizes = {Image.open(path).size for path in (tmp_path / "cut" / "spot").iterdir()}
    assert sizes == {(30, 25), (5, 4)}
    first = np.asarray(Image.open(sorted((tmp_path / "cut" / "spot").iterdir())[0]))
    assert first[0, 0].tolist() == [20, 10, 0]


def test_size_and_margin(tmp_path):
    dataset = annotated(tmp_path / "set", [(20, 10, 10, 10)], n=2)
    cut_items(dataset, tmp_path / "wide", margin=0.5)
    assert {Image.open(path).size for path in (tmp_path / "wide" / "spot").iterdir()} == {(20, 20)}
    cut_items(dataset, tmp_path / "small", size=6)
    assert {Image.open(path).size for path in (tmp_path / "small" / "spot").iterdir()} == {(6, 6)}


def test_what_cannot_be_cut_is_told_or_refused(tmp_path):
    dataset = annotated(tmp_path / "set", [(20, 10, 10, 10)], n=2)
    (tmp_path / "set" / "images" / "0.png").write_bytes(b"no picture")
    assert [each.where for each in cut_items(dataset, tmp_path / "cut").problems] == ["images/0.png#0"]
    with pytest.raises(OutputError, match="not empty"):
        cut_items(dataset, tmp_path / "cut")
    (tmp_path / "set" / "images" / "1.png").write_bytes(b"no picture")
    with pytest.raises(DataError, match="not one of 2 items"):
        cut_items(dataset, tmp_path / "none")
    assert not (tmp_path / "none").exists()
    for options in ({"size": 0}, {"margin": -1}):
        with pytest.raises(OptionError):
            cut_items(dataset, tmp_path / "none", **options)


def test_names_of_classes_never_leave_the_folder(tmp_path):
    dataset = annotated(tmp_path / "set", [(20, 10, 10, 10)], n=2)
    boxes = dataset.annotations

    def named(*names):
        import dataclasses

        import polars as pl

        return dataclasses.replace(dataset, annotations=boxes.with_columns(label=pl.Series(names)))

    assert cut_items(named("../../evil", "a"), tmp_path / "cut").classes == {"../../evil": 1, "a": 1}
    assert sorted(path.name for path in (tmp_path / "cut").iterdir()) == ["______evil", "a"]
    with pytest.raises(DataError, match="would share the folder"):
        cut_items(named("a/b", "a_b"), tmp_path / "other")
