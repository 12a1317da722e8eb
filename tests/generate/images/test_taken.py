import numpy as np
from PIL import Image

from datadiet.data.reading import read
from datadiet.generate.images.taken import Taken
from datadiet.generate.run import generate_set
from datadiet.generate.twins.rendered import Instance, Mask, Rendered
from tests.generate.images.test_windows import annotated


def test_pictures_and_boxes_come_back_as_they_were_in_their_order(tmp_path):
    dataset, told = annotated(tmp_path / "set", [(20, 10, 30, 25), (0, 0, 5, 4)], n=3), []
    taken = Taken.of(dataset, tell=told.append)
    assert (len(taken), taken.classes, told) == (3, ("spot",), [])
    generate_set(taken, 3, tmp_path / "again", seed=5)
    back = read(tmp_path / "again", origin="synthetic")
    sides = ["left", "top", "right", "bottom"]
    assert np.allclose(back.annotations.select(sides).to_numpy(), dataset.annotations.select(sides).to_numpy())
    for k in range(3):
        old, new = (
            np.asarray(Image.open(tmp_path / name / "images" / f"{n}.png"))
            for name, n in (("set", k), ("again", f"{k:06}"))
        )
        assert np.array_equal(old, new)


def shaped(index):
    mask = np.zeros((6, 8), bool)
    mask[1:5, 2:7] = mask[0, 3] = mask[5, 4] = mask[2, 0] = mask[3, 7] = True
    one = Mask(4 + index, 5, mask)
    return Rendered(
        np.full((30, 40, 3), index, np.uint8),
        (Instance(item="cell", label="cell", visible=one, amodal=one, depth=0, within=one.area, slack=(1, 2, 3, 4)),),
        {},
    )


def test_masks_and_boxes_that_are_wider_than_they_come_back_to_the_pixel(tmp_path):
    generate_set(shaped, 3, tmp_path / "made", seed=0)
    taken = Taken.of(read(tmp_path / "made", origin="synthetic"), tell=lambda problem: None)
    for k in range(3):
        (found,), (wanted,) = taken.frame(k, seed=9).instances, shaped(k).instances
        assert (found.visible.left, found.visible.top) == (wanted.visible.left, wanted.visible.top)
        assert np.array_equal(found.visible.pixels, wanted.visible.pixels)
        assert found.slack == wanted.slack


def test_an_image_that_is_damaged_is_told_and_left_out(tmp_path):
    dataset, told = annotated(tmp_path / "set", [(20, 10, 30, 25)], n=3), []
    (tmp_path / "set" / "images" / "1.png").write_bytes(b"no picture")
    taken = Taken.of(dataset, tell=told.append)
    assert [picture.id for picture in taken.pictures] == ["images/0.png", "images/2.png"]
    assert [problem.where for problem in told] == ["images/1.png"]
