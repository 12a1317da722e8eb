import numpy as np
import pytest

from datadiet.generate.labels.rle import compressed, counts, decoded, uncompressed
from datadiet.generate.twins.rendered import Mask
from tests.generate.run.sources import cropped


def whole(height, width, rows=slice(0), columns=slice(0)):
    mask = np.zeros((height, width), dtype=bool)
    mask[rows, columns] = True
    return mask


def disc():
    y, x = np.mgrid[:60, :60]
    return (y - 30) ** 2 + (x - 25) ** 2 < 20**2


def noise():
    return np.random.default_rng(0).random((7, 9)) < 0.5


# What pycocotools 2.0 returns for `encode(np.asfortranarray(mask))["counts"]`.
PYCOCOTOOLS = {
    "<": whole(3, 4),
    "0<": whole(3, 4, slice(None), slice(None)),
    "417": whole(3, 4, slice(1, 2), slice(1, 2)),
    "363": whole(3, 4, slice(None), slice(1, 3)),
    "lo0b1b10000000000000000000000000000000000000dk4": whole(100, 80, slice(20, 70), slice(10, 30)),
    "^b_n0:nn00": whole(1000, 1000, slice(990, None), slice(998, None)),
    "2110010O141MNO011OO01011NO0021OOO00023": noise(),
    "P<=]14L4M2M4M2N2O0O2N2O0O2O0O2O000000000000000000000001N101N101N2N101N2N3L3N3L4L^k0": disc(),
}


@pytest.mark.parametrize("text", PYCOCOTOOLS)
def test_masks_are_written_and_read_as_pycocotools_does(text):
    mask = PYCOCOTOOLS[text]
    height, width = mask.shape
    assert compressed(counts(cropped(mask), (width, height))) == text
    np.testing.assert_array_equal(decoded(text, (width, height)), mask)


def brute_force(mask):
    """Run lengths by walking every pixel, column by column."""
    found, value = [0], False
    for pixel in mask.T.ravel():
        if pixel != value:
            found.append(0)
            value = pixel
        found[-1] += 1
    return found


@pytest.mark.parametrize("seed", range(30))
def test_runs_of_random_masks_agree_with_a_walk_and_survive_the_string(seed):
    rng = np.random.default_rng(seed)
    height, width = rng.integers(1, 40, 2)
    mask = rng.random((height, width)) < rng.choice([0.02, 0.5, 0.98])
    runs = counts(cropped(mask), (width, height))
    assert runs.tolist() == brute_force(mask)
    assert uncompressed(compressed(runs)).tolist() == runs.tolist()


def test_a_crop_is_placed_where_it_says():
    mask = Mask(left=2, top=1, pixels=np.array([[True, False], [True, True]]))
    # 4 rows, 5 columns: pixels (x, y) = (2, 1), (2, 2), (3, 2), counted down the columns: 9, 10 and 14.
    assert counts(mask, (5, 4)).tolist() == [9, 2, 3, 1, 5]


def test_counts_of_large_pictures_survive():
    runs = np.array([0, 178_956_970, 1, 33_554_431, 33_554_432, 5])
    assert uncompressed(compressed(runs)).tolist() == runs.tolist()
