import polars as pl
import pytest

from datadiet.data.versions import add, diff, lineage, prepare, replace, restore, verify
from datadiet.errors import DataError, OptionError
from tests.data.versions.conftest import bytes_of

WHY = "a better texture, more rays"


def test_new_samples_supersede_old_ones_by_id_and_the_old_version_still_comes_back(store, make, tmp_path):
    was = bytes_of(make("a"))
    old, new = add(store, tmp_path / "a", tag="v1").version, add(store, make("b", n=4, shade=50), tag="v2").version
    made = replace(store, old, new, why=WHY, tag="v2.1")
    assert (made.rows, made.by, made.same, made.left, made.more) == (3, "id", 0, (), ("images/000003.png",))
    assert made.version.id != new.id
    assert made.version.data == new.data
    assert made.version.parents == (old.id,)
    rows = store.table(made.version, "supersedes")
    assert rows.select("old", "new").rows() == [(f"images/{i:06d}.png",) * 2 for i in range(3)]
    assert set(rows["old_version"]) == {old.id}
    assert set(rows["why"]) == {WHY}
    restore(store, old, tmp_path / "back")
    assert bytes_of(tmp_path / "back") == was


def test_data_that_is_prepared_makes_one_version_and_not_two(store, make):
    old = add(store, make("a")).version
    made = replace(store, old, prepare(store, make("b", shade=50)), why=WHY)
    assert store.ids() == sorted([old.id, made.version.id])
    assert store.costs_file(made.version.id).is_file()
    assert store.log()[-1].message == WHY


def test_both_may_be_data_that_is_prepared(store, make):
    made = replace(store, prepare(store, make("a")), prepare(store, make("b", shade=50)), why=WHY)
    assert made.version.parents == (made.old,)
    assert [entry.version for entry in store.log()] == [made.old, made.version.id]
    assert add(store, make("again")).version.id == made.old  # the id that adding it gives
    assert verify(store).fine


def test_what_is_refused_leaves_no_version_and_no_entry(store, make):
    add(store, make("taken", shade=9), tag="v1")
    ids, log = store.ids(), store.log()
    old, new = prepare(store, make("a")), prepare(store, make("b", shade=50))
    for refused, why, more in (
        (OptionError, " ", {}),
        (DataError, WHY, {"mapping": "nowhere.csv"}),
        (OptionError, WHY, {"tag": "v1"}),
        (OptionError, WHY, {"tag": "a b"}),
    ):
        with pytest.raises(refused):
            replace(store, old, new, why=why, **more)
    with pytest.raises(DataError, match="nothing is replaced"):
        replace(store, old, prepare(store, make("same")), why=WHY)
    assert (store.ids(), store.log()) == (ids, log)


def test_pictures_of_another_format_are_matched_by_seed_and_index(store, make):
    old = add(store, make("a", seed=3)).version
    same_seed = add(store, make("b", seed=3, suffix=".bmp")).version
    made = replace(store, old, same_seed, why=WHY)
    assert made.by == "index"
    assert store.table(made.version, "supersedes")["new"].to_list() == [f"images/{i:06d}.bmp" for i in range(3)]
    other_seed = add(store, make("c", seed=4, suffix=".bmp")).version
    assert replace(store, old, other_seed, why=WHY, by="index").rows == 3
    with pytest.raises(DataError, match=r"--map"):
        replace(store, old, other_seed, why=WHY, by="id")


def test_a_table_says_which_takes_the_place_of_which(store, make, tmp_path):
    old, new = add(store, make("a")).version, add(store, make("b", shade=50)).version
    file = tmp_path / "map.csv"
    pl.DataFrame({"old": ["images/000000.png"], "new": ["images/000002.png"]}).write_csv(file)
    made = replace(store, old, new, why=WHY, mapping=file)
    assert store.table(made.version, "supersedes").select("old", "new").rows() == [
        ("images/000000.png", "images/000002.png")
    ]
    assert (made.by, len(made.left), len(made.more)) == ("map", 2, 2)


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        ({"old": ["nobody"], "new": ["images/000000.png"]}, "old version has no sample 'nobody'"),
        ({"old": ["images/000000.png"], "new": ["nobody"]}, "new version has no sample 'nobody'"),
        ({"old": ["images/000000.png"] * 2, "new": ["images/000001.png"] * 2}, "says twice"),
        ({"from": ["a"], "to": ["b"]}, "no column 'old'"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused(store, make, tmp_path, rows, match):
    old, new = add(store, make("a")).version, add(store, make("b", shade=50)).version
    pl.DataFrame(rows).write_csv(tmp_path / "map.csv")
    with pytest.raises(DataError, match=match):
        replace(store, old, new, why=WHY, mapping=tmp_path / "map.csv")


def test_samples_that_are_the_same_supersede_nothing(store, make):
    first = add(store, make("a", n=2)).version
    longer = add(store, make("b", n=4)).version
    with pytest.raises(DataError, match=r"all samples that match \(2\) are the same"):
        replace(store, first, longer, why=WHY)
    with pytest.raises(OptionError, match="the reason is empty"):
        replace(store, first, longer, why="  ")


def test_lineage_follows_the_chain_both_ways(store, make):
    one, two, three = (add(store, make(f"s{shade}", n=1, shade=shade)).version for shade in (10, 20, 30))
    second = replace(store, one, two, why="skin").version
    third = replace(store, second, three, why="rays").version
    name = "images/000000.png"
    newest, oldest = lineage(store, name), lineage(store, name, version=one)
    assert newest.version == third.id
    assert [(step.why, step.of) for step in newest.replaced] == [("rays", second.id), ("skin", one.id)]
    assert newest.replaced_by == ()
    assert [step.why for step in oldest.replaced_by] == ["skin", "rays"]
    middle = lineage(store, name, version=two)
    assert ([s.why for s in middle.replaced], [s.why for s in middle.replaced_by]) == (["skin"], ["rays"])


def test_a_chain_that_bites_its_tail_ends(store, make):
    one, two = (add(store, make(f"s{shade}", n=1, shade=shade)).version for shade in (10, 20))
    replace(store, one, two, why="forth")
    replace(store, two, one, why="back")
    assert [step.why for step in lineage(store, "images/000000.png", version=one).replaced_by] == ["forth"]


def test_replacing_again_keeps_what_was_said_before(store, make):
    one, two, three = (add(store, make(f"s{shade}", n=1, shade=shade)).version for shade in (10, 20, 30))
    first = replace(store, one, three, why="skin").version
    both = replace(store, two, first, why="rays").version
    assert sorted(store.table(both, "supersedes")["why"]) == ["rays", "skin"]
    assert both.parents == tuple(sorted([one.id, two.id]))


def test_a_difference_names_what_is_superseded(store, make):
    old, new = add(store, make("a")).version, add(store, make("b", shade=50)).version
    made = replace(store, old, new, why=WHY).version
    assert {one.why for one in diff(store, old, made).supersedes} == {WHY}
    assert diff(store, old, new).supersedes == ()
