import hashlib
import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest

from datadiet.data.versions import Keeping, add, make_store, verify
from datadiet.errors import DataError, OptionError


def test_the_id_is_the_digest_of_the_manifest_and_the_rows_are_what_is_there(store, make):
    folder = make()
    version = add(store, folder, tag="v1", message="first").version
    file = store.manifest(version.id)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == version.id == file.stem
    rows = store.table(version, "samples")
    assert rows["sample"].to_list() == [f"images/{i:06d}.png" for i in range(3)]
    first = (folder / "images/000000.png").read_bytes()
    assert rows["content"][0] == hashlib.sha256(first).hexdigest()
    assert json.loads(rows["conditions"][2]) == {"seed": 0, "index": 2, "shade": 102}
    assert rows["objects"].to_list() == [1, 1, 1]
    assert version.made["run"]["source"] == "discs"


def test_the_same_data_has_the_same_id_wherever_it_lies_and_whenever_it_is_added(store, make, tmp_path):
    folder = make("here")
    elsewhere = tmp_path / "deep" / "down" / "there"
    shutil.copytree(folder, elsewhere)
    (elsewhere / "costs.jsonl").write_text('{"index": 0, "seconds": 99.0, "workers": 7}\n')
    os.utime(elsewhere / "run.json", (0, 0))
    (elsewhere / ".DS_Store").write_text("hidden")
    other = make_store(tmp_path / "deep" / "other")
    assert add(other, elsewhere, message="another word").version == add(store, folder).version


def test_another_process_with_another_order_of_hashes_gives_the_same_id(store, make, tmp_path):
    folder = make()
    code = (
        "from datadiet.data.versions import *; import sys;print(add(make_store(sys.argv[2]), sys.argv[1]).version.id)"
    )
    call = [sys.executable, "-c", code, str(folder), str(tmp_path / "again")]
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    done = subprocess.run(call, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == add(store, folder).version.id


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "images/000001.png").write_bytes((folder / "images/000002.png").read_bytes()),
        lambda folder: (folder / "run.json").write_text("{}"),
        lambda folder: (folder / "notes.txt").write_text("new"),
        lambda folder: (
            pl.read_parquet(folder / "metadata.parquet")
            .with_columns(shade=pl.col("shade") + 1)
            .write_parquet(folder / "metadata.parquet")
        ),
    ],
)
def test_any_other_byte_gives_another_id(store, make, change):
    folder = make()
    before = add(store, folder).version
    change(folder)
    assert add(store, folder).version.id != before.id


def test_a_parent_is_part_of_the_id_and_a_second_time_adds_nothing(store, make):
    first, folder = add(store, make("a"), tag="v1").version, make("b", shade=50)
    root, child = add(store, folder), add(store, folder, parents=["v1"])
    assert child.version.parents == (first.id,)
    assert root.version.id != child.version.id
    assert root.version.data == child.version.data
    again = add(store, folder, parents=["v1"])
    assert (again.version, again.new, again.copied) == (child.version, False, 0)
    assert len(store.log()) == 3


def test_a_tag_that_another_version_has_is_refused_and_nothing_is_written(store, make):
    first = add(store, make("a"), tag="v1").version
    with pytest.raises(OptionError, match=rf"'v1' is that of version {first.id[:12]}.*--force"):
        add(store, make("b", shade=7), tag="v1")
    assert store.ids() == [first.id]
    moved = add(store, make("c", shade=9), tag="v1", force=True).version
    assert store.tags() == {"v1": moved.id}


@pytest.mark.parametrize(
    ("name", "word", "content"),
    [
        ("manifest", "its manifest was changed", b"{}"),
        ("samples", "its table of samples was changed", b"rot"),
        ("samples", "its table of samples was missing", None),
        ("files", "its table of files was changed", b"rot"),
    ],
)
def test_a_version_that_is_no_more_as_it_was_is_written_again(store, make, name, word, content):
    folder = make()
    version = add(store, folder, message="first").version
    file = store.manifest(version.id) if name == "manifest" else store.table_file(version.id, name)
    was = file.read_bytes()
    file.unlink() if content is None else file.write_bytes(content)
    again = add(store, folder)
    assert (again.version, again.new, again.mended) == (version, False, (word,))
    assert file.read_bytes() == was
    assert verify(store).fine
    assert add(store, folder).mended == ()
    assert [entry.message for entry in store.log()] == ["first"]


def test_a_table_with_another_value_is_written_again_and_one_that_is_packed_otherwise_stays(store, make):
    folder = make()
    version = add(store, folder).version
    file = store.table_file(version.id, "samples")
    pl.read_parquet(file).reverse().write_parquet(file, compression="uncompressed")
    packed = file.read_bytes()
    assert add(store, folder).mended == ()
    assert file.read_bytes() == packed
    pl.read_parquet(file).with_columns(label=pl.lit("wrong")).write_parquet(file)
    assert add(store, folder).mended == ("its table of samples was changed",)
    assert verify(store).fine


