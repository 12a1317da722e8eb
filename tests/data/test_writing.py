import dataclasses
import json
import os
import shutil

import numpy as np
import polars as pl
import pytest

from datadiet.data import images, read, write
from datadiet.data.dataset import ANNOTATIONS
from datadiet.data.metadata import join
from datadiet.errors import DataError, OptionError, OutputError


@pytest.fixture
def annotated(picture, tmp_path):
    """Names that collide but for folder, case or suffix; one image without boxes."""
    names = ("x/a.png", "x/A.png", "x/a.bmp", "y/z/a.png", "b.png")
    for seed, name in enumerate(names):
        picture(f"set/{name}", seed=seed)
    dataset = read(tmp_path / "set", origin="synthetic")
    rows = [
        ("x/a.png", "cell", 1.0, 2.0, 11.0, 22.0, "[[1.0, 2.0, 11.0, 2.0, 11.0, 22.0]]", False),
        ("x/a.png", "disc", 0.0, 0.0, 7.5, 8.25, None, False),
        ("x/A.png", "cell", 3.0, 3.0, 40.0, 30.0, None, False),
        ("y/z/a.png", "cell", 5.0, 5.0, 6.0, 6.0, None, False),
    ]
    boxes = pl.DataFrame(rows, schema=ANNOTATIONS, orient="row")
    samples = dataset.samples.with_columns(glare=pl.Series([0.1, 0.2, 0.3, 0.4, None]))
    return dataclasses.replace(dataset, samples=samples, annotations=boxes)


def by_content(dataset):
    """Content of each file -> its boxes: the names of files may change, these may not."""
    found = {images.decode(uri).content: [] for uri in dataset.samples["uri"]}
    uris = dict(dataset.samples["id", "uri"].rows())
    for sample, label, *sides in dataset.annotations["sample", "label", "left", "top", "right", "bottom"].rows():
        found[images.decode(uris[sample]).content].append((label, *np.round(sides, 4)))
    return found


@pytest.mark.parametrize("format", ["folder", "coco", "yolo", "fiftyone"])
def test_what_is_written_reads_back_with_the_same_samples_and_boxes(annotated, tmp_path, format):
    kept = [id for id in annotated.samples["id"] if id != "x/A.png"]
    written = write(annotated, kept, tmp_path / "out", format=format)
    assert written == tmp_path / "out"
    again = read(written, origin="synthetic")
    expected = by_content(annotated)
    del expected[images.decode(annotated.samples.filter(id="x/A.png")["uri"][0]).content]
    assert by_content(again) == expected
    assert not again.problems


@pytest.mark.parametrize("format", ["folder", "yolo", "fiftyone"])
def test_conditions_travel_in_a_table_that_can_be_joined_again(annotated, tmp_path, format):
    written = write(annotated, annotated.samples["id"].to_list(), tmp_path / "out", format=format)
    again = join(read(written, origin="synthetic"), written / "metadata.csv")
    assert sorted(again.samples["original_id", "glare"].rows()) == sorted(annotated.samples["id", "glare"].rows())


def test_coco_keeps_masks_crowds_and_conditions(annotated, tmp_path):
    crowd = annotated.annotations.with_columns(crowd=pl.col("label") == "disc")
    dataset = dataclasses.replace(annotated, annotations=crowd)
    again = read(write(dataset, dataset.samples["id"].to_list(), tmp_path / "out", format="coco"), origin="real")
    assert again.annotations["label", "crowd", "mask"].sort("label", "mask").rows() == (
        crowd["label", "crowd", "mask"].sort("label", "mask").rows()
    )
    assert sorted(again.samples["glare"].drop_nulls()) == [0.1, 0.2, 0.3, 0.4]


def test_yolo_keeps_polygons_and_leaves_out_crowds(annotated, tmp_path):
    crowd = annotated.annotations.with_columns(crowd=pl.col("label") == "disc")
    dataset = dataclasses.replace(annotated, annotations=crowd)
    again = read(write(dataset, ["x/a.png"], tmp_path / "out", format="yolo"), origin="real")
    assert again.annotations["label"].to_list() == ["cell"]
    np.testing.assert_allclose(json.loads(again.annotations["mask"][0]), [[1, 2, 11, 2, 11, 22]], rtol=1e-6)


def test_labelled_images_are_written_as_class_folders(picture, tmp_path):
    for name in ("cat/1.png", "dog/1.png"):
        picture(f"set/{name}", seed=len(name))
    dataset = read(tmp_path / "set", origin="real")
    again = read(write(dataset, ["cat/1.png", "dog/1.png"], tmp_path / "out", format="folder"), origin="real")
    assert again.samples["id", "label"].rows() == [("cat/1.png", "cat"), ("dog/1.png", "dog")]


@pytest.mark.parametrize("label", ["../../evil", "a/b", "", ".."])
def test_a_label_cannot_lead_out_of_the_folder(picture, tmp_path, label):
    path = picture("set/a.png")
    dataset = read(pl.DataFrame({"path": [str(path)], "label": [label]}), origin="real")
    written = write(dataset, dataset.samples["id"].to_list(), tmp_path / "deep" / "out", format="folder")
    assert [p.suffix for p in written.rglob("*") if p.is_file() and p.name != "metadata.csv"] == [".png"]
    assert len(list(tmp_path.rglob("*.png"))) == 2


