from pathlib import Path

import pytest

from datadiet.data.whole import umask, write_whole
from datadiet.errors import OutputError


def test_a_file_is_replaced_and_has_the_usual_rights(tmp_path: Path):
    target = tmp_path / "new" / "a.txt"
    write_whole(target, "é")
    write_whole(target, b"second")
    assert target.read_bytes() == b"second"
    assert target.stat().st_mode & 0o777 == 0o666 & ~umask()
    assert [path.name for path in target.parent.iterdir()] == ["a.txt"]


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(tmp_path / "folder", "text")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]
    (tmp_path / "file").write_text("kept")
    with pytest.raises(OutputError, match="cannot be written"):
        write_whole(tmp_path / "file" / "inside.txt", "text")
    assert (tmp_path / "file").read_text() == "kept"
