import dataclasses

import numpy as np
import pytest
from PIL import Image

from datadiet.data.reading import read
from datadiet.errors import TooFewSamples
from datadiet.generate.images.windows import windows


def annotated(folder, boxes, *, size=(60, 50), n=10):
    """n pictures of which each pixel says in which picture, column and row it is, and (x, y, w, h) boxes on each."""
    (folder / "images").mkdir(parents=True)
    (folder / "labels").mkdir()
    (folder / "data.yaml").write_text("path: .\ntrain: images\nval: images\nnames: {0: spot}\n")
    width, height = size
    lines = [f"0 {(x + w / 2) / width} {(y + h / 2) / height} {w / width} {h / height}" for x, y, w, h in boxes]
    for k in range(n):
        y, x = np.mgrid[:height, :width]
        Image.fromarray(np.dstack([x, y, np.full_like(x, k)]).astype(np.uint8)).save(folder / "images" / f"{k}.png")
        (folder / "labels" / f"{k}.txt").write_text("\n".join(lines))
    return read(folder, origin="real")


def places(found):
    return found.pixels[:, 0, 0, 0].astype(int), found.pixels[:, 0, 0, 1].astype(int)


def test_windows_lie_in_items_at_the_scale_of_the_picture(tmp_path):
    found = windows(annotated(tmp_path, [(20, 10, 30, 25)]), side=8, rng=np.random.default_rng(0))
    assert found.pixels.shape == (40, 8, 8, 3)
    assert np.array_equal(found.pixels[:, 0, 7, 0] - found.pixels[:, 0, 0, 0], [7] * 40)  # nothing is squeezed
    x, y = places(found)
    assert 20 <= x.min() < x.max() <= 50 - 8
    assert 10 <= y.min() < y.max() <= 35 - 8
    assert sorted(set(zip(found.groups.tolist(), found.pixels[:, 0, 0, 2].tolist(), strict=True))) == [
        (k, k) for k in range(10)
    ]


def test_an_item_smaller_than_a_window_stands_in_its_middle_as_far_as_there_is_a_picture(tmp_path):
    found = windows(annotated(tmp_path, [(30, 20, 4, 4), (0, 0, 4, 4)]), side=12, rng=np.random.default_rng(0))
    assert set(zip(*places(found), strict=True)) == {(26, 16), (0, 0)}


def test_of_pictures_without_items_windows_lie_anywhere(tmp_path):
    dataset = annotated(tmp_path, [(20, 10, 30, 25)])
    plain = dataclasses.replace(dataset, annotations=dataset.annotations.clear())
    x, y = places(windows(plain, side=30, rng=np.random.default_rng(0)))
    assert x.min() < 5
    assert x.max() > 25
    assert y.max() <= 20


def test_pictures_that_cannot_be_used_are_told(tmp_path):
    dataset = annotated(tmp_path, [(2, 2, 4, 4)], size=(20, 10))
    with pytest.raises(TooFewSamples, match=r"0 windows of 16 x 16 pixels .* it has 20 x 10 pixels"):
        windows(dataset, side=16, rng=np.random.default_rng(0))
    (tmp_path / "images" / "3.png").write_bytes(b"no picture")
    found = windows(dataset, side=8, rng=np.random.default_rng(0))
    assert len(found.pixels) == 36
    assert [problem.where for problem in found.problems] == ["images/3.png#0"]
