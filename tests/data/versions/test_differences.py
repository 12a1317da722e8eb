import json
import shutil

import polars as pl
import pytest
from PIL import Image

from datadiet.data.versions import add, cost_of, diff, known_costs


def names(*numbers):
    return tuple(f"images/{number:06d}.png" for number in numbers)


@pytest.fixture
def both(store, make, tmp_path):
    """Two versions: 0 is the same, 1 has other pixels, 2 another box, 3 another parameter, 4 is gone, 5 has come."""
    folder = make("a", n=5)
    old = add(store, folder, tag="v1").version
    later = tmp_path / "b"
    shutil.copytree(folder, later)
    Image.new("RGB", (8, 6), (1, 2, 3)).save(later / "images/000001.png")
    Image.new("RGB", (8, 6), (4, 5, 6)).save(later / "images/000005.png")
    (later / "images/000004.png").unlink()
    coco = json.loads((later / "annotations.json").read_text())
    coco["images"][4]["file_name"] = "images/000005.png"
    coco["annotations"][2]["bbox"] = [0, 0, 2, 2]
    (later / "annotations.json").write_text(json.dumps(coco))
    table = pl.read_parquet(later / "metadata.parquet")
    table[3, "shade"], table[4, "file"], table[4, "index"] = 7, "images/000005.png", 5
    table.write_parquet(later / "metadata.parquet")
    (later / "costs.jsonl").write_text('{"index": 5, "seconds": 10.0, "workers": 1}\n{"index": 1, "seconds": 4.0}\n')
    return old, add(store, later, tag="v2").version


def test_every_change_is_told_apart(store, both):
    found = diff(store, *both)
    assert (found.added, found.removed) == (names(5), names(4))
    assert (found.content, found.labels, found.conditions) == (names(1), names(2), names(3))
    assert found.columns == {"shade": 1}
    assert (found.same, found.n_a, found.n_b) == (1, 5, 5)
    back = diff(store, *reversed(both))
    assert (back.added, back.removed, back.same) == (names(4), names(5), 1)


def test_what_is_new_costs_what_its_pictures_cost(store, both):
    found = diff(store, *both)
    assert (found.cost.n, found.cost.known, found.cost.seconds, found.cost.money) == (2, 2, 14.0, None)
    assert (found.cost_a.n, found.cost_a.seconds, found.cost_a.money) == (5, 2 + 3 + 4 + 5 + 6, 2.5)
    # Pictures 0, 2 and 3 are those of v1, whose costs are known from there.
    assert (found.cost_b.known, found.cost_b.seconds) == (5, 2 + 4 + 4 + 5 + 10)


def test_a_version_and_itself_differ_in_nothing(store, both):
    found = diff(store, both[0], both[0])
    assert (found.same, found.cost.n) == (5, 0)
    assert (found.added, found.removed, found.moved, found.content, found.labels) == ((), (), (), (), ())
    assert "cost of what is new: nothing" in found.lines()


def test_a_file_under_another_name_has_moved(store, make):
    folder = make("a")
    old = add(store, folder).version
    (folder / "annotations.json").unlink()
    (folder / "images/000000.png").rename(folder / "images/first.png")
    found = diff(store, old, add(store, folder).version)
    assert found.moved == (("images/000000.png", "images/first.png"),)
    assert (found.added, found.removed) == ((), ())


def test_a_line_of_costs_that_was_cut_short_is_left_out(store, make):
    folder = make("a")
    with (folder / "costs.jsonl").open("a") as file:
        file.write('{"index": 1, "sec')
    version = add(store, folder).version
    cost = cost_of(store.table(version, "samples")["content"], known_costs(store))
    assert (cost.known, cost.seconds, cost.money) == (3, 9.0, 1.5)


def test_how_two_sets_were_made_is_compared(store, make):
    one, two = (add(store, make(f"s{shade}", shade=shade)).version for shade in (1, 2))
    assert diff(store, one, two).made == {"run.spec": ("0" * 12, "0" * 12)}


def test_a_parameter_of_an_object_is_a_condition_and_no_label(store, make):
    folder = make("a")
    old = add(store, folder).version
    coco = json.loads((folder / "annotations.json").read_text())
    coco["annotations"][1]["parameters"] = {"texture": 0.5}
    (folder / "annotations.json").write_text(json.dumps(coco))
    found = diff(store, old, add(store, folder).version)
    assert (found.labels, found.conditions, found.same) == ((), names(1), 2)
