"""The data that a command is given: the same for every seed, whatever the command does to it."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from datadiet.data.spelling import plural
from datadiet.loop.training.handing import Form, Handed, hand_test, hand_train
from datadiet.loop.training.material import Material

__all__ = ["Given", "changed_words", "give"]

State = Mapping[str, tuple[int, ...]]
"""Name of a file -> what changes with it."""


@dataclass(frozen=True, slots=True)
class Given:
    """The data as a command gets it."""

    train: Handed
    test: Handed | None
    folder: Path
    state: State
    """Of the folder, when it was written."""

    def changed(self) -> list[str]:
        """Return the files that were changed, added or removed since, sorted."""
        now = _state(self.folder)
        return sorted(name for name in self.state.keys() | now.keys() if self.state.get(name) != now.get(name))

    def remove(self) -> None:
        """Make room for the data, given anew."""
        shutil.rmtree(self.folder, ignore_errors=True)


def give(data: Material, test: Material | None, form: Form, folder: Path) -> Given:
    """Write training and test data into a folder of their own."""
    asked = None if test is None else hand_test(test, data, form, folder)
    return Given(hand_train(data, test, form, folder), asked, folder, _state(folder))


def changed_words(names: list[str]) -> str:
    """Say what a command did to the data that it was given."""
    return (
        f"the command changed, added or removed {plural(len(names), 'file')} of the data that it was given, "
        f"{names[0]} the first; each seed gets it as it was"
    )


def _state(folder: Path) -> State:
    """Return size, number and times of each file below a folder; writing to one changes some of them."""
    found = {}
    for place, folders, files in os.walk(folder):
        for name in (*files, *folders):
            path = Path(place, name)
            if name in files or path.is_symlink():
                facts = path.lstat()
                times = facts.st_mtime_ns, facts.st_ctime_ns
                found[path.relative_to(folder).as_posix()] = (facts.st_size, facts.st_ino, *times)
    return found
