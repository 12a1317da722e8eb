"""The images on which two models differ most, with what is there and what each of them found."""

from collections.abc import Sequence
from dataclasses import dataclass

from datadiet.data.dataset import ImageRef
from datadiet.errors import DataError
from datadiet.loop.proof import Change, Mark
from datadiet.report.pictures import data_uris
from datadiet.report.proof.lines import net_words

__all__ = ["Panel", "Shown", "shown"]

SIDE = 480
"""Longer side of a picture, in pixels."""


@dataclass(frozen=True, slots=True)
class Panel:
    """What one model says of the image."""

    name: str
    words: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One image."""

    change: Change
    net: str
    """How much better B is, with its sign."""
    picture: str | None
    size: tuple[int, int] | None
    panels: tuple[Panel, ...]


def shown(changes: Sequence[Change]) -> tuple[Shown, ...]:
    """Read the pictures, where they are at hand."""
    refs = [ImageRef(each.id, each.uri) if each.uri else None for each in changes]
    uris = data_uris(refs, size=SIDE)
    return tuple(
        Shown(
            each,
            net_words(each),
            uri,
            _size(each) if uri else None,
            (Panel("A", each.a, each.a_marks), Panel("B", each.b, each.b_marks)),
        )
        for each, uri in zip(changes, uris, strict=True)
    )


def _size(change: Change) -> tuple[int, int] | None:
    from datadiet.data.images import size

    try:
        return None if change.uri is None else size(change.uri)
    except DataError:
        return None
