"""One row of metadata from the parameters of an image."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from statistics import fmean
from typing import Any

from datadiet.distributions import Value

__all__ = ["flatten"]


def flatten(parameters: Mapping[str, Any]) -> dict[str, Value]:
    """Return what made an image as one row: name -> value.

    What is the same throughout the image is there as drawn. Of what each instance has of its own there is the mean,
    under the same name; of words, the most frequent, the first of equals in the alphabet. `ITEM.count` is how many
    there are, `SYSTEM.dropped` how many found no place. An item that is not there has no means.
    """
    row: dict[str, Any] = {"seed": parameters["seed"], "width": parameters["width"], **parameters["values"]}
    row |= {f"{name}.count": n for name, n in parameters["placed"].items()}
    for system, n in parameters["dropped"].items():
        row[f"{system}.dropped"] = n
        if f"{system}.count" in row:
            row[f"{system}.count"] -= n
    columns: dict[str, list[Any]] = defaultdict(list)
    for each in parameters["items"]:
        for key, value in each["values"].items():
            columns[f"{each['item']}.{key}"].append(value)
    return row | {name: _middle(values) for name, values in columns.items()}


def _middle(values: list[Any]) -> Value:
    if any(isinstance(value, str) for value in values):
        counts = Counter(map(str, values))
        return min(counts, key=lambda word: (-counts[word], word))
    return fmean(values)
