"""A twin as a source of pictures: its parameters are drawn, or given row by row, until what it requires holds."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from datadiet.data.versions.provenance import Origin, Provenance, from_file
from datadiet.distributions import Value
from datadiet.errors import OptionError, TwinError
from datadiet.generate.render import SpritesRenderer
from datadiet.generate.run.rows import Rows
from datadiet.generate.twins.rendered import Rendered
from datadiet.generate.twins.twin import BOUNDED, Twin, holds
from datadiet.randomness import stream

__all__ = ["TRIES", "TwinSource"]

TRIES = 50
"""Times that a picture is drawn before it is given up: what holds of one picture in ten fails so often for one in two
hundred."""


@dataclass(frozen=True, slots=True)
class TwinSource:
    """Draws the pictures of a twin; picture i depends on the twin, the width, row i, the seed and i alone."""

    twin: Twin
    width: float = BOUNDED
    """0 (fixed) to 1 (wild); 0.5 is as the twin declares."""
    rows: Rows | None = None
    """Values for each picture, such as rows of a sampled domain; None leaves all to chance."""
    tries: int = TRIES

    def __post_init__(self) -> None:
        if not 0 <= self.width <= 1:
            raise OptionError(f"a width of {self.width:g}", expected="0 (fixed) to 1 (wild)")
        if self.tries < 1:
            raise OptionError(f"tries is {self.tries}", expected="1 or more")

    @property
    def name(self) -> str:
        """What the twin is called."""
        return self.twin.name

    @property
    def spec(self) -> str:
        """All that the pictures depend on apart from seed and index."""
        rows = self.rows.digest if self.rows else None
        return json.dumps({"twin": self.twin.digest, "width": self.width, "rows": rows, "tries": self.tries})

    @property
    def provenance(self) -> Provenance:
        """The twin's file by its SHA-256, the pictures that it names by theirs, and what was asked of it."""
        twin = self.twin
        made = {"digest": twin.digest}
        known = twin.path.is_file()
        origins = [
            from_file("twin", twin.path, name=twin.name, made=made)
            if known
            else Origin("twin", twin.name, twin.digest, made)
        ]
        looks = (twin.environment, *(item.look for item in twin.items.values()))
        files = {name: path for look in looks for name, path in look.files.items()}
        origins += [from_file("picture of the twin", path, name=name) for name, path in sorted(files.items())]
        rows = self.rows.digest if self.rows else None
        return Provenance("generate", tuple(origins), {"width": self.width, "rows": rows, "tries": self.tries})

    @property
    def classes(self) -> tuple[str, ...]:
        """What the twin's items are labelled as."""
        return self.twin.classes

    def frame(self, index: int, *, seed: int) -> Rendered:
        """Make picture `index`, again with other random numbers as long as a requirement does not hold.

        Where a row says how many items there are, it is a requirement that they find a place.

        Raises:
            TwinError: it cannot be drawn, or no try met the requirements: says which clause failed how often.
            OptionError: there is no row for it.
        """
        row, given = (self.rows.kept(index), self.rows.given(index)) if self.rows else ({}, {})
        failed: Counter[str] = Counter()
        for attempt in range(self.tries):
            drawn = self.twin.sample(stream(seed, "twin", index, attempt), width=self.width, given=given)
            if crowded := _crowded(self.twin, drawn, given):
                failed.update(crowded)
                continue
            rendered = SpritesRenderer().render(self.twin.build(drawn), rng=stream(seed, "look", index, attempt))
            broken = holds(self.twin.requirements, rendered)
            if not broken:
                # What a row says stands first, and under its own name: a condition may be called as something else is.
                parameters = {**row, **rendered.parameters, **row, "tries": attempt + 1}
                return replace(rendered, parameters=parameters)
            failed.update(broken)
        raise _required(self.twin, index, failed, self.tries)


def _crowded(twin: Twin, drawn: Mapping[str, Any], given: Mapping[str, Value]) -> list[str]:
    """Return the counts that a row gives and for which there was not enough place."""
    found = []
    for name, value in given.items():
        owner, _, key = name.rpartition(".")
        if key == "count":
            lost = value != drawn["placed"][owner] if owner in twin.items else drawn["dropped"][owner] > 0
            found += [f"{name} = {value}"] * lost
    return found


def _required(twin: Twin, index: int, failed: Counter[str], tries: int) -> TwinError:
    clauses = ", ".join(f"'{clause}' {count} times" for clause, count in failed.most_common())
    places = ", ".join(str(each.place) for each in twin.requirements if each.text in failed)
    return TwinError(
        f"none of {tries} tries of picture {index} of {twin.name} met what is required; not met: {clauses}"
        f"{f' ({places})' if places else ''}",
        expected="what holds of at least one try",
        todo="loosen the clause, narrow the bounds of what it asks about, or ask for fewer items",
    )
