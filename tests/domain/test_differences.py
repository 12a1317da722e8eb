"""What one domain or set of data covers and the other does not: each planted difference is found, and nothing else."""

import json

import numpy as np
import polars as pl
import pytest
from PIL import Image
from tests.domain.specs import suitcases

from datadiet.domain.conditions import Conditions
from datadiet.domain.differences import difference
from datadiet.domain.differences.sources import compare_sources
from datadiet.domain.loading import parse_domain
from datadiet.errors import OptionError

SMALL = """\
domain: small
static: {camera: A}
variables:
  surface: {levels: [gloss, matte]}
  view: {levels: [front, back]}
  light: {range: [0, 100], bins: 2}
  people: {range: [0, 9], integer: true, bins: 2}
"""


FIVE = "5 % or more"


def small(more=""):
    return parse_domain(SMALL + more, name="s.yaml")


def known(**columns):
    n = len(next(iter(columns.values())))
    whole = {
        "camera": ["A"] * n,
        "surface": ["gloss"] * n,
        "view": ["front"] * n,
        "light": [10.0] * n,
        "people": [1.0] * n,
    } | columns
    kinds = {"light": pl.Float64, "people": pl.Float64}
    frame = pl.DataFrame(
        {"id": [str(k) for k in range(n)], **{k: pl.Series(v, dtype=kinds.get(k, pl.String)) for k, v in whole.items()}}
    )
    return Conditions(frame, {})


def every():
    """Every combination of levels once."""
    cells = [(s, v, lux, p) for s in ("gloss", "matte") for v in ("front", "back") for lux in (10, 90) for p in (1, 8)]
    surface, view, light, people = (list(column) for column in zip(*cells, strict=True))
    return {"surface": surface, "view": view, "light": light, "people": people}


def told(rows):
    return [(row.what, row.first, row.second) for row in rows]


# -- Two domains


def test_a_domain_does_not_differ_from_itself():
    found = difference(suitcases(), suitcases())
    assert found.same
    assert found.lines() == ["suitcase-defects (first) and suitcase-defects (second) cover the same."]


def test_how_a_predicate_is_written_makes_no_difference():
    same = suitcases("not (defect = 'zipper' and view = 'back')", "NOT ( defect='zipper'  AND view='back' )")
    assert difference(suitcases(), same).same


@pytest.mark.parametrize(
    ("old", "new", "only_first", "only_second"),
    [
        ("[front, back, top]", "[front, back, top, side]", [], [("view", "front, back, top", "side")]),
        (
            "[gloss, matte]",
            "[gloss, brushed]",
            [("surface", "matte", "gloss, brushed")],
            [("surface", "gloss, matte", "brushed")],
        ),
        ("[200, 2000]", "[20, 2000]", [], [("light_lux", "200 to 2,000", "20 to 200")]),
        ("[200, 2000]", "[200, 20000]", [], [("light_lux", "200 to 2,000", "2,000 to 20,000")]),
        ("[0.0005, 0.05]", "[0.0005, 0.03]", [("defect_area", "0.03 to 0.05", "0.0005 to 0.03")], []),
        (", background: belt}", "}", [("background", "belt", "")], []),
        (
            "surface:     {levels: [gloss, matte]}\n  view",
            "view",
            [("surface", "gloss, matte", ""), ("edge case glare", None, "")],
            [],
        ),
        (
            "exclude:     [{where: \"view = 'top'\", max_share: 0}]\n",
            "",
            [("exclusion of view = 'top'", "none in the data", "")],
            [],
        ),
        (
            "constraints: [\"not (defect = 'zipper' and view = 'back')\"]\n",
            "",
            [("constraint", "always not (defect = 'zipper' and view = 'back')", "")],
            [],
        ),
        (
            "coverage: {t: 2, over: [light_lux, defect, view], min_each: 2}\n",
            "",
            [("coverage", "all combinations of 2 of defect, light_lux, view, 2 samples each", "")],
            [],
        ),
    ],
)
def test_what_only_one_declares_is_found_and_nothing_else_is(old, new, only_first, only_second):
    changes = [old, new]
    if old.startswith("surface"):
        changes += [
            "edge_cases:\n  glare: {where: \"light_lux > 1500 and surface = 'gloss'\", share: {min: .08}, "
            "min_count: 40}\n",
            "",
        ]
    found = difference(suitcases(), suitcases(*changes))
    seen = [(w, None if w.startswith("edge") else a, b) for w, a, b in told(found.only_first)]
    assert seen == only_first
    assert told(found.only_second) == only_second
    assert found.changed == ()
    back = difference(suitcases(*changes), suitcases())
    assert [(w, b, a) for w, a, b in told(back.only_first)] == told(found.only_second)
    assert [(w, b, a) for w, a, b in told(back.only_second)] == told(found.only_first)


