"""A draft parses, holds its own data, reads well, and says what a person must decide."""

import re
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from datadiet.data import read
from datadiet.data.dataset import ANNOTATIONS, SAMPLES, Dataset
from datadiet.data.levels import at_level
from datadiet.domain.conditions import read_conditions
from datadiet.domain.domain import Levels, Range
from datadiet.domain.drafting import draft_domain, together
from datadiet.domain.loading import parse_domain
from datadiet.domain.relevance import stand
from datadiet.errors import DataError, DomainError


def rows(n=40, *, labels=None, vectors=None, columns=(), **conditions):
    """Samples with metadata and nothing else."""
    table = pl.DataFrame(
        {
            "id": [f"s{k}" for k in range(n)],
            "uri": pl.Series([None] * n, dtype=pl.String),
            "label": pl.Series(labels or [None] * n, dtype=pl.String),
            "group": pl.Series([None] * n, dtype=pl.String),
        },
        schema=SAMPLES,
    )
    table = table.with_columns(pl.Series(name, values, strict=False) for name, values in conditions.items())
    vectors = np.zeros((n, 1), np.float32) if vectors is None else vectors
    return Dataset("data", "real", "data", "table", table, ANNOTATIONS.to_frame(), vectors=vectors, columns=columns)


def draft(data, **options):
    return draft_domain(data, name="made", **options)


def states(text, data, whole=None):
    domain = parse_domain(text)
    return set(stand(domain, read_conditions(domain, data, whole=whole)).state.tolist())


def accepted(text):
    """The draft with every suggestion accepted."""
    return re.sub(r"(?m)^#(?=[a-z]|  )", "", text)


# -- What becomes of a column


def test_columns_become_static_conditions_levels_and_ranges():
    rng = np.random.default_rng(0)
    text = draft(
        rows(
            200,
            labels=["dent"] * 20 + ["none"] * 180,
            camera=["A"] * 200,
            surface=["gloss", "matte"] * 100,
            light_lux=10 ** rng.uniform(2.1, 3.9, 200),
            angle=rng.uniform(-14.2, 13.1, 200),
            gain=[100, 200, 400, 800] * 50,
            flash=[True, False] * 100,
            people=rng.integers(0, 40, 200),
        )
    )
    domain = parse_domain(text)
    assert domain.static == {"camera": "A"}
    assert domain["label"].levels == ("none", "dent")
    assert dict(domain["label"].field.shares) == {"none": 0.9, "dent": 0.1}
    assert domain["gain"].levels == (100, 200, 400, 800)
    assert domain["flash"].levels == (False, True)
    light, angle, people = domain["light_lux"], domain["angle"], domain["people"]
    assert (light.scale, light.integer, angle.scale) == ("log", False, "linear")
    assert (people.integer, people.low, people.high) == (True, 0, 39)
    assert (angle.low, angle.high) == (-15, 14)
    assert domain.task == "tabular"
    assert next(v.name for v in domain.variables) == "label"


def test_levels_that_look_like_numbers_are_in_their_order():
    digits = [str(k % 12) for k in range(120)]
    text = draft(rows(120, labels=digits, camera=["A", "B"] * 60))
    assert parse_domain(text)["label"].levels == tuple(str(k) for k in range(12))
    words = ["2", "10", "10", "b", "b", "b"] * 20  # not numbers all: the most frequent first
    assert parse_domain(draft(rows(120, labels=words)))["label"].levels == ("b", "10", "2")


