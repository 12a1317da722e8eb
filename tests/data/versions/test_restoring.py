import shutil

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
    with pytest.raises(DataError, match=r"1 file of .*: images/000002\.png: .*/set/images/000002\.png was changed"):
        restore(store, version, tmp_path / "again")
    add(store, tmp_path / "back")  # now with objects: the same version
    restore(store, version, tmp_path / "again")
    assert bytes_of(tmp_path / "again") == was


def test_what_is_damaged_is_named_and_nothing_is_restored(store, make, tmp_path):
    folder = make()
    version = add(store, folder).version
    contents = dict(store.table(version, "files").select("file", "content").iter_rows())
    altered, gone = (store.objects.path(contents[name]) for name in ("run.json", "images/000001.png"))
    altered.write_text("{}")
    gone.unlink()
    shutil.rmtree(folder)
    (tmp_path / "back").mkdir()
    (tmp_path / "back/own.txt").write_text("mine")
    for target in (tmp_path / "back", tmp_path / "new/deep"):
        with pytest.raises(DataError, match=r"2 files of .* nothing was written") as error:
            restore(store, version, target)
        said = str(error.value)
        assert f"run.json: {altered} was changed" in said
        assert f"images/000001.png: {gone} cannot be read" in said
    assert [path.name for path in tmp_path.glob("back/**/*")] == ["own.txt"]
    assert not (tmp_path / "new").exists()


def test_a_damaged_copy_does_not_matter_where_the_file_is_unchanged(store, make, tmp_path):
    folder = make()
    was, version = bytes_of(folder), add(store, folder).version
    for path in store.objects.folder.rglob("*"):
        if path.is_file():
            path.write_bytes(b"rot")
    restore(store, version, tmp_path / "back")
    assert bytes_of(tmp_path / "back") == was


def test_a_damaged_line_of_the_log_does_not_stop_a_restore(store, make, tmp_path):
    folder = make()
    version = add(store, folder).version
    with store.log_file.open("a") as file:
        file.write("{rubbish\n")
    restore(store, version, tmp_path / "back")
    assert bytes_of(tmp_path / "back") == bytes_of(folder)


def test_a_target_that_cannot_be_written_is_left_as_it_was(store, make, tmp_path):
    """One file is in place of a folder, behind others that are moved before."""
    folder = make()
    version = add(store, folder).version
    target = tmp_path / "back"
    (target / "images").mkdir(parents=True)
    (target / "images/000000.png").write_bytes(b"mine")
    (target / "run.json").mkdir()
    (target / "run.json/inside.txt").write_text("mine, too")
    was = bytes_of(target)
    with pytest.raises(OutputError, match=r"run\.json cannot be written .*nothing was changed"):
        restore(store, version, target, force=True)
    assert bytes_of(target) == was
    assert sorted(path.name for path in target.iterdir()) == ["images", "run.json"]


def test_a_file_is_no_place_to_restore_to(store, make, tmp_path):
    version = add(store, make()).version
    (tmp_path / "file").write_text("mine")
    for target in (tmp_path / "file", tmp_path / "file/below"):
        with pytest.raises(OutputError, match=r"is no folder|it is a file"):
            restore(store, version, target, force=True)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_file_in_the_way_of_a_folder_is_refused(store, make, tmp_path):
    version = add(store, make()).version
    (tmp_path / "back").mkdir()
    (tmp_path / "back/images").write_text("a file")
    with pytest.raises(OutputError, match="images/000000"):
        restore(store, version, tmp_path / "back")
    with pytest.raises(OutputError, match="images is a file"):
        restore(store, version, tmp_path / "back", force=True)
    assert bytes_of(tmp_path / "back") == {"images": b"a file"}
