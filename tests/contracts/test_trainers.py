import polars as pl
import pytest

from datadiet.loop.training.contract import check_trainer
from datadiet.loop.training.detector import Detector
from datadiet.loop.training.probe import Probe
from datadiet.plugins import names
from tests.loop.training import doubles
from tests.loop.training.scenes import colours, scenes


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    home = tmp_path_factory.mktemp("trainers")
    return {
        "train": str(colours(home / "train", 6, seed=0)),
        "test": str(colours(home / "test", 3, seed=1)),
        "scenes": str(scenes(home / "scenes", 4, seed=0)),
        "others": str(scenes(home / "others", 2, seed=1)),
    }


def test_both_built_in_trainers_are_registered():
    assert {"probe", "detector"} <= set(names("datadiet.trainers"))


def test_the_probe_keeps_the_contract_on_pictures_and_items(places):
    check_trainer(Probe(), places["train"], places["test"])
    check_trainer(Probe(), places["scenes"], places["others"], level="item")


def test_the_probe_keeps_the_contract_on_tables():
    frame = pl.DataFrame({"x": range(40), "kind": ["a", "b"] * 20, "label": ["u", "v"] * 20})
    check_trainer(Probe(), frame[:30], frame[30:], target="label")


def test_the_detector_keeps_the_contract(places):
    pytest.importorskip("torch")
    check_trainer(Detector(steps=3, batch=2, side=64), places["scenes"], places["others"])


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (doubles.Fickle, "other bytes the second time"),
        (doubles.Peeking, "without the labels"),
        (doubles.Batched, "a sample alone gets another prediction"),
        (doubles.Mute, "left no predictions.csv"),
        (doubles.Hopeless, "from 0 to 1"),
        (doubles.Forgetful, "leaves no file"),
        (doubles.Odd, "facts that are no JSON"),
        (object, "lacks members"),
    ],
)
def test_each_broken_trainer_is_told_what_is_wrong(places, broken, complaint):
    with pytest.raises(AssertionError, match=complaint):
        check_trainer(broken(), places["train"], places["test"])


def test_a_trainer_that_is_simple_keeps_the_contract(places):
    check_trainer(doubles.Most(), places["train"], places["test"])
