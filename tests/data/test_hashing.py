import hashlib

import pytest

from datadiet.data.hashing import file_digest, file_hash


def test_a_file_is_named_by_its_bytes(tmp_path):
    (tmp_path / "a").write_bytes(b"bytes")
    digest = hashlib.sha256(b"bytes").hexdigest()
    assert file_digest(tmp_path / "a") == file_hash(tmp_path / "a") == file_hash(str(tmp_path / "a")) == digest


def test_what_is_no_file_has_no_hash(tmp_path):
    for path in (tmp_path, tmp_path / "absent"):
        assert file_hash(path) is None
        with pytest.raises(OSError, match=path.name):
            file_digest(path)
