import json

import polars as pl
import pytest

from datadiet.data.versions import Keeping, add, verify
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
    assert "SHA-256 is" in finding.found
    with pytest.raises(DataError, match=version.id):
        store.resolve("v1")


@pytest.mark.parametrize(("column", "value"), [("label", "wrong"), ("conditions", '{"shade": 1}')])
def test_a_tampered_table_is_named(store, make, column, value):
    version = add(store, make()).version
    file = store.table_file(version.id, "samples")
    pl.read_parquet(file).with_columns(pl.lit(value).alias(column)).write_parquet(file)
    finding = one(store)
    assert (finding.file, finding.expected) == (str(file), version.tables["samples"].digest)


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
    assert "images/000000.png" in found[rows["images/000000.png"]].file


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


@pytest.mark.parametrize("name", ["log.jsonl", "tags.json", "results.jsonl"])
def test_rubbish_beside_the_versions_is_an_error_that_names_the_file(store, make, name):
    add(store, make())
    (store.folder / name).write_text("{rubbish\n")
    with pytest.raises(DataError, match=name):
        verify(store)
