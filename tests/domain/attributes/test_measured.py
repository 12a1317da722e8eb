import dataclasses
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

from datadiet.data import images, read
from datadiet.data.dataset import ANNOTATIONS
from datadiet.data.levels import at_level
from datadiet.domain.attributes import (
    DESCRIPTIONS,
    ITEM_OBJECTS,
    PIXELS,
    SCENE_OBJECTS,
    cache,
    is_attribute,
    measure_attributes,
)
from datadiet.domain.attributes.pixels import MEASURES
from datadiet.errors import DataError, OptionError, OutputError

SIZE = (100, 50)


def with_boxes(dataset, rows):
    return dataclasses.replace(dataset, annotations=pl.DataFrame(rows, schema=ANNOTATIONS, orient="row"))


@pytest.fixture
def plain(tmp_path):
    """Three images without annotations."""
    for seed, name in enumerate(["a.png", "b.png", "c.png"]):
        pixels = np.random.default_rng(seed).integers(0, 256, (SIZE[1], SIZE[0], 3), dtype=np.uint8)
        Image.fromarray(pixels).save(tmp_path / name)
    return read(tmp_path, origin="real")


@pytest.fixture
def annotated(plain):
    """Two cells that overlap, a crowd and a box without area; a disc at the border; nothing."""
    return with_boxes(
        plain,
        [
            ("a.png", "cell", 10.0, 10.0, 30.0, 20.0, None, False),
            ("a.png", "cell", 20.0, 10.0, 40.0, 20.0, None, None),
            ("a.png", "cell", 0.0, 0.0, 99.0, 49.0, None, True),
            ("a.png", "cell", 5.0, 5.0, 5.0, 9.0, None, False),
            ("b.png", "disc", 90.0, 40.0, 100.0, 50.0, None, False),
        ],
    )


@pytest.fixture
def undecodable(monkeypatch):
    """Fails the test when anything is decoded."""

    def refuse(uri):
        raise AssertionError(f"{uri} was decoded")

    monkeypatch.setattr(images, "decode", refuse)


def rows(measured):
    return measured.frame.rows()


def test_every_name_is_described_and_known():
    assert set(DESCRIPTIONS) == {*PIXELS, *SCENE_OBJECTS, *ITEM_OBJECTS, "objects_<label>"}
    assert all(map(is_attribute, DESCRIPTIONS))
    assert not any(map(is_attribute, ("", "objects_", "label", "Brightness")))


def test_an_unknown_name_is_refused_with_the_choices(plain):
    with pytest.raises(OptionError, match=r"'brigthness' is no attribute.*brightness, contrast.*objects_<label>"):
        measure_attributes(plain, ["brigthness"])


def test_columns_are_those_asked_for_in_their_order_and_once(annotated):
    names = ["objects", "hue", "objects_cell", "brightness", "hue"]
    assert measure_attributes(annotated, names).frame.columns == ["id", "objects", "hue", "objects_cell", "brightness"]
    assert measure_attributes(annotated, []).frame.columns == ["id"]


def test_scenes_by_hand(annotated):
    measured = measure_attributes(annotated, [*SCENE_OBJECTS, "objects_cell", "objects_disc"])
    assert rows(measured) == [
        ("a.png", 2, 200 / 5000, 200 / 5000, 0, pytest.approx(1 / 3), 2, 0),
        ("b.png", 1, 100 / 5000, 100 / 5000, 1, 0, 0, 1),
        ("c.png", 0, None, None, 0, 0, 0, 0),
    ]
    assert [(problem.where, problem.reason) for problem in measured.problems] == [("a.png#3", "the box has no area")]
    assert measured.frame.schema["objects"] == measured.frame.schema["objects_cell"] == pl.Int64


def test_pixels_are_those_of_the_file_whatever_else_is_asked(annotated):
    alone, more = measure_attributes(annotated, PIXELS), measure_attributes(annotated, [*PIXELS, *SCENE_OBJECTS])
    assert alone.frame.equals(more.frame.select("id", *PIXELS))
    first = images.decode(annotated.samples["uri"][0]).pixels
    assert rows(alone)[0] == ("a.png", *(measure(first) for measure in MEASURES.values()))


def test_without_annotations_there_is_no_column_about_objects_and_a_note_says_why(plain):
    measured = measure_attributes(plain, ["brightness", "objects", "objects_cell", "object_area"])
    assert measured.frame.columns == ["id", "brightness"]
    assert {note.where: note.reason for note in measured.notes} == {
        "objects": f"{plain.name} has no annotations",
        "objects_cell": f"{plain.name} has no annotations",
        "object_area": "it describes a single object, and the samples are whole images",
    }


def test_a_class_that_no_object_has_is_counted_as_zero_and_noted(annotated):
    measured = measure_attributes(annotated, ["objects_cel"])
    assert measured.frame["objects_cel"].to_list() == [0, 0, 0]
    assert measured.notes[0].where == "objects_cel"
    assert "its labels are cell, disc" in measured.notes[0].reason