def test_what_is_no_condition_is_left_out_and_the_reason_said():
    n = 60
    text = draft(
        rows(
            n,
            surface=["gloss", "matte"] * 30,
            photo=[f"a/{k}.jpg" for k in range(n)],
            digest=[f"{k:032x}" for k in range(n)],
            remark=[f"seen by {k}" for k in range(n)],
            day=[date(2024, 1, 1) + timedelta(days=k) for k in range(n)],
            taken=["2024-01-02 10:00", "2024-01-03 11:00"] * 30,
            seed=[k * 7 + 3 for k in range(n)],
            row=list(range(n)),
            nothing=pl.Series([None] * n, dtype=pl.Float64),
            parts=[[k, k] for k in range(n)],
            weight=[1.0, 2.0] * 30,
            **{"9 lives": [1.0, 2.0] * 30},
        )
    )
    assert parse_domain(text).conditions == ("surface",)
    said = " ".join(text[text.index("# Left out:") :].replace("#", " ").split())
    for name, reason in (
        ("photo", "60 different file names"),
        ("digest", "60 different hashes"),
        ("remark", "60 different texts"),
        ("day", "a date"),
        ("taken", "dates"),
        ("seed", "it numbers the samples"),
        ("row", "it numbers the samples"),
        ("nothing", "empty"),
        ("parts", "it holds lists or records"),
        ("weight", "its name cannot be used"),
        ("9 lives", "its name cannot be used"),
    ):
        assert f"- {name}: {reason}" in said


def test_numbers_in_text_are_numbers_and_what_is_none_is_unknown():
    data = rows(40, speed=[str(k * 1.5) for k in range(38)] + ["n/a", ""])
    text = draft(data)
    assert isinstance(parse_domain(text)["speed"], Range)
    assert "Unknown in 2 of 40 rows (5 %)." in text
    assert states(text, data) == {"inside", "unknown"}


@pytest.mark.parametrize(
    "word", ["true", "none", "null", "1", "1e3", "0x1", "a: b", "a, b", "- a", "it's", 'say "x"', "#1", "é", "no"]
)
def test_words_come_back_as_the_words_they_were(word):
    data = rows(20, thing=[word, "other"] * 10)
    levels = parse_domain(draft(data))["thing"].levels
    assert set(levels) == {word, "other"}
    assert states(draft(data), data) == {"inside"}


def test_names_that_sql_knows_are_quoted_in_the_suggestions():
    data = rows(60, order=["a"] * 57 + ["b"] * 3, **{"lens kind": ["x"] * 56 + ["y"] * 4})
    domain = parse_domain(accepted(draft(data)))
    assert {name for case in domain.edge_cases for name in case.where.columns} == {"order", "lens kind"}


def test_where_a_level_decides_whether_a_condition_exists_it_says_when():
    rng = np.random.default_rng(1)
    defect = ["none"] * 40 + ["dent"] * 10 + ["zipper"] * 10
    area = [None] * 40 + rng.uniform(0.01, 0.05, 20).tolist()
    data = rows(60, defect=defect, area=area)
    text = draft(data)
    assert str(parse_domain(text)["area"].when) == "defect <> 'none'"
    assert states(text, data) == {"inside"}
    nearly = draft(rows(60, defect=defect, area=[0.02, *area[1:]]))
    assert str(parse_domain(nearly)["area"].when) == "defect <> 'none'"
    assert "DECIDE: `when` does not hold of 1 of 60 rows" in nearly
    broken = rows(60, defect=defect, area=[0.02] * 5 + area[5:])
    assert parse_domain(draft(broken))["area"].when is None
    unknown = rows(60, defect=[None, *defect[1:-1], None], area=area)
    assert str(parse_domain(draft(unknown))["area"].when) == "defect <> 'none'"


def test_a_level_that_lacks_a_value_by_chance_explains_nothing():
    level = ["rare"] * 4 + ["often"] * 96
    value = [None] * 4 + [None if k % 8 == 0 else float(k) for k in range(96)]
    assert parse_domain(draft(rows(100, level=level, value=value)))["value"].when is None


def test_a_table_of_words_is_called_rows_and_nothing_is_measured_of_it():
    text = draft(rows(40, weather=["rain", "fog"] * 20, night=[True, False] * 20))
    assert "task: tabular" in text
    assert "level: scene  # a sample is a row of a table" in text
    assert "rows" in text.replace("a row", "")
    assert "brightness" not in text


