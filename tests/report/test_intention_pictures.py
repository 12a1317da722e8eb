"""Maps of pairs and distributions of conditions, counted again by hand."""

import pytest

from datadiet.report.intention.conditions import conditions, statics
from datadiet.report.intention.maps import CELLS, pair_maps
from tests.report import domains


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_hole_is_what_can_be_and_has_too_few() -> None:
    part = domains.suitcases().coverage
    assert part is not None
    maps = pair_maps(part, "synthetic")
    assert maps is not None
    assert [(each.rows, each.columns, each.holes) for each in maps.maps] == [
        ("light_lux", "defect", 3),
        ("defect", "view", 1),
        ("light_lux", "view", 0),
    ]
    cells = {
        (each.rows, each.columns, row, column): cell
        for each in maps.maps
        for row, body in each.body
        for column, cell in zip(each.column_levels, body, strict=True)
    }
    for pair in part.pairs:
        for i, row in enumerate(pair.first_levels):
            for j, column in enumerate(pair.second_levels):
                cell = cells[pair.first, pair.second, row, column]
                n, can = pair.counts[i][j], pair.feasible[i][j]
                assert (cell.kind == "never") == (not can)
                assert (cell.kind == "short") == (can and n < 20)
                assert cell.text == (str(n) if can else "")
                assert cell.more == (f"+{20 - n}" if can and n < 20 else "")
                assert f"{row}, {pair.second} = {column}: {n} synthetic" in cell.title
                assert f"{pair.real[i][j]} real" in cell.title


def test_a_map_with_more_columns_than_rows_is_turned_and_keeps_its_cells() -> None:
    wide = domains.pair("a", "b", ("x", "y"), ("1", "2", "3", "4"), 3, holes={(1, 3): 7}, never={(0, 2)})
    maps = pair_maps(domains.covered((wide,), names=("a", "b")), "synthetic")
    assert maps is not None
    turned = maps.maps[0]
    assert (turned.rows, turned.columns, turned.column_levels) == ("b", "a", ("x", "y"))
    assert turned.body[3][1][1].text == "7"
    assert turned.body[2][1][0].kind == "never"


def test_shades_grow_with_the_count_and_the_legend_covers_all_counts() -> None:
    part = domains.many().coverage
    assert part is not None
    maps = pair_maps(part, "synthetic")
    assert maps is not None
    shades = [
        (int(cell.text), int(cell.kind[-1]))
        for each in maps.maps
        for _, row in each.body
        for cell in row
        if cell.kind.startswith("enough")
    ]
    assert all(a[1] <= b[1] for a, b in zip(sorted(shades), sorted(shades)[1:], strict=False))
    spans = {line.kind: line.text for line in maps.legend if line.kind.startswith("enough")}
    for n, shade in shades:
        low, _, high = spans[f"enough-{shade}"].partition(" to ")
        assert int(low) <= n <= int(high or low)


def test_too_many_levels_are_named_instead_of_drawn() -> None:
    levels = tuple(str(k) for k in range(120))
    huge = domains.pair("a", "b", levels, levels, 0)
    small = domains.pair("c", "d", ("x",), ("y",), 0)
    assert CELLS < 120 * 120
    maps = pair_maps(domains.covered((small, huge), names=("a", "b", "c", "d")), "synthetic")
    assert maps is not None
    assert maps.left_out == "Too many levels to be drawn: a with b."


def test_shares_of_a_condition_add_up_with_what_is_outside() -> None:
    light = conditions(domains.suitcase_conditions(), "synthetic")[0]
    shown = light.drawn
    assert shown is not None
    assert sum(shown.synthetic) + sum(shown.outside) == pytest.approx(1)
    assert shown.synthetic[0] == pytest.approx(40 / 988)
    assert shown.outside == pytest.approx((12 / 988, 26 / 988))
    assert light.remarks == ("12 below", "26 above", "12 unknown")
    assert plain(shown.tips[0]) == "200 to 294: 40 synthetic (4.05 %), 12 real (4.11 %), 5 % in the field"
    assert len(shown.tips) == len(shown.synthetic) + 2


def test_of_many_levels_the_most_frequent_are_drawn_and_all_are_listed() -> None:
    levels = tuple(f"level {k}" for k in range(50))
    counts = tuple(1000 if k in (7, 31) else 1 for k in range(50))
    shown = conditions([domains.condition("c", levels, synthetic=counts, real=None)], "synthetic")[0]
    assert shown.drawn is not None
    assert {"level 7", "level 31"} <= set(shown.drawn.labels)
    assert len(shown.drawn.labels) == 20
    assert len(shown.rows) == 50
    assert shown.remarks == ("the 20 most frequent levels are drawn",)


def test_static_conditions_say_how_many_are_otherwise() -> None:
    camera, background = statics(domains.suitcase_conditions())
    assert (camera.value, camera.same, camera.other, camera.broken) == ("line_cam_A", "996", "4", True)
    assert (background.unknown, background.broken) == ("1,000", False)


def test_edges_of_whole_numbers_are_whole() -> None:
    counted = domains.condition(
        "objects",
        ("1 to 5", "6 to 11"),
        kind="range",
        bounds=(1.0, 11.0),
        edges=(1.0, 5.6, 12.0),
        integer=True,
        real_unknown=205,
    )
    shown = conditions([counted], "synthetic", 205)[0]
    assert shown.drawn is not None
    assert shown.drawn.labels == ("1", "6", "11")
    assert shown.remarks == ("real: unknown of all 205",)
