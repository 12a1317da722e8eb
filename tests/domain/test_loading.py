from pathlib import Path

import pytest
from tests.domain.specs import SUITCASES, suitcases

from datadiet.domain.domain import Domain, Levels, Range
from datadiet.domain.loading import load_domain, parse_domain
from datadiet.errors import DataError, DomainError, InputError


def test_what_is_written_is_what_is_meant():
    domain = suitcases()
    light, defect, area = domain["light_lux"], domain["defect"], domain["defect_area"]
    assert isinstance(light, Range)
    assert (light.low, light.high, light.scale, light.bins) == (200, 2000, "log", 6)
    assert isinstance(defect, Levels)
    assert defect.levels == ("none", "dent", "zipper")
    assert defect.field is not None
    assert defect.field.shares == {"none": 0.98, "dent": 0.015, "zipper": 0.005}
    assert str(area.when) == "defect <> 'none'"
    assert domain.static == {"camera": "line_cam_A", "background": "belt"}
    assert [str(rule.where) for rule in domain.quotas] == [
        "light_lux > 1500 and surface = 'gloss'",
        "defect = 'zipper'",
        "defect = 'dent'",
    ]
    assert domain.guarantees[0].share.max == 0.1
    assert (domain.guarantees[1].basis, domain.guarantees[1].confidence) == ("audit", 0.95)
    assert str(domain.guarantees[1].place) == "s.yaml:16"
    assert domain.coverage is not None
    assert domain.coverage.over == ("light_lux", "defect", "view")


@pytest.mark.parametrize(
    ("old", "new", "line", "found"),
    [
        ("bins: 6", "bims: 6", 5, "key 'bims' is not known"),
        ("[200, 2000]", "[2000, 200]", 5, "goes from 2000 to 200"),
        ("[200, 2000]", "[200, .nan]", 5, "nan"),
        ("[200, 2000], scale: log", "[0, 2000], scale: log", 5, "log scale and begins at 0"),
        ("[200, 2000]", "[200, 2000, 3000]", 5, "light_lux"),
        ("levels: [gloss, matte]", "levels: [gloss, gloss]", 6, "'gloss' of surface is there twice"),
        ("levels: [gloss, matte]", "levels: [gloss, 1]", 6, "mix words, numbers"),
        ("levels: [gloss, matte]", "levels: []", 6, "levels"),
        ("levels: [gloss, matte]", "levels: [gloss, matte], bins: 3", 6, "variables.surface"),
        ("zipper' and", "zippr' and", 10, "asks for the level 'zippr'"),
        ("view = 'top'", "vew = 'top'", 11, "names 'vew', which is not declared"),
        ("view = 'top'", "view > 'top'", 11, "orders words"),
        ("view = 'top'", "view = 3", 11, "compares with 3"),
        ("view = 'top'", "__import__('os')", 11, "not allowed"),
        ("none: .98", "none: .9", 8, "add to 0.92"),
        ("none: .98", "non: .98", 8, "names 'non'"),
        ("{min: .05, max: .10}", "{min: .5, max: .1}", 15, "share"),
        ("{min: .05, max: .10}", "{min: 5}", 15, "is 5"),
        ("{min: .05}, basis: audit", "{min: .97}, basis: audit", 15, "add to 1.02"),
        ("confidence: .95", "confidence: 95", 16, "is 95"),
        ("over: [light_lux", "over: [lux", 17, "coverage over 'lux'"),
        ("t: 2", "t: 4", 17, "out of 3 conditions"),
        ("task: detection", "task: detektion", 2, "'detektion'"),
        ("background: belt", "view: belt", 3, "both static and variable"),
        ("defect <> 'none'", "defect_area > 0.001", 0, "circular"),
        ("light_lux > 1500 and", "light_lux > surface and", 13, "computes with 'surface'"),
        ("min_count: 40", "min_count: -1", 13, "-1"),
        ("share: {min: .08}, min_count: 40", "min_count: 0", 13, "glare"),
        ("static:", "variables:", 4, "twice"),
        ("domain: suitcase-defects\n", "", 1, "the file has no 'domain'"),
        ("surface:     ", "id:     ", 6, "called 'id'"),
    ],
)
def test_a_mistake_is_named_by_file_and_line(old: str, new: str, line: int, found: str):
    with pytest.raises(InputError) as caught:
        suitcases(old, new)
    message = str(caught.value)
    assert found in message
    assert "Expected" in message
    assert (f"s.yaml:{line}" if line else "s.yaml") in message


