import hashlib
import json

import polars as pl
import pytest

from datadiet.data.versions import Keeping, add, verify
from datadiet.data.versions.log import Entry, append, scan_log
from datadiet.errors import DataError


def test_an_untouched_store_is_fine(store, make):
    add(store, make("a"), tag="v1")
    add(store, make("b", shade=50), parents=["v1"])
    found = verify(store)
    assert (found.fine, found.versions) == (True, 2)
    assert found.files == 3 + 3 + 1 + 2 + 2  # pictures of both, the labels that both have, metadata, run.json
    assert verify(store, ["v1"]).versions == 1


def one(store, names=()):
    findings = verify(store, names).findings
    assert len(findings) == 1
    return findings[0]


def test_a_tampered_manifest_is_named_with_what_was_found_and_expected(store, make):
    version = add(store, make(), tag="v1").version
    file = store.manifest(version.id)
    file.write_text(file.read_text().replace('"discs"', '"disks"'))
    finding = one(store)
    assert finding.file == str(file)
    assert finding.expected == version.id
    assert finding.found.startswith("was changed: its SHA-256 is")  # the file is named once
    with pytest.raises(DataError, match=version.id):
        store.resolve("v1")


@pytest.mark.parametrize(("column", "value"), [("label", "wrong"), ("conditions", '{"shade": 1}')])
def test_a_tampered_table_is_named(store, make, column, value):
    version = add(store, make()).version
    file = store.table_file(version.id, "samples")
    pl.read_parquet(file).with_columns(pl.lit(value).alias(column)).write_parquet(file)
    finding = one(store)
    assert (finding.file, finding.expected) == (str(file), version.tables["samples"].digest)
    assert str(file) not in finding.found


def test_a_table_that_is_only_packed_differently_is_fine(store, make):
    version = add(store, make()).version
    file = store.table_file(version.id, "samples")
    was = file.read_bytes()
    pl.read_parquet(file).reverse().write_parquet(file, compression="uncompressed")
    assert file.read_bytes() != was
    assert verify(store).fine


def test_a_missing_and_a_damaged_object_are_named(store, make):
    version = add(store, make()).version
    rows = dict(store.table(version, "files").select("file", "content").iter_rows())
    store.objects.path(rows["run.json"]).unlink()
    store.objects.path(rows["images/000000.png"]).write_bytes(b"rot")
    found = {finding.expected: finding for finding in verify(store).findings}
    assert set(found) == {rows["run.json"], rows["images/000000.png"]}
    assert found[rows["run.json"]].found == "no such file"
    damaged = found[rows["images/000000.png"]]
    assert (damaged.file, damaged.copy_of) == (str(store.objects.path(damaged.expected)), "images/000000.png")


def test_without_objects_the_files_themselves_are_looked_at(store, make):
    folder = make()
    add(store, folder, keeping=Keeping(objects=False))
    assert verify(store).fine
    (folder / "run.json").write_text("{}")
    assert one(store).file == str(folder / "run.json")


def test_a_tag_and_a_parent_that_lead_nowhere_are_named(store, make):
    first = add(store, make("a"), tag="v1").version
    add(store, make("b", shade=50), parents=["v1"])
    store.manifest(first.id).unlink()
    store.tags_file.write_text(json.dumps({"gone": first.id}))
    said = " ".join(finding.found for finding in verify(store).findings)
    assert "the tag 'gone'" in said
    assert f"the parent {first.id[:12]}" in said
    assert f"an entry of {first.id[:12]}" in said


