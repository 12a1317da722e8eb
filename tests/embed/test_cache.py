import sqlite3
from pathlib import Path

import numpy as np
import pytest

from datadiet.data.dataset import ImageRef
from datadiet.data.images import FileFacts
from datadiet.embed.cache import Stored, VectorCache, default_folder, key
from datadiet.embed.noise import parse
from datadiet.errors import OutputError

FACTS = FileFacts(
    width=4, height=3, format="PNG", mode="RGB", jpeg_quality=None, exif=False, icc=True, border=0.25, bytes=99
)


def stored(number: int) -> Stored:
    return Stored(np.arange(3, dtype=np.float32) + number, f"content {number}", FACTS)


def database(folder: Path) -> Path:
    (found,) = folder.glob("*.sqlite")
    return found


def test_what_is_stored_is_found_again_by_the_next_run(tmp_path: Path) -> None:
    with VectorCache(tmp_path / "new" / "folder") as cache:
        cache.store({bytes([n]): stored(n) for n in range(5)})
    with VectorCache(tmp_path / "new" / "folder") as cache:
        found = cache.find([b"\x01", b"\x03", b"absent"])
    assert sorted(found) == [b"\x01", b"\x03"]
    assert found[b"\x03"].vector.tolist() == [3, 4, 5]
    assert found[b"\x03"].vector.dtype == np.float32
    assert (found[b"\x03"].content, found[b"\x03"].facts) == ("content 3", FACTS)


def test_more_keys_than_one_query_takes_are_found(tmp_path: Path) -> None:
    names = [n.to_bytes(2, "big") for n in range(1200)]
    with VectorCache(tmp_path) as cache:
        cache.store({name: stored(n) for n, name in enumerate(names)})
        assert [row.content for row in cache.find(names).values()] == [f"content {n}" for n in range(1200)]


def test_a_row_with_a_changed_bit_is_as_good_as_absent(tmp_path: Path) -> None:
    with VectorCache(tmp_path) as cache:
        cache.store({b"a": stored(1), b"b": stored(2)})
    with sqlite3.connect(database(tmp_path)) as connection:
        ((body,),) = connection.execute("SELECT body FROM vectors WHERE key = ?", [b"a"]).fetchall()
        connection.execute("UPDATE vectors SET body = ? WHERE key = ?", [body[:-1] + b"\x7f", b"a"])
    with VectorCache(tmp_path) as cache:
        assert list(cache.find([b"a", b"b"])) == [b"b"]


def test_a_file_that_is_no_database_is_begun_anew(tmp_path: Path) -> None:
    with VectorCache(tmp_path):
        pass
    database(tmp_path).write_bytes(b"rot" * 5000)
    with VectorCache(tmp_path) as cache:
        cache.store({b"a": stored(1)})
        assert list(cache.find([b"a"])) == [b"a"]


def test_pages_that_rotted_later_are_not_a_crash(tmp_path: Path) -> None:
    names = [n.to_bytes(2, "big") for n in range(400)]
    with VectorCache(tmp_path) as cache:
        cache.store({name: stored(n) for n, name in enumerate(names)})
    path = database(tmp_path)
    content = bytearray(path.read_bytes())
    content[8192:16384] = b"\xee" * 8192
    path.write_bytes(content)
    with VectorCache(tmp_path) as cache:
        assert all(row.content.startswith("content") for row in cache.find(names).values())
        cache.store({name: stored(n) for n, name in enumerate(names)})
        assert len(cache.find(names)) == 400


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="set DATADIET_CACHE"):
        VectorCache(tmp_path / "file" / "cache")


def test_the_folder_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATADIET_CACHE", str(tmp_path / "own"))
    assert default_folder() == tmp_path / "own"
    monkeypatch.delenv("DATADIET_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert default_folder() == tmp_path / "xdg" / "datadiet"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert default_folder() == tmp_path / ".cache" / "datadiet"


def test_a_key_changes_with_everything_that_the_vector_depends_on() -> None:
    whole = ImageRef("id", "uri")
    noise = parse("gaussian:0.1")
    keys = {
        key("file", whole, "embedder", None, 0),
        key("other file", whole, "embedder", None, 0),
        key("file", ImageRef("id", "uri", crop=(0, 0, 1, 1)), "embedder", None, 0),
        key("file", ImageRef("id", "uri", masked=((0, 0, 1, 1),)), "embedder", None, 0),
        key("file", whole, "other embedder", None, 0),
        key("file", whole, "embedder", noise, 0),
        key("file", whole, "embedder", noise, 1),
        key("file", whole, "embedder", parse("gaussian:0.2"), 0),
    }
    assert len(keys) == 8


def test_a_key_depends_neither_on_names_nor_without_noise_on_the_seed() -> None:
    assert key("f", ImageRef("a", "here"), "e", None, 0) == key("f", ImageRef("b", "there"), "e", None, 5)
