import pytest

from datadiet.data.versions import Keeping, add, restore
from datadiet.errors import DataError, OutputError
from tests.data.versions.conftest import bytes_of


def test_a_version_comes_back_byte_for_byte_after_the_data_has_changed(store, make, tmp_path):
    folder = make()
    was, version = bytes_of(folder), add(store, folder).version
    (folder / "images/000000.png").write_bytes(b"changed in place")
    (folder / "run.json").unlink()
    found = restore(store, version, tmp_path / "back")
    assert bytes_of(tmp_path / "back") == was
    assert (found.written, found.same) == (6, 0)
    assert restore(store, version, tmp_path / "back").written == 0


def test_changed_files_are_refused_by_name_and_nothing_is_written(store, make):
    folder = make()
    version = add(store, folder).version
    (folder / "images/000001.png").write_bytes(b"mine")
    (folder / "run.json").unlink()
    (folder / "own.txt").write_text("keep me")
    with pytest.raises(OutputError, match=r"images/000001\.png.*--force"):
        restore(store, version, folder)
    assert not (folder / "run.json").exists()
    found = restore(store, version, folder, force=True)
    assert (found.written, found.others) == (2, ("own.txt",))
    assert (folder / "own.txt").read_text() == "keep me"


def test_a_restored_file_is_no_link_into_the_store(store, make, tmp_path):
    version = add(store, make(), keeping=Keeping(link=True)).version
    restore(store, version, tmp_path / "back")
    (tmp_path / "back/images/000000.png").write_bytes(b"changed")
    restore(store, version, tmp_path / "again")
    assert (tmp_path / "again/images/000000.png").read_bytes() != b"changed"


def test_a_link_in_the_way_is_not_followed(store, make, tmp_path):
    version = add(store, make()).version
    (tmp_path / "victim").mkdir()
    (tmp_path / "back").mkdir()
    (tmp_path / "back/images").symlink_to(tmp_path / "victim")
    with pytest.raises(DataError, match="leaves the folder"):
        restore(store, version, tmp_path / "back", force=True)
    assert list((tmp_path / "victim").iterdir()) == []


def test_a_path_that_leaves_is_refused_even_where_the_manifest_vouches_for_it(store, make, tmp_path):
    """Whoever writes a store can give it any digest: the paths are checked all the same."""
    import polars as pl

    version = add(store, make()).version
    files = store.table(version, "files").with_columns(
        file=pl.when(pl.col("file") == "run.json").then(pl.lit("../outside.json")).otherwise("file")
    )
    draft = store.draft({"samples": store.table(version, "samples"), "files": files}, parents=(), made={})
    store.write(draft)
    with pytest.raises(DataError, match="leaves the folder"):
        restore(store, draft.version, tmp_path / "back")
    assert not (tmp_path / "outside.json").exists()


def test_without_objects_a_restore_takes_unchanged_files_and_names_what_is_gone(store, make, tmp_path):
    folder = make()
    was, version = bytes_of(folder), add(store, folder, keeping=Keeping(objects=False)).version
    assert not store.objects.folder.exists()
    restore(store, version, tmp_path / "back")
    assert bytes_of(tmp_path / "back") == was
    (folder / "images/000002.png").write_bytes(b"changed")
    with pytest.raises(DataError, match=r"1 of 6 files .*images/000002\.png"):
        restore(store, version, tmp_path / "again")
    add(store, tmp_path / "back")  # now with objects: the same version
    restore(store, version, tmp_path / "again")
    assert bytes_of(tmp_path / "again") == was


def test_a_damaged_object_is_named_and_not_restored(store, make, tmp_path):
    version = add(store, make()).version
    content = dict(store.table(version, "files").select("file", "content").iter_rows())["run.json"]
    store.objects.path(content).write_text("{}")
    with pytest.raises(DataError, match=rf"{content[2:12]}.* was changed.*Expected: {content}"):
        restore(store, version, tmp_path / "back")
    assert not (tmp_path / "back/run.json").exists()


def test_a_file_in_the_way_of_a_folder_is_refused(store, make, tmp_path):
    version = add(store, make()).version
    (tmp_path / "back").mkdir()
    (tmp_path / "back/images").write_text("a file")
    with pytest.raises(OutputError, match="images/000000"):
        restore(store, version, tmp_path / "back")
