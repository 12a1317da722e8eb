import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from datadiet.data import ANNOTATIONS, SAMPLES, read
from datadiet.errors import DataError, EmbeddingError, OptionError
from tests.data.shown import ids, reasons


def test_a_flat_folder_has_no_labels(picture, tmp_path):
    picture("b.png")
    picture("a.jpg")
    dataset = read(tmp_path, origin="real")
    assert ids(dataset) == ["a.jpg", "b.png"]
    assert dataset.format == "folder"
    assert dataset.origin == "real"
    assert dataset.name == tmp_path.name
    assert dataset.samples["label"].null_count() == 2
    assert dataset.samples.schema == SAMPLES
    assert dataset.annotations.schema == ANNOTATIONS


def test_subfolders_are_classes_where_all_images_lie_one_level_down(picture, tmp_path):
    picture("cat/1.png")
    picture("dog/1.png")
    dataset = read(tmp_path, origin="real")
    assert dataset.samples.select("id", "label").rows() == [("cat/1.png", "cat"), ("dog/1.png", "dog")]


def test_a_deeper_or_mixed_tree_is_read_without_labels(picture, tmp_path):
    picture("cat/1.png")
    picture("dog/more/1.png")
    dataset = read(tmp_path, origin="real")
    assert ids(dataset) == ["cat/1.png", "dog/more/1.png"]
    assert dataset.samples["label"].null_count() == 2


def test_one_image_is_a_set_of_one(picture, tmp_path):
    picture("a.png")
    assert ids(read(tmp_path, origin="real")) == ["a.png"]
    assert ids(read(tmp_path / "a.png", origin="real")) == ["a.png"]


def test_a_missing_source_says_so(tmp_path):
    with pytest.raises(DataError, match=r"nowhere does not exist\. Expected: .* What to do: check the path"):
        read(tmp_path / "nowhere", origin="real")


def test_an_empty_folder_says_so(tmp_path):
    with pytest.raises(DataError, match=r"is empty\. Expected: a folder with images\. What to do: check the path"):
        read(tmp_path, origin="real")


def test_a_folder_without_images_says_what_it_holds(tmp_path):
    (tmp_path / "notes.txt").touch()
    (tmp_path / "more.txt").touch()
    with pytest.raises(DataError, match=r"holds no images, only 2 \.txt files\. Expected: images"):
        read(tmp_path, origin="real")


def test_an_unknown_file_lists_the_formats(tmp_path):
    (tmp_path / "a.docx").touch()
    with pytest.raises(DataError, match=r"a\.docx is in no known format\. Expected: fiftyone, coco, yolo, voc"):
        read(tmp_path / "a.docx", origin="real")


def test_an_unknown_format_lists_the_choices(picture, tmp_path):
    picture("a.png")
    with pytest.raises(OptionError, match=r"'cooc' is not one of .* Expected: arrays, coco, fiftyone, folder"):
        read(tmp_path, origin="real", format="cooc")


def test_a_named_format_overrules_detection(picture, tmp_path):
    picture("a.png")
    (tmp_path / "boxes.json").write_text('{"images": [], "annotations": [], "categories": []}')
    assert read(tmp_path, origin="real", format="folder").format == "folder"
    with pytest.raises(DataError, match="holds no images"):
        read(tmp_path, origin="real")


def test_a_name_can_be_given(picture, tmp_path):
    picture("a.png")
    assert read(tmp_path, origin="synthetic", name="twin 3").name == "twin 3"


def test_something_that_is_no_data_set_is_refused():
    with pytest.raises(DataError, match="a int is no data set"):
        read(3, origin="real")


def test_an_array_becomes_vectors():
    dataset = read(np.arange(6, dtype=np.float64).reshape(3, 2), origin="real")
    assert dataset.vectors.dtype == np.float32
    assert ids(dataset) == ["0", "1", "2"]
    np.testing.assert_array_equal(dataset.vectors, [[0, 1], [2, 3], [4, 5]])


def test_rows_that_are_not_finite_are_listed_and_left_out():
    vectors = np.ones((5, 3))
    vectors[1, 2], vectors[3, 0], vectors[4, 1] = np.nan, np.inf, 1e300
    dataset = read(vectors, origin="real")
    assert ids(dataset) == ["0", "2"]
    assert len(dataset.vectors) == 2
    assert reasons(dataset) == dict.fromkeys(["1", "3", "4"], "its vector is not finite")