@pytest.mark.parametrize(
    ("old", "new", "what", "first", "second"),
    [
        ("task: detection", "task: segmentation", "task", "detection", "segmentation"),
        ("edge_cases:", "open_world: true\nedge_cases:", "open_world", "false", "true"),
        ("camera: line_cam_A", "camera: line_cam_B", "camera", "line_cam_A", "line_cam_B"),
        ("bins: 6", "bins: 7", "light_lux: bins", "6", "7"),
        ("scale: log, ", "", "light_lux: scale", "log", "linear"),
        (
            "max_share: 0}",
            "max_share: .01}",
            "exclusion of view = 'top'",
            "none in the data",
            "at most 1 % of the data",
        ),
        (
            "min: .05, max: .10",
            "min: .05, max: .20",
            "guarantee on defect = 'zipper'",
            f"{FIVE} and 10 % or less, by metadata",
            f"{FIVE} and 20 % or less, by metadata",
        ),
        (
            "confidence: .95",
            "confidence: .99",
            "guarantee on defect = 'dent'",
            f"{FIVE}, by audit at 0.95",
            f"{FIVE}, by audit at 0.99",
        ),
        ("min_each: 2", "min_each: 3", "coverage", None, None),
        ("light_lux > 1500", "light_lux > 1600", "edge case glare", None, None),
        ("\"defect <> 'none'\"", "\"defect = 'dent'\"", "defect_area: when", "defect <> 'none'", "defect = 'dent'"),
        (
            "field: {none: .98, dent: .015, zipper: .005}",
            "field: {none: .90, dent: .095, zipper: .005}",
            "defect: field",
            "declared",
            "declared",
        ),
    ],
)
def test_what_both_declare_differently_is_found_and_nothing_else_is(old, new, what, first, second):
    found = difference(suitcases(), suitcases(old, new), names=("old", "new"))
    assert (found.only_first, found.only_second) == ((), ())
    ((row),) = found.changed
    assert row.what == what
    if first is not None:
        assert (row.first, row.second) == (first, second)
    assert row.sentence in "\n".join(found.lines())


def test_the_share_of_a_range_that_is_not_reached_goes_by_its_scale_or_its_field():
    wide, narrow = (
        parse_domain(f"domain: {n}\nvariables:\n  x: {{range: {r}, scale: log}}\n")
        for n, r in (("w", "[1, 1000]"), ("n", "[1, 10]"))
    )
    (row,) = difference(wide, narrow).only_first
    assert "67 % of the range of w on its log scale" in row.sentence
    field = "field: {quantiles: [1, 2, 3, 10, 1000]}"
    wide = parse_domain(f"domain: w\nvariables:\n  x: {{range: [1, 1000], {field}}}\n")
    narrow = parse_domain("domain: n\nvariables:\n  x: {range: [1, 10]}\n")
    (row,) = difference(wide, narrow).only_first
    assert "25 % of the field of w" in row.sentence


@pytest.mark.parametrize(
    ("first", "second", "rows"),
    [
        ("[0, 9]", "[4, 20]", [("0 to 3", 40.0)]),
        ("[0, 9]", "[9, 20]", [("0 to 8", 90.0)]),
        ("[0, 9]", "[20, 30]", [("0 to 9", 100.0)]),
        ("[20, 29]", "[0, 9]", [("20 to 29", 100.0)]),
        ("[0, 9]", "[1, 8]", [("0", 10.0), ("9", 10.0)]),
        ("[0, 9]", "[0, 9]", []),
    ],
)
def test_whole_numbers_are_counted(first, second, rows):
    a, b = (
        parse_domain(f"domain: {n}\nvariables:\n  x: {{range: {r}, integer: true, bins: 1}}\n")
        for n, r in (("a", first), ("b", second))
    )
    found = difference(a, b).only_first
    assert [row.first for row in found] == [text for text, _ in rows]
    assert [f"{share:.2g} %" in row.sentence for row, (_, share) in zip(found, rows, strict=True)] == [True] * len(rows)


