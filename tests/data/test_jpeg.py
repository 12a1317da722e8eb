"""Rot inside JPEG files: no valid file may be refused, and most rot must be found."""

import io

import numpy as np
import pytest
from PIL import Image

from datadiet.data import images, jpeg
from datadiet.errors import DataError
from tests.data.test_images import smooth

SETTINGS = {
    "plain": {},
    "coarse": {"quality": 1, "optimize": True},
    "fine": {"quality": 100, "subsampling": 0},
    "optimised": {"optimize": True},
    "restarts": {"restart_marker_rows": 1},
    "restarts, optimised": {"restart_marker_blocks": 3, "optimize": True},
    "progressive": {"progressive": True},
}


def encoded(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def is_rotten(data):
    try:
        jpeg.decode(data, opener=Image.open)
    except (DataError, OSError):
        return True
    return False


def overwritten(data, kind, size, seed=0):
    span = {"zeros": bytes(size), "ones": b"\xff" * size, "random": np.random.default_rng(seed).bytes(size)}[kind]
    middle = len(data) // 2
    return data[:middle] + span + data[middle + size :]


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_valid_file_is_called_rotten(setting):
    stripes = np.zeros((96, 128, 3), np.uint8)
    stripes[::8] = 255
    sources = [smooth(), Image.fromarray(stripes), Image.new("RGB", (400, 300)), Image.new("RGB", (400, 300), "grey")]
    sources += [Image.new("RGB", (width, height), (90, 10, 200)) for width in (1, 7, 8, 9, 17) for height in (1, 8, 33)]
    for source in sources:
        for mode in ("RGB", "L", "CMYK"):
            assert not is_rotten(encoded(source.convert(mode), **SETTINGS[setting]))


def test_no_real_image_is_called_rotten(bccd):
    for path in sorted((bccd / "images").iterdir()):
        jpeg.decode(path.read_bytes(), opener=Image.open)


@pytest.mark.parametrize(("kind", "least"), [("zeros", 1.0), ("random", 0.98), ("ones", 1.0)])
def test_rot_in_real_images_is_found(bccd, kind, least):
    files = sorted((bccd / "images").iterdir())[::6]
    found = [is_rotten(overwritten(path.read_bytes(), kind, 256, seed)) for seed, path in enumerate(files)]
    assert np.mean(found) >= least


@pytest.mark.parametrize("kind", ["zeros", "random", "ones"])
def test_rot_is_found_across_restart_markers(kind):
    found = [is_rotten(overwritten(encoded(smooth(seed=s), restart_marker_rows=1), kind, 512, s)) for s in range(12)]
    assert np.mean(found) >= 0.9


def test_the_message_says_what_is_wrong_and_what_to_do(tmp_path):
    data = encoded(smooth())
    path = tmp_path / "a.jpg"
    path.write_bytes(overwritten(data, "zeros", 512))
    with pytest.raises(DataError, match=r"a\.jpg: the JPEG is damaged inside: .*What to do: copy the file again"):
        images.decode(path)
    path.write_bytes(overwritten(data, "ones", 512))
    with pytest.raises(DataError, match=r"damaged inside: (marker 0xFF|its restart markers)"):
        images.decode(path)


@pytest.mark.parametrize("setting", SETTINGS)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.99])
def test_a_truncated_file_is_called_cut_off(tmp_path, setting, share):
    data = encoded(smooth(), **SETTINGS[setting])
    path = tmp_path / "a.jpg"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(DataError, match=r"a\.jpg: the JPEG is cut off before its end"):
        images.decode(path)


def test_bytes_behind_the_end_of_the_image_are_allowed():
    assert not is_rotten(encoded(smooth()) + b"\xff\xd8 appended by some camera" * 100)


def test_a_little_padding_before_the_end_of_the_image_is_allowed():
    data = encoded(smooth())
    assert not is_rotten(data[:-2] + bytes(4) + data[-2:])


def test_restart_markers_out_of_order_are_rot():
    data = encoded(smooth(), restart_marker_rows=1)
    assert b"\xff\xd1" in data
    assert is_rotten(data.replace(b"\xff\xd1", b"\xff\xd3", 1))
