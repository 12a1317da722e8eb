import numpy as np
import pytest
from PIL import Image

from datadiet.data.versions import add, restore
from datadiet.engine.progress import silent
from tests.data.versions.conftest import bytes_of


@pytest.fixture
def junk(make):
    """A set of which one picture is junk, one cut off, one empty, and one a JPEG that is cut off."""
    folder = make(n=5)
    (folder / "images/000000.png").write_bytes(b"no picture at all")
    whole = (folder / "images/000001.png").read_bytes()
    (folder / "images/000001.png").write_bytes(whole[:-20])
    (folder / "images/000002.png").write_bytes(b"")
    noise = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    Image.fromarray(noise).save(folder / "images/000003.png", format="JPEG")
    cut = (folder / "images/000003.png").read_bytes()
    (folder / "images/000003.png").write_bytes(cut[: len(cut) // 2])
    return folder


def test_junk_is_kept_byte_for_byte_and_named(store, junk, tmp_path):
    made = add(store, junk)
    reasons = {problem.where: problem.reason for problem in made.unreadable}
    assert set(reasons) == {f"images/00000{at}.png" for at in range(4)}
    assert reasons["images/000000.png"] == "is not an image, whatever its name says"
    assert reasons["images/000002.png"] == "is empty"
    assert "cut off" in reasons["images/000003.png"]
    assert not any(str(junk) in reason for reason in reasons.values())
    restore(store, made.version, tmp_path / "back")
    assert bytes_of(tmp_path / "back") == bytes_of(junk)


def test_junk_is_named_again_when_it_is_added_again(store, junk):
    first, again = add(store, junk), add(store, junk)
    assert (again.new, again.unreadable) == (False, first.unreadable)


def test_whole_pictures_and_other_files_are_not_named(store, make):
    folder = make()
    (folder / "notes.txt").write_text("no picture, and not called one")
    for form in ("jpeg", "webp", "bmp", "tiff", "gif"):
        Image.new("RGB", (9, 7), "red").save(folder / "images" / f"more.{form}")
    assert add(store, folder).unreadable == ()


def test_what_is_named_cannot_be_decoded_and_the_rest_can(store, junk):
    """The oracle is the decoder itself."""
    from datadiet.data.images import decode
    from datadiet.data.versions.looking import unreadable
    from datadiet.errors import DataError

    names = sorted(path.relative_to(junk).as_posix() for path in junk.glob("images/*"))
    refused = []
    for name in names:
        try:
            decode(junk / name)
        except DataError:
            refused.append(name)
    assert [problem.where for problem in unreadable(junk, names, silent)] == refused