def test_levels_and_ranges_and_static_values_are_compared():
    levels = parse_domain("domain: a\nvariables:\n  x: {levels: [1, 2, 30]}\n")
    numbers = parse_domain("domain: b\nvariables:\n  x: {range: [0, 10]}\n")
    found = difference(levels, numbers)
    assert told(found.only_first) == [("x", "30", "0 to 10")]
    assert told(found.only_second) == [("x", "1, 2, 30", "0 to 10")]
    static = parse_domain("domain: c\nstatic: {x: 2}\n")
    found = difference(levels, static)
    assert [row.first for row in found.only_first] == ["1", "30"]
    assert found.only_second == ()
    assert told(found.changed) == [("x", "varies", "one value")]


# -- A domain and data


def test_data_that_has_everything_does_not_differ():
    assert difference(small(), known(**every())).same
    assert difference(known(**every()), small()).same


def test_what_the_data_lacks_is_found():
    cells = every()
    keep = [k for k in range(16) if not (cells["surface"][k] == "matte" and cells["view"][k] == "back")]
    data = known(**{name: [column[k] for k in keep] for name, column in cells.items()})
    found = difference(small(), data, names=("spec", "data"))
    assert told(found.only_first) == [("surface x view", "matte x back", "")]
    assert "chance would give 1.3" in found.only_first[0].sentence  # 4 x 4 of 12
    assert (found.only_second, found.changed) == ((), ())
    assert difference(small("constraints: [\"not (surface = 'matte' and view = 'back')\"]\n"), data).same
    other = difference(data, small())
    assert told(other.only_second) == [("surface x view", "", "matte x back")]


def test_a_level_that_is_missing_is_named_once_and_not_with_every_other_one():
    cells = every()
    cells["light"] = [10.0] * 16
    found = difference(small(), known(**cells))
    assert told(found.only_first) == [("light", "50 to 100", "")]


def test_what_lies_outside_is_found():
    cells = every()
    cells["light"][0], cells["light"][1], cells["light"][2] = -5.0, -8.0, 104.5
    cells["surface"][3] = "wet"
    cells["people"][4] = 1.5
    data = known(**cells, camera=["A"] * 15 + ["B"])
    rows = told(difference(small(), data).only_second)
    assert rows == [  # two samples, then one each, as declared
        ("light", "", "below 0, down to -8"),
        ("surface", "", "wet"),
        ("light", "", "above 100, up to 104.5"),
        ("people", "", "no whole number, such as 1.5"),
        ("camera", "", "B"),
    ]


def test_rules_that_the_data_breaks_are_found():
    data = known(**every())
    rule = (
        "constraints: [\"not (surface = 'matte' and view = 'back')\"]\nexclude: [{where: light > 50, max_share: %s}]\n"
    )
    assert told(difference(small(rule % ".5"), data).only_second) == [
        ("constraint", "not (surface = 'matte' and view = 'back')", "4 against it")
    ]
    rows = told(difference(small(rule % ".49"), data).only_second)
    assert rows[0] == ("exclude", "light > 50", "8 of it")  # more than the 4 against the constraint


def test_what_the_data_does_not_tell_is_said():
    data = known(**every() | {"view": [None] * 16})
    found = difference(small(), data, names=("spec", "data"))
    assert [row.sentence for row in found.only_first] == ["view: data says nothing of it"]


def test_only_coverage_decides_which_pairs_are_looked_at():
    cells = {name: column[:1] * 8 + column[-1:] * 8 for name, column in every().items()}
    assert (
        len(difference(small(), known(**cells)).only_first) == 12
    )  # 6 pairs of conditions, 2 of 4 pairs of levels each
    few = small("coverage: {t: 2, over: [surface, view]}\n")
    assert [row.what for row in difference(few, known(**cells)).only_first] == ["surface x view"] * 2


# -- Data and data


def test_data_against_data_agrees_with_sets_of_pairs():
    rng = np.random.default_rng(0)
    domain = small()

    def draw():
        return {
            "surface": rng.choice(["gloss", "matte"], 7, p=[0.8, 0.2]).tolist(),
            "view": rng.choice(["front", "back"], 7, p=[0.8, 0.2]).tolist(),
            "light": rng.choice([10.0, 90.0], 7).tolist(),
            "people": rng.choice([1.0, 8.0], 7).tolist(),
        }

    for _ in range(20):
        a, b = draw(), draw()
        found = difference(known(**a), known(**b), domain=domain)
        pairs = [set(zip(x["surface"], x["view"], strict=True)) for x in (a, b)]
        singles = [{name: set(x[name]) for name in x} for x in (a, b)]
        only = {p for p in pairs[0] - pairs[1] if p[0] in singles[1]["surface"] and p[1] in singles[1]["view"]}
        assert {row.first for row in found.only_first if row.what == "surface x view"} == {" x ".join(p) for p in only}
        assert {row.first for row in found.only_first if row.what == "surface"} == singles[0]["surface"] - singles[1][
            "surface"
        ]
        assert {row.second for row in found.only_second if row.what == "view"} == singles[1]["view"] - singles[0][
            "view"
        ]
        assert found.same == (difference(known(**b), known(**a), domain=domain).same)


