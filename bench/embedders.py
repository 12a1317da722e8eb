"""The default embedder beside raw pixels and HOG + colour, on real images: the table of docs/embedders.md.

    python bench/embedders.py BCCD [--items 1200] [--scenes 40]

BCCD is a folder of the BCCD data set (Pascal VOC) with train.txt and val.txt. Two questions:

- items: how often has the nearest cell of the train images the class of a cell of the val images? (balanced over the
  three classes, so that always saying "red blood cell" scores 1/3);
- scenes: how many times the control (train against val as it is) is the gap between train and a changed val?
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter
from scipy.spatial.distance import cdist
from skimage.feature import hog

from datadiet.data import images, levels, read
from datadiet.data.dataset import Dataset
from datadiet.embed import load
from datadiet.measure.gap import gap

SIDE = 64
Describe = Callable[[np.ndarray], np.ndarray]
Change = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def main() -> None:
    """Print one row of the table for each embedder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bccd", type=Path)
    parser.add_argument("--items", type=int, default=1200)
    parser.add_argument("--scenes", type=int, default=40)
    arguments = parser.parse_args()
    data = read(arguments.bccd, origin="real")
    train, val = (_split(data, arguments.bccd / f"{name}.txt") for name in ("train", "val"))
    items = [_items(side, arguments.items) for side in (train, val)]
    scenes = [_pixels(side, arguments.scenes) for side in (train, val)]
    names = ["control", *CHANGES]
    print("| embedder | dimensions | images a CPU-second | 1-NN, balanced | " + " | ".join(names) + " |")
    print("|---" * (4 + len(names)) + "|")
    for name, describe in EMBEDDERS.items():
        print(_row(name, describe, items, scenes), flush=True)


def _row(
    name: str, describe: Describe, items: list[tuple[list[np.ndarray], np.ndarray]], scenes: list[list[np.ndarray]]
) -> str:
    start = time.process_time()
    (known, known_labels), (asked, asked_labels) = [(_embed(describe, pixels), labels) for pixels, labels in items]
    speed = (len(known) + len(asked)) / (time.process_time() - start)
    accuracy = _balanced(asked_labels, known_labels[cdist(asked, known).argmin(axis=1)])
    real, other = (_embed(describe, pixels) for pixels in scenes)
    control = _gap(real, other)
    changed = [_gap(real, _embed(describe, _changed(scenes[1], change))) for change in CHANGES.values()]
    cells = [
        name,
        known.shape[1],
        f"{speed:.0f}",
        f"{accuracy:.3f}",
        f"{control:.4f}",
        *(f"{one:.3f}" for one in changed),
    ]
    return "| " + " | ".join(map(str, cells)) + " |"


def _gap(real: np.ndarray, other: np.ndarray) -> float:
    return gap(real, other, rng=np.random.default_rng(0)).score


def _balanced(truth: np.ndarray, found: np.ndarray) -> float:
    return float(np.mean([np.mean(found[truth == label] == label) for label in np.unique(truth)]))


def _embed(describe: Describe, pixels: list[np.ndarray]) -> np.ndarray:
    return np.stack([describe(image) for image in pixels])


def _changed(pixels: list[np.ndarray], change: Change) -> list[np.ndarray]:
    return [change(image, np.random.default_rng(row)) for row, image in enumerate(pixels)]


def _split(data: Dataset, names: Path) -> Dataset:
    stems = {Path(name).stem for name in names.read_text().split()}
    keep = [Path(uri).stem in stems for uri in data.samples["uri"]]
    samples = data.samples.filter(keep)
    annotations = data.annotations.filter(data.annotations["sample"].is_in(samples["id"].implode()))
    return Dataset(data.name, data.origin, data.source, data.format, samples, annotations, root=data.root)


def _items(data: Dataset, most: int) -> tuple[list[np.ndarray], np.ndarray]:
    """Return crops and labels: a third of `most` of every class, or all that there are."""
    items = levels.at_level(data, "item")
    labels = items.samples["label"].to_numpy()
    rng = np.random.default_rng(0)
    rows = np.sort(
        np.concatenate([rng.permutation(np.flatnonzero(labels == one))[: most // 3] for one in np.unique(labels)])
    )
    refs = levels.image_refs(items)
    return [images.load(refs[row]).pixels for row in rows], labels[rows]


def _pixels(data: Dataset, most: int) -> list[np.ndarray]:
    return [images.load(ref).pixels for ref in levels.image_refs(data)[:most]]


def _small(image: np.ndarray, side: int) -> np.ndarray:
    return np.asarray(Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC))


def raw(image: np.ndarray) -> np.ndarray:
    """Describe an image by its own pixels at 32 x 32, 0 to 1: 3,072 numbers."""
    return _small(image, 32).ravel() / 255


def hog_and_colour(image: np.ndarray) -> np.ndarray:
    """Describe an image by oriented gradients and a histogram of each channel, both of unit length."""
    small = _small(image, SIDE)
    edges = hog(small, orientations=9, pixels_per_cell=(8, 8), cells_per_block=(2, 2), channel_axis=2)
    colour = np.concatenate([np.histogram(small[..., channel], 32, (0, 256))[0] for channel in range(3)])
    return np.concatenate([edges / (np.linalg.norm(edges) + 1e-9), colour / np.linalg.norm(colour)])


def patches(image: np.ndarray) -> np.ndarray:
    """Describe an image by the default embedder."""
    return PATCHES.embed(PATCHES.prepare(image)[None])[0]


def _blurred(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.asarray(Image.fromarray(image).filter(ImageFilter.GaussianBlur(4)))


def _noisy(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.clip(image + rng.normal(0, 32, image.shape), 0, 255).astype(np.uint8)


def _tinted(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.clip(image + np.array([16, -8, -16]), 0, 255).astype(np.uint8)


def _darker(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return (image * 0.8).astype(np.uint8)


def _shuffled(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Deal all 8 x 8 tiles anew."""
    height, width = image.shape[0] // 8, image.shape[1] // 8
    tiles = (
        image[: 8 * height, : 8 * width].reshape(8, height, 8, width, 3).swapaxes(1, 2).reshape(64, height, width, 3)
    )
    return tiles[rng.permutation(64)].reshape(8, 8, height, width, 3).swapaxes(1, 2).reshape(8 * height, 8 * width, 3)


PATCHES = load("patches")
EMBEDDERS: dict[str, Describe] = {"patches": patches, "raw pixels": raw, "HOG + colour": hog_and_colour}
CHANGES: dict[str, Change] = {
    "blur 4 px": _blurred,
    "noise 32/255": _noisy,
    "tint 16/255": _tinted,
    "20 % darker": _darker,
    "tiles shuffled": _shuffled,
}

if __name__ == "__main__":
    main()
