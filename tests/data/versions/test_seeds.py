"""The folder of a model that was trained with several seeds."""

import json

import pytest

from datadiet.data.versions import add, attach, attach_all, ranked, verify
from datadiet.data.versions.result_words import ranked_lines
from datadiet.errors import DataError
from tests.data.versions.test_about import digests_of
from tests.data.versions.test_results import written


def seed(folder, number, accuracy, **more):
    body = {"trainer": "probe", "test": {"accuracy": accuracy}, "cost": {"seconds": 1.0 + number}, **more}
    return written(folder / f"seed-{number}", "model.json", body)


@pytest.fixture
def version(store, make):
    return add(store, make("a"), tag="v1").version


def test_each_seed_is_a_result_and_the_mean_is_what_counts(store, version, tmp_path):
    accuracies = {0: 0.5, 2: 0.6, 10: 0.9}
    for number, accuracy in accuracies.items():
        seed(tmp_path / "m", number, accuracy)
    made = attach_all(store, version, tmp_path / "m")
    assert [one.result.name for one in made] == ["m/seed-0", "m/seed-2", "m/seed-10"]
    assert [one.result.measures["accuracy"] for one in made] == [0.5, 0.6, 0.9]
    by, rows = ranked(store)
    assert rows[0].measures["accuracy"] == pytest.approx(sum(accuracies.values()) / 3)
    assert (rows[0].seeds, rows[0].results) == ({"accuracy": 3}, 3)
    assert "0.667 (mean of 3 seeds, unchecked)" in "\n".join(ranked_lines(by, rows))
    assert verify(store).fine
    assert [one.new for one in attach_all(store, version, tmp_path / "m")] == [False] * 3


def test_one_seed_is_called_by_its_folder_and_joins_the_others(store, version, tmp_path):
    for number, accuracy in ((0, 0.4), (1, 0.8)):
        assert attach(store, version, seed(tmp_path / "m", number, accuracy)).result.name == f"m/seed-{number}"
    assert ranked(store)[1][0].measures["accuracy"] == pytest.approx(0.6)
    attach(store, version, written(tmp_path / "last", "model.json", {"trainer": "x", "accuracy": 0.3}))
    assert ranked(store)[1][0].measures["accuracy"] == 0.3  # what was told last
    attach(store, version, seed(tmp_path / "other", 0, 0.7))
    assert ranked(store)[1][0].measures["accuracy"] == 0.7  # seeds of another folder are others


def test_a_seed_that_was_trained_again_counts_once(store, version, tmp_path):
    for accuracy in (0.1, 0.5):
        seed(tmp_path / "m", 0, accuracy)
        seed(tmp_path / "m", 1, 0.7)
        attach_all(store, version, tmp_path / "m")
    assert ranked(store)[1][0].measures["accuracy"] == pytest.approx(0.6)


def test_where_one_is_of_other_data_none_is_attached(store, make, version, tmp_path):
    other = digests_of(make("b", shade=50))
    seed(tmp_path / "m", 0, 0.5, data=digests_of(tmp_path / "a"))
    seed(tmp_path / "m", 1, 0.6, data=other)
    with pytest.raises(DataError, match=r"seed-1.*was trained on other data"):
        attach_all(store, version, tmp_path / "m")
    assert not store.results_file.exists()


def test_one_result_is_asked_for_where_several_are(store, version, tmp_path):
    for number in (0, 1):
        seed(tmp_path / "m", number, 0.5)
    with pytest.raises(DataError, match=r"m holds seed-0, seed-1.*m/seed-0; or take attach_all"):
        attach(store, version, tmp_path / "m")


def test_a_seed_without_a_result_is_named_and_nothing_is_attached(store, version, tmp_path):
    seed(tmp_path / "m", 0, 0.5)
    (tmp_path / "m/seed-1").mkdir()
    with pytest.raises(DataError, match=r"m: seed-1 holds no result.*attach VERSION .*m/seed-0"):
        attach_all(store, version, tmp_path / "m")
    assert not store.results_file.exists()


def test_a_folder_with_a_result_of_its_own_is_that(store, version, tmp_path):
    seed(tmp_path / "m", 0, 0.5)
    (tmp_path / "m/model.json").write_text(json.dumps({"trainer": "x", "accuracy": 0.3}))
    assert [one.result.name for one in attach_all(store, version, tmp_path / "m")] == ["m"]