def test_vectors_of_which_none_is_finite_are_an_error():
    with pytest.raises(DataError, match=r"none of the 2 items of real array can be used .*not finite"):
        read(np.full((2, 3), np.nan), origin="real")


@pytest.mark.parametrize("shape", [(3,), (3, 2, 2), (0, 4), (4, 0)])
def test_an_array_of_another_shape_is_refused(shape):
    with pytest.raises(EmbeddingError, match=r"has the shape .*Expected: \(n, D\)"):
        read(np.zeros(shape), origin="real")


def test_object_and_complex_arrays_are_refused():
    with pytest.raises(EmbeddingError, match="real array holds object"):
        read(np.array([[1, None]]), origin="real")
    with pytest.raises(EmbeddingError, match="holds complex128"):
        read(np.ones((2, 2), dtype=complex), origin="real")


@pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table])
def test_any_frame_with_numbers_becomes_vectors_with_conditions(make):
    frame = make({"id": ["p", "q"], "x": [1.0, 2.0], "y": [3, 4], "label": ["a", "b"], "site": ["s", "t"]})
    dataset = read(frame, origin="real")
    np.testing.assert_array_equal(dataset.vectors, [[1, 3], [2, 4]])
    assert dataset.samples.columns == ["id", "uri", "label", "group", "site"]
    assert ids(dataset) == ["p", "q"]
    assert dataset.samples["label"].to_list() == ["a", "b"]


@pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table])
def test_any_frame_with_paths_becomes_images_and_may_point_anywhere(picture, make):
    first, second = picture("a.png"), picture("elsewhere/b.png")
    frame = make({"filepath": [str(first), str(second), "gone.png"], "glare": [0.1, 0.7, 0.2]})
    dataset = read(frame, origin="real")
    assert dataset.samples["uri"].to_list() == [str(first), str(second)]
    assert dataset.samples["glare"].to_list() == [0.1, 0.7]
    assert reasons(dataset)["gone.png"].startswith("the image file is missing")


def test_a_column_of_lists_is_taken_as_vectors():
    frame = pl.DataFrame({"embedding": [[1.0, 2.0], None, [3.0, 4.0]], "size": [1, 2, 3]})
    dataset = read(frame, origin="real")
    np.testing.assert_array_equal(dataset.vectors, [[1, 2], [3, 4]])
    assert dataset.samples["size"].to_list() == [1, 3]
    assert reasons(dataset) == {"1": "its vector is not finite"}


def test_lists_of_differing_length_are_refused():
    with pytest.raises(EmbeddingError, match=r"differ in length, from 1 to 2\. Expected: one length"):
        read(pl.DataFrame({"embedding": [[1.0], [1.0, 2.0]]}), origin="real")


def test_a_frame_without_paths_or_numbers_is_refused():
    with pytest.raises(DataError, match="has neither paths nor numbers, only colour"):
        read(pl.DataFrame({"colour": ["red"]}), origin="real")
    with pytest.raises(DataError, match="holds no rows"):
        read(pl.DataFrame({"x": []}), origin="real")


def test_links_that_leave_the_folder_are_listed(picture, tmp_path):
    picture("set/a.png")
    (tmp_path / "set" / "b.png").symlink_to(picture("elsewhere/b.png"))
    dataset = read(tmp_path / "set", origin="real")
    assert ids(dataset) == ["a.png"]
    assert reasons(dataset)["b.png"].startswith("a link that leaves the folder")


def test_a_folder_of_nothing_but_leaving_links_says_so(picture, tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "b.png").symlink_to(picture("elsewhere/b.png"))
    with pytest.raises(DataError, match=r"none of the 1 items .*b\.png: a link that leaves the folder"):
        read(tmp_path / "set", origin="real")


def test_a_name_that_is_not_utf8_is_listed(picture, tmp_path):
    picture("a.png")
    (tmp_path / "caf\udce9.png").write_bytes((tmp_path / "a.png").read_bytes())
    dataset = read(tmp_path, origin="real")
    assert ids(dataset) == ["a.png"]
    assert "the name is not valid UTF-8: rename the file" in reasons(dataset).values()
