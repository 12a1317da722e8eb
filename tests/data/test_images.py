import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from datadiet.data import images
from datadiet.data.dataset import ImageRef
from datadiet.errors import DataError


def saved(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)
    return path


def smooth(width: int = 320, height: int = 240, seed: int = 0) -> Image.Image:
    """Something that compresses like a photograph."""
    noise = np.random.default_rng(seed).integers(0, 256, (height // 8, width // 8, 3), dtype=np.uint8)
    blown = Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)
    grain = np.random.default_rng(seed + 1).normal(0, 6, (height, width, 3))
    return Image.fromarray(np.clip(np.asarray(blown) + grain, 0, 255).astype(np.uint8))


def test_an_rgb_image_comes_out_as_it_is(tmp_path):
    pixels = np.random.default_rng(0).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    decoded = images.decode(saved(tmp_path / "a.png", Image.fromarray(pixels)))
    np.testing.assert_array_equal(decoded.pixels, pixels)
    assert decoded.pixels.dtype == np.uint8
    assert decoded.facts.format == "PNG"
    assert (decoded.facts.width, decoded.facts.height) == (40, 30)
    assert decoded.facts.bytes == (tmp_path / "a.png").stat().st_size


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied_to_pixels_and_size(tmp_path, orientation):
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright = Image.fromarray(np.random.default_rng(1).integers(0, 256, (20, 50, 3), dtype=np.uint8))
    stored = upright.transpose(turns[orientation]) if orientation in turns else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path / "a.png", stored, exif=exif)
    decoded = images.decode(path)
    np.testing.assert_array_equal(decoded.pixels, np.asarray(upright))
    assert images.size(path) == (50, 20)
    assert decoded.facts.exif


def test_greyscale_becomes_three_equal_channels(tmp_path):
    grey = np.arange(200, dtype=np.uint8).reshape(10, 20)
    pixels = images.decode(saved(tmp_path / "a.png", Image.fromarray(grey))).pixels
    np.testing.assert_array_equal(pixels, np.repeat(grey[:, :, None], 3, axis=2))


def test_sixteen_bits_are_divided_by_257_whatever_the_image_holds(tmp_path):
    values = np.array([[0, 257, 514], [32896, 1000, 2000]], dtype=np.uint16)
    for name in ("a.png", "a.tif"):
        pixels = images.decode(saved(tmp_path / name, Image.fromarray(values))).pixels
        np.testing.assert_array_equal(pixels[:, :, 0], np.rint(values / 257).astype(np.uint8))


def test_floats_are_zero_to_one_and_anything_else_is_refused(tmp_path):
    inside = np.array([[0.0, 0.5, 1.0]], dtype=np.float32)
    pixels = images.decode(saved(tmp_path / "a.tif", Image.fromarray(inside))).pixels
    assert pixels[0, :, 0].tolist() == [0, 128, 255]
    for wrong in (300.0, np.nan):
        path = saved(tmp_path / "b.tif", Image.fromarray(np.array([[0.0, wrong]], dtype=np.float32)))
        with pytest.raises(DataError, match=r"b\.tif: pixels of mode F run from .* Expected: 0 to 1"):
            images.decode(path)


def test_transparency_is_laid_on_the_neutral_ground(tmp_path):
    rgba = np.zeros((2, 2, 4), dtype=np.uint8)
    rgba[0] = (200, 10, 30, 255)
    pixels = images.decode(saved(tmp_path / "a.png", Image.fromarray(rgba))).pixels
    assert pixels[0, 0].tolist() == [200, 10, 30]
    assert pixels[1, 0].tolist() == list(images.GROUND)


def test_a_palette_with_a_transparent_colour_is_resolved(tmp_path):
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.putpixel((1, 0), 1)
    pixels = images.decode(saved(tmp_path / "a.png", image, transparency=1)).pixels
    assert pixels[0].tolist() == [[255, 0, 0], list(images.GROUND)]


