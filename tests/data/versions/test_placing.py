import os

import pytest

from datadiet.data.versions.placing import place, staging
from datadiet.errors import OutputError
from tests.data.versions.conftest import bytes_of


def staged(stage, names):
    for name in names:
        (stage / name).write_text(f"new {name}")
    return [stage / name for name in names]


def test_all_files_come_to_their_places_and_the_stage_goes(tmp_path):
    target = tmp_path / "there"
    target.mkdir()
    (target / "a").write_text("old")
    with staging(target) as stage:
        a, b = staged(stage, ["a", "b"])
        assert stage.name.startswith(".")
        place([(a, target / "a"), (b, target / "deep/down/b")], stage)
    assert bytes_of(target) == {"a": b"new a", "deep/down/b": b"new b"}
    assert sorted(path.name for path in target.iterdir()) == ["a", "deep"]


@pytest.mark.parametrize("at", range(5))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_whatever_step_fails_everything_is_as_it_was(tmp_path, monkeypatch, at, error):
    """Three files, two of which replace one: five moves, each of which may fail before or after it was made."""
    target = tmp_path / "there"
    target.mkdir()
    (target / "a").write_text("old a")
    (target / "b").symlink_to("a")
    was, moved = bytes_of(target), []

    def move(source, to, move=os.replace):
        moved.append(to)
        if len(moved) == at + 1:
            if isinstance(error, KeyboardInterrupt):
                move(source, to)
            raise error
        return move(source, to)

    with staging(target) as stage:
        pairs = [(path, target / place) for path, place in zip(staged(stage, "abc"), ("a", "b", "d/c"), strict=True)]
        monkeypatch.setattr(os, "replace", move)
        with pytest.raises(OutputError if isinstance(error, OSError) else KeyboardInterrupt):
            place(pairs, stage)
    assert bytes_of(target) == was
    assert (target / "b").is_symlink()
    assert sorted(path.name for path in target.iterdir()) == ["a", "b"]


def test_the_stage_of_a_folder_that_is_not_there_leaves_no_folder(tmp_path):
    with staging(tmp_path / "not/there/yet") as stage:
        assert stage.parent == tmp_path
    assert list(tmp_path.iterdir()) == []