def test_a_condition_that_one_set_does_not_tell_is_said_and_left_out():
    a, b = known(**every()), known(**every() | {"view": [None] * 16})
    found = difference(a, b, domain=small(), names=("a", "b"))
    assert told(found.changed) == [("view", "known", "nothing")]
    assert (found.only_first, found.only_second) == ((), ())


def test_two_sets_of_data_need_the_domain_that_both_were_read_by():
    with pytest.raises(OptionError, match="no domain"):
        difference(known(**every()), known(**every()))
    with pytest.raises(OptionError, match="lack 'light_lux'"):
        difference(known(**every()), known(**every()), domain=suitcases())


def test_a_long_list_of_pairs_ends_with_how_many_more_there_are(monkeypatch):
    spec = "domain: long\nvariables:\n" + "".join(f"  v{k}: {{levels: [a, b, c]}}\n" for k in range(8))
    domain = parse_domain(spec)
    n = 9
    frame = pl.DataFrame({"id": [str(k) for k in range(n)], **{f"v{k}": list("aaabbbccc") for k in range(8)}})
    found = difference(domain, Conditions(frame, {}))
    missing = 28 * 6  # of each pair of conditions, 6 of 9 combinations
    assert len(found.only_first) == missing
    lines = found.lines()
    assert len(lines) < 20
    assert f"  and {missing - 10} more pairs (--json lists them all)" in lines
    monkeypatch.setattr("datadiet.domain.differences.data.PAIRS", 50)
    found = difference(domain, Conditions(frame, {}))
    assert len(found.only_first) == 51
    assert found.only_first[-1].first == f"{missing - 50} more"


def test_what_one_has_most_of_and_the_other_lacks_comes_first():
    domain = parse_domain("domain: d\nvariables: {a: {levels: [x, y, z]}, b: {levels: [p, q, r]}}\n", name="d.yaml")
    mine = Conditions(pl.DataFrame({"id": list("123456"), "a": list("xyyxxx"), "b": list("pppqqr")}), {})
    theirs = Conditions(pl.DataFrame({"id": list("12"), "a": list("xz"), "b": list("pp")}), {})
    found = difference(mine, theirs, domain=domain, names=("mine", "theirs"))
    assert [(row.what, row.first, row.kind) for row in found.only_first] == [
        ("a", "y", "value"),
        ("b", "q", "value"),
        ("b", "r", "value"),
    ]
    assert found.only_first[0].sentence == "a y: twice in mine, none in theirs"
    assert [(row.what, row.first, row.second) for row in found.only_second] == [("a", "", "z")]


def test_data_is_called_by_its_folder_and_metadata_is_joined_to_it(tmp_path):
    for folder, light in (("a/shots", [10, 20]), ("b/shots", [10, 90]), ("b/renders", [10, 20])):
        (tmp_path / folder).mkdir(parents=True)
        for k, value in enumerate(light):
            Image.new("RGB", (8, 8), (value, value, value)).save(tmp_path / folder / f"{folder[0]}{folder[2]}{k}.png")
    (tmp_path / "d.yaml").write_text("domain: d\nvariables: {weather: {levels: [sun, rain]}}\n")
    (tmp_path / "m.csv").write_text("file,weather\nas0.png,sun\nas1.png,sun\nbr0.png,sun\nbr1.png,hail\n")
    shots, renders, other = (str(tmp_path / name) for name in ("a/shots", "b/renders", "b/shots"))
    found = compare_sources(str(tmp_path / "d.yaml"), shots, metadata=tmp_path / "m.csv").difference
    assert [row.sentence for row in found.only_first] == ["weather rain: none in shots"]
    found = compare_sources(shots, renders, metadata=tmp_path / "m.csv").difference
    assert (found.first, found.second) == ("shots", "renders")
    compared = compare_sources(shots, other, metadata=tmp_path / "m.csv")
    assert (compared.difference.first, compared.difference.second) == ("a/shots", "b/shots")
    assert [problem.where for problem in compared.problems] == [str(tmp_path / "m.csv")]  # it names nothing of b/shots
    with pytest.raises(OptionError, match="two domains"):
        compare_sources(str(tmp_path / "d.yaml"), str(tmp_path / "d.yaml"), metadata=tmp_path / "m.csv")