@pytest.mark.parametrize(
    ("name", "rubbish", "why"),
    [
        ("log.jsonl", b"{rubbish", "it is no JSON"),
        ("log.jsonl", b"\xff\xfe", "it is no JSON"),
        ("log.jsonl", b'{"version": "a"}', "it does not say 'at'"),
        ("log.jsonl", b"[1]", "it is no entry"),
        ("results.jsonl", b"<<<<<<< HEAD", "it is no JSON"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_is_looked_at(store, make, name, rubbish, why):
    version = add(store, make()).version
    content = dict(store.table(version, "files").select("file", "content").iter_rows())["run.json"]
    store.objects.path(content).unlink()
    file = store.folder / name
    good = file.read_bytes() if file.exists() else b"\n"
    file.write_bytes(good + b"\n" + rubbish + b"\n" + good)
    line, damaged = verify(store).findings
    assert (line.file, line.line, why in line.found) == (str(file), 3, True)
    assert damaged.expected == content
    assert file.read_bytes() == good + b"\n" + rubbish + b"\n" + good  # looking changes nothing


def test_a_log_that_cannot_be_read_at_all_is_named(store, make):
    add(store, make())
    store.log_file.unlink()
    store.log_file.mkdir()
    assert one(store).file == str(store.log_file)


def test_damaged_tags_are_named(store, make):
    add(store, make())
    store.tags_file.write_text("{rubbish")
    finding = one(store)
    assert (finding.file, finding.found) == (str(store.tags_file), "cannot be read (it is no JSON)")


def test_a_version_that_is_named_may_be_a_damaged_one(store, make):
    version = add(store, make(), tag="v1").version
    store.manifest(version.id).write_text("{}")
    assert one(store, ["v1"]).expected == version.id
    with pytest.raises(DataError, match="no version 'v2'"):
        verify(store, ["v2"])


def test_an_entry_can_be_added_behind_a_line_that_cannot_be_read(store):
    store.log_file.write_bytes(b"\xff\n")
    append(store.log_file, Entry("a" * 64, "2026-01-01", "ä", "."))
    entries, damaged = scan_log(store.log_file)
    assert ([entry.name for entry in entries], [each.line for each in damaged]) == (["ä"], [1])
    assert store.log() == entries
    assert store.log_file.read_bytes().startswith(b"\xff\n")


@pytest.mark.parametrize("emptied", [True, False])
def test_a_version_that_the_log_does_not_name_is_found_and_comes_back(store, make, emptied):
    version = add(store, make(), tag="v1").version
    other = add(store, make("b", shade=50)).version
    if emptied:
        store.log_file.write_text("")
    else:
        store.log_file.unlink()
    found = verify(store).findings
    assert {each.file for each in found} == {str(store.log_file)}
    assert sorted(each.found for each in found) == sorted(f"no entry of {each.id[:12]}" for each in (version, other))
    assert one(store, ["v1"]).found == f"no entry of {version.id[:12]}"
    assert add(store, make("again")).version == version
    assert verify(store, ["v1"]).fine


def test_costs_that_are_not_those_of_the_log_are_named(store, make):
    version = add(store, make()).version
    file = store.costs_file(version.id)
    was = file.read_bytes()
    assert store.log()[0].costs == hashlib.sha256(was).hexdigest()
    file.write_bytes(was.replace(b"2.0", b"0.1"))
    finding = one(store)
    assert (finding.file, finding.expected) == (str(file), hashlib.sha256(was).hexdigest())
    file.unlink()
    assert one(store).found == "no such file"
    add(store, make("again"))
    assert verify(store).fine
    assert file.read_bytes() == was


def test_costs_of_an_older_log_are_not_compared(store, make):
    version = add(store, make()).version
    body = {name: value for name, value in json.loads(store.log_file.read_text()).items() if name != "costs"}
    store.log_file.write_text(json.dumps(body) + "\n")
    store.costs_file(version.id).write_text("")
    assert verify(store).fine


def test_two_branches_may_each_have_kept_costs(store, make):
    version = add(store, make()).version
    first = json.loads(store.log_file.read_text())
    store.log_file.write_text(
        "".join(f"{json.dumps({**first, 'costs': each})}\n" for each in ("0" * 64, first["costs"]))
    )
    assert verify(store).fine
    store.costs_file(version.id).write_text("")
    assert one(store).expected == f"{'0' * 64} or {first['costs']}"
