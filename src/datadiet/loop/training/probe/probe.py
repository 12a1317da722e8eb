"""The probe as a trainer: data becomes vectors, vectors become chances."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import polars as pl

from datadiet.data.spelling import plural
from datadiet.engine.progress import Progress
from datadiet.errors import DataError
from datadiet.loop.training.material import Material, Task
from datadiet.loop.training.model import Model, read_weights, write_weights
from datadiet.loop.training.predictions import predictions_table, write_predictions
from datadiet.loop.training.probe.regression import Regression, chances, fit
from datadiet.loop.training.probe.vectors import (
    groups_of,
    image_vectors,
    row_space,
    row_vectors,
    space_facts,
    space_of_facts,
)
from datadiet.randomness import stream

__all__ = ["Probe"]

_SPACE = "space."


@dataclass(frozen=True, slots=True)
class Probe:
    """A linear classifier of images, of items in them, of vectors, or of rows; needs no torch.

    It has one best solution, so that seeds differ in nothing but the folds by which its penalty is chosen.
    """

    name: ClassVar[str] = "probe"
    tasks: ClassVar[tuple[Task, ...]] = ("classification",)
    embedder: str = "patches"
    """What turns images into vectors."""

    def train(self, data: Material, out: Path, *, seed: int, progress: Progress) -> Mapping[str, Any]:
        """Fit the classifier; `weights.safetensors` holds it, and of a table also the space of its rows."""
        if data.table is not None:
            space = row_space(data)
            vectors, ids, (columns, more) = row_vectors(data, space), None, space_facts(space)
            facts: dict[str, Any] = {"columns": columns, "fingerprint": space.fingerprint}
        else:
            vectors, ids, fingerprint = image_vectors(data, self.embedder, progress)
            facts, more = {"embedder": self.embedder, "fingerprint": fingerprint}, {}
        samples = _only(data.data.samples, ids)
        codes = np.array([data.classes.index(label) for label in samples["label"]])
        _check_classes(data, codes)
        found = fit(vectors, codes, groups_of(samples), rng=stream(seed, "probe", "folds"))
        write_weights(out, _arrays(found) | {f"{_SPACE}{name}": array for name, array in more.items()})
        accuracy = None if np.isnan(found.accuracy) else round(found.accuracy, 4)
        return {**facts, "samples": len(codes), "strength": found.strength, "accuracy_held_out": accuracy}

    def predict(self, model: Model, test: Material, out: Path, *, progress: Progress) -> None:
        """Write `predictions.csv`, with the chance of every class."""
        weights, facts = read_weights(model.folder), model.facts["model"]
        if "columns" in facts:
            arrays = {key.removeprefix(_SPACE): value for key, value in weights.items() if key.startswith(_SPACE)}
            vectors = row_vectors(_a_table(test), space_of_facts(facts["columns"], arrays))
        else:
            vectors = self._embedded(test, facts, weights["mean"].shape[0], progress)
        table = predictions_table(test.data.samples["id"].to_list(), model.classes, chances(weights, vectors))
        write_predictions(out, table)

    def _embedded(self, test: Material, facts: Mapping[str, Any], dimensions: int, progress: Progress) -> np.ndarray:
        vectors, ids, fingerprint = image_vectors(test, self.embedder, progress)
        if fingerprint != facts["fingerprint"] or vectors.shape[1] != dimensions:
            raise DataError(
                f"the test vectors are by {fingerprint}, of {vectors.shape[1]} dimensions",
                expected=f"{facts['fingerprint']} and {dimensions}, as in training",
                todo="train again with the embedder as it is now",
            )
        if len(ids) < len(test):
            gone = next(id for id in test.data.samples["id"] if id not in set(ids))
            raise DataError(
                f"{plural(len(test) - len(ids), 'test image')} cannot be read, '{gone}' the first",
                expected="test images that all can be read, so that models are compared on the same ones",
                todo="mend them, or take them out",
            )
        return vectors


def _a_table(test: Material) -> Material:
    if test.table is None:
        raise DataError(f"{test.source} is no table, and the model was trained on one", expected="a table")
    return test


def _only(samples: pl.DataFrame, ids: list[str] | None) -> pl.DataFrame:
    """The rows of `ids`, in their order; None is all."""
    return samples if ids is None else pl.DataFrame({"id": ids}).join(samples, on="id", maintain_order="left")


def _check_classes(data: Material, codes: np.ndarray) -> None:
    counts = np.bincount(codes, minlength=len(data.classes))
    if (counts == 0).any():
        raise DataError(
            f"no image of the class '{data.classes[int(counts.argmin())]}' can be read", expected="one that can"
        )


def _arrays(found: Regression) -> dict[str, np.ndarray]:
    return {"mean": found.mean, "scale": found.scale, "weight": found.weight, "bias": found.bias}