def test_shares_add_to_one_and_nothing_that_was_seen_has_none():
    labels = ["a"] * 1 + ["b"] * 332 + ["c"] * 333 + ["d"] * 333
    shares = parse_domain(draft(rows(999, labels=labels)))["label"].field.shares
    assert sum(shares.values()) == pytest.approx(1, abs=1e-12)
    assert shares["a"] == 0.001
    for level, share in shares.items():
        assert abs(share - labels.count(level) / 999) < 0.0011


def test_a_numeric_table_is_drafted_from_its_numbers():
    rng = np.random.default_rng(2)
    data = rows(50, vectors=rng.normal(size=(50, 2)).astype(np.float32), columns=("width", "height"))
    text = draft(data)
    assert parse_domain(text).conditions == ("width", "height")
    assert states(text, data) == {"inside"}


def test_data_of_which_nothing_is_known_is_refused():
    with pytest.raises(DomainError, match="nothing that could be a condition"):
        draft(rows(10))


# -- Promises


values = st.one_of(
    st.lists(st.floats(-1e9, 1e9), min_size=12, max_size=12),
    st.lists(st.floats(1e-9, 1e9), min_size=12, max_size=12),
    st.lists(st.integers(-(10**6), 10**6), min_size=12, max_size=12),
    st.lists(st.integers(0, 3), min_size=12, max_size=12),
    st.lists(st.sampled_from(["a", "b", "null", "1", " c ", "", "Ä:b"]), min_size=12, max_size=12),
    st.lists(st.booleans(), min_size=12, max_size=12),
    st.lists(st.one_of(st.none(), st.floats(0, 1)), min_size=12, max_size=12),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(values, min_size=1, max_size=3))
def test_whatever_the_columns_hold_the_draft_parses_and_holds_its_data(columns):
    data = rows(12, labels=["a", "b"] * 6, **{f"c{k}": column for k, column in enumerate(columns)})
    text = draft(data)
    assert "outside" not in states(text, data)
    parse_domain(accepted(text))
    assert text == draft(data)


def test_metadata_is_not_judged_and_quantiles_are_those_of_the_data():
    rng = np.random.default_rng(3)
    pixels = rng.normal(0.5, 0.02, 300)
    data = rows(300, light=pixels)
    assert "DECIDE" not in draft(data).split("variables:")[1].split("open_world")[0]
    assert parse_domain(draft(data))["light"].field.quantiles[5] == pytest.approx(np.median(pixels), abs=0.001)


# -- Images


@pytest.fixture(scope="module")
def pictures(world):
    return read(world(24, seed=1), origin="real")


def test_images_without_metadata_are_measured(pictures):
    text = draft(pictures)
    domain = parse_domain(text)
    assert {"brightness", "contrast", "sharpness", "noise", "colourfulness"} <= set(domain.conditions)
    assert states(text, pictures) == {"inside"}
    assert domain.task is None
    assert not domain.open_world
    assert "#task: classification  # DECIDE" in text


def test_the_task_decides_how_far_the_world_reaches(pictures):
    narrow, broad = (parse_domain(draft(pictures, task=task)) for task in ("classification", "detection"))
    assert (narrow.open_world, broad.open_world) == (False, True)
    assert narrow["contrast"].low >= broad["contrast"].low
    assert narrow["contrast"].high < broad["contrast"].high or narrow["contrast"].low > broad["contrast"].low


@pytest.fixture(scope="module")
def train(bccd):
    return read(f"{bccd}#train", origin="real")


@pytest.fixture(scope="module")
def val(bccd):
    return read(f"{bccd}#val", origin="real")


@pytest.fixture(scope="module")
def scene(train, session_cache):
    return draft(train, workers=2, cache=session_cache)


def test_blood_cells_the_draft_says_what_there_is(scene, train):
    domain = parse_domain(scene)
    counts = train.annotations.filter(
        (pl.col("right") > pl.col("left")) & (pl.col("bottom") > pl.col("top")), label="RBC"
    )["sample"].value_counts()
    assert (domain.task, domain.open_world) == ("detection", True)
    assert [v.name for v in domain.variables][:4] == ["objects", "objects_RBC", "objects_WBC", "objects_Platelets"]
    assert domain["objects_RBC"].field.quantiles[-1] == counts["count"].max()
    assert domain["objects_RBC"].integer
    assert domain["smallest_object"].scale == "log"
    assert all(isinstance(v, Range) and len(v.field.quantiles) == 11 for v in domain.variables)
    assert max(map(len, scene.splitlines())) <= 120


