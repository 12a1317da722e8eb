"""`costs.jsonl`: what each picture cost, kept apart so that all other files are the same bytes in every run."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from datadiet.data.costs import COSTS
from datadiet.data.whole import write_whole
from datadiet.errors import OutputError

__all__ = ["Cost", "Ledger"]


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one picture."""

    seconds: float
    """That a worker took to make it."""
    workers: int
    """That shared the machine."""

    def money(self, price: float) -> float:
        """Return its share of the machine at a price of an hour."""
        return self.seconds / self.workers * price / 3600


@dataclass(frozen=True, slots=True)
class Ledger:
    """The costs of a set, on disk: a line is added when a picture is done, and all are put in order at the end."""

    folder: Path

    def add(self, index: int, cost: Cost) -> None:
        """Add a line; OutputError where it cannot be written."""
        try:
            with (self.folder / COSTS).open("a", encoding="utf-8") as file:
                file.write(_line(index, cost, None))
        except OSError as error:
            raise OutputError(f"{self.folder / COSTS} cannot be written ({error.strerror})") from error

    def read(self) -> dict[int, Cost]:
        """Return what is known, by index; a line that a kill cut short is left out, and of two the last counts."""
        try:
            lines = (self.folder / COSTS).read_bytes().splitlines()
        except OSError:
            return {}
        found = {}
        for line in lines:
            try:
                entry = json.loads(line)
                found[int(entry["index"])] = Cost(float(entry["seconds"]), int(entry["workers"]))
            except (ValueError, KeyError, TypeError):
                continue
        return found

    def settle(self, indices: Sequence[int], price: float | None) -> dict[int, Cost]:
        """Write one line a picture, in order, with its money where there is a price, and return what is known."""
        known = self.read()
        found = {index: known[index] for index in indices if index in known}
        write_whole(self.folder / COSTS, "".join(_line(index, cost, price) for index, cost in found.items()))
        return found


def _line(index: int, cost: Cost, price: float | None) -> str:
    money = {} if price is None else {"money": cost.money(price)}
    return json.dumps({"index": index, "seconds": cost.seconds, "workers": cost.workers, **money}) + "\n"
