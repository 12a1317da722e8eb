import pytest

from datadiet.data.paths import find_images, inside, split_source
from datadiet.errors import DataError


@pytest.mark.parametrize("reference", ["../out.jpg", "a/../../out.jpg", "/etc/passwd", "..\\out.jpg"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path, reference):
    with pytest.raises(DataError, match=r"leaves the folder .*What to do: copy the file into the folder"):
        inside(tmp_path / "set", reference)


@pytest.mark.parametrize("reference", ["a.jpg", "./a.jpg", "b/../a.jpg"])
def test_a_path_that_stays_inside_is_normalised(tmp_path, reference):
    assert inside(tmp_path, reference) == tmp_path / "a.jpg"


def test_an_absolute_path_inside_the_folder_is_allowed(tmp_path):
    assert inside(tmp_path, str(tmp_path / "b" / "a.jpg")) == tmp_path / "b" / "a.jpg"


def test_a_folder_whose_name_begins_alike_is_still_outside(tmp_path):
    with pytest.raises(DataError, match="leaves the folder"):
        inside(tmp_path / "set", "../set-2/a.jpg")


def test_a_link_that_leaves_the_folder_is_refused(tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "secret.jpg").touch()
    (tmp_path / "set" / "a.jpg").symlink_to(tmp_path / "secret.jpg")
    with pytest.raises(DataError, match="leaves the folder"):
        inside(tmp_path / "set", "a.jpg")


def test_the_folder_itself_may_be_a_link(tmp_path):
    (tmp_path / "set").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "set")
    assert inside(tmp_path / "link", "a.jpg") == tmp_path / "link" / "a.jpg"


def test_an_address_on_a_network_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"'https://x.y/a.jpg' is not a local file"):
        inside(tmp_path, "https://x.y/a.jpg")


def test_images_are_found_in_order_without_hidden_files_and_leaving_links(tmp_path):
    root = tmp_path / "set"
    (root / "b").mkdir(parents=True)
    (root / ".cache").mkdir()
    (tmp_path / "elsewhere").mkdir()
    for name in ("b/2.JPG", "b/1.png", "a.webp", ".hidden.png", ".cache/c.png", "notes.txt"):
        (root / name).touch()
    (tmp_path / "elsewhere" / "x.png").touch()
    (root / "out.png").symlink_to(tmp_path / "elsewhere" / "x.png")
    (root / "in.png").symlink_to(root / "a.webp")
    (root / "folder").symlink_to(tmp_path / "elsewhere")
    told = {}
    found = [path.relative_to(root).as_posix() for path in find_images(root, told.__setitem__)]
    assert found == ["a.webp", "in.png", "b/1.png", "b/2.JPG"]
    assert told["out.png"].startswith("a link that leaves the folder")
    assert "not followed" in told[str(root / "folder")]


def test_a_split_is_taken_from_the_name_unless_the_path_exists(tmp_path):
    assert split_source(tmp_path / "data.yaml#val") == (tmp_path / "data.yaml", "val")
    (tmp_path / "odd#name").mkdir()
    assert split_source(tmp_path / "odd#name") == (tmp_path / "odd#name", None)
