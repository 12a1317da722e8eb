import polars as pl
import pytest

from datadiet.curate.selection import selected
from datadiet.errors import OptionError


def verdicts(level, *rows):
    return pl.DataFrame(
        [{"level": level, "id": id, "verdict": verdict, "rank": rank} for id, verdict, rank in rows],
        schema={"level": pl.String, "id": pl.String, "verdict": pl.String, "rank": pl.Int64},
    )


SCENES = verdicts(
    "scene", ("a", "kept", 3), ("b", "copied", 1), ("c", "kept", 2), ("d", "redundant", 4), ("e", "unreadable", None)
)


def test_kept_samples_come_by_rank():
    assert selected(SCENES) == ["c", "a"]
    assert selected(SCENES, count=1) == ["c"]
    assert selected(SCENES, count=0) == []


def test_an_image_is_kept_by_half_of_its_items_and_never_with_a_copy():
    items = verdicts(
        "item",
        ("x#1.png#0", "kept", 8),
        ("x#1.png#1", "redundant", 9),
        ("y.png#0", "kept", 1),
        ("y.png#1", "copied", 2),
        ("z.png#0", "unrealistic", 7),
        ("z.png#1", "kept", 3),
        ("z.png#2", "redundant", 4),
        ("w.png#0", "kept", 5),
    )
    assert selected(items) == ["w.png", "x#1.png"]


def test_the_level_is_the_first_unless_named():
    both = pl.concat([verdicts("item", ("i#0", "kept", 1)), SCENES])
    assert selected(both) == ["i"]
    assert selected(both, level="scene") == ["c", "a"]


def test_unknown_levels_and_counts_are_refused():
    with pytest.raises(OptionError, match=r"no verdicts at level 'item'\. Expected: scene"):
        selected(SCENES, level="item")
    with pytest.raises(OptionError, match="count is -1"):
        selected(SCENES, count=-1)
    with pytest.raises(OptionError, match="some verdicts"):
        selected(SCENES.clear())
