"""What is to be trained: who trains on what, and by what it is known again."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from datadiet import __version__
from datadiet.data.versions.naming import Named
from datadiet.engine.progress import Progress
from datadiet.loop.training.command import Called, Command, settle
from datadiet.loop.training.digests import contents_of, digest_of, hashes_of, named_of, sha256
from datadiet.loop.training.material import Material
from datadiet.loop.training.model import KIND, Cost, Model, write_model
from datadiet.loop.training.trainer import JointTrainer, Trainer, options_of

__all__ = ["Job"]


@dataclass(frozen=True, slots=True)
class Job:
    """All seeds of one training."""

    who: Trainer | JointTrainer
    data: Material
    test: Material | None
    price: float | None
    digest: str
    """Of the training data."""
    test_digest: str | None
    identity: Mapping[str, Any]
    """What tells the trainer from another one."""
    named: Named | None = None
    """By what versions of data know the training data."""
    test_contents: str | None = None
    """By which the images of the test data are known."""

    @classmethod
    def of(cls, who: Trainer | JointTrainer, data: Material, test: Material | None, price: float | None) -> "Job":
        """Take the digests."""
        own = who.identity() if isinstance(who, Command) else {} if isinstance(who, Called) else options_of(who)
        hashes, seen = hashes_of(data), {} if test is None else hashes_of(test)
        return cls(
            who,
            data,
            test,
            price,
            digest=digest_of(data, hashes),
            test_digest=None if test is None else digest_of(test, seen),
            identity={"name": who.name, "options": own},
            named=named_of(data, hashes),
            test_contents=None if test is None else contents_of(test.data, seen),
        )

    @property
    def joint(self) -> bool:
        """Whether the trainer predicts while it trains."""
        return isinstance(self.who, JointTrainer)

    @property
    def repeatable(self) -> bool:
        """Whether what was trained already can be known again: of a Python function nobody knows what it does."""
        return not isinstance(self.who, Called)

    def key(self, seed: int) -> str:
        """What a model is known by: equal where training would give the same."""
        test = self.test_digest if self.joint else None
        return sha256({"trainer": self.identity, "data": self.digest, "test": test, "seed": seed})

    def handed(self, folder: Path) -> "Job":
        """Write the data for a command into a folder, unless it has it as it was written."""
        if not isinstance(self.who, Command):
            return self
        return replace(self, who=self.who.handed(self.data, self.test, folder))

    def run(self, seed: int, folder: Path, progress: Progress) -> Model:
        """Train in an empty folder, predict, and write `model.json`."""
        began, cpu = time.perf_counter(), _cpu()
        if isinstance(self.who, JointTrainer):
            found = self.who.train_and_predict(self.data, self.test, folder, seed=seed, progress=progress)
        else:
            found = self.who.train(self.data, folder, seed=seed, progress=progress)
        cost = Cost(time.perf_counter() - began, _cpu() - cpu, self.price)
        return self.predicted(Model(folder, self._facts(seed, found, cost)), progress)

    def predicted(self, model: Model, progress: Progress) -> Model:
        """Predict the test data, where there is some and that was not done, and write `model.json`."""
        if self.test is not None and isinstance(self.who, Trainer):
            self.who.predict(model, self.test, model.folder, progress=progress)
            settle(model.folder, self.test, self.data.classes, {})
        test = None if self.test is None else self._of(self.test, self.test_digest)
        if test is not None and self.test_contents is not None:
            test["contents"] = self.test_contents
        return replace(write_model(model.folder, {**model.facts, "test": test}), work="predicted")

    def _facts(self, seed: int, found: Mapping[str, Any], cost: Cost) -> dict[str, Any]:
        return {
            "kind": KIND,
            "datadiet": __version__,
            "key": self.key(seed),
            "trainer": dict(self.identity),
            "task": self.data.task,
            "level": self.data.level,
            "target": self.data.target,
            "classes": list(self.data.classes),
            "seed": seed,
            "data": {**self._of(self.data, self.digest), **self._named()},
            "cost": cost.facts(),
            "notes": [*_notes(self.data, self.test), *([found["changed"]] if self._changed(found) else [])],
            "problems": [{"where": each.where, "reason": each.reason} for each in self.data.data.problems],
            "model": dict(found),
        }

    def _changed(self, found: Mapping[str, Any]) -> bool:
        """Whether a command changed the data that it was given."""
        return isinstance(self.who, Command) and "changed" in found

    def _named(self) -> dict[str, str]:
        found = self.named
        return {} if found is None else {"contents": found.contents, "labels": found.labels}

    def _of(self, material: Material, digest: str | None) -> dict[str, Any]:
        return {"source": material.source, "digest": digest, "samples": len(material), "form": material.data.format}


def _cpu() -> float:
    """Seconds of processor time of this process and of those that it started and that have ended."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _notes(data: Material, test: Material | None) -> list[str]:
    notes = []
    for side, material in (("training", data), ("test", test)):
        if material is None or not (problems := material.data.problems):
            continue
        first = problems[0]
        notes.append(f"{side} data, {len(problems):,} left out or mended, the first: {first.where}: {first.reason}")
    if test is not None:
        if unseen := sorted(set(test.classes) - set(data.classes)):
            notes.append(f"the test data has {', '.join(unseen)}, of which the training data has nothing")
        if test.categories is not None and (unknown := sorted(set(data.classes) - set(test.categories))):
            notes.append(f"what is found of {', '.join(unknown)} is left out: the test data does not know it")
    return notes
