"""The case study: what it draws is what the rows say, and what it writes holds what its domains ask for."""

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import polars as pl
import pytest
from PIL import Image

SUITCASES = Path(__file__).parents[1] / "examples" / "suitcases"
N = 120
CLEAR = {"sensor_noise": 0.0, "style": "flat"}
SEEN = 6
"""Levels of 255 by which a pixel has to change to count as changed."""


@pytest.fixture(scope="module")
def drawing() -> ModuleType:
    """The generator, as a script beside it would import it."""
    sys.path.insert(0, str(SUITCASES))
    try:
        import draw
    finally:
        sys.path.remove(str(SUITCASES))
    return draw


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    """What the example writes with few images, run as a person runs it."""
    folder = tmp_path_factory.mktemp("suitcases")
    call = [sys.executable, SUITCASES / "run.py", "--out", folder, "--n", str(N), "--workers", "2"]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (folder / "printed.txt").write_text(done.stdout)
    return folder


def pixels(drawing: ModuleType, seed: int = 3, **row: object) -> np.ndarray:
    return np.asarray(drawing.draw(row, rng=np.random.default_rng(seed)).image, int)


def changed(drawing: ModuleType, before: dict[str, object], after: dict[str, object]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the pixels that differ between two pictures of the same seed."""
    apart = np.abs(pixels(drawing, **after) - pixels(drawing, **before)).max(axis=2)
    rows, columns = np.nonzero(apart > SEEN)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def sides(box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom


def test_the_same_row_and_seed_give_the_same_bytes_and_another_seed_does_not(drawing):
    row = {"label": "torn", "stickers": 3, "wear": 0.6, "background": "warehouse", "sensor_noise": 0.02}
    first, again, other = (pixels(drawing, seed, **row) for seed in (1, 1, 2))
    assert first.tobytes() == again.tobytes()
    assert first.tobytes() != other.tobytes()


def test_what_a_row_does_not_say_takes_the_default(drawing):
    empty = pixels(drawing)
    assert empty.tobytes() == pixels(drawing, **drawing.DEFAULTS).tobytes()
    assert empty.tobytes() == pixels(drawing, colour=None, weight=0.3, stratum="x").tobytes()


def test_every_level_looks_different_from_every_other_level_of_its_condition(drawing):
    for name, levels in drawing.WORDS.items():
        seen = {pixels(drawing, **{name: level}).tobytes() for level in levels}
        assert len(seen) == len(levels), name


@pytest.mark.parametrize(
    ("base", "low", "high"),
    [
        ({}, {"light_lux": 100.0}, {"light_lux": 4000.0}),
        ({}, {"yaw": -30.0}, {"yaw": 30.0}),
        ({}, {"offset": -0.2}, {"offset": 0.2}),
        ({}, {"wear": 0.1}, {"wear": 0.9}),
        ({}, {"stickers": 1}, {"stickers": 4}),
        ({}, {"sensor_noise": 0.01}, {"sensor_noise": 0.05}),
        ({"defect": "dent"}, {"defect_size": 0.1}, {"defect_size": 0.3}),
        ({"label": "intact"}, {"label_x": -0.4}, {"label_x": 0.4}),
        ({"label": "intact"}, {"label_y": -0.4}, {"label_y": 0.4}),
        ({"label": "intact"}, {"label_rotation": 0.0}, {"label_rotation": 120.0}),
    ],
)
def test_every_number_changes_the_picture(drawing, base, low, high):
    assert pixels(drawing, **base, **low).tobytes() != pixels(drawing, **base, **high).tobytes()


def test_light_makes_it_brighter_and_gloss_makes_it_glare(drawing):
    brightness = [pixels(drawing, light_lux=lux).mean() for lux in (100.0, 400.0, 1600.0)]
    assert brightness == sorted(brightness)
    dull, shiny = (pixels(drawing, light_lux=1500.0, surface=surface, colour="black") for surface in ("matte", "gloss"))
    (box,) = drawing.draw({}, rng=np.random.default_rng(3)).boxes
    inside = np.s_[box.top : box.bottom, box.left : box.right]
    assert (shiny[inside].min(axis=2) > 200).sum() > 20 + (dull[inside].min(axis=2) > 200).sum()


def test_noise_has_the_standard_deviation_that_the_row_says(drawing):
    apart = pixels(drawing, sensor_noise=0.03) - pixels(drawing)
    middle = (pixels(drawing) > 60) & (pixels(drawing) < 195)
    assert apart[middle].std() / 255 == pytest.approx(0.03, rel=0.05)


@pytest.mark.parametrize("item", ["suitcase", "box", "backpack", "plant_pot"])
@pytest.mark.parametrize("place", [{"yaw": 0.0}, {"yaw": 35.0, "offset": 0.2}, {"size": "child", "view": "back"}])
def test_the_box_of_an_item_is_the_bounds_of_what_was_drawn(drawing, item, place):
    row = {**CLEAR, "item": item, "background": "depot", **place}
    found = changed(drawing, {**row, "item": "nothing"}, row)
    box = drawing.draw(row, rng=np.random.default_rng(3)).boxes[0]
    assert box.category == item
    np.testing.assert_allclose(sides(box), found, atol=1)


@pytest.mark.parametrize(
    ("without", "what"),
    [
        ({}, {"defect": "dent", "defect_size": 0.35}),
        ({}, {"defect": "scratch", "defect_size": 0.35}),
        ({}, {"defect": "zipper", "defect_size": 0.35}),
        ({"view": "back", "yaw": 8.0}, {"defect": "dent", "defect_size": 0.2}),
        ({}, {"stickers": 1}),
        ({}, {"label": "intact", "label_rotation": 30.0, "label_x": -0.3}),
        ({"item": "box"}, {"label": "intact"}),
        ({"stickers": 2, "wear": 0.4}, {"label": "torn", "label_y": 0.5}),
    ],
    ids=str,
)
def test_the_box_of_what_is_on_an_item_is_the_bounds_of_what_changed(drawing, without, what):
    row = {"sensor_noise": 0.0, "colour": "red", **without}
    found = changed(drawing, row, {**row, **what})
    box = drawing.draw({**row, **what}, rng=np.random.default_rng(3)).boxes[-1]
    assert box.category == what.get("defect", "label" if "label" in what else "sticker")
    # The lens spreads what it draws by about a pixel, and the rim of a dent fades away.
    np.testing.assert_allclose(sides(box), found, atol=3 if what.get("defect") == "dent" else 2)


def test_what_is_hidden_is_not_in_the_box(drawing):
    row = {"stickers": 4, "label": "intact"}
    found = [drawing.draw({**row, "label_x": x}, rng=np.random.default_rng(3)).boxes for x in (-0.3, 0.3)]
    bare = drawing.draw({"stickers": 4}, rng=np.random.default_rng(3)).boxes
    shown = [sum(box.pixels for box in boxes if box.category == "sticker") for boxes in (bare, *found)]
    assert min(shown[1:]) < shown[0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"colour": "teal"}, "colour is 'teal'; it can be drawn as black, navy"),
        ({"light_lux": 0}, "light_lux is 0; it can be drawn from 1 to 100000"),
        ({"wear": float("nan")}, "wear is nan"),
    ],
)
def test_what_cannot_be_drawn_is_refused(drawing, row, message):
    with pytest.raises(ValueError, match=message):
        drawing.draw(row, rng=np.random.default_rng(0))


def table(out: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(out / name / "synthetic" / "metadata.parquet")


def holding(frame: pl.DataFrame, *conditions: pl.Expr) -> float:
    return frame.filter(*conditions).height / frame.height


def test_defects_are_as_frequent_as_the_domain_promises(out):
    frame = table(out, "defects")
    c = pl.col
    assert frame.height == N
    assert 0.55 <= holding(frame, c("defect") == "none") <= 0.70
    assert holding(frame, c("defect") == "dent") >= 0.12
    assert holding(frame, c("defect") == "scratch") >= 0.12
    assert 0.06 <= holding(frame, c("defect") == "zipper") <= 0.12
    assert holding(frame, c("defect").is_in(["dent", "scratch"]), c("defect_size") < 0.14) >= 0.12
    assert holding(frame, c("light_lux") > 1200, c("surface") == "gloss", c("defect") == "none") >= 0.08
    assert holding(frame, c("lens") == "smudge", c("defect") == "none") >= 0.04
    assert holding(frame, c("lens") == "smudge", c("defect") != "none") <= 0.01
    assert holding(frame, c("defect") == "zipper", (c("view") == "back") | (c("defect_size") < 0.12)) == 0
    assert holding(frame, c("colour") == "red", c("surface") == "matte") == 0
    assert frame["defect_size"].is_null().equals(frame["defect"] == "none")
    assert frame["light_lux"].is_between(300, 2000).all()
    assert frame["background"].unique().to_list() == ["factory"]


def test_sorting_is_as_broad_as_the_domain_asks(out):
    frame = table(out, "sorting")
    c = pl.col
    assert frame.height == N
    assert 0.20 <= holding(frame, c("item") != "suitcase") <= 0.30
    assert holding(frame, c("label") == "torn") >= 0.15
    assert holding(frame, (c("label_rotation") > 150) | (c("label_rotation") < -150)) >= 0.10
    assert 0.15 <= holding(frame, c("style") != "photo") <= 0.30
    assert holding(frame, c("light_lux") < 120) >= 0.10
    assert holding(frame, c("style") == "outline", c("sensor_noise") > 0.05) == 0
    assert holding(frame, c("size") == "oversize", c("handle") == "up") == 0
    assert frame["surface"].is_null().equals(frame["item"] != "suitcase")
    assert frame["label_x"].is_null().equals(frame["label"] == "none")
    assert frame["item"].n_unique() == 4
    assert frame["background"].n_unique() == 4


def test_the_pairs_that_the_narrow_domain_covers_are_all_there(out):
    frame = table(out, "defects").with_columns(
        pl.col("light_lux").log().sub(np.log(300)).truediv(np.log(2000 / 300) / 4).floor().clip(0, 3).alias("light")
    )
    names = ["light", "surface", "colour", "size", "view", "defect"]
    missing = 0
    for i, first in enumerate(names):
        for second in names[i + 1 :]:
            levels = frame[first].n_unique() * frame[second].n_unique()
            missing += levels - frame.select(first, second).unique().height
    assert missing == 2  # red is never matte, and a zipper never seen from behind


@pytest.mark.parametrize("name", ["defects", "sorting"])
@pytest.mark.parametrize("side", ["synthetic", "real"])
def test_a_set_is_complete_and_its_images_differ(out, name, side):
    folder = out / name / side
    coco = json.loads((folder / "annotations.json").read_text())
    frame = pl.read_parquet(folder / "metadata.parquet")
    files = sorted(path.name for path in (folder / "images").iterdir())
    assert files == sorted(frame["file"]) == sorted(entry["file_name"] for entry in coco["images"])
    assert len({(folder / "images" / file).read_bytes() for file in files}) == len(files)
    per_image = {entry["id"]: 0 for entry in coco["images"]}
    for entry in coco["annotations"]:
        per_image[entry["image_id"]] += 1
        left, top, width, height = entry["bbox"]
        assert min(left, top) >= 0 < min(width, height)
        assert left + width <= 160
        assert top + height <= 120
        assert entry["area"] <= width * height
    assert min(per_image.values()) >= 1


def test_the_entry_of_an_image_has_the_conditions_of_its_row(out):
    coco = json.loads((out / "sorting" / "synthetic" / "annotations.json").read_text())
    rows = {row["file"]: row for row in table(out, "sorting").iter_rows(named=True)}
    for entry in coco["images"]:
        row = rows[entry["file_name"]]
        assert {key: entry[key] for key in row if key in entry} == {
            key: value for key, value in row.items() if value is not None and key not in ("file", "stratum", "weight")
        }


def test_what_stands_for_photographs_comes_from_the_field_and_not_from_the_quotas(out):
    field = pl.read_parquet(out / "defects" / "real" / "metadata.parquet")
    assert holding(field, pl.col("defect") != "none") < 0.08
    assert "weight" not in field.columns
    assert set(pl.read_parquet(out / "sorting" / "real" / "metadata.parquet")["style"]) == {"photo"}


def test_the_example_writes_its_reports_and_says_so(out):
    printed = (out / "printed.txt").read_text()
    for name in ("defects", "sorting"):
        card = json.loads((out / name / "run" / "scorecard.json").read_text())
        assert "intentionality" in json.dumps(card)
        assert (out / name / "run" / "report.html").stat().st_size > 10_000
        assert (out / name / "domain.html").stat().st_size > 10_000
        assert f"{out / name / 'run' / 'report.html'}" in printed
    assert f"of the {N} images for suitcase-defects, 0 fit shipping-sorting" in printed
    assert "background = outdoor" in (out / "difference.txt").read_text()
    assert Image.open(out / "contact-sheet.png").size == (2 * (6 * 164 + 4) + 24, 34 + 4 * 124 + 4)


def test_the_page_about_domains_has_every_key_and_every_attribute():
    from datadiet.domain import spec
    from datadiet.domain.attributes import DESCRIPTIONS

    page = (SUITCASES.parents[1] / "docs" / "domain.md").read_text()
    forms = (spec.Spec, spec.VariableSpec, spec.FitSpec, spec.ShareSpec, spec.ExclusionSpec, spec.EdgeCaseSpec)
    keys = {key for form in (*forms, spec.GuaranteeSpec, spec.CoverageSpec) for key in form.model_fields}
    table = page.partition("### Every key")[2].partition("###")[0]
    words = set("".join(each if each.isalnum() or each == "_" else " " for each in table).split())
    assert keys - words == set()
    assert [name for name, what in DESCRIPTIONS.items() if f"| `{name}` | {what} |" not in page] == []