def test_unlabelled_images_are_not_read_back_as_classes(picture, tmp_path):
    for name in ("JPEGImages/1.png", "JPEGImages/2.png"):
        picture(f"set/{name}")
    dataset = read(tmp_path / "set", origin="real")
    plain = dataclasses.replace(dataset, samples=dataset.samples.with_columns(label=pl.lit(None, pl.String)))
    again = read(write(plain, plain.samples["id"].to_list(), tmp_path / "out", format="folder"), origin="real")
    assert again.samples["label"].null_count() == 2


def test_fiftyone_keeps_the_labels_of_whole_images(picture, tmp_path):
    for name in ("cat/1.png", "dog/1.png"):
        picture(f"set/{name}")
    dataset = read(tmp_path / "set", origin="real")
    again = read(write(dataset, ["cat/1.png", "dog/1.png"], tmp_path / "out", format="fiftyone"), origin="real")
    assert sorted(again.samples["label"]) == ["cat", "dog"]


def test_a_list_copies_nothing_and_can_be_read_as_a_frame(annotated, tmp_path):
    written = write(annotated, ["b.png", "x/a.png"], tmp_path / "out", format="list")
    assert sorted(path.name for path in written.iterdir()) == ["annotations.json", "provenance.json", "samples.csv"]
    again = read(pl.read_csv(written / "samples.csv"), origin="synthetic")
    assert again.samples["id", "glare"].rows() == [("b.png", 0.1), ("x/a.png", 0.4)]


@pytest.mark.parametrize("format", ["folder", "list"])
def test_vectors_are_written_with_their_conditions(tmp_path, format):
    frame = pl.DataFrame({"id": ["p", "q", "r"], "x": [1.0, 2.0, 3.0], "y": [4.0, 5.0, 6.0], "site": ["s", "t", "u"]})
    dataset = read(frame, origin="real")
    written = write(dataset, ["r", "p"], tmp_path / "out", format=format)
    again = read(written / "samples.parquet", origin="real")
    np.testing.assert_array_equal(again.vectors, [[1, 4], [3, 6]])
    assert again.samples["id", "site"].rows() == [("p", "s"), ("r", "u")]
    assert again.columns == ("x", "y")
    nameless = read(np.array([[1.0, 4.0], [2.0, 5.0]]), origin="real")
    again = read(write(nameless, ["1"], tmp_path / "nameless", format=format) / "samples.parquet", origin="real")
    np.testing.assert_array_equal(again.vectors, [[2, 5]])
    assert again.columns == ()
    with pytest.raises(OptionError, match=r"is a set of vectors\. Expected: folder or list"):
        write(dataset, ["p"], tmp_path / "out2", format="coco")


def test_a_folder_that_is_not_empty_is_left_alone(annotated, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("dear")
    with pytest.raises(OutputError, match=r"out exists and is not empty\. Expected: a new or empty folder"):
        write(annotated, ["b.png"], tmp_path / "out", format="folder")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.txt"]


def test_an_empty_folder_may_be_filled(annotated, tmp_path):
    (tmp_path / "out").mkdir()
    assert len(read(write(annotated, ["b.png"], tmp_path / "out", format="yolo"), origin="real")) == 1


def test_nothing_is_left_behind_when_writing_stops_half_way(annotated, tmp_path):
    (tmp_path / "set" / "y" / "z" / "a.png").unlink()
    with pytest.raises(DataError, match=r"y/z/a\.png is gone"):
        write(annotated, annotated.samples["id"].to_list(), tmp_path / "out", format="coco")
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


def test_nothing_is_left_behind_by_an_interruption(annotated, tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "copyfile", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(annotated, ["b.png"], tmp_path / "out", format="coco")
    assert [path.name for path in tmp_path.iterdir()] == ["set"]


def test_a_kept_file_is_a_copy_that_can_be_edited(annotated, tmp_path):
    kept = read(write(annotated, ["b.png"], tmp_path / "out", format="folder"), origin="real")
    source = annotated.samples.filter(pl.col("id") == "b.png")["uri"][0]
    assert not os.path.samefile(kept.samples["uri"][0], source)


def test_a_place_that_cannot_be_written_says_so(annotated, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"file cannot be written \(.*\)\. What to do: choose another folder"):
        write(annotated, ["b.png"], tmp_path / "file" / "out", format="folder")


def test_unknown_ids_formats_and_nothing_to_keep_are_refused(annotated, tmp_path):
    with pytest.raises(DataError, match="has no sample 'q'"):
        write(annotated, ["b.png", "q"], tmp_path / "out", format="folder")
    with pytest.raises(DataError, match="no sample is to be kept"):
        write(annotated, [], tmp_path / "out", format="folder")
    with pytest.raises(OptionError, match=r"format is 'zip'. Expected: one of folder, coco, yolo, fiftyone, list"):
        write(annotated, ["b.png"], tmp_path / "out", format="zip")


def test_the_real_blood_cells_come_back_with_all_their_boxes(bccd, tmp_path):
    dataset = read(f"{bccd}#val", origin="real")
    kept = dataset.samples["id"].to_list()[:10]
    boxes = dataset.annotations.filter(pl.col("sample").is_in(kept))
    for format in ("coco", "yolo", "fiftyone"):
        again = read(write(dataset, kept, tmp_path / format, format=format), origin="real")
        assert sorted(again.annotations["label"]) == sorted(boxes["label"])
        for side in ("left", "top", "right", "bottom"):
            np.testing.assert_allclose(again.annotations[side].sort(), boxes[side].sort(), atol=1e-4)
