"""Trainers of others: a command, or a Python function, that gets data and leaves predictions."""

import re
import shlex
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, ClassVar

from datadiet.data.hashing import file_hash
from datadiet.engine.progress import Progress
from datadiet.errors import OptionError, TrainerError
from datadiet.loop.training.giving import Given, changed_words, give
from datadiet.loop.training.handing import form_of
from datadiet.loop.training.material import Material, Task
from datadiet.loop.training.model import LOG, OURS, REFUSED
from datadiet.loop.training.predictions import PREDICTIONS, checked_predictions, write_predictions
from datadiet.loop.training.process import run, tail
from datadiet.loop.training.results import RESULTS, checked_results, write_results

__all__ = ["Called", "Command", "filled", "settle"]

BOTH: tuple[Task, ...] = ("classification", "detection")
_PLACE = re.compile(r"\{([a-zA-Z_]\w*)\}")
PLACES = ("data", "test", "out", "seed")


@dataclass(frozen=True, slots=True)
class Command:
    """A command template. `{data}`, `{test}`, `{out}` and `{seed}` are filled in; no shell is involved."""

    template: str
    form: str | None = None
    timeout: float | None = None
    given: Given | None = None
    """The data, once it is written: seeds share it until one changes it."""

    tasks: ClassVar[tuple[Task, ...]] = BOTH

    @property
    def name(self) -> str:
        """`command`."""
        return "command"

    def check(self, test: Material | None) -> None:
        """Refuse a template that has no place for the data or the output, or asks for test data that is not there."""
        words = set(_PLACE.findall(self.template))
        if odd := sorted(words - set(PLACES)):
            raise OptionError(f"the command names {{{odd[0]}}}", expected=", ".join(f"{{{name}}}" for name in PLACES))
        for name in ("data", "out"):
            if name not in words:
                raise OptionError(f"the command has no {{{name}}}", expected="{data} and {out}, where its words go")
        if ("test" in words) != (test is not None):
            raise OptionError(
                "the command names {test}, and there is no test data"
                if test is None
                else "there is test data, and the command does not name {test}",
                expected="--test REAL with {test}, or neither",
            )
        _split(self.template)

    def identity(self) -> dict[str, Any]:
        """What tells this trainer from another one: the template, and the bytes of the files that it names."""
        files = {word: file_hash(word) for word in _split(self.template) if Path(word).is_file()}
        return {"template": self.template, "form": self.form, "files": files}

    def handed(self, data: Material, test: Material | None, folder: Path) -> "Command":
        """Return the trainer that uses the data in a new folder of this one: what it has, unless that was changed."""
        if self.given is not None and not self.given.changed():
            return self
        if self.given is not None:
            self.given.remove()
        form = form_of(data, self.form)
        return replace(self, form=form, given=give(data, test, form, Path(mkdtemp(prefix="data-", dir=folder))))

    def train_and_predict(
        self, data: Material, test: Material | None, out: Path, *, seed: int, progress: Progress
    ) -> Mapping[str, Any]:
        """Run it, and check what it leaves."""
        given = self.given
        assert given is not None
        values = {"data": str(given.train.path), "out": str(out), "seed": str(seed)}
        words = filled(self.template, values if given.test is None else values | {"test": str(given.test.path)})
        run(words, out / LOG, timeout=self.timeout, told=_told(progress, self.timeout))
        if test is not None:
            settle(out, test, data.classes, given.test.files if given.test else {})
        elif not any(path.name not in OURS for path in out.iterdir()):
            raise TrainerError(f"the trainer left nothing in {{out}}{tail(out / LOG)}", expected="a model in {out}")
        changed = given.changed()
        return {"form": self.form} | ({"changed": changed_words(changed)} if changed else {})


def _told(progress: Progress, timeout: float | None) -> Callable[[float], None]:
    """What a command has done is not known: shown is how much of its time is over."""
    most = ceil(timeout) if timeout else 0
    return lambda seconds: progress("seconds of the command, at most", min(int(seconds), most), most) if most else None


@dataclass(frozen=True, slots=True)
class Called:
    """A Python function: `function(data, test, out, seed)`; test is None where there is none."""

    function: Callable[..., Any]
    tasks: ClassVar[tuple[Task, ...]] = BOTH

    @property
    def name(self) -> str:
        """`module:function`."""
        kind = self.function if hasattr(self.function, "__qualname__") else type(self.function)
        return f"{kind.__module__}:{kind.__qualname__}"

    def train_and_predict(
        self, data: Material, test: Material | None, out: Path, *, seed: int, progress: Progress
    ) -> Mapping[str, Any]:
        """Call it, and check what it leaves. Facts that it returns, as a mapping, are kept."""
        facts = self.function(data, test, out, seed)
        if test is not None:
            settle(out, test, data.classes, {})
        return dict(facts) if isinstance(facts, Mapping) else {}


def settle(out: Path, test: Material, classes: Sequence[str], files: Mapping[str, str]) -> None:
    """Check the predictions in a folder, and write them again under the ids of the test data.

    Predictions that are refused stay in the folder `REFUSED`, and the message names them there.

    Raises:
        TrainerError: there are none, or they make no sense.
    """
    name = RESULTS if test.task == "detection" else PREDICTIONS
    left = sorted(each.name for each in out.iterdir() if each.name not in OURS)
    shutil.rmtree(out / REFUSED, ignore_errors=True)
    if left:
        (out / REFUSED).mkdir()
    if name not in left:
        said = tail(out / LOG) if (out / LOG).is_file() else ""
        raise TrainerError(
            f"the trainer left no {name}, but {', '.join(left[:8]) or 'nothing'}{said}",
            expected=f"{name} in {{out}}",
            todo=f"see {out / REFUSED}" if left else "",
        )
    path = (out / name).rename(out / REFUSED / name)
    if test.task == "detection":
        write_results(out, checked_results(path, test, files=files))
    else:
        write_predictions(out, checked_predictions(path, test, classes, files=files))
    shutil.rmtree(out / REFUSED)


def filled(template: str, values: Mapping[str, str]) -> list[str]:
    """Return the words of a template, each filled in after the split: a path with spaces stays one word."""
    return [_PLACE.sub(lambda found: values[found[1]], word) for word in _split(template)]


def _split(template: str) -> list[str]:
    try:
        words = shlex.split(template)
    except ValueError as error:
        raise OptionError(f"the command cannot be split into words ({error})", expected="matching quotes") from error
    if not words:
        raise OptionError("the command is empty", expected="a program and its arguments")
    return words
