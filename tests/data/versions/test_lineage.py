import json

import polars as pl
import pytest

from datadiet.data.hashing import file_digest
from datadiet.data.versions import add, lineage
from datadiet.data.versions.provenance import Origin, Provenance, from_data, write_provenance
from datadiet.data.versions.words import lineage_lines
from datadiet.errors import DataError


def test_a_sample_leads_back_to_its_twin_seed_and_parameters(store, make):
    folder = make(seed=3)
    write_provenance(folder, Provenance("generate", (Origin("twin", "discs", "ab" * 32),), {"width": 0.5}))
    version = add(store, folder, tag="v1").version
    found = lineage(store, "images/000001.png")
    assert found.version == version.id
    assert found.conditions == {"seed": 3, "index": 1, "shade": 101}
    assert found.made["run"]["source"] == "discs"
    assert found.made["provenance"]["origins"][0]["digest"] == "ab" * 32
    assert (found.seconds, found.money) == (3.0, 0.5)
    said = "\n".join(lineage_lines(store, found))
    for part in ("v1", "made by: discs (index 1, seed 3)", "twin: discs, SHA-256 abababababab", "shade 101", "3 s of"):
        assert part in said


def test_a_sample_is_found_by_id_by_file_and_by_digest(store, make):
    folder = make()
    add(store, folder)
    by_id = lineage(store, "images/000002.png")
    assert lineage(store, str(folder / "images/000002.png")) == by_id
    assert lineage(store, by_id.content[:16]) == by_id
    with pytest.raises(DataError, match="no sample 'nobody'"):
        lineage(store, "nobody")


def test_a_file_is_known_whatever_a_later_version_calls_so(store, make):
    old = add(store, folder := make("a")).version
    new = add(store, make("b", shade=50)).version
    assert lineage(store, "images/000000.png").version == new.id
    assert lineage(store, str(folder / "images/000000.png")).version == old.id
    assert lineage(store, "images/000000.png", version=old).conditions["shade"] == 100


def samples_of(store, version):
    return dict(store.table(version, "samples").select("sample", "content").iter_rows())


def test_a_composite_leads_to_its_background_and_to_the_objects_that_were_pasted(store, make):
    grounds, cells = make("grounds"), make("cells", shade=30)
    ground, cell = (samples_of(store, add(store, folder).version) for folder in (grounds, cells))
    pasted = make("pasted", shade=60)
    table = pl.read_parquet(pasted / "metadata.parquet")
    table.with_columns(background=pl.lit("images/000002.png")).write_parquet(pasted / "metadata.parquet")
    coco = json.loads((pasted / "annotations.json").read_text())
    coco["annotations"][0] |= {"parameters": {"origin": "pasted", "source": "images/000001.png#4"}}
    coco["annotations"][1] |= {"parameters": {"origin": "background", "source": "images/000000.png#1"}}
    (pasted / "annotations.json").write_text(json.dumps(coco))
    origins = (
        from_data("objects", cells, cell, object_column="source", object_kind="pasted"),
        from_data("backgrounds", grounds, ground, column="background"),
    )
    write_provenance(pasted, Provenance("compose", origins))
    add(store, pasted, tag="pasted")
    first, second = (lineage(store, f"images/00000{at}.png", version=store.resolve("pasted")) for at in (0, 1))
    assert [(one.role, one.sample) for one in first.sources] == [
        ("objects", "images/000001.png"),
        ("backgrounds", "images/000002.png"),
    ]
    assert [one.known.conditions["shade"] for one in first.sources] == [31, 102]
    assert [one.role for one in second.sources] == ["backgrounds"]


def test_a_source_that_is_in_no_version_is_said_to_be(store, make):
    kept, elsewhere = make("kept"), make("elsewhere", shade=9)
    write_provenance(kept, Provenance("vary", (from_data("images", elsewhere, {"a.png": "c" * 64}, column="shade"),)))
    table = pl.read_parquet(kept / "metadata.parquet")
    table.with_columns(shade=pl.lit("a.png")).write_parquet(kept / "metadata.parquet")
    add(store, kept)
    found = lineage(store, "images/000000.png")
    assert [(one.sample, one.known) for one in found.sources] == [("a.png", None)]
    assert "is not in this store" in "\n".join(lineage_lines(store, found))


def test_a_kept_sample_is_told_to_be_kept_from_its_source_once(store, make):
    made, kept = make("made"), make("kept")
    add(store, made)
    contents = {f"images/00000{at}.png": file_digest(made / f"images/00000{at}.png") for at in range(3)}
    write_provenance(kept, Provenance("keep", (from_data("kept from", made, contents),)))
    version = add(store, kept, tag="kept").version
    said = "\n".join(lineage_lines(store, lineage(store, "images/000000.png", version=version)))
    assert "  kept from: images/000000.png in" in said
    assert "from kept from" not in said


def test_a_provenance_has_no_path_and_no_clock_in_it(make, tmp_path):
    folder = make()
    path = write_provenance(folder, Provenance("keep", (from_data("kept from", folder, {"a": "b" * 64}),)))
    text = path.read_text()
    assert str(tmp_path) not in text
    assert '"name": "set"' in text


def test_a_damaged_provenance_is_named(store, make):
    folder = make()
    (folder / "provenance.json").write_text("{}")
    with pytest.raises(DataError, match=r"provenance\.json cannot be read"):
        add(store, folder)