# -- As text and as JSON


def test_lines_and_json_say_the_same():
    found = difference(suitcases(), suitcases("[front, back, top]", "[front, back, top, side]", "bins: 6", "bins: 7"))
    lines = found.lines()
    assert lines == [
        "only in suitcase-defects (first): nothing",
        "only in suitcase-defects (second): 1",
        "  view = side: suitcase-defects (first) has only front, back, top",
        "in both, and different: 1",
        "  light_lux: bins: 6 in suitcase-defects (first), 7 in suitcase-defects (second)",
    ]
    read = json.loads(json.dumps(found.to_dict()))
    assert read["same"] is False
    assert [row["sentence"] for row in read["only_second"] + read["changed"]] == [lines[2][2:], lines[4][2:]]


def seen(frame: pl.DataFrame) -> Conditions:
    return Conditions(frame, dict.fromkeys(("temp", "road", "light"), "metadata"))


def population(n: int, seed: int, **changed: object) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    temp = rng.uniform(-10, 40, n) if changed.get("uniform") else np.clip(rng.normal(14, 7, n), -10, 40)
    road = rng.choice(["asphalt", "gravel", "cobble"], n, p=changed.get("road", [0.8, 0.15, 0.05]))
    return pl.DataFrame({"id": [f"r{k}" for k in range(n)], "temp": temp, "road": road, "light": rng.uniform(0, 1, n)})


ROADS = parse_domain(
    "domain: roads\nvariables:\n"
    "  temp: {range: [-10, 40], field: {quantiles: [-10, 9.28, 14, 18.72, 40]}}\n"
    "  road: {levels: [asphalt, gravel, cobble], field: {asphalt: 0.8, gravel: 0.15, cobble: 0.05}}\n"
    "  light: {range: [0, 1]}\n"
)


def test_the_shape_of_a_distribution_is_compared_between_data_and_the_largest_distance_comes_first():
    from scipy.stats import ks_2samp

    one, other = population(400, 1), population(300, 2, uniform=True, road=[0.6, 0.3, 0.1])
    found = difference(seen(one), seen(other), domain=ROADS, names=("train", "val"))
    shapes = [row for row in found.changed if row.kind == "shape"]
    assert [row.what for row in shapes if row.told] == ["temp", "road"]
    assert [row.what for row in shapes if not row.told] == ["light"]
    exact = ks_2samp(one["temp"], other["temp"]).statistic
    assert abs(float(shapes[0].second) - exact) < 0.02  # it is looked at in 64 parts
    shares = [[(frame["road"] == level).mean() for level in ROADS["road"].levels] for frame in (one, other)]
    assert float(shapes[1].second) == pytest.approx(0.5 * np.abs(np.subtract(*shares)).sum(), abs=1e-4)
    assert found.lines() == difference(seen(one), seen(other), domain=ROADS, names=("train", "val")).lines()


def test_two_parts_of_one_population_differ_by_nothing_that_is_told():
    told = 0
    for seed in range(20):
        found = difference(seen(population(200, 2 * seed)), seen(population(87, 2 * seed + 1)), domain=ROADS)
        told += sum(row.told for row in (*found.only_first, *found.only_second, *found.changed))
    assert told <= 4  # three families of tests at 5 %, 20 times
    assert any("no more than chance gives" in line for line in found.lines())


def test_data_is_compared_with_the_declared_field_and_what_has_none_is_named():
    found = difference(ROADS, seen(population(500, 3, uniform=True)), names=("roads", "made"))
    shapes = {row.what: row for row in found.changed}
    assert shapes["temp"].told
    assert not shapes["road"].told
    assert "the middle half is 9.28 to 18.72 in the field of roads" in shapes["temp"].sentence
    assert found.notes == ("No field is declared to compare with: light.",)


def test_a_level_that_only_one_has_is_told_where_chance_would_not_leave_it_out():
    from scipy.stats import hypergeom

    rows = population(100, 4)
    planted = rows.with_columns(road=pl.Series(["gravel"] * 30 + ["cobble"] + ["asphalt"] * 69))
    plain = rows.with_columns(road=pl.lit("asphalt"))
    found = difference(seen(planted), seen(plain), domain=ROADS)
    values = {row.first: row for row in found.only_first if row.kind == "value"}
    assert values["gravel"].told
    assert values["gravel"].p == pytest.approx(2 * hypergeom.pmf(0, 200, 30, 100))
    assert not values["cobble"].told
    assert values["cobble"].p == pytest.approx(0.5)