@pytest.mark.parametrize(
    "text", ["", "[1, 2]", "domain: x", "domain: x\nvariables: {}", "domain: [", "domain: !!python/name:os.system x"]
)
def test_a_file_that_declares_nothing_is_refused(text: str):
    with pytest.raises(InputError, match="Expected"):
        parse_domain(text)


def test_nested_aliases_do_not_fill_the_memory():
    bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefg", "bcdefgh", strict=True)
    )
    with pytest.raises(DataError, match="more than"):
        parse_domain(bomb)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(DataError, match="nowhere"):
        load_domain(tmp_path / "nowhere.yaml")


def test_a_domain_adds_to_what_it_extends(tmp_path: Path):
    (tmp_path / "base.yaml").write_text(SUITCASES)
    (tmp_path / "narrow.yaml").write_text(
        "extends: base.yaml\ndomain: narrow\nvariables:\n  light_lux: {range: [500, 900]}\n"
        "  surface: {levels: [gloss]}\n"
        "edge_cases: {glare: null}\nconstraints: [\"light_lux > 600 or view = 'front'\"]\n"
        "coverage: {over: [view, defect]}\n"
    )
    domain = load_domain(tmp_path / "narrow.yaml")
    light = domain["light_lux"]
    assert isinstance(light, Range)
    assert (domain.name, light.low, light.scale, domain.edge_cases) == ("narrow", 500, "linear", ())
    assert [rule.place.line for rule in domain.constraints] == [10, 7]
    assert str(domain.constraints[1].place).endswith("narrow.yaml:7")
    assert domain.coverage is not None
    assert (domain.coverage.over, domain.coverage.min_each) == (("view", "defect"), 2)
    (tmp_path / "narrow.yaml").write_text("extends: base.yaml\ndomain: x\nconstraints: [\"vew = 'top'\"]\n")
    with pytest.raises(DomainError, match=r"narrow\.yaml:3"):
        load_domain(tmp_path / "narrow.yaml")


def test_circles_and_missing_bases_are_refused(tmp_path: Path):
    (tmp_path / "a.yaml").write_text("domain: a\nextends: b.yaml\n")
    (tmp_path / "b.yaml").write_text("domain: b\nextends: a.yaml\n")
    with pytest.raises(DomainError, match="circle"):
        load_domain(tmp_path / "a.yaml")
    (tmp_path / "a.yaml").write_text("domain: a\nextends: c.yaml\n")
    with pytest.raises(DomainError, match=r"a\.yaml:2"):
        load_domain(tmp_path / "a.yaml")


def child(folder: Path, text: str) -> Domain:
    """Return a domain that extends the case study's, in files of their own."""
    (folder / "base.yaml").write_text(SUITCASES)
    (folder / "child.yaml").write_text(f"extends: base.yaml\ndomain: child\n{text}")
    return load_domain(folder / "child.yaml")


def shares(domain: Domain) -> list[tuple[str, float, float, int]]:
    return [(str(rule.where), rule.share.min, rule.share.max, rule.place.line) for rule in domain.guarantees]


def test_a_guarantee_about_the_same_replaces_that_of_the_base(tmp_path: Path):
    other = ("defect = 'dent'", 0.05, 1.0, 16)
    same = "guarantees: [{where: \"defect  =  'zipper'\", share: {min: .2}}]\n"
    assert shares(child(tmp_path, same)) == [("defect  =  'zipper'", 0.2, 1.0, 3), other]
    elsewhere = "guarantees: [{where: \"defect = 'zipper'\", share: {min: .2}, basis: generator}]\n"
    assert len(child(tmp_path, elsewhere).guarantees) == 3  # known in another way: another guarantee
    (tmp_path / "middle.yaml").write_text(
        "extends: base.yaml\ndomain: m\nguarantees: [{name: gloss, where: surface = 'gloss', share: {min: .1}}]\n"
    )
    (tmp_path / "last.yaml").write_text(
        "extends: middle.yaml\ndomain: l\n"
        "guarantees: [{name: gloss, where: \"surface = 'gloss' and view = 'front'\", share: {min: .3}}]\n"
        "exclude: [{where: \"view = 'top'\", max_share: .1}]\n"
    )
    last = load_domain(tmp_path / "last.yaml")
    assert [rule.share.min for rule in last.guarantees] == [0.05, 0.05, 0.3]
    assert str(last.guarantees[2].place).endswith("last.yaml:3")
    assert [rule.max_share for rule in last.exclude] == [0.1]