@pytest.mark.parametrize(
    ("name", "mode"),
    [("a.webp", "RGB"), ("a.tif", "RGB"), ("a.tif", "CMYK"), ("a.jpg", "CMYK"), ("a.jpg", "L"), ("a.bmp", "RGB"),
     ("a.gif", "P"), ("a.png", "1"), ("a.png", "LA"), ("a.tif", "LAB")],
)  # fmt: skip
def test_every_common_format_and_mode_gives_rgb_bytes(tmp_path, name, mode):
    source = Image.new("L", (20, 10), 100).convert("RGB" if mode == "LAB" else mode)
    if mode == "LAB":
        source = Image.merge("LAB", [Image.new("L", (20, 10), value) for value in (100, 128, 128)])
    pixels = images.decode(saved(tmp_path / name, source)).pixels
    assert pixels.shape == (10, 20, 3)
    assert pixels.dtype == np.uint8


def test_only_the_first_frame_of_an_animation_counts(tmp_path):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ((255, 0, 0), (0, 0, 255))]
    path = saved(tmp_path / "a.gif", frames[0], save_all=True, append_images=frames[1:])
    assert images.decode(path).pixels[0, 0].tolist() == [255, 0, 0]


def test_a_multi_picture_jpeg_gives_its_first_picture(tmp_path):
    first, second = smooth(seed=1), smooth(seed=2)
    path = saved(tmp_path / "a.mpo", first, save_all=True, append_images=[second])
    path = path.rename(tmp_path / "a.jpg")
    alone = images.decode(saved(tmp_path / "b.jpg", first))
    np.testing.assert_array_equal(images.decode(path).pixels, alone.pixels)


def test_jpeg_pixels_are_exactly_those_of_pillow(tmp_path):
    for options in ({}, {"progressive": True}, {"restart_marker_rows": 1}, {"quality": 95, "subsampling": 0}):
        path = saved(tmp_path / "a.jpg", smooth(), **options)
        np.testing.assert_array_equal(images.decode(path).pixels, np.asarray(Image.open(path)))


@pytest.mark.parametrize("quality", [5, 30, 50, 75, 90, 95, 100])
def test_jpeg_quality_is_recovered_from_the_tables(tmp_path, quality):
    facts = images.decode(saved(tmp_path / "a.jpg", smooth(), quality=quality)).facts
    assert facts.jpeg_quality == pytest.approx(quality, abs=1)
    assert images.decode(saved(tmp_path / "a.png", smooth())).facts.jpeg_quality is None


def test_the_border_is_the_share_of_constant_lines_at_the_edges(tmp_path):
    pixels = np.random.default_rng(0).integers(60, 200, (100, 50, 3), dtype=np.uint8)
    assert images.decode(saved(tmp_path / "a.png", Image.fromarray(pixels))).facts.border == 0
    pixels[:10] = 0
    pixels[-15:] = 255
    assert images.decode(saved(tmp_path / "b.png", Image.fromarray(pixels))).facts.border == pytest.approx(0.25)
    for flat in (np.zeros((9, 9, 3), np.uint8), np.repeat([[[0] * 3], [[255] * 3]], 4, axis=1).astype(np.uint8)):
        assert images.decode(saved(tmp_path / "c.png", Image.fromarray(flat))).facts.border == 1


def test_content_tells_files_crops_and_masks_apart(tmp_path):
    path = str(saved(tmp_path / "a.png", smooth()))
    copy = str(saved(tmp_path / "b.png", smooth()))
    whole = images.load(ImageRef("a", path))
    assert images.load(ImageRef("b", copy)).content == whole.content
    crop = ImageRef("c", path, crop=(10, 10, 50, 40))
    masked = ImageRef("d", path, masked=((10, 10, 50, 40),))
    assert len({whole.content, images.load(crop).content, images.load(masked).content}) == 3


