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


def valued(level, *rows):
    names = ("id", "verdict", "rank", "doubt", "turn")
    return pl.DataFrame([dict(zip(names, row, strict=True)) | {"level": level} for row in rows])


def test_valued_samples_come_in_their_turns_and_those_without_a_value_last():
    rows = valued(
        "scene",
        ("near", "neutral", 1, 0.0, 3),
        ("doubtful", "neutral", 2, 0.7, 4),
        ("harmful", "harmful", 3, 0.9, 5),
        ("first", "helpful", 4, 0.0, 1),
        ("unknown", "kept", 5, None, None),
        ("intended", "intended", 6, 0.0, 2),
    )
    assert selected(rows) == ["first", "intended", "near", "doubtful", "unknown"]
    assert selected(rows, count=2) == ["first", "intended"]


def test_images_with_doubtful_items_come_last():
    rows = valued(
        "item",
        ("x.png#0", "helpful", 1, 0.0, 1),
        ("x.png#1", "neutral", 2, 0.9, 6),
        ("y.png#0", "helpful", 3, 0.0, 5),
        ("z.png#0", "neutral", 4, 0.0, 2),
        ("w.png#0", "harmful", 5, 0.9, 3),
        ("w.png#1", "harmful", 6, 0.9, 4),
        ("w.png#2", "helpful", 7, 0.0, 7),
    )
    assert selected(rows) == ["z.png", "y.png", "x.png"]


def test_runs_without_value_go_by_rank():
    rows = SCENES.with_columns(pl.lit(None, pl.Int64).alias("turn"), pl.lit(None, pl.Float64).alias("doubt"))
    assert selected(rows) == ["c", "a"]
