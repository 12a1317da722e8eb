"""The detector as a trainer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import polars as pl

from datadiet.engine.progress import Progress
from datadiet.errors import DataError, OptionError
from datadiet.generate.deep.backend import torch_here
from datadiet.loop.training.detector.decoding import Found
from datadiet.loop.training.detector.targets import CROWD
from datadiet.loop.training.material import Material, Task
from datadiet.loop.training.model import Model, read_weights, write_weights
from datadiet.loop.training.results import result, write_results

__all__ = ["Detector"]

FLIPS = {"none": (False, False), "across": (True, False), "both": (True, True)}


@dataclass(frozen=True, slots=True)
class Detector:
    """A detector of about 0.4 million weights.

    The budget is counted in steps and does not depend on how much data there is, so that two data sets are compared at
    the same cost.
    """

    name: ClassVar[str] = "detector"
    tasks: ClassVar[tuple[Task, ...]] = ("detection",)
    steps: int = 800
    batch: int = 8
    """Pictures to a step."""
    side: int = 320
    """Pixels that the longer side of a picture is scaled to."""
    rate: float = 0.002
    flips: str = "both"
    """Ways in which pictures may be mirrored: none, across, or both (also upside down)."""
    augment: bool = True
    """Whether pictures are mirrored, moved, scaled and tinted at random."""
    device: str = "cpu"
    """cpu, or cuda with a GPU, where the same seed gives nearly the same weights."""

    def __post_init__(self) -> None:
        """Refuse options that cannot be used."""
        if min(self.steps, self.batch) < 1 or self.side < 32 or not 0 < self.rate < 1:
            raise OptionError(f"{self}", expected="steps and batch of 1 or more, a side of 32 or more, a rate below 1")
        if self.flips not in FLIPS:
            raise OptionError(f"flips is '{self.flips}'", expected=", ".join(FLIPS))

    def train(self, data: Material, out: Path, *, seed: int, progress: Progress) -> Mapping[str, Any]:
        """Train from nothing, and write `weights.safetensors`."""
        with torch_here(self.device):
            from datadiet.loop.training.detector.pictures import canvas_of, loaded
            from datadiet.loop.training.detector.targets import Objects
            from datadiet.loop.training.detector.training import Plan, fitted

            pictures, objects = [], []
            for number, (_, uri, boxes, codes) in enumerate(_annotated(data), 1):
                pictures.append(loaded(uri, self.side))
                objects.append(Objects(boxes * pictures[-1].scale, codes))
                progress("reading images", number, len(data))
            plan = Plan(self.steps, self.batch, self.rate, FLIPS[self.flips], self.augment, self.device)
            canvas = canvas_of(pictures)
            weights, losses = fitted(pictures, objects, len(data.classes), canvas, plan, seed, progress)
        write_weights(out, weights)
        return {
            "weights": sum(array.size for array in weights.values()),
            "canvas": [canvas.width, canvas.height],
            "losses": [round(each, 4) for each in losses],
        }

    def predict(self, model: Model, test: Material, out: Path, *, progress: Progress) -> None:
        """Write `results.json`."""
        weights = read_weights(model.folder)
        with torch_here(self.device):
            from datadiet.loop.training.detector.looking import Eye

            eye = Eye(weights, len(model.classes), self.side, self.device)
            entries = []
            for number, (sample, uri) in enumerate(test.data.samples.select("id", "uri").iter_rows(), 1):
                entries += list(_entries(test, sample, eye.look(uri), model.classes))
                progress("looking at test images", number, len(test))
        write_results(out, entries)


def _entries(test: Material, sample: str, found: Found, classes: tuple[str, ...]) -> Iterator[dict[str, Any] | None]:
    for box, code, score in zip(found.boxes, found.codes, found.scores, strict=True):
        left, top, right, bottom = box
        yield result(test, sample, classes[code], (left, top, right - left, bottom - top), score)


def _annotated(data: Material) -> Iterator[tuple[str, str, np.ndarray, np.ndarray]]:
    """Yield id, file, (m, 4) boxes and (m,) codes of each image; one without objects teaches what is none.

    Crowds have the code -1.
    """
    place = {name: code for code, name in enumerate(data.classes)}
    sides = ("left", "top", "right", "bottom")
    by_sample = data.data.annotations.select("sample", "label", "crowd", *sides).partition_by("sample", as_dict=True)
    for sample, uri in data.data.samples.select("id", "uri").iter_rows():
        if uri is None:
            raise DataError(f"'{sample}' has no image", expected="images")
        boxes = by_sample.get((sample,), pl.DataFrame(schema=dict.fromkeys(("label", "crowd", *sides), pl.Float64)))
        codes = np.array([CROWD if crowd else place[label] for label, crowd in boxes["label", "crowd"].iter_rows()])
        yield sample, uri, boxes.select(sides).to_numpy().astype(np.float64).reshape(-1, 4), codes.astype(int)
