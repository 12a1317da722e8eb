"""Tables and arrays on disk; nothing is ever unpickled."""

import json
import pickle

import numpy as np
import polars as pl
import pytest

from datadiet.data import read
from datadiet.data.tables import load
from datadiet.errors import DataError, EmbeddingError
from tests.data.shown import ids, reasons


def test_a_table_of_paths_gives_images_with_conditions(picture, tmp_path):
    picture("img/a.png")
    picture("img/b.png")
    (tmp_path / "t.csv").write_text(
        "Path,label,glare\nimg/a.png,cat,0.5\nimg/b.png,dog,\nimg/a.png,cat,1\nimg/c.png,dog,1\n"
    )
    dataset = read(tmp_path / "t.csv", origin="real")
    assert dataset.samples["id", "label", "glare"].rows() == [("img/a.png", "cat", 0.5), ("img/b.png", "dog", None)]
    assert reasons(dataset)["img/a.png"] == "a second sample with this id; the first one is kept"
    assert reasons(dataset)["img/c.png"].startswith("the image file is missing")


def test_a_table_may_name_absolute_paths_only_inside_its_folder(picture, tmp_path):
    inside, outside = picture("set/a.png"), picture("b.png")
    (tmp_path / "set" / "t.jsonl").write_text("\n".join(json.dumps({"path": str(path)}) for path in (inside, outside)))
    dataset = read(tmp_path / "set" / "t.jsonl", origin="real")
    assert ids(dataset) == ["a.png"]
    assert "leaves the folder" in reasons(dataset)[str(outside)]


@pytest.mark.parametrize("suffix", ["csv", "parquet", "jsonl"])
def test_a_table_of_numbers_gives_vectors(tmp_path, suffix):
    frame = pl.DataFrame(
        {"id": ["p", "q", "q", "r"], "x": [1.0, 2.0, 3.0, None], "y": [5, 6, 7, 8], "site": list("stuv")}
    )
    path = tmp_path / f"t.{suffix}"
    {"csv": frame.write_csv, "parquet": frame.write_parquet, "jsonl": frame.write_ndjson}[suffix](path)
    dataset = read(path, origin="real")
    np.testing.assert_array_equal(dataset.vectors, [[1, 5], [2, 6]])
    assert ids(dataset) == ["p", "q"]
    assert dataset.samples["site"].to_list() == ["s", "t"]
    assert [problem.where for problem in dataset.problems] == ["q", "r"]


def test_a_broken_or_empty_table_says_so(tmp_path):
    (tmp_path / "t.csv").write_text("")
    with pytest.raises(DataError, match=r"t\.csv cannot be read as a table"):
        read(tmp_path / "t.csv", origin="real")
    (tmp_path / "t.csv").write_text("x,y\n")
    with pytest.raises(DataError, match=r"t\.csv holds no rows"):
        read(tmp_path / "t.csv", origin="real")
    (tmp_path / "t.parquet").write_text("no")
    with pytest.raises(DataError, match=r"t\.parquet cannot be read as a table"):
        read(tmp_path / "t.parquet", origin="real")


def test_npy_and_npz_give_vectors(tmp_path):
    x = np.random.default_rng(0).normal(size=(4, 3)).astype(np.float32)
    np.save(tmp_path / "a.npy", x)
    np.savez(
        tmp_path / "b.npz",
        X=x,
        ids=np.array(list("pqrs")),
        labels=np.array([1, 1, 2, 2]),
        groups=np.array(list("aabb")),
    )
    np.savez(tmp_path / "c.npz", whatever=x)
    for name in ("a.npy", "b.npz", "c.npz"):
        np.testing.assert_array_equal(read(tmp_path / name, origin="real").vectors, x)
    samples = read(tmp_path / "b.npz", origin="real").samples
    assert samples["id", "label", "group"].rows() == [
        ("p", "1", "a"),
        ("q", "1", "a"),
        ("r", "2", "b"),
        ("s", "2", "b"),
    ]


def test_duplicate_ids_of_vectors_keep_the_first(tmp_path):
    np.savez(tmp_path / "a.npz", X=np.arange(6).reshape(3, 2), ids=np.array(["p", "q", "p"]))
    dataset = read(tmp_path / "a.npz", origin="real")
    np.testing.assert_array_equal(dataset.vectors, [[0, 1], [2, 3]])
    assert reasons(dataset) == {"p": "a second row with this id; the first one is kept"}


class Payload:
    def __reduce__(self):
        return (exec, ("raise AssertionError('unpickled')",))


@pytest.mark.parametrize("name", ["a.npy", "a.npz"])
def test_object_arrays_are_never_unpickled(tmp_path, name):
    array = np.array([[Payload()]], dtype=object)
    (np.save if name.endswith("npy") else np.savez)(tmp_path / name, array, allow_pickle=True)
    with pytest.raises(
        DataError, match=r"holds Python objects, which are never unpickled.*What to do: save it as float32"
    ):
        read(tmp_path / name, origin="real")


def test_a_pickle_called_npy_is_never_unpickled(tmp_path):
    (tmp_path / "a.npy").write_bytes(pickle.dumps(Payload()))
    with pytest.raises(DataError, match=r"never unpickled|not a NumPy array file"):
        read(tmp_path / "a.npy", origin="real")


def test_arrays_that_do_not_fit_are_refused(tmp_path):
    np.savez(tmp_path / "a.npz", X=np.ones((3, 2)), ids=np.array(["p"]))
    with pytest.raises(EmbeddingError, match="has 3 vectors beside 1 ids"):
        read(tmp_path / "a.npz", origin="real")
    np.savez(tmp_path / "b.npz", p=np.ones((3, 2)), q=np.ones((3, 2)))
    with pytest.raises(DataError, match=r"holds the arrays p, q. Expected: one called embeddings or vectors or X"):
        read(tmp_path / "b.npz", origin="real")
    (tmp_path / "c.npy").write_bytes(b"garbage")
    with pytest.raises(DataError, match=r"c\.npy"):
        read(tmp_path / "c.npy", origin="real")


def test_numbers_with_leading_zeros_are_codes(tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("file,zip,n,x\n007,01234,10,0.5\n010,99999,0,0\n")
    frame = load(file)
    assert frame["file"].to_list() == ["007", "010"]
    assert frame["zip"].to_list() == ["01234", "99999"]
    assert frame["n"].to_list() == [10, 0]
    assert frame["x"].to_list() == [0.5, 0.0]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_table_in_utf_16_is_named_as_such(tmp_path, encoding):
    (tmp_path / "t.csv").write_bytes("a,b\n1,2\n3,4\n".encode(encoding))
    with pytest.raises(DataError, match=r"t\.csv is written in UTF-16\. Expected: UTF-8"):
        load(tmp_path / "t.csv")


def test_a_line_with_too_many_fields_is_named(tmp_path):
    (tmp_path / "t.csv").write_text('a,b\n1,"2,5"\n3,4,5\n')
    with pytest.raises(DataError, match=r"line 3 of .*t\.csv has 3 fields, and the header 2"):
        load(tmp_path / "t.csv")
