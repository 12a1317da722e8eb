import shutil

import pytest

from datadiet.errors import OutputError
from datadiet.scorecard.store import FACTS, replacing


def run(folder, text="first"):
    folder.mkdir()
    (folder / FACTS).write_text(text)
    return folder


def test_a_finished_run_takes_the_place_of_an_earlier_one(tmp_path):
    target = run(tmp_path / "run")
    with replacing(target) as temporary:
        (temporary / FACTS).write_text("second")
    assert (target / FACTS).read_text() == "second"
    assert list(tmp_path.iterdir()) == [target]


def test_an_earlier_run_survives_when_the_new_one_cannot_take_its_place(tmp_path):
    target = run(tmp_path / "run")
    with pytest.raises(OutputError, match="could not be written"), replacing(target) as temporary:
        shutil.rmtree(temporary)
    assert (target / FACTS).read_text() == "first"
    assert list(tmp_path.iterdir()) == [target]


def test_an_earlier_run_survives_an_interruption(tmp_path):
    target = run(tmp_path / "run")
    with pytest.raises(KeyboardInterrupt), replacing(target):
        raise KeyboardInterrupt
    assert (target / FACTS).read_text() == "first"
    assert list(tmp_path.iterdir()) == [target]