def test_boxes_alone_open_no_file_and_shares_only_headers(annotated, undecodable):
    gone = annotated.samples.with_columns(uri=pl.lit("/nowhere/") + pl.col("id"))
    counted = measure_attributes(dataclasses.replace(annotated, samples=gone), ["objects", "overlap", "objects_cell"])
    assert counted.frame["objects"].to_list() == [2, 1, 0]
    assert len(counted.problems) == 1
    assert measure_attributes(annotated, ["largest_object"]).frame["largest_object"].to_list() == [0.04, 0.02, None]


def test_the_size_is_that_of_the_upright_image(plain, tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", SIZE).save(tmp_path / "a.png", exif=exif)
    turned = with_boxes(plain, [("a.png", "cell", 40.0, 80.0, 50.0, 90.0, None, False)])
    for more in ((), ("brightness",)):
        measured = measure_attributes(turned, ["truncated_objects", "largest_object", *more])
        assert rows(measured)[0][:3] == ("a.png", 1, 0.02)


def test_a_corrupt_image_has_no_pixels_and_the_rest_is_measured(annotated, tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(path.read_bytes()[:-3000])
    measured = measure_attributes(annotated, ["brightness", "hue", "objects", "largest_object"])
    assert [(name, light is None, count) for name, light, _, count, _ in rows(measured)] == [
        ("a.png", True, 2),
        ("b.png", False, 1),
        ("c.png", False, 0),
    ]
    assert measured.frame["largest_object"].to_list() == [0.04, 0.02, None], "its header still tells its size"
    assert [problem.where for problem in measured.problems] == ["a.png", "a.png#3"]


def test_of_a_file_that_is_no_image_only_the_size_of_objects_is_unknown(annotated, tmp_path):
    (tmp_path / "b.png").write_text("not an image")
    measured = measure_attributes(annotated, ["objects", "largest_object", "truncated_objects"])
    assert rows(measured) == [("a.png", 2, 0.04, 0), ("b.png", 1, None, None), ("c.png", 0, None, 0)]
    assert "is not an image" in measured.problems[0].reason


def test_items_by_hand_are_those_of_their_boxes(annotated):
    items = at_level(annotated, "item", margin=0.0)
    measured = measure_attributes(items, ITEM_OBJECTS)
    assert rows(measured) == [
        ("a.png#0", *map(pytest.approx, (0.04, 2, 0.2, 0.3)), False, pytest.approx(1 / 3)),
        ("a.png#1", *map(pytest.approx, (0.04, 2, 0.3, 0.3)), False, pytest.approx(1 / 3)),
        ("b.png#0", *map(pytest.approx, (0.02, 1, 0.95, 0.9)), True, 0),
    ]
    assert measured.frame.schema["object_truncated"] == pl.Boolean


def test_with_the_whole_images_the_margin_of_items_does_not_count(annotated):
    exact = measure_attributes(at_level(annotated, "item", margin=0.0), ITEM_OBJECTS).frame
    grown = at_level(annotated, "item", margin=0.3)
    assert not measure_attributes(grown, ITEM_OBJECTS).frame.equals(exact)
    assert measure_attributes(grown, ITEM_OBJECTS, whole=annotated).frame.equals(exact)


def test_with_the_whole_images_a_choice_of_items_still_overlaps_the_others(annotated):
    items = at_level(annotated, "item")
    one = dataclasses.replace(items, samples=items.samples[:1])
    assert measure_attributes(one, ["object_overlap"]).frame["object_overlap"].to_list() == [0]
    measured = measure_attributes(one, ["object_overlap"], whole=annotated)
    assert measured.frame["object_overlap"].to_list() == pytest.approx([1 / 3])


def test_items_of_other_images_are_refused(annotated):
    items = at_level(annotated, "item")
    strangers = items.samples.with_columns(id=pl.lit("x/") + pl.col("id"))
    with pytest.raises(DataError, match=r"3 items such as 'x/a\.png#0' are not annotated"):
        measure_attributes(dataclasses.replace(items, samples=strangers), ["object_area"], whole=annotated)


def test_the_pixels_of_an_item_are_those_of_its_crop(annotated):
    items = at_level(annotated, "item", margin=0.0)
    image = images.decode(annotated.samples["uri"][0]).pixels
    found = measure_attributes(items, ["brightness", "noise"])
    assert rows(found)[1] == (
        "a.png#1",
        MEASURES["brightness"](image[10:20, 20:40]),
        MEASURES["noise"](image[10:20, 20:40]),
    )


def test_a_whole_image_is_not_asked_of_an_item(annotated):
    measured = measure_attributes(at_level(annotated, "item"), ["objects", "object_aspect"])
    assert measured.frame.columns == ["id", "object_aspect"]
    assert measured.notes[0].reason == "it describes a whole image, and the samples are single objects"


def test_a_crop_outside_its_image_is_a_problem_of_this_item_alone(annotated):
    outside = with_boxes(
        annotated,
        [
            ("a.png", "cell", 200.0, 10.0, 230.0, 20.0, None, False),
            ("a.png", "cell", 20.0, 10.0, 40.0, 20.0, None, False),
        ],
    )
    measured = measure_attributes(at_level(outside, "item"), ["brightness"])
    assert [value is None for value in measured.frame["brightness"]] == [True, False]
    assert [problem.where for problem in measured.problems] == ["a.png#0"]


def test_environments_are_refused_since_what_is_blanked_out_would_count(annotated):
    with pytest.raises(OptionError, match=r"blanked out.*measure the whole images"):
        measure_attributes(at_level(annotated, "environment"), ["brightness"])


def test_vectors_have_no_pixels_and_no_objects():
    vectors = read(np.zeros((4, 3), dtype=np.float32), origin="real")
    with pytest.raises(OptionError, match=r"hue is measured from pixels.*holds vectors.*Expected: images"):
        measure_attributes(vectors, ["objects", "hue"])
    measured = measure_attributes(vectors, ["objects"])
    assert measured.frame.columns == ["id"]
    assert measured.notes


@pytest.fixture
def many(world):
    """As many as make more than one worker worth it."""
    return read(world(200, seed=1), origin="real")


def test_the_number_of_workers_changes_no_bit(many, tmp_path):
    one = measure_attributes(many, PIXELS, cache=tmp_path / "one")
    three = measure_attributes(many, PIXELS, cache=tmp_path / "three", workers=3)
    assert one == dataclasses.replace(three, frame=one.frame)
    assert one.frame.equals(three.frame)
    assert one.frame.write_csv() == three.frame.write_csv()


def test_progress_counts_files(many, tmp_path):
    seen = []
    measure_attributes(many, ["brightness"], cache=tmp_path, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(done, 200) for done in range(1, 201)]


def test_what_was_measured_is_not_decoded_again(annotated, tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    first = measure_attributes(annotated, ["hue", "largest_object"], cache=folder)
    monkeypatch.setattr(images, "decode", lambda uri: pytest.fail(f"{uri} was decoded"))
    again = measure_attributes(annotated, ["hue", "largest_object"], cache=folder)
    assert again.frame.equals(first.frame)


def test_a_changed_file_and_another_crop_are_measured_anew(annotated, tmp_path):
    folder = tmp_path / "cache"
    items = [at_level(annotated, "item", margin=margin) for margin in (0.0, 0.4)]
    fresh = [measure_attributes(some, ["contrast"], cache=tmp_path / str(k)).frame for k, some in enumerate(items)]
    assert [measure_attributes(some, ["contrast"], cache=folder).frame.equals(fresh[k]) for k, some in enumerate(items)]
    before = measure_attributes(annotated, ["brightness"], cache=folder).frame
    Image.new("RGB", SIZE, "white").save(tmp_path / "a.png")
    after = measure_attributes(annotated, ["brightness"], cache=folder).frame
    assert after["brightness"][0] == pytest.approx(1)
    assert after[1:].equals(before[1:])


def test_what_failed_is_tried_again(annotated, tmp_path):
    path = tmp_path / "a.png"
    whole = path.read_bytes()
    path.write_bytes(whole[:-3000])
    assert measure_attributes(annotated, ["noise"]).frame["noise"][0] is None
    path.write_bytes(whole)
    assert measure_attributes(annotated, ["noise"]).frame["noise"][0] is not None


def test_a_cache_that_cannot_be_used_says_so(annotated, tmp_path):
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / "attributes-1.sqlite").write_bytes(b"no database" * 200)
    with pytest.raises(OutputError, match=r"attributes-1\.sqlite cannot be used.*delete the file"):
        measure_attributes(annotated, ["noise"], cache=folder)


def test_the_cache_lies_beside_that_of_the_vectors():
    from datadiet.embed.cache import default_folder

    assert cache.default_folder() == default_folder()


def test_blood_cells_have_plausible_attributes(bccd, tmp_path):
    dataset = read(bccd, origin="real")
    some = dataclasses.replace(dataset, samples=dataset.samples[:40])
    measured = measure_attributes(some, [*PIXELS, *SCENE_OBJECTS, "objects_RBC", "objects_WBC"], workers=2)
    frame = measured.frame
    assert frame.height == 40
    assert not measured.problems
    assert frame.null_count().sum_horizontal()[0] == 0
    assert frame["brightness"].is_between(0.4, 0.9).all()
    assert frame["noise"].is_between(0.0005, 0.02).all()
    assert frame["objects"].median() > 5
    assert (frame["objects_RBC"] + frame["objects_WBC"] <= frame["objects"]).all()
    assert (frame["smallest_object"] <= frame["largest_object"]).all()
    assert (frame["truncated_objects"] > 0).any()
    cells = at_level(some, "item")
    items = measure_attributes(cells, ITEM_OBJECTS, whole=dataset).frame
    assert items["object_area"].is_between(0, 1, closed="right").all()
    image = pl.Series([Path(id).name.rpartition("#")[0] for id in items["id"]])
    largest = items.group_by(image.alias("image")).agg(pl.col("object_area").max()).sort("image")
    assert largest["object_area"].to_list() == pytest.approx(frame.sort("id")["largest_object"].to_list())
