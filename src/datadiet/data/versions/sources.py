"""Which samples of which sets one sample was made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from datadiet.data.versions.provenance import Origin, Provenance

__all__ = ["Sources"]

Conditions = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sources:
    """What stands beside a set about its origins, ready to be asked sample by sample."""

    origins: tuple[tuple[Origin, Mapping[str, str]], ...]
    """Each with its samples by content."""

    @classmethod
    def of(cls, found: Provenance | None) -> Self:
        """Take over a provenance; None where nothing stands beside the set."""
        origins = found.origins if found is not None else ()
        return cls(tuple((one, {content: name for name, content in one.samples.items()}) for one in origins))

    def find(self, content: str, conditions: Conditions, objects: Sequence[Conditions]) -> list[dict[str, str]]:
        """Return role, id and content hash of each sample that a new one was made from, and the digest of its set.

        Args:
            content: hash of the new sample.
            conditions: of the new sample.
            objects: that are annotated on it.
        """
        return [
            {"role": origin.role, "set": origin.digest, "sample": name, "content": origin.samples[name]}
            for origin, by_content in self.origins
            for name in dict.fromkeys(_named(origin, by_content, content, conditions, objects))
            if name in origin.samples
        ]


def _named(
    origin: Origin, by_content: Mapping[str, str], content: str, conditions: Conditions, objects: Sequence[Conditions]
) -> list[str]:
    if origin.column is None and origin.object_column is None:
        return [by_content[content]] if content in by_content else []
    names = [str(conditions.get(origin.column))] if origin.column is not None else []
    if origin.object_column is not None:
        # An object is called by its image and its number there: image#3.
        own = [one for one in objects if origin.object_kind in (None, _said(one, "origin"))]
        names += [str(_said(one, origin.object_column)).rpartition("#")[0] for one in own]
    return names


def _said(one: Conditions, name: str) -> Any:
    """Return what an object says; what a generator said of it stands under the name of its class."""
    return one.get(name, one.get(f"{one.get('label')}.{name}"))