def test_costs_that_come_later_are_logged_beside_what_was_said(store, make):
    folder = make()
    costs = (folder / "costs.jsonl").read_bytes()
    (folder / "costs.jsonl").unlink()
    version = add(store, folder, message="as published").version
    assert store.log()[0].costs == ""
    (folder / "costs.jsonl").write_bytes(costs)
    again = add(store, folder)
    assert (again.new, again.version) == (False, version)
    last = store.log()[-1]
    assert (last.message, last.costs) == ("as published", hashlib.sha256(costs).hexdigest())
    add(store, folder)
    assert len(store.log()) == 2


def test_changed_costs_are_not_vouched_for_by_a_later_entry(store, make):
    folder = make()
    version = add(store, folder, keeping=Keeping(objects=False)).version
    store.costs_file(version.id).write_text("")
    (folder / "costs.jsonl").unlink()
    assert add(store, folder).new  # now with copies: another entry
    assert store.log()[-1].costs == ""
    assert [finding.file for finding in verify(store).findings] == [str(store.costs_file(version.id))]


@pytest.mark.parametrize("tag", ["", "a b", "../up", "deadbeef", "0123456789ab"])
def test_what_could_be_taken_for_an_id_or_a_path_is_no_tag(store, make, tag):
    with pytest.raises(OptionError):
        add(store, make(), tag=tag)


def test_ids_are_found_by_their_beginning_and_ambiguous_ones_are_named(store, make):
    version = add(store, make()).version
    assert store.resolve(version.id[:12]) == version
    twin = store.manifest(version.id[:12] + "0" * 52)
    twin.write_text("{}")
    with pytest.raises(DataError, match=rf"2 versions: .*{version.id[:12]}"):
        store.resolve(version.id[:12])
    with pytest.raises(DataError, match="no version 'v9'"):
        store.resolve("v9")


def test_links_that_leave_are_refused_by_name_and_those_inside_are_kept(store, make, tmp_path):
    folder = make()
    (folder / "images/link.png").symlink_to(folder / "images/000000.png")
    assert add(store, folder).version.tables["files"].rows == 7
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "leak.txt").symlink_to(tmp_path / "secret.txt")
    with pytest.raises(DataError, match=r"leak\.txt leads out of"):
        add(store, folder)


def test_a_link_to_a_folder_and_a_pipe_are_refused(store, make, tmp_path):
    folder = make()
    (folder / "more").symlink_to(tmp_path)
    with pytest.raises(DataError, match="link to a folder"):
        add(store, folder)
    (folder / "more").unlink()
    os.mkfifo(folder / "pipe")
    with pytest.raises(DataError, match="no plain file"):
        add(store, folder)


def test_an_empty_set_and_a_double_id_are_refused(store, make, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="empty"):
        add(store, tmp_path / "empty")
    pl.DataFrame({"id": ["a", "b", "a"], "x": [1, 2, 3]}).write_csv(tmp_path / "rows.csv")
    with pytest.raises(DataError, match="the id 'a' twice"):
        add(store, tmp_path / "rows.csv")
    folder = make()
    pl.DataFrame({"path": ["images/000000.png"] * 2}).write_csv(folder / "list.csv")
    with pytest.raises(DataError, match=r"images/000000\.png' twice"):
        add(store, folder / "list.csv")


def test_rows_of_a_table_are_samples(store, tmp_path):
    file = tmp_path / "rows.csv"
    pl.DataFrame({"age": [1, 2], "name": ["x", None]}).write_csv(file)
    rows = store.table(add(store, file).version, "samples")
    assert [json.loads(text) for text in rows["conditions"]] == [{"age": 1, "name": "x"}, {"age": 2}]
    assert rows["sample"].to_list() == ["0", "1"]


def test_a_store_inside_the_data_is_no_part_of_it(make):
    folder = make()
    inside = make_store(folder / "versions-of-it")
    first = add(inside, folder)
    assert add(inside, folder).version == first.version


def test_hard_links_share_bytes_and_cannot_be_written_through(store, make):
    folder = make()
    version = add(store, folder, keeping=Keeping(link=True)).version
    image, text = folder / "images/000000.png", folder / "run.json"
    rows = dict(store.table(version, "files").select("file", "content").iter_rows())
    assert os.path.samefile(image, store.objects.path(rows["images/000000.png"]))
    assert not image.stat().st_mode & 0o222
    assert not os.path.samefile(text, store.objects.path(rows["run.json"]))


def test_writers_wait_for_each_other(store, make):
    folders = [make(f"set-{number}", shade=number * 10) for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda folder: add(store, folder, tag=folder.name).version.id, folders))
    assert len(set(found)) == 6
    assert {entry.version for entry in store.log()} == set(found)
    assert store.tags() == {folder.name: id for folder, id in zip(folders, found, strict=True)}


def test_a_folder_of_something_else_is_no_store(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("x")
    with pytest.raises(OptionError, match="holds something else"):
        make_store(tmp_path / "mine")


def test_git_is_told_what_to_leave_out(store):
    assert "objects/" in (store.folder / ".gitignore").read_text().split()
    assert "log.jsonl merge=union" in (store.folder / ".gitattributes").read_text()
    assert Path(store.folder / "versions").is_dir()
