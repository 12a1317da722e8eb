import json

import pytest

from datadiet.errors import DataError, TrainerError
from datadiet.loop.training.material import material_of
from datadiet.loop.training.results import check_overlap, checked_results, result, write_results
from tests.loop.training.scenes import scenes

GOOD = {"image_id": 41, "category_id": 7, "bbox": [1, 2, 3, 4], "score": 0.5}


@pytest.fixture(scope="module")
def test_set(tmp_path_factory):
    return material_of(str(scenes(tmp_path_factory.mktemp("t") / "s", 3, seed=0, numbers=40, categories=(7, 3))))


def checked(tmp_path, test, content):
    path = tmp_path / "results.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return checked_results(path, test)


def test_good_results_come_back_as_they_are(tmp_path, test_set):
    assert checked(tmp_path, test_set, [GOOD]) == [GOOD]
    assert checked(tmp_path, test_set, []) == []


def test_a_whole_number_with_a_point_is_that_number(tmp_path, test_set):
    assert checked(tmp_path, test_set, [{**GOOD, "image_id": 41.0, "category_id": 7.0}]) == [GOOD]
    with pytest.raises(TrainerError, match=r"image 41\.5 is unknown"):
        checked(tmp_path, test_set, [{**GOOD, "image_id": 41.5}])


def test_names_do_instead_of_numbers(tmp_path, test_set):
    named = {"file_name": "images/scene-001.png", "category": "disc", "bbox": [1, 2, 3, 4], "score": 0.5}
    assert checked(tmp_path, test_set, [named]) == [GOOD]


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[{", "cannot be read as JSON"),
        ("{}", "is no list, but begins {}"),
        ("[1]", "number 1 of 1 is 1"),
        ([GOOD, {**GOOD, "image_id": 39}], "number 2 of 2: image 39 is unknown, in .*image_id.: 39"),
        ([{**GOOD, "image_id": True}], "image true is unknown"),
        ([{**GOOD, "category_id": 1}], "category 1 is unknown"),
        ([{key: GOOD[key] for key in ("category_id", "bbox", "score")}], "the image is not named, in "),
        ([{**GOOD, "score": 1.01}], "score is 1.01"),
        ([{**GOOD, "score": -0.1}], "score is -0.1"),
        ([{**GOOD, "score": "0.5"}], 'score is "0.5"'),
        ('[{"image_id": 41, "category_id": 7, "bbox": [1, 2, 3, 4], "score": NaN}]', "score is NaN"),
        ('[{"image_id": 41, "category_id": 7, "bbox": [NaN, 2, 3, 4], "score": 0.5}]', "bbox is"),
        ([{**GOOD, "bbox": [1, 2, 3]}], "bbox is"),
        ([{**GOOD, "bbox": [1, 2, 0, 4]}], "has no area"),
    ],
)
def test_nonsense_is_refused_with_what_was_found_and_expected(tmp_path, test_set, content, complaint):
    with pytest.raises(TrainerError, match=complaint) as error:
        checked(tmp_path, test_set, content)
    assert "Expected:" in str(error.value)


def test_numbers_of_a_coco_file_are_its_own_and_of_other_formats_by_name(tmp_path, test_set):
    entry = result(test_set, "images/scene-002.png", "square", (1, 2, 3, 4), 0.25)
    assert entry == {"image_id": 42, "category_id": 3, "bbox": [1.0, 2.0, 3.0, 4.0], "score": 0.25}
    flat = material_of(str(scenes(tmp_path / "s", 2, seed=0) / "images"), task="detection", labelled=False)
    entry = result(flat.knowing(("disc",)), "scene-001.png", "disc", (1, 2, 3, 4), 0.25)
    assert entry is not None
    assert (entry["file_name"], entry["category"]) == ("scene-001.png", "disc")


def test_a_class_that_the_test_data_does_not_know_is_left_out(tmp_path, test_set):
    assert result(test_set, "images/scene-002.png", "star", (1, 2, 3, 4), 0.5) is None
    assert json.loads(write_results(tmp_path, [None, GOOD]).read_text()) == [GOOD]


def test_no_class_in_common_is_refused(test_set):
    with pytest.raises(DataError, match="the model knows star"):
        check_overlap(("star",), test_set)
