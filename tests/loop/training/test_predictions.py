import numpy as np
import polars as pl
import pytest

from datadiet.errors import TrainerError
from datadiet.loop.training.material import material_of
from datadiet.loop.training.predictions import checked_predictions, predictions_table
from tests.loop.training.scenes import colours

IDS = ["blue/blue-000.png", "red/red-000.png"]
HEAD = "id,label,score\n"


@pytest.fixture(scope="module")
def test_set(tmp_path_factory):
    return material_of(str(colours(tmp_path_factory.mktemp("t") / "c", 1, seed=0)), labelled=False)


def checked(tmp_path, test, text, **more):
    path = tmp_path / "predictions.csv"
    path.write_text(text)
    return checked_predictions(path, test, ("blue", "red"), **more)


def test_good_predictions_come_back_in_the_order_of_the_test_data(tmp_path, test_set):
    found = checked(tmp_path, test_set, f"{HEAD}{IDS[1]},red,0.9\n{IDS[0]},red,0.5\n")
    assert found.rows() == [(IDS[0], "red", 0.5), (IDS[1], "red", 0.9)]


def test_names_of_files_become_ids(tmp_path, test_set):
    found = checked(tmp_path, test_set, "id,label\na,red\nb,blue\n", files={"a": IDS[0], "b": IDS[1]})
    assert found["id"].to_list() == IDS


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "cannot be read"),
        ("name,label\na,red\n", "no 'id'"),
        (f"{HEAD}x,red,1\n", "the id 'x', which is unknown"),
        (f"{HEAD}{IDS[0]},red,1\n", "says nothing of 1 of 2 test samples, 'red/red-000.png'"),
        (f"{HEAD}{IDS[0]},red,1\n{IDS[0]},red,1\n", "more than once"),
        (f"{HEAD}{IDS[0]},green,1\n{IDS[1]},red,1\n", "the label 'green', which is unknown"),
        (f"{HEAD}{IDS[0]},red,1.5\n{IDS[1]},red,1\n", "the column score holds '1.5'"),
        (f"{HEAD}{IDS[0]},red,nan\n{IDS[1]},red,1\n", "the column score holds 'nan'"),
        (f"{HEAD}{IDS[0]},red,\n{IDS[1]},red,1\n", "the column score holds None"),
    ],
)
def test_nonsense_is_refused(tmp_path, test_set, text, complaint):
    with pytest.raises(TrainerError, match=complaint):
        checked(tmp_path, test_set, text)


def test_the_table_has_the_likeliest_class_and_all_chances():
    table = predictions_table(["a", "b"], ["x", "y"], np.array([[0.2, 0.8], [0.6, 0.4]]))
    want = {"id": ["a", "b"], "label": ["y", "x"], "score": [0.8, 0.6], "score.x": [0.2, 0.6], "score.y": [0.8, 0.4]}
    assert table.equals(pl.DataFrame(want))
