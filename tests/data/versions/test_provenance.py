"""What the commands write that make sets from sets, held against the sets themselves."""

import json

import numpy as np
import polars as pl
import pytest

from datadiet.data import read, write
from datadiet.data.hashing import file_digest
from datadiet.data.versions import add, lineage
from datadiet.data.versions.canonical import contents_digest
from datadiet.data.versions.provenance import read_provenance
from datadiet.generate.compose import Composer, Pasting, Varier
from datadiet.generate.run import generate_set, twin_source


def test_what_is_kept_leads_back_to_where_it_was_made(store, make, tmp_path):
    folder = make(n=4)
    add(store, folder, tag="all")
    write(
        read(folder, origin="synthetic"), ["images/000001.png", "images/000003.png"], tmp_path / "kept", format="coco"
    )
    found = read_provenance(tmp_path / "kept")
    assert found.made_by == "keep"
    assert found.origins[0].made["run"]["source"] == "discs"
    add(store, tmp_path / "kept", tag="kept")
    for row in store.table(store.resolve("kept"), "samples").iter_rows(named=True):
        traced = lineage(store, row["sample"], version=store.resolve("kept"))
        source = traced.sources[0]
        assert source.known.version == store.resolve("all").id
        assert source.known.conditions["shade"] in (101, 103)
        assert traced.seconds == source.known.seconds == source.known.conditions["index"] + 2


def test_kept_rows_know_their_model(tmp_path, store):
    from datadiet.cli import run

    rng = np.random.default_rng(0)
    pl.DataFrame({"a": rng.normal(size=60), "b": rng.normal(size=60)}).write_csv(tmp_path / "real.csv")
    fit = ["table", "fit", str(tmp_path / "real.csv"), "--method", "independent", "--bootstrap", "0"]
    assert run([*fit, "--out", str(tmp_path / "model")]) == 0
    rows = tmp_path / "rows.csv"
    assert run(["table", "sample", str(tmp_path / "model"), "-n", "5", "--out", str(rows), "--seed", "3"]) == 0
    found = read_provenance(rows)
    assert found.origins[0].digest == file_digest(tmp_path / "model" / "model.json")
    assert (found.options["seed"], found.options["n"]) == (3, 5)
    version = add(store, rows).version
    assert sorted(store.table(version, "files")["file"]) == ["rows.csv", "rows.provenance.json"]
    assert lineage(store, "2").made["provenance"]["made_by"] == "table sample"


@pytest.fixture
def cells(picture, tmp_path):
    for number in range(3):
        picture(f"cells/{number}.png", seed=number)
    entries = [{"id": n, "file_name": f"{n}.png", "width": 40, "height": 30} for n in range(3)]
    boxes = [{"id": n, "image_id": n, "category_id": 1, "bbox": [10, 8, 9, 9]} for n in range(3)]
    coco = {"images": entries, "annotations": boxes, "categories": [{"id": 1, "name": "cell"}]}
    (tmp_path / "cells/annotations.json").write_text(json.dumps(coco))
    return tmp_path / "cells"


def test_composites_and_variations_name_every_image_that_they_are_made_of(cells, picture, tmp_path, store):
    for number in range(2):
        picture(f"grounds/{number}.png", seed=10 + number)
    grounds = tmp_path / "grounds"
    objects, backgrounds = read(cells, origin="real"), read(grounds, origin="real")
    add(store, cells, tag="cells")
    add(store, grounds, tag="grounds")
    composer = Composer.of(objects, backgrounds, options=Pasting(per_image=(1, 1), sizes="kept"))
    generate_set(composer, 3, tmp_path / "pasted", seed=0)
    generate_set(Varier.of(objects), 3, tmp_path / "varied", seed=0)
    of = {one.role: one for one in read_provenance(tmp_path / "pasted").origins}
    assert of["backgrounds"].digest == contents_digest(file_digest(path) for path in grounds.glob("*.png"))
    for name in ("pasted", "varied"):
        version = add(store, tmp_path / name, tag=name).version
        for row in store.table(version, "samples").iter_rows(named=True):
            sources = lineage(store, row["sample"], version=version).sources
            conditions = json.loads(row["conditions"])
            wanted = {"pasted": {"objects", "backgrounds"}, "varied": {"images"}}[name]
            assert {one.role for one in sources} == wanted
            assert all(one.known is not None for one in sources)
            named = conditions["background" if name == "pasted" else "parameter.image"]
            assert named in {one.sample for one in sources}


def test_a_generated_set_names_its_twin_by_the_digest_of_its_file(tmp_path):
    file = tmp_path / "dots.yaml"
    file.write_text(
        "twin: dots\nenvironment: {backdrop: plain, vary: {red: .7, green: .8, blue: .9}}\n"
        "systems: [{name: film, behaviour: scatter, items: {dot: 2}}]\n"
        "items: [{name: dot, class: DOT, visual: disc, vary: {radius: 4}}]\nrender: {size: [40, 30]}\n"
    )
    generate_set(twin_source(str(file)), 1, tmp_path / "set", seed=0)
    origin = read_provenance(tmp_path / "set").origins[0]
    assert (origin.role, origin.name, origin.digest) == ("twin", "dots", file_digest(file))
    again = tmp_path / "elsewhere"
    generate_set(twin_source(str(file)), 1, again, seed=0)
    assert (again / "provenance.json").read_bytes() == (tmp_path / "set/provenance.json").read_bytes()


def test_a_refined_picture_leads_back_to_the_one_it_was(store, make, tmp_path):
    torch = pytest.importorskip("torch")
    from datadiet.generate.images import Refined, Refiner
    from datadiet.generate.images.refiner import start
    from datadiet.generate.images.taken import Taken

    weights = {name: value.numpy() for name, value in start(torch.Generator().manual_seed(0)).items()}
    before = make(n=3)
    add(store, before, tag="before")
    taken = Taken.of(read(before, origin="synthetic"), tell=print)
    generate_set(Refined(taken, Refiner(weights, {})), 3, tmp_path / "refined", seed=0)
    assert [each.role for each in read_provenance(tmp_path / "refined").origins] == ["images", "refiner"]
    add(store, tmp_path / "refined", tag="after")
    sources = lineage(store, "images/000001.png", version=store.resolve("after")).sources
    assert [(each.known.sample, each.known.version) for each in sources] == [
        ("images/000001.png", store.resolve("before").id)
    ]