def test_blood_cells_the_draft_holds_all_of_train_and_most_of_val(scene, train, val):
    assert states(scene, train) == {"inside"}
    domain = parse_domain(scene)
    inside = (stand(domain, read_conditions(domain, val)).state == "inside").mean()
    assert inside > 0.9


def test_blood_cells_every_suggestion_can_be_accepted_and_its_number_is_true(scene, train):
    domain = parse_domain(accepted(scene))
    known = read_conditions(domain, train).frame
    assert domain.edge_cases
    assert domain.guarantees
    assert domain.exclude
    assert 3 <= len(domain.coverage.over) <= 6
    written = dict(re.findall(r'where: "([^"]+)".*# .*?(\d+) of 205 images', scene))
    assert len(written) == len({str(rule.where) for rule in domain.rules})
    for rule in domain.rules:
        assert int(written[str(rule.where)]) == known.select(rule.where.expr()).to_series().sum()


def test_blood_cells_the_number_of_covered_pairs_is_true(scene, train):
    domain = parse_domain(accepted(scene))
    known = read_conditions(domain, train).frame
    asked = domain.coverage
    codes = {}
    for name in asked.over:
        v = domain[name]
        x = known[name].to_numpy()
        if v.scale == "log":
            x, low, high = np.log(x), np.log(v.low), np.log(v.high)
        else:
            low, high = v.low, v.high + v.integer
        codes[name] = np.minimum(np.floor((x - low) / (high - low) * v.bins + 1e-12), v.bins - 1).astype(int)
    enough = seen = cells = 0
    for i, a in enumerate(asked.over):
        for b in asked.over[i + 1 :]:
            pairs = list(zip(codes[a].tolist(), codes[b].tolist(), strict=True))
            counts = [pairs.count(pair) for pair in set(pairs)]
            enough += sum(count >= asked.min_each for count in counts)
            seen += len(counts)
            cells += domain[a].bins * domain[b].bins
    said = " ".join(scene.replace("#", " ").split())
    assert f"hold {enough} of {cells} at least {asked.min_each} times, and {seen} at all" in said


def test_blood_cells_one_by_one(train, val):
    text = draft(train, level="item", workers=2)
    domain = parse_domain(text)
    assert domain.level == "item"
    assert isinstance(domain["label"], Levels)
    assert {"object_area", "object_aspect", "object_x", "object_truncated"} <= set(domain.conditions)
    assert domain["object_x"].scale == "linear"
    assert states(text, at_level(train, "item"), whole=train) == {"inside"}
    known = read_conditions(domain, at_level(val, "item"), whole=val)
    assert (stand(domain, known).state == "inside").mean() > 0.95
    parse_domain(accepted(text))


def test_a_far_outlier_is_named(train):
    text = " ".join(draft(train, level="item").replace("#", " ").split())
    assert re.search(r"DECIDE: 3 are far from the rest, and inside: .*BloodImage_\d+.jpg", text)


# -- Two sets together


def test_two_sets_together_hold_both():
    a = rows(20, surface=["gloss"] * 20, size=list(np.linspace(0, 1, 20)))
    b = rows(20, surface=["matte"] * 20, size=list(np.linspace(5, 6, 20)), extra=[1.5, 2.5] * 10)
    both = together(a, b)
    assert both.samples["id"].n_unique() == 40
    text = draft(both)
    assert states(text, a.__class__(**{f: getattr(a, f) for f in a.__slots__})) <= {"inside", "unknown"}
    assert set(parse_domain(text)["surface"].levels) == {"gloss", "matte"}
    assert (parse_domain(text)["size"].low, parse_domain(text)["size"].high) == (0, 6)


def test_tables_and_images_do_not_go_together(pictures):
    with pytest.raises(DataError, match="different kinds"):
        together(rows(5), pictures)