def test_cut_takes_the_crop_rounded_outwards_and_blanks_the_masks(tmp_path):
    decoded = images.decode(saved(tmp_path / "a.png", smooth(40, 30)))
    crop = images.cut(decoded, ImageRef("a", "", crop=(9.5, 4.2, 20.1, 12.0)))
    np.testing.assert_array_equal(crop.pixels, decoded.pixels[4:12, 9:21])
    masked = images.cut(decoded, ImageRef("a", "", masked=((9.5, 4.2, 20.1, 12.0), (-5, -5, 1, 1), (35, 20, 99, 99))))
    changed = (masked.pixels == images.GROUND).all(axis=2)
    assert changed[4:12, 9:21].all()
    assert changed[0, 0]
    assert changed[20:, 35:].all()
    assert not changed[13:19].all()
    assert masked.facts == decoded.facts
    assert not (decoded.pixels == images.GROUND).all(axis=2)[4:12, 9:21].all(), "the decoded image itself is untouched"


def test_a_crop_outside_the_image_is_refused(tmp_path):
    path = str(saved(tmp_path / "a.png", smooth(40, 30)))
    with pytest.raises(DataError, match="the box of 'a#3' lies outside its image"):
        images.load(ImageRef("a#3", path, crop=(50, 0, 60, 10)))


def test_a_text_file_called_jpg_is_named_as_such(tmp_path):
    (tmp_path / "a.jpg").write_text("these are not pixels")
    with pytest.raises(DataError, match=r"a\.jpg is not an image, whatever its name says. Expected: one of JPEG, PNG"):
        images.decode(tmp_path / "a.jpg")


def test_an_empty_or_missing_file_is_refused(tmp_path):
    (tmp_path / "a.jpg").touch()
    with pytest.raises(DataError, match=r"a\.jpg is empty"):
        images.decode(tmp_path / "a.jpg")
    with pytest.raises(DataError, match=r"b\.jpg cannot be read \(No such file or directory\)"):
        images.decode(tmp_path / "b.jpg")


def test_a_named_pipe_is_refused_and_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.jpg")
    with pytest.raises(DataError, match="is not a regular file"):
        images.decode(tmp_path / "a.jpg")


def test_postscript_is_never_run(tmp_path):
    path = saved(tmp_path / "a.eps", smooth(40, 30)).rename(tmp_path / "a.png")
    with pytest.raises(DataError, match="is not an image, whatever its name says"):
        images.decode(path)


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("limit", [None, 89_478_485])
def test_a_decompression_bomb_is_refused_before_it_is_decoded(tmp_path, monkeypatch, limit):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", limit)
    (tmp_path / "a.png").write_bytes(png(50_000, 50_000))
    for step in (images.decode, images.size):
        with pytest.raises(DataError, match=r"a\.png: a decompression bomb.*Expected: at most 178,956,970 pixels"):
            step(tmp_path / "a.png")


def test_a_large_image_below_the_limit_gives_no_warning(tmp_path, recwarn):
    (tmp_path / "a.png").write_bytes(png(10_000, 10_000))
    assert images.size(tmp_path / "a.png") == (10_000, 10_000)
    assert not recwarn


def test_a_damaged_png_is_refused_by_its_checksum(tmp_path):
    path = saved(tmp_path / "a.png", smooth())
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
    with pytest.raises(DataError, match=r"a\.png cannot be decoded \(.*(checksum|broken).*\)"):
        images.decode(path)


@pytest.mark.parametrize(("form", "damage"), [("PNG", "rot"), ("PNG", "cut"), ("JPEG", "cut")])
def test_check_refuses_without_decoding_what_decode_refuses(tmp_path, monkeypatch, form, damage):
    path = saved(tmp_path / "a", smooth(), format=form)
    data = bytearray(path.read_bytes())
    half = len(data) // 2
    if damage == "rot":
        data[half] ^= 0xFF
    path.write_bytes(bytes(data[:half]) if damage == "cut" else bytes(data))
    with pytest.raises(DataError) as decoded:
        images.decode(path)
    monkeypatch.setattr(Image.Image, "load", lambda image: pytest.fail("decoded"))
    with pytest.raises(DataError) as checked:
        images.check(path)
    assert str(checked.value) == str(decoded.value)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF"])
def test_check_lets_whole_images_pass(tmp_path, form):
    images.check(saved(tmp_path / "a", smooth(64, 64), format=form))
