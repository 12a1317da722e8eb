"""The demonstration's data: real digits in three parts, and synthetic sets of four kinds, as arrays and as folders."""

import csv
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np
from PIL import Image
from scipy.ndimage import gaussian_filter

from datadiet.demo.twin import BOUNDED, LEVELS, WILD, Bounds, Params, build, sample
from datadiet.randomness import stream

__all__ = ["METADATA", "DigitSet", "DigitSets", "sets", "write"]

METADATA = "metadata.csv"
"""Beside the images of a twin's set: the parameters of each, by file name."""
_SIDE = 32
_NEIGHBOURS = 5
_BLUR = 0.4


@dataclass(frozen=True, slots=True)
class DigitSet:
    """Digits of one origin."""

    name: str
    scans: np.ndarray
    """(n, 8, 8) uint8, levels 0 (no ink) to 16."""
    labels: np.ndarray
    """(n,) integers, 0 to 9."""
    params: tuple[Params, ...] = ()
    """What the twin made each from; empty for sets that no twin made."""


@dataclass(frozen=True, slots=True)
class DigitSets:
    """Real digits in three disjoint parts, and the synthetic sets, each as large as `real`."""

    real: DigitSet
    control: DigitSet
    """Real digits that are scored as if they were synthetic: the best that a synthetic set can reach."""
    test: DigitSet
    """Real digits that only judge classifiers."""
    synthetic: tuple[DigitSet, ...]
    """`wild`, `bounded`, `smoothed`, `copies`."""

    def __iter__(self) -> Iterator[DigitSet]:
        yield from (self.real, self.control, self.test, *self.synthetic)


def sets(*, seed: int = 0) -> DigitSets:
    """Split scikit-learn's 1,797 scans of handwritten digits and make the synthetic sets; equal seed, equal sets."""
    real, control, test = _split(seed)
    return DigitSets(
        real,
        control,
        test,
        synthetic=(
            _twin("wild", WILD, real.labels, seed),
            _twin("bounded", BOUNDED, real.labels, seed),
            _smoothed(real, seed),
            DigitSet("copies", real.scans.copy(), real.labels.copy()),
        ),
    )


def _split(seed: int) -> list[DigitSet]:
    """Deal the scans of each class in random order: two ninths are real, two are the control, the rest test."""
    from sklearn.datasets import load_digits

    digits = load_digits()
    rng = stream(seed, "demo", "split")
    shuffled = rng.permutation(len(digits.target))
    by_class = shuffled[np.argsort(digits.target[shuffled], kind="stable")]
    ninth = np.arange(len(by_class)) % 9
    hands = [np.sort(by_class[np.isin(ninth, part)]) for part in ((0, 1), (2, 3), (4, 5, 6, 7, 8))]
    return [
        DigitSet(name, digits.images[hand].astype(np.uint8), digits.target[hand])
        for name, hand in zip(("real", "control", "test"), hands, strict=True)
    ]


def _twin(name: str, bounds: Bounds, labels: np.ndarray, seed: int) -> DigitSet:
    """Make one twin digit for each label, each from a random stream of its own."""
    params = tuple(
        sample(bounds, int(digit), rng=stream(seed, "demo", name, item)) for item, digit in enumerate(labels)
    )
    return DigitSet(name, np.stack([build(drawn) for drawn in params]), labels.copy(), params)


def _smoothed(real: DigitSet, seed: int) -> DigitSet:
    """Blend each real digit with a near one of its class and blur it: what a generator that memorises makes."""
    rng = stream(seed, "demo", "smoothed")
    partners = np.array([rng.choice(near) for near in _same_class_neighbours(real)])
    share = rng.uniform(0.3, 0.5, size=(len(partners), 1, 1))
    blend = (1 - share) * real.scans + share * real.scans[partners]  # (n, 8, 8) float
    blurred = gaussian_filter(blend, (0, _BLUR, _BLUR))
    return DigitSet("smoothed", np.rint(blurred).astype(np.uint8), real.labels.copy())


def _same_class_neighbours(real: DigitSet) -> np.ndarray:
    """Return the rows of the nearest digits of the same class: (n, 5)."""
    flat = real.scans.reshape(len(real.scans), -1).astype(np.float64)
    squares = (flat**2).sum(axis=1)
    distance = squares[:, None] + squares[None, :] - 2 * flat @ flat.T  # (n, n)
    distance[real.labels[:, None] != real.labels[None, :]] = np.inf
    np.fill_diagonal(distance, np.inf)
    return np.argsort(distance, axis=1, kind="stable")[:, :_NEIGHBOURS]


def write(digits: DigitSets, folder: str | Path) -> dict[str, Path]:
    """Write each set as `folder/NAME/LABEL/NAME-0001.png`, all in one format and size; return the folder of each.

    A scan is magnified from 8 x 8 to 32 x 32 grey pixels, in the same way for all. A twin's set has a
    `metadata.csv` with the parameters of each image.
    """
    return {each.name: _write_set(each, Path(folder) / each.name) for each in digits}


def _write_set(digits: DigitSet, folder: Path) -> Path:
    names = [f"{digits.name}-{item:04d}.png" for item in range(len(digits.scans))]
    for label in np.unique(digits.labels):
        (folder / str(label)).mkdir(parents=True, exist_ok=True)
    for name, label, scan in zip(names, digits.labels, digits.scans, strict=True):
        _magnified(scan).save(folder / str(label) / name, format="PNG")
    if digits.params:
        _write_params(digits.params, names, folder / METADATA)
    return folder


def _magnified(scan: np.ndarray) -> Image.Image:
    grey = np.rint(scan * (255 / LEVELS)).astype(np.uint8)
    return Image.fromarray(grey).resize((_SIDE, _SIDE), Image.Resampling.BICUBIC)


def _write_params(params: tuple[Params, ...], names: list[str], path: Path) -> None:
    columns = [field.name for field in fields(Params) if field.name not in ("digit", "seed")]
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, ["file", *columns], extrasaction="ignore")
        table.writeheader()
        for name, drawn in zip(names, params, strict=True):
            table.writerow({"file": name, **asdict(drawn)})
