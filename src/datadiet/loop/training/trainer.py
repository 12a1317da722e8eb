"""What a trainer is: the Protocols that one fills, and how its name becomes one."""

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from datadiet.engine.progress import Progress
from datadiet.errors import OptionError
from datadiet.loop.training.material import Material, Task
from datadiet.plugins import find, names

if TYPE_CHECKING:
    from datadiet.loop.training.model import Model

__all__ = ["TRAINERS", "JointTrainer", "Trainer", "named", "options_of"]

TRAINERS = "datadiet.trainers"
"""The entry-point group."""


@runtime_checkable
class Trainer(Protocol):
    """Makes a model of a training set, and predicts with it. A dataclass, whose fields are its options."""

    @property
    def name(self) -> str:
        """What it is registered as."""
        ...

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What it can be trained for."""
        ...

    def train(self, data: Material, out: Path, *, seed: int, progress: Progress) -> Mapping[str, Any]:
        """Leave weights in the folder `out`, and return facts for JSON, from which `predict` goes on.

        The same seed gives the same bytes.
        """
        ...

    def predict(self, model: "Model", test: Material, out: Path, *, progress: Progress) -> None:
        """Leave `results.json` or `predictions.csv` in the folder `out`; labels of `test` are not looked at."""
        ...


@runtime_checkable
class JointTrainer(Protocol):
    """Trains and predicts in one go, as commands do."""

    @property
    def name(self) -> str:
        """What model.json calls it."""
        ...

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What it can be trained for."""
        ...

    def train_and_predict(
        self, data: Material, test: Material | None, out: Path, *, seed: int, progress: Progress
    ) -> Mapping[str, Any]:
        """Leave in `out` whatever the model is and, with `test`, its predictions; return facts for JSON."""
        ...


def named(name: str, options: Mapping[str, Any]) -> Trainer:
    """Return a registered trainer with options: values, or their texts.

    Raises:
        OptionError: there is none of that name, or it has no such option.
    """
    if name not in names(TRAINERS):
        raise OptionError(
            f"'{name}' is not a trainer",
            expected=f"{', '.join(names(TRAINERS))}, or a command with {{data}} and {{out}}",
            todo="write a command such as 'python train.py --data {data} --out {out} --seed {seed}'",
        )
    kind = find(TRAINERS, name)
    fields = {field.name: field for field in dataclasses.fields(kind)} if dataclasses.is_dataclass(kind) else {}
    if unknown := sorted(options.keys() - fields.keys()):
        raise OptionError(
            f"the trainer '{name}' has no option '{unknown[0]}'",
            expected=", ".join(fields) if fields else "none: it has no options",
        )
    return kind(**{key: _typed(name, key, fields[key].default, value) for key, value in options.items()})


def options_of(trainer: Any) -> dict[str, Any]:
    """Return the options of a trainer, with the defaults."""
    if not dataclasses.is_dataclass(trainer) or isinstance(trainer, type):
        return {}
    return dataclasses.asdict(trainer)


def _typed(trainer: str, name: str, default: Any, value: Any) -> Any:
    """A text as the type that the option's default has."""
    kind = type(default)
    if not isinstance(value, str) or kind is str:
        return value
    if kind is bool and value in ("true", "false"):
        return value == "true"
    try:
        if kind in (int, float):
            return kind(value)
    except ValueError:
        pass
    what = "true or false" if kind is bool else "a whole number" if kind is int else "a number"
    raise OptionError(f"the option {name} of '{trainer}' is '{value}'", expected=what)
