import csv
from dataclasses import fields

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from datadiet.demo.accuracy import accuracy
from datadiet.demo.sets import METADATA, DigitSets, sets, write
from datadiet.demo.twin import Params, build


@pytest.fixture(scope="module")
def digits() -> DigitSets:
    return sets(seed=0)


@pytest.fixture(scope="module")
def folders(digits, tmp_path_factory):
    return write(digits, tmp_path_factory.mktemp("digits"))


def rows(scans: np.ndarray) -> list[bytes]:
    return sorted(scan.tobytes() for scan in scans)


def test_the_three_real_parts_are_all_of_the_real_digits_once(digits):
    parts = [digits.real, digits.control, digits.test]
    assert rows(np.concatenate([part.scans for part in parts])) == rows(load_digits().images.astype(np.uint8))


def test_each_part_holds_every_class_alike(digits):
    whole = np.bincount(load_digits().target)
    for part, share in ((digits.real, 2 / 9), (digits.control, 2 / 9), (digits.test, 5 / 9)):
        assert (np.abs(np.bincount(part.labels) - share * whole) <= 2).all()


def test_every_synthetic_set_is_as_large_as_the_real_one_with_the_same_labels(digits):
    assert [each.name for each in digits.synthetic] == ["wild", "bounded", "smoothed", "copies"]
    for each in digits.synthetic:
        np.testing.assert_array_equal(each.labels, digits.real.labels)
        assert each.scans.shape == digits.real.scans.shape
        assert each.scans.dtype == np.uint8
        assert each.scans.max() <= 16


def test_equal_seeds_make_equal_sets_and_other_seeds_others(digits):
    again, other = sets(seed=0), sets(seed=1)
    for one, same, different in zip(digits, again, other, strict=True):
        assert one.scans.tobytes() == same.scans.tobytes()
        assert one.params == same.params
        assert one.scans.tobytes() != different.scans.tobytes()


def test_copies_are_copies_and_smoothed_digits_are_not(digits):
    copies, smoothed = digits.synthetic[3], digits.synthetic[2]
    assert rows(copies.scans) == rows(digits.real.scans)
    assert not set(rows(smoothed.scans)) & set(rows(digits.real.scans))


def test_smoothed_digits_never_see_the_other_real_parts(digits):
    flat = {each.name: each.scans.reshape(len(each.scans), -1).astype(float) for each in digits}

    def nearest(queries: np.ndarray, base: np.ndarray) -> float:
        return float(np.median(np.linalg.norm(queries[:, None] - base[None], axis=2).min(axis=1)))

    assert nearest(flat["smoothed"], flat["real"]) < 0.8 * nearest(flat["smoothed"], flat["test"])


def test_bounded_variation_trains_a_clearly_better_classifier_than_wild(digits):
    scores = {each.name: accuracy(each.scans, each.labels, digits.test.scans, digits.test.labels) for each in digits}
    assert scores["bounded"].interval[0] > scores["wild"].interval[1] + 0.2
    assert scores["real"].interval[0] > scores["bounded"].interval[1]


def test_accuracy_counts_right_answers_with_wilsons_interval():
    train_x, train_y = np.array([[0.0], [1.0]]), np.array([0, 1])
    found = accuracy(train_x, train_y, np.array([[0.0]] * 8 + [[1.0]] * 2), np.zeros(10, dtype=int))
    assert found.score == 0.8
    z, n, p = 1.959963985, 10, 0.8
    middle, half = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    np.testing.assert_allclose(found.interval, [(middle + s * half) / (1 + z**2 / n) for s in (-1, 1)], rtol=1e-6)


def test_every_set_is_written_with_its_labels_as_folders(digits, folders):
    assert list(folders) == [each.name for each in digits]
    for each in digits:
        images = sorted(folders[each.name].rglob("*.png"))
        assert len(images) == len(each.scans)
        by_number = sorted(images, key=lambda path: path.stem)
        assert [int(path.parent.name) for path in by_number] == each.labels.tolist()


def test_no_format_or_size_tells_the_sets_apart(folders):
    seen = set()
    for folder in folders.values():
        for path in folder.rglob("*.png"):
            with Image.open(path) as image:
                seen.add((image.format, image.size, image.mode, tuple(image.info)))
    assert seen == {("PNG", (32, 32), "L", ())}


def test_copies_have_the_bytes_of_the_real_files(folders):
    real, copies = ({path.read_bytes() for path in folders[name].rglob("*.png")} for name in ("real", "copies"))
    assert real == copies


def test_the_metadata_holds_the_parameters_of_every_twin_image_and_of_no_other(digits, folders):
    wild = digits.synthetic[0]
    with (folders["wild"] / METADATA).open(newline="") as file:
        table = list(csv.DictReader(file))
    assert set(table[0]) == {"file"} | {field.name for field in fields(Params)} - {"digit", "seed"}
    assert [row["file"] for row in table] == sorted(path.name for path in folders["wild"].rglob("*.png"))
    assert [float(row["rotation"]) for row in table] == [params.rotation for params in wild.params]
    assert {name for name, folder in folders.items() if (folder / METADATA).exists()} == {"wild", "bounded"}


def test_stored_parameters_build_the_stored_scan(digits):
    wild = digits.synthetic[0]
    for params, scan in list(zip(wild.params, wild.scans, strict=True))[:10]:
        np.testing.assert_array_equal(build(params), scan)
