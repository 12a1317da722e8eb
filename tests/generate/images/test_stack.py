import numpy as np
import pytest
from PIL import Image

from datadiet.data.levels import at_level
from datadiet.data.reading import read
from datadiet.errors import DataError, OptionError, TooFewSamples
from datadiet.generate.images import Stack
from tests.generate.images.pictures import VIOLET, digits, discs


def test_grey_pictures_have_one_channel_and_coloured_ones_three():
    grey = digits(20)[0]
    assert Stack.of(grey).pixels.shape == (20, 8, 8, 1)
    assert np.array_equal(Stack.of(np.repeat(grey[..., None], 3, axis=3)).pixels[..., 0], grey)
    assert Stack.of(discs(20, VIOLET, seed=0)[0]).pixels.shape == (20, 12, 12, 3)


def test_tones_are_the_channels_first_from_0_to_1():
    pictures = discs(20, VIOLET, seed=0)[0]
    tones = Stack.of(pictures).tones
    assert tones.shape == (20, 3, 12, 12)
    assert tones[4, 2, 5, 7] == pytest.approx(pictures[4, 5, 7, 2] / 255)


def test_classes_are_in_alphabetical_order_and_codes_say_which():
    stack = Stack.of(digits(20)[0], labels=["b", "a"] * 10)
    assert stack.classes == ("a", "b")
    assert stack.codes.tolist() == [1, 0] * 10
    assert Stack.of(stack, size=(6, 5)).codes.tolist() == stack.codes.tolist()
    assert Stack.of(stack, size=(6, 5)).pixels.shape == (20, 6, 5, 1)


def test_a_folder_is_read_and_what_cannot_be_is_told(tmp_path):
    for name in ("dark", "light"):
        (tmp_path / name).mkdir()
        for k in range(11):
            Image.new("L", (20, 30), 40 + k + 100 * (name == "light")).save(tmp_path / name / f"{k}.png")
    (tmp_path / "dark" / "bad.png").write_bytes(b"no picture")
    stack = Stack.of(read(tmp_path, origin="real"), size=(9, 7))
    assert (stack.pixels.shape, stack.classes) == ((22, 9, 7, 1), ("dark", "light"))
    assert sorted(set(stack.pixels[stack.codes == 1].ravel())) == list(range(140, 151))
    assert [problem.where.split("/")[-1] for problem in stack.problems] == ["bad.png"]


def test_items_of_annotated_images_are_crops(tmp_path):
    (tmp_path / "images").mkdir()
    (tmp_path / "labels").mkdir()
    (tmp_path / "data.yaml").write_text("path: .\ntrain: images\nval: images\nnames: {0: spot}\n")
    for k in range(20):
        picture = np.zeros((40, 40, 3), np.uint8)
        picture[10:20, 20:30] = (250, k, 0)
        Image.fromarray(picture).save(tmp_path / "images" / f"{k:02}.png")
        (tmp_path / "labels" / f"{k:02}.txt").write_text("0 0.625 0.375 0.25 0.25\n")
    items = at_level(read(tmp_path, origin="real"), "item", margin=0)
    stack = Stack.of(items, size=(5, 5))
    assert stack.classes == ("spot",)
    assert stack.pixels[7].reshape(-1, 3).tolist() == [[250, 7, 0]] * 25


@pytest.mark.parametrize(
    ("pictures", "options", "error", "said"),
    [
        (np.zeros((20, 8, 8)), {}, DataError, "uint8"),
        (np.zeros((20, 8, 8, 4), np.uint8), {}, DataError, "1 or 3 channels"),
        (np.zeros((20, 64), np.uint8), {}, DataError, "height"),
        (np.zeros((19, 8, 8), np.uint8), {}, TooFewSamples, "19 pictures"),
        (np.zeros((20, 64, 64), np.uint8), {}, OptionError, "4 to 32"),
        (np.zeros((20, 8, 8), np.uint8), {"size": (3, 8)}, OptionError, "4 to 32"),
        (np.zeros((20, 8, 8), np.uint8), {"labels": ["a"] * 19}, DataError, "19 labels of 20"),
    ],
)
def test_what_is_no_stack_of_small_pictures_is_refused(pictures, options, error, said):
    with pytest.raises(error, match=said):
        Stack.of(pictures, **options)


def saved(folder, sizes, mode="L"):
    folder.mkdir(exist_ok=True)
    for k, size in enumerate(sizes):
        Image.new(mode, size, k if mode == "L" else (k, 0, 9)).save(folder / f"{mode}{k:03}.png")
    return read(folder, origin="real")


def test_pictures_of_one_small_size_keep_it_and_others_are_squeezed(tmp_path):
    same = Stack.of(saved(tmp_path / "same", [(20, 30)] * 20))
    assert (same.pixels.shape[1:3], same.squeezed) == ((30, 20), 0)
    mixed = Stack.of(saved(tmp_path / "mixed", [(20, 30), (32, 32)] * 10))
    assert (mixed.pixels.shape[1:3], mixed.squeezed) == ((32, 32), 10)
    large = Stack.of(saved(tmp_path / "large", [(50, 40)] * 20))
    assert (large.pixels.shape[1:3], large.squeezed) == ((32, 32), 20)
    assert Stack.of(saved(tmp_path / "large", [(50, 40)] * 20), size=(40 // 2, 25)).squeezed == 20


def test_grey_pictures_among_coloured_ones_are_counted(tmp_path):
    saved(tmp_path / "a", [(8, 8)] * 15, "RGB")
    both = Stack.of(saved(tmp_path / "a", [(8, 8)] * 6))
    assert (both.pixels.shape, both.grey) == ((21, 8, 8, 3), 6)
    assert Stack.of(digits(20)[0]).grey == 0


def test_where_nothing_can_be_read_the_first_reason_is_told(tmp_path):
    dataset = saved(tmp_path / "a", [(8, 8)] * 3)
    (tmp_path / "a" / "L001.png").write_bytes(b"no picture")
    with pytest.raises(TooFewSamples, match=r"2 pictures to learn from; left out were 1, the first L001.png"):
        Stack.of(dataset)
