"""From what a twin's file declares to its named parameters, each with its place in the file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path
from typing import Any

from datadiet.distributions import NAMES, Observed, observe
from datadiet.distributions.observing import is_observed
from datadiet.domain.domain import Place
from datadiet.errors import InputError, TooFewSamples, TwinError
from datadiet.generate.sensor import SETTINGS
from datadiet.generate.twins.expressions import ARITHMETIC, names
from datadiet.generate.twins.parameters import Parameter, find_parameter
from datadiet.generate.twins.parsing import parse_expression
from datadiet.generate.twins.variation import Variation
from datadiet.generate.twins.widening import parse_variation

__all__ = ["Declared", "at"]

Keys = tuple[str | int | float, ...]
_ENTRY = {*NAMES, "fit", "column", "dist", "wild", "fixed", "equals", "per"}
_LIMITS: Mapping[str, tuple[float, float]] = {
    "zoom": (0.01, 100.0),
    "stretch": (0.05, 20.0),
    "elastic": (0.0, inf),
    "elastic_wavelength": (1.0, inf),
    "radius": (0.0, inf),
    "shadow.blur": (0.0, inf),
    "shadow.strength": (0.0, 1.0),
    "count": (0.0, inf),
    "distance": (0.0, inf),
    "overlap": (0.0, 1.0),
    "clumping": (0.0, 1.0),
    "fill": (0.0, 1.0),
    "jitter": (0.0, inf),
    "rows": (1.0, inf),
    "columns": (1.0, inf),
    "power": (0.0, inf),
    "spot_size": (0.001, inf),
    "uneven_size": (0.02, inf),
    "warmth": (-1.0, 1.0),
}
"""What the parameters of datadiet's own can be at all."""


def at(place: Place, error: InputError) -> TwinError:
    """Return an error with the place in the file to which it belongs."""
    found = error.found if error.found.startswith(f"{place}:") else f"{place}: {error.found}"
    return TwinError(found, expected=error.expected, todo=error.todo)


@dataclass(slots=True)
class Declared:
    """The parameters, as they are found."""

    place: Callable[..., Place]
    """Keys of the file -> where it is."""
    spatial: bool = False
    """Whether the twin is one in space, whose lights and cameras are not known here."""
    folder: Path = field(default_factory=Path)
    """In which the tables lie that are fitted."""
    found: dict[str, Parameter] = field(default_factory=dict)
    fits: dict[str, Observed] = field(default_factory=dict)
    """Parameter -> what was fitted to a table."""

    def add(self, name: str, entry: Any, keys: Keys, *, each: bool = False, word: bool = False) -> None:
        """Add one parameter.

        Args:
            name: whole.
            entry: as written.
            keys: where.
            each: whether every instance has its own, unless the entry says `per: image`.
            word: whether it may be a word.

        Raises:
            TwinError: the entry makes no sense, or the name is taken.
        """
        place = self.place(*keys)
        if name in self.found:
            raise TwinError(f"{place}: {name} is there twice", expected="another name: datadiet uses this one itself")
        try:
            entry, each = _per(entry, each)
            rule, uses = self._rule(name, entry)
        except (InputError, TooFewSamples) as error:
            raise at(place, TwinError(f"{name}: {error.found}", expected=error.expected, todo=error.todo)) from None
        if not word and isinstance(rule, Variation) and rule.words:
            raise TwinError(f"{place}: {name} can be a word", expected="numbers")
        self.found[name] = Parameter(name, rule, each, place, uses)

    def group(self, owner: str, entries: Mapping[str, Any], keys: Keys, known: Mapping[str, Any] | None = None) -> None:
        """Add the parameters of the light or the camera, which are the same throughout an image.

        Args:
            owner: light or camera.
            entries: as written; in space they may hold groups of their own.
            keys: where.
            known: names that there are; None where any will do.
        """
        for name, entry in entries.items():
            if known is not None and name not in known and not self.spatial:
                raise TwinError(
                    f"{self.place(*keys, name)}: {owner} has no '{name}' in the plane",
                    expected=f"one of {', '.join(known)}",
                )
            if self.spatial and isinstance(entry, Mapping) and not _ENTRY & set(map(str, entry)):
                self.group(f"{owner}.{name}", entry, (*keys, name))
            else:
                self.add(f"{owner}.{name}", entry, (*keys, name))

    def _rule(self, name: str, entry: Any) -> tuple[Any, dict[str, str]]:
        if isinstance(entry, Mapping) and "equals" in entry:
            if len(entry) > 1 or not isinstance(entry["equals"], str):
                raise TwinError(f"{dict(entry)!r}", expected="equals: arithmetic, such as radius * 1.2, and no more")
            rule = parse_expression(entry["equals"], ARITHMETIC)
            return rule, {local: local for local in names(rule.tree)}
        owner, _, key = name.partition(".")
        limits, off = _LIMITS.get(key, (-inf, inf)), None
        if owner == "camera" and key in SETTINGS and not self.spatial:
            limits, off = (SETTINGS[key].low, SETTINGS[key].high), SETTINGS[key].neutral
        return parse_variation(self._fitted(name, entry, limits), limits, off), {}

    def _fitted(self, name: str, entry: Any, limits: tuple[float, float]) -> Any:
        """Return the entry with the law of a column in the place of every `{fit: FILE#COLUMN}`."""
        if isinstance(entry, Mapping) and is_observed(entry):
            if not all(isinstance(each, str) for each in entry.values()):
                raise TwinError(f"{dict(entry)!r}", expected="fit: FILE#COLUMN")
            usual = name.rpartition(".")[2]
            seen = observe(entry["fit"], self.folder, column=entry.get("column"), usual=usual, bounds=limits)
            self.fits[name] = seen
            return seen.distribution
        if isinstance(entry, Mapping):
            inner = {key: f"{name} ({key})" if key == "wild" else name for key in entry}
            return {key: self._fitted(inner[key], value, limits) for key, value in entry.items()}
        return entry

    def resolved(self) -> dict[str, Parameter]:
        """Return the parameters with what their expressions use.

        Raises:
            TwinError: a name is not known, means a word, or something that differs between instances.
        """
        return {name: self._resolved(each) for name, each in self.found.items()}

    def _resolved(self, parameter: Parameter) -> Parameter:
        uses = {}
        for local in parameter.uses:
            try:
                uses[local] = find_parameter(local, self.found, parameter.owner)
            except TwinError as error:
                raise at(parameter.place, error) from None
            used = self.found[uses[local]]
            if used.words:
                raise TwinError(f"{parameter.place}: {used.name} can be a word", expected="numbers in arithmetic")
            if used.each and (not parameter.each or used.owner != parameter.owner):
                raise TwinError(
                    f"{parameter.place}: {parameter.name} uses {used.name}, of which every instance has its own",
                    expected="what is the same throughout the image",
                    todo=f"declare {used.name} with per: image, or use {parameter.name} within {used.owner}",
                )
        return replace(parameter, uses=uses)


def _per(entry: Any, each: bool) -> tuple[Any, bool]:
    if not isinstance(entry, Mapping) or "per" not in entry:
        return entry, each
    if not each or entry["per"] not in ("image", "instance"):
        raise TwinError(f"per: {entry['per']}", expected="per: image or per: instance, of what an item varies")
    rest = {key: value for key, value in entry.items() if key != "per"}
    return rest, entry["per"] == "instance"