@pytest.mark.parametrize(
    ("text", "line", "found"),
    [
        ("variables: {seed: null}\n", 3, "variables.seed is null"),
        ("variables:\n  Surface: null\n", 4, "did you mean 'surface'?"),
        ("edge_cases: {glare: null, dark: null}\n", 3, "edge_cases.dark is null"),
        ("description: null\n", 3, "description is null"),
    ],
)
def test_what_is_not_there_cannot_be_taken_away(tmp_path: Path, text: str, line: int, found: str):
    with pytest.raises(DomainError) as caught:
        child(tmp_path, text)
    assert found in str(caught.value)
    assert f"child.yaml:{line}" in str(caught.value)
    with pytest.raises(DomainError, match="is null"):
        parse_domain(SUITCASES.replace("variables:\n", "variables:\n  seed: null\n"))


def test_a_whole_section_can_be_taken_away(tmp_path: Path):
    domain = child(tmp_path, "guarantees: null\ncoverage: null\n")
    assert (domain.guarantees, domain.coverage) == ((), None)


@pytest.mark.parametrize(
    ("text", "base", "line"),
    [
        ("variables:\n  view: {levels: [front, back]}\n", 11, 4),  # the base excludes top
        ("variables:\n  surface: null\n", 13, 4),  # its edge case names the surface
        ("variables:\n  light_lux: {levels: [dim, bright]}\n", 13, 4),  # it compares with a number
        ("variables: {view: null}\nstatic:\n  view: 1\n", 10, 5),  # its constraint compares with a word
    ],
)
def test_a_clause_of_the_base_that_is_broken_names_both_files(tmp_path: Path, text: str, base: int, line: int):
    with pytest.raises(DomainError) as caught:
        child(tmp_path, text)
    assert f"base.yaml:{base}:" in str(caught.value)
    assert f"child.yaml:{line}" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("view = 'top'", "View = 'top'", "'view'"),
        ("view = 'top'", "veiw = 'top'", "'view'"),
        ("view = 'top'", "view = 'Top'", "'top'"),
        ("zipper' and", "ziper' and", "'zipper'"),
        ("over: [light_lux", "over: [Light-Lux", None),
        ("over: [light_lux", "over: [ligth_lux", "'light_lux'"),
        ("none: .98", "None: .98", "'none'"),
        ("bins: 6", "bin: 6", "'bins'"),
        ("guarantees:", "guarantee:", "'guarantees'"),
    ],
)
def test_what_was_meant_is_suggested(old: str, new: str, said: str | None):
    with pytest.raises(InputError) as caught:
        suitcases(old, new)
    assert f"did you mean {said or chr(39) + 'light_lux' + chr(39)}?" in str(caught.value)


def test_nothing_is_suggested_where_nothing_is_alike_and_attributes_are_explained():
    with pytest.raises(DomainError) as caught:
        suitcases("view = 'top'", "weather = 'top'")
    assert "did you mean" not in str(caught.value)
    with pytest.raises(DomainError, match="declare 'brightness' under variables: it is measured"):
        suitcases("view = 'top'", "brightness > 0.5")
    with pytest.raises(DomainError, match="did you mean 'detection'"):
        parse_domain("extends: detektion\ndomain: d\n")


@pytest.mark.parametrize("value", ["9" * 5000, "-" + "9" * 5000, "1" + "0" * 400, "2026-02-31"])
def test_a_number_or_date_that_cannot_be_is_an_error_with_its_line(value: str):
    with pytest.raises(DataError, match=r"domain:3: .*no value that can be used") as caught:
        parse_domain(f"domain: d\nvariables:\n  x: {{range: [0, {value}]}}\n")
    assert len(str(caught.value)) < 400
    with pytest.raises(DataError, match="domain:2"):
        parse_domain(f"domain: d\n{value}: 1\n")
