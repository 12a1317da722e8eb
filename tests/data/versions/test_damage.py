"""One line that cannot be read stops nothing, and stays as it is."""

import pytest

from datadiet.data.versions import add, attach, damaged_lines, diff, ranked, replace, restore, verify
from datadiet.errors import DataError
from tests.data.versions.conftest import bytes_of
from tests.data.versions.test_results import written

RUBBISH = b"<<<<<<< HEAD\n"


def model(folder, accuracy):
    return written(folder, "model.json", {"trainer": "probe", "test": {"accuracy": accuracy}})


@pytest.fixture
def damaged(store, make, tmp_path):
    """Two versions with a result each, and a damaged line in the middle of the log and of the results."""
    versions = [add(store, make(f"s{number}", shade=10 * number), tag=f"v{number}").version for number in (1, 2)]
    for number, version in enumerate(versions, 1):
        attach(store, version, model(tmp_path / f"m{number}", number / 10))
    for file in (store.log_file, store.results_file):
        first, second = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(first + RUBBISH + second)
    return versions


def test_everything_goes_on_with_what_can_be_read(store, make, damaged, tmp_path):
    one, other = damaged
    assert [version.id for version in store.versions()] == [one.id, other.id]
    assert [gain.b for gain in diff(store, one, other).gains] == [0.2]
    assert [row.measures["accuracy"] for row in ranked(store)[1]] == [0.2, 0.1]
    restore(store, one, tmp_path / "back")
    assert bytes_of(tmp_path / "back") == bytes_of(tmp_path / "s1")
    add(store, make("s3", shade=30))
    replace(store, one, other, why="better")
    attach(store, one, model(tmp_path / "m3", 0.3))
    assert [len(store.log()), len(ranked(store)[1])] == [4, 4]


def test_the_damaged_lines_are_named_and_stay_as_they_are(store, make, damaged, tmp_path):
    where = [(store.log_file, 2), (store.results_file, 2)]
    assert [(file, line.line) for file, line in damaged_lines(store)] == where
    add(store, make("s3", shade=30))
    attach(store, damaged[0], model(tmp_path / "m3", 0.3))
    for file in (store.log_file, store.results_file):
        lines = file.read_bytes().splitlines(keepends=True)
        assert (len(lines), lines[1]) == (4, RUBBISH)
    assert [(finding.file, finding.line) for finding in verify(store).findings] == [
        (str(file), line) for file, line in where
    ]


def test_a_file_that_cannot_be_read_at_all_stops_only_what_needs_it(store, damaged, tmp_path):
    store.results_file.unlink()
    store.results_file.mkdir()
    assert [file for file, _ in damaged_lines(store)] == [store.log_file]
    restore(store, damaged[0], tmp_path / "back")
    with pytest.raises(DataError, match=r"results\.jsonl cannot be read"):
        ranked(store)
