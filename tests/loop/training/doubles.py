"""Trainers that keep to the contract, and some that break it."""

import itertools
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from datadiet.loop.training.predictions import predictions_table, write_predictions

_COUNT = itertools.count()


@dataclass(frozen=True)
class Most:
    """Says the most frequent class of all samples."""

    name: ClassVar[str] = "most"
    tasks: ClassVar[tuple] = ("classification",)

    def train(self, data, out, *, seed, progress):
        counts = [data.labels.count(name) for name in data.classes]
        (out / "counts.txt").write_text(f"{counts}")
        return {"counts": counts}

    def predict(self, model, test, out, *, progress):
        share = np.array(model.facts["model"]["counts"], dtype=float)
        chances = np.tile(share / share.sum(), (len(test), 1))
        self.say(test, model, chances, out)

    def say(self, test, model, chances, out):
        write_predictions(out, predictions_table(list(test.data.samples["id"]), model.classes, chances))


class Fickle(Most):
    def train(self, data, out, *, seed, progress):
        (out / "weights.txt").write_text(str(next(_COUNT)))
        return super().train(data, out, seed=seed, progress=progress)


class Peeking(Most):
    def predict(self, model, test, out, *, progress):
        right = [model.classes.index(label) if label else 0 for label in test.labels]
        self.say(test, model, np.eye(len(model.classes))[right], out)


class Batched(Most):
    def predict(self, model, test, out, *, progress):
        first = 1 / (1 + len(test))
        self.say(test, model, np.tile([first, 1 - first], (len(test), 1)), out)


class Mute(Most):
    def predict(self, model, test, out, *, progress):
        pass


class Hopeless(Most):
    def say(self, test, model, chances, out):
        super().say(test, model, chances * 3, out)


class Forgetful(Most):
    def train(self, data, out, *, seed, progress):
        return {"counts": [1 for _ in data.classes]}


class Odd(Most):
    def train(self, data, out, *, seed, progress):
        return {"counts": np.zeros(2)}
